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

/** What `optimizers.json` records about the roundings of a case, relative to the largest element of a tensor. */
export interface RecordedDifferences {
  readonly f32_vs_f64: { readonly max_rel_to_max: number };
  readonly fused_vs_single?: { readonly max_rel_to_max: number };
}

/** Half a unit in the last place of a float32, relative to the value. */
const FLOAT32_ROUNDING = 2 ** -24;

/**
 * A step is about a dozen float32 operations for an element, in an order and with fused pairs of its own in each of
 * PyTorch's paths; a clipped gradient has the error of a long float32 sum besides, and its square has it twice.
 */
const LEAST_SHARE = 16 * FLOAT32_ROUNDING;

/**
 * The difference from PyTorch's float32 tensors that is allowed, relative to the largest element of the tensor.
 *
 * The file says what roundings do to the very same run: how far float32 is from float64, and PyTorch's fused path from
 * its plain one. Ours may be as far away, and never has to be nearer than the roundings of a step. Where a square
 * overflows float32 (`overflows`), the float64 run is another run, and says nothing about roundings.
 */
export function optimizerTolerance(recorded: RecordedDifferences | undefined, overflows: boolean): number {
  const ofPaths = recorded?.fused_vs_single?.max_rel_to_max ?? 0;
  const ofTypes = overflows ? 0 : (recorded?.f32_vs_f64.max_rel_to_max ?? 0);
  return Math.max(LEAST_SHARE, ofPaths, ofTypes);
}

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
