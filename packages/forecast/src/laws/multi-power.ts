/** The multi-power law. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields } from "@anneal/core/arguments";
import { logarithm, power } from "@anneal/core/schedule-engine";
import { limited, MOST_LOSS, MOST_RATE } from "../input/limits.js";
import { ratesOf, type ScheduleLike } from "../input/rates.js";
import { readSteps } from "../input/steps.js";
import { sharedKernel } from "../kernel/engine.js";
import { fewSums } from "../kernel/few-sums.js";
import type { Kernel, TermShape } from "../kernel/kernel.js";
import { type RunSteps, RunSums } from "../kernel/run-sums.js";
import { createLaw } from "./create-law.js";
import type { LossLaw, MultiPowerParameters } from "./law.js";

/** The largest number of steps that are summed without a table of blocks. */
const FEW_STEPS = 3;

export const multiPowerNames = ["L0", "A", "alpha", "B", "C", "beta", "gamma"] as const;

/**
 * `L(t) = L0 + A S_1(t)^-alpha - B sum_k (eta_(k-1) - eta_k) (1 - (1 + C eta_k^-gamma S_k(t))^-beta)`
 *
 * The multi-power law, where `eta_k` is the rate of update `k`, `S_k(t)` the sum of the rates from update `k` to `t`,
 * and `S_1(t)` the sum of all rates. The first power is the gain from training at the rates, the rest the gain from
 * cutting them. Warm-up rates count like all others; a rate below 1e-10 counts as 1e-10 in `eta_k^-gamma`.
 *
 * All steps of a run are evaluated in one call: blocks of distant steps are summed at once, and 1,000 steps of a run of
 * 100,000 cost about as much as its rates.
 *
 * @throws InvalidArgumentError for parameters that are not finite, have the wrong sign, or are so large that powers
 * overflow.
 * @see Luo et al., A Multi-Power Law for Loss Curve Prediction Across Learning Rate Schedules, ICLR 2025,
 * arXiv:2503.12811.
 */
export function multiPowerLaw(parameters: MultiPowerParameters): LossLaw<MultiPowerParameters> {
  const given = new Fields("multiPowerLaw", "parameters", parameters, multiPowerNames);
  const checked: MultiPowerParameters = {
    L0: limited("L0", given.finite("L0"), MOST_LOSS),
    A: given.positive("A"),
    alpha: given.positive("alpha"),
    B: limited("B", given.atLeast("B", 0), MOST_LOSS),
    C: given.positive("C"),
    beta: given.positive("beta"),
    gamma: given.atLeast("gamma", 0),
  };
  refuseOverflow(checked);
  return createLaw("multi-power", checked, (schedule, steps) => multiPowerLoss(checked, schedule, steps));
}

/** The largest logarithm that a power of a rate may have. */
const MOST_LOGARITHM = 600;

/** Rejects shapes with which `(eta^gamma / C)^beta` overflows for a rate from 1e-10 to 1e10. */
function refuseOverflow({ C, beta, gamma }: MultiPowerParameters): void {
  const ofC = Math.abs(Math.log(C));
  const mostGamma = (MOST_LOGARITHM - ofC) / Math.log(MOST_RATE);
  const rounded = (most: number) => Number(most.toPrecision(3));
  if (ofC >= MOST_LOGARITHM) throw new InvalidArgumentError("C", C, "a number between 1e-260 and 1e260");
  if (gamma > mostGamma) {
    throw new InvalidArgumentError("gamma", gamma, `at most about ${rounded(mostGamma)} with this C`);
  }
  const mostBeta = MOST_LOGARITHM / (gamma * Math.log(MOST_RATE) + ofC);
  if (beta > mostBeta) {
    const expected = `at most about ${rounded(mostBeta)} with this C and gamma`;
    throw new InvalidArgumentError("beta", beta, expected);
  }
}

function multiPowerLoss(
  { L0, A, alpha, B, C, beta, gamma }: MultiPowerParameters,
  schedule: ScheduleLike,
  given: ArrayLike<number>,
): number[] {
  const { steps, places } = readSteps(given);
  const last = steps.at(-1);
  if (last === undefined) return [];
  const rates = ratesOf(schedule, last);
  const shape = { logC: logarithm(C), beta, gamma };
  const { sums, cuts, pending } =
    steps.length <= FEW_STEPS
      ? fewSums(sharedKernel(), { rates, steps }, shape)
      : manySums(sharedKernel(), { rates, steps }, shape);
  const losses = new Array<number>(steps.length).fill(0);
  places.forEach((place, i) => {
    const annealed = (cuts[i] as number) - (pending[i] as number);
    losses[place] = L0 + A * power(sums[i] as number, -alpha) - B * annealed;
  });
  return losses;
}

function manySums(kernel: Kernel, steps: RunSteps, shape: TermShape) {
  const [run] = RunSums.prepare(kernel, [steps]) as [RunSums];
  return { sums: run.sums, cuts: run.cuts, pending: run.pending(shape) };
}
