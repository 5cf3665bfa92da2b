/** The annealing law, with one term for cuts of the rate. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields } from "@anneal/core/arguments";
import { power } from "@anneal/core/schedule-engine";
import { limited, MOST_LOSS } from "../input/limits.js";
import { ratesOf, type ScheduleLike } from "../input/rates.js";
import { readSteps } from "../input/steps.js";
import { createLaw } from "./create-law.js";
import type { AnnealingParameters, LossLaw } from "./law.js";

export const annealingNames = ["L0", "A", "alpha", "C", "lambda"] as const;

/**
 * `L(t) = L0 + A S_1(t)^-alpha - C S_2(t)` with `S_2(t) = sum_(i<=t) sum_(k<=i) (eta_(k-1) - eta_k) lambda^(i-k)`
 *
 * The scaling law with learning-rate annealing: `S_1` is the sum of the rates, and `S_2` the area of the momentum that
 * cuts of the rate leave. As in the multi-power law, warm-up rates count like all others.
 *
 * @throws InvalidArgumentError for parameters that are not finite, have the wrong sign, or are above 1e100.
 * @see Tissue et al., Scaling Law with Learning Rate Annealing, 2024, arXiv:2408.11029.
 */
export function annealingLaw(parameters: AnnealingParameters): LossLaw<AnnealingParameters> {
  const given = new Fields("annealingLaw", "parameters", parameters, annealingNames);
  const lambda = given.atLeast("lambda", 0);
  if (lambda >= 1) throw new InvalidArgumentError("lambda", lambda, "below 1");
  const checked: AnnealingParameters = {
    L0: limited("L0", given.finite("L0"), MOST_LOSS),
    A: given.positive("A"),
    alpha: given.positive("alpha"),
    C: limited("C", given.atLeast("C", 0), MOST_LOSS),
    lambda,
  };
  return createLaw("annealing", checked, (schedule, steps) => annealingLoss(checked, schedule, steps));
}

function annealingLoss(
  { L0, A, alpha, C, lambda }: AnnealingParameters,
  schedule: ScheduleLike,
  given: ArrayLike<number>,
): number[] {
  const { steps, places } = readSteps(given);
  const last = steps.at(-1);
  if (last === undefined) return [];
  const { sums, areas } = annealingSums(ratesOf(schedule, last), steps, lambda);
  const losses = new Array<number>(steps.length).fill(0);
  places.forEach((place, i) => {
    losses[place] = L0 + A * power(sums[i] as number, -alpha) - C * (areas[i] as number);
  });
  return losses;
}

/** The sum of the rates and the annealing area at each of `steps`, in ascending order. */
export function annealingSums(
  rates: Float64Array,
  steps: readonly number[],
  lambda: number,
): { sums: Float64Array; areas: Float64Array } {
  const sums = new Float64Array(steps.length);
  const areas = new Float64Array(steps.length);
  let [sum, momentum, area, target] = [0, 0, 0, 0];
  let previous = rates[0] as number;
  for (let step = 0; target < steps.length; step++) {
    const rate = rates[step] as number;
    momentum = lambda * momentum + (previous - rate);
    area += momentum;
    sum += rate;
    previous = rate;
    for (; steps[target] === step; target++) {
      sums[target] = sum;
      areas[target] = area;
    }
  }
  return { sums, areas };
}
