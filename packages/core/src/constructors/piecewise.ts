/** Rates at chosen steps, held or interpolated between them. */
import { ascending, numberList, rate, wholeNumber } from "../arguments.js";
import { isArray } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import { build, type Schedule } from "../schedule/schedule.js";
import type { ScheduleDraft } from "../tree/draft.js";
import { type Rate, readOptions, type Steps, stepList } from "./options.js";
import { cosineRamp, geometricRamp, type Leg, linearRamp } from "./ramps.js";

export interface PiecewiseConstantOptions {
  /** The steps at which the rate changes, in ascending order. */
  readonly boundaries: readonly Steps[];
  /** The rates: one before the first boundary, and one from each boundary on. */
  readonly values: readonly Rate[];
}

/**
 * `values[number of boundaries <= step]`
 *
 * Piecewise constant rates: `values[0]` before `boundaries[0]`, `values[1]` from that step on.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, boundaries that are unsorted or not whole, or
 * lists whose lengths do not match.
 * @whenToUse Reproducing a table of rates from a paper.
 * @whenNotTo Anything that a formula describes: the formula shows the intent.
 * @example
 * piecewiseConstant({ boundaries: [1_000, 5_000], values: [1e-3, 5e-4, 1e-4] })
 */
export function piecewiseConstant(options: PiecewiseConstantOptions): Schedule {
  const given = readOptions("piecewiseConstant", options, ["boundaries", "values"]);
  const boundaries = given.read("boundaries", stepList);
  const values = given.read("values", (argument, value) => numberList(argument, value, rate));
  given.counted("values", values, boundaries.length + 1, "one more than the boundaries");
  return build({ kind: "stairs", boundaries, values });
}

export interface PiecewiseInterpolatedOptions {
  /** Pairs of a step and its rate, in ascending order of the steps. Two pairs at the same step make a jump. */
  readonly points: readonly (readonly [step: Steps, rate: Rate])[];
  /**
   * The curve between points: a straight line, half a cosine wave, or a constant factor per step (rates above 0).
   * Default: `"linear"`.
   */
  readonly interpolation?: "linear" | "cosine" | "geometric";
}

/**
 * `a + (b - a) * E((step - i) / (j - i))` between the points `[i, a]` and `[j, b]`
 *
 * A curve through the given points. It is exact at each of them, with `E(u) = u` (linear) or `(1 - cos(pi * u)) / 2`
 * (cosine); geometric: `a * (b / a) ^ u`. The first and the last rate hold outside.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, and steps that are unsorted or not whole.
 * @whenToUse A curve drawn by hand, or read off a plot.
 * @whenNotTo Anything that a formula describes: the formula shows the intent.
 * @example
 * piecewiseInterpolated({ points: [[0, 0], [500, 1e-3], [10_000, 1e-5]] })
 */
export function piecewiseInterpolated(options: PiecewiseInterpolatedOptions): Schedule {
  const given = readOptions("piecewiseInterpolated", options, ["points", "interpolation"]);
  const interpolation = given.choice("interpolation", ["linear", "cosine", "geometric"], "linear");
  const { steps, rates } = given.read("points", readPoints);
  const children = steps.slice(1).map((end, i): ScheduleDraft => {
    const leg = {
      start: steps[i] as number,
      end,
      from: rates[i] as number,
      to: rates[i + 1] as number,
    };
    return rampThrough(interpolation, leg, i);
  });
  const [first] = children;
  if (first === undefined) return build({ kind: "constant", value: rates[0] as number });
  if (children.length === 1) return build(first);
  return build({ kind: "join", boundaries: steps.slice(1, -1), children, rebase: false });
}

function rampThrough(
  interpolation: "linear" | "cosine" | "geometric",
  leg: Leg,
  index: number,
): ScheduleDraft {
  if (interpolation === "linear") return linearRamp(leg);
  if (interpolation === "cosine") return cosineRamp(leg);
  return geometricRamp(leg, `points[${index}][1]`, `points[${index + 1}][1]`);
}

function readPoints(argument: string, value: unknown) {
  if (!isArray(value) || value.length === 0) {
    throw new InvalidArgumentError(argument, value, "an array of at least one [step, rate]");
  }
  const pairs = Array.from(value, (pair: unknown, i) => {
    if (!isArray(pair) || pair.length !== 2) {
      throw new InvalidArgumentError(`${argument}[${i}]`, pair, "a pair [step, rate]");
    }
    return pair as [unknown, unknown];
  });
  const steps = pairs.map(([step], i) => wholeNumber(`${argument}[${i}][0]`, step));
  const rates = pairs.map(([, held], i) => rate(`${argument}[${i}][1]`, held));
  return { steps: ascending(argument, steps), rates };
}
