/** Whole periods in a time: how many there have been, and how far into the present one it is. */
import type { numpy as np } from "@jax-js/jax";
import type { Arithmetic, Value } from "./arithmetic.js";
import { LARGEST_INDEX, type Time } from "./time.js";

export interface Division {
  /** How many whole periods have passed; below 0 before the first. Whole numbers, as int32 or as floats. */
  readonly quotient: np.Array;
  /** The steps since the present period began. */
  readonly rest: np.Array;
  /** Whether both are int32. */
  readonly whole: boolean;
  /** How far off the rest may be, in steps. */
  readonly slack: number;
}

/** Steps of a float32 near 1. */
const ROUNDING = 2 ** -23;
/** So many quotients can be multiplied exactly by the upper digits of a period's fraction. */
const DIGITS = 256;

/** `time / period`, rounded down. */
export function divide(of: Arithmetic, time: Time, period: number): Division {
  const steps = period / time.spacing;
  const phase = time.offset / time.spacing;
  const isWhole =
    time.whole &&
    Number.isInteger(steps) &&
    Number.isInteger(phase) &&
    steps <= LARGEST_INDEX &&
    Math.abs(phase) <= LARGEST_INDEX;
  return isWhole ? divideWhole(of, time.index, steps, phase) : divideReal(of, time, steps, phase);
}

function divideWhole(of: Arithmetic, index: np.Array, steps: number, phase: number): Division {
  // The part of the phase below one period is taken off last: a sum of both could be too large.
  const periods = Math.floor(phase / steps);
  const place = of.add(index, phase - periods * steps) as np.Array;
  const towardsZero = of.wholeQuotient(place, steps);
  const under = of.less(of.subtract(place, of.multiply(towardsZero, steps)) as np.Array, 0);
  const down = of.subtract(towardsZero, of.whole(under)) as np.Array;
  const rest = of.subtract(place, of.multiply(down, steps)) as np.Array;
  return { quotient: of.add(down, periods) as np.Array, rest, whole: true, slack: 0 };
}

function divideReal(of: Arithmetic, time: Time, steps: number, phase: number): Division {
  const { index } = time;
  const slack = time.slack + Math.max(1, steps) * ROUNDING;
  const place = of.add(of.cast(index), phase + slack);
  const guess = of.floor(of.multiply(place, 1 / steps) as np.Array);
  const rest = restOf(of, time, guess, steps, phase + slack);
  // The guess may be off by one or two where there have been many periods.
  const correction = of.floor(of.multiply(rest, 1 / steps) as np.Array);
  return {
    quotient: of.add(guess, correction) as np.Array,
    rest: of.subtract(rest, of.add(of.multiply(correction, steps), slack)) as np.Array,
    whole: false,
    slack,
  };
}

/** `index + phase - quotient * steps`, the product in parts that are exact. */
function restOf(of: Arithmetic, time: Time, quotient: np.Array, steps: number, phase: number): Value {
  const { index } = time;
  const whole = Math.floor(steps);
  const upper = Math.floor((steps - whole) * DIGITS) / DIGITS;
  const lower = steps - whole - upper;
  const passed = of.multiply(time.whole ? of.whole(quotient) : quotient, whole);
  const near = of.cast(of.subtract(index, passed) as np.Array);
  const nearer = of.subtract(near, of.multiply(quotient, upper));
  return of.add(of.subtract(nearer, of.multiply(quotient, lower)), phase);
}
