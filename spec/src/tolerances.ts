/** How far a value may be from a golden one, and why: every tolerance of the golden vectors is here. */
import type { FinderLibrary } from "@anneal/core";

/** How a library computes a schedule. */
export type Arithmetic =
  /** float64, by a formula of the step. */
  | "closed"
  /** float64, each value from the one before it. */
  | "recursive"
  /** float32. */
  | "float32";

/**
 * The difference that is allowed, relative to the largest value of the case.
 *
 * - `closed`: a formula of ten operations rounds ten times by at most 2^-53; two such formulas are 1e-15 apart.
 * - `recursive`: every step rounds once more. Over 20,000 steps PyTorch's recursions are up to 5e-14 from its own closed
 *   forms; ours have nothing to add to that.
 * - `float32`: libraries that compute in both types are up to 1.9e-7 apart; traced programs that fuse operations, some
 *   roundings more.
 */
const SHARE_OF_LARGEST: Readonly<Record<Arithmetic, number>> = {
  closed: 1e-15,
  recursive: 1e-12,
  float32: 1e-6,
};

/** Half a unit in the last place of a float64, relative to the value: what one rounding does at most. */
const ROUNDING = 2 ** -53;

/**
 * The rounding of a curve's argument, `1 + step * perStep`: an angle of many turns, or what is left when the number of past
 * cycles or the share that is done has been taken away. `slope` is by how much the curve changes at a step when the
 * argument changes by 1, or the most that it does anywhere.
 */
export interface RoundedArgument {
  readonly perStep: number;
  readonly slope: number | ((step: number) => number);
}

/** What is known about how the values of a curve were computed. */
export interface CurveArithmetic {
  readonly arithmetic: Arithmetic;
  /**
   * Whether the library raises a rounded base to the power of the step. The base is off by up to one rounding, and its
   * power by one a step: an error of the golden value itself, on top of the other.
   */
  readonly powersOfRoundedBase?: boolean;
  /** Where the library rounds the argument of its curve, and that shows. */
  readonly roundedArgument?: RoundedArgument;
}

/** The difference allowed at a step where the golden value is `expected`, in a case with values up to `largest`. */
export function scheduleTolerance(
  { arithmetic, powersOfRoundedBase = false, roundedArgument }: CurveArithmetic,
  largest: number,
  step: number,
  expected: number,
): number {
  const own = powersOfRoundedBase ? Math.abs(step * ROUNDING * expected) : 0;
  return SHARE_OF_LARGEST[arithmetic] * largest + own + passedOn(roundedArgument, step, arithmetic);
}

/** What the rounding error of a curve's argument does to its value. */
function passedOn(argument: RoundedArgument | undefined, step: number, arithmetic: Arithmetic): number {
  // Next to what a recursion gathers it is nothing.
  if (argument === undefined || arithmetic === "recursive") return 0;
  const { perStep, slope } = argument;
  const rounding = arithmetic === "float32" ? FLOAT32_ROUNDING : ROUNDING;
  return (1 + Math.abs(step) * perStep) * rounding * (typeof slope === "number" ? slope : slope(step));
}

/** Half a unit in the last place of a float32, relative to the value. */
const FLOAT32_ROUNDING = 2 ** -24;

/** How far a value of an optimizer may be from a library's: a share of the tensor's largest, and one of the value itself. */
export function optimizerTolerance(
  { name, steps }: { readonly name: string; readonly steps: number },
  largest: number,
  expected: number,
): number {
  // Its iterations round to bfloat16, which makes much of the last bit of a float32.
  if (name === "Muon") return 5e-4 * largest;
  // A step is a dozen float32 operations, in other libraries with fused pairs, and the roundings add up over the steps.
  return steps <= 10 ? 1e-6 * largest + 1e-6 * Math.abs(expected) : 1e-5 * largest;
}

/** A float32 sum of squares and its root. */
const LEAST_SHARE = 16 * FLOAT32_ROUNDING;

/** The difference of a norm over all gradients, relative to it: PyTorch adds the squares in float32. */
export const NORM_TOLERANCE = LEAST_SHARE;

/**
 * The difference of a smoothed loss or a suggested rate, relative to it. Some libraries raise the weights of a mean to a
 * power by their own `pow`, one rounding away from ours; fastai computes in float32, with operations that machines without
 * fused ones round once more.
 */
export const FINDER_SHARE: Readonly<Record<FinderLibrary, number>> = {
  "pytorch-lr-finder": 0,
  ignite: 0,
  lightning: 1e-14,
  fastai: 4 * FLOAT32_ROUNDING,
};

/** The difference of a rate that a range test tries, relative to it: one rounding in each of three operations. */
export const GRID_SHARE = 1e-15;
