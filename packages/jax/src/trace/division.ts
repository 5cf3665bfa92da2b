/** The whole periods in a time, and the time since the current one began. */
import { numpy as np } from "@jax-js/jax";
import type { Arithmetic, Value } from "./arithmetic.js";
import { LARGEST_COUNT, LARGEST_INDEX, type Time } from "./time.js";

export interface Division {
  /** The number of whole periods, negative before the first. Whole numbers, as int32 or floats. */
  readonly quotient: np.Array;
  /** The steps since the current period began. */
  readonly rest: np.Array;
  /** Whether the rest is int32. */
  readonly whole: boolean;
  /** The largest error of the rest, in steps. */
  readonly slack: number;
}

/** The spacing of float32 near 1. */
const ROUNDING = 2 ** -23;
/** The largest quotient whose product with the upper digits of a period's fraction is exact. */
const DIGITS = 256;
/** Products of two numbers below this fit into an int32. */
const PART = 2 ** 15;

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
  if (isWhole) return divideWhole(of, time.index, steps, phase);
  // With periods below one step there are more than an int32 can count. A float64 has enough digits for all.
  const isLong = steps >= 1 && steps <= LARGEST_COUNT;
  return isLong && of.dtype === np.float32
    ? divideParts(of, time, steps, phase)
    : divideReal(of, time, steps, phase);
}

function divideWhole(of: Arithmetic, index: np.Array, steps: number, phase: number): Division {
  // The part of the phase below one period is subtracted last, because a sum of both could be too large.
  const periods = Math.floor(phase / steps);
  const place = of.add(index, phase - periods * steps) as np.Array;
  const towardsZero = of.wholeQuotient(place, steps);
  const under = of.less(of.subtract(place, of.multiply(towardsZero, steps)) as np.Array, 0);
  const down = of.subtract(towardsZero, of.whole(under)) as np.Array;
  const rest = of.subtract(place, of.multiply(down, steps)) as np.Array;
  return { quotient: of.add(down, periods) as np.Array, rest, whole: true, slack: 0 };
}

/** Divides by a period with a fraction. Quotients are int32, and the rest is computed in whole numbers as far as possible. */
function divideParts(of: Arithmetic, time: Time, steps: number, phase: number): Division {
  const slack = time.slack + steps * ROUNDING;
  const taken = Math.abs(phase) <= LARGEST_COUNT ? Math.floor(phase) : 0;
  const below = time.whole ? time.index : of.floor(time.index);
  const index = of.add(of.whole(below), taken) as np.Array;
  const past = of.add(time.whole ? 0 : of.subtract(time.index, below), phase - taken);
  const passed = (quotient: np.Array) => of.add(lessPeriods(of, index, quotient, steps), past);
  const periods = (rest: Value) => of.floor(of.multiply(of.add(rest, slack), 1 / steps) as np.Array);

  const guess = of.whole(periods(of.add(of.cast(index), past)));
  // The guess is wrong after many periods.
  const quotient = of.add(guess, of.whole(periods(passed(guess)))) as np.Array;
  return { quotient, rest: passed(quotient) as np.Array, whole: false, slack };
}

/** `index - quotient * steps`, with the fraction of a step in two parts of 15 bits, whose products are exact, and a rest. */
function lessPeriods(of: Arithmetic, index: np.Array, quotient: np.Array, steps: number): Value {
  const whole = Math.floor(steps);
  const upper = Math.floor((steps - whole) * PART);
  const middle = Math.floor(((steps - whole) * PART - upper) * PART);
  const lower = steps - whole - upper / PART - middle / PART ** 2;
  const [high, low] = parted(of, quotient);
  const [carried, first] = parted(of, of.multiply(low, upper) as np.Array);
  const [carriedToo, second] = parted(of, of.multiply(high, middle) as np.Array);
  const most = of.add(of.multiply(quotient, whole), of.multiply(high, upper));
  const near = of.cast(of.subtract(index, of.add(most, of.add(carried, carriedToo))) as np.Array);
  const part = of.multiply(of.cast(of.add(first, second) as np.Array), 1 / PART);
  const tiny = of.add(of.multiply(of.cast(low), middle / PART ** 2), of.multiply(of.cast(quotient), lower));
  return of.subtract(of.subtract(near, part), tiny);
}

/** `high * PART + low`, both with the sign of the number. */
function parted(of: Arithmetic, number: np.Array): readonly [high: np.Array, low: np.Array] {
  const high = of.wholeQuotient(number, PART);
  return [high, of.subtract(number, of.multiply(high, PART)) as np.Array];
}

function divideReal(of: Arithmetic, time: Time, steps: number, phase: number): Division {
  const { index } = time;
  const slack = time.slack + Math.max(1, steps) * ROUNDING;
  const place = of.add(of.cast(index), phase + slack);
  const guess = of.floor(of.multiply(place, 1 / steps) as np.Array);
  const rest = restOf(of, time, guess, steps, phase + slack);
  // The guess may be wrong by one or two after many periods.
  const correction = of.floor(of.multiply(rest, 1 / steps) as np.Array);
  return {
    quotient: of.add(guess, correction) as np.Array,
    rest: of.subtract(rest, of.add(of.multiply(correction, steps), slack)) as np.Array,
    whole: false,
    slack,
  };
}

/** `index + phase - quotient * steps`, with the product in exact parts. */
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
