/** Arithmetic on numbers and jax-js arrays that borrows its operands, and frees all results except the last one at the end. */
import { numpy as np } from "@jax-js/jax";
import { constantLike, placeOf } from "./constant-like.js";

/** A number known while tracing, or an array. Operations on numbers alone are evaluated immediately, in float64. */
export type Value = number | np.Array;
/** A boolean known while tracing, or an array of booleans. */
export type Condition = boolean | np.Array;
export type FloatDtype = typeof np.float32 | typeof np.float64;

/** Highest power of `expm1`'s series: below 1 their remainders are under 3e-8 and 1e-17 of the value. */
const SERIES_TERMS_FLOAT32 = 10;
const SERIES_TERMS_FLOAT64 = 18;

/** Terms of the sine's series after the first: up to pi/2 their remainders are below 1e-9 and 1e-19. */
const SINE_TERMS_FLOAT32 = 6;
const SINE_TERMS_FLOAT64 = 11;

/** Beyond this exponent, a float64 is infinite or 0. */
const LARGEST_EXPONENT = 800;
/** The number of halvings of an exponent after which a float32 can hold the power of 2 in the result. */
const HALVINGS = 4;
/** The first digits of `ln 2`, whose products with whole numbers are exact, and the rest. */
const LN2_UPPER = Math.round(Math.LN2 * 2 ** 32) / 2 ** 32;
const LN2_LOWER = -4.200915072681084e-11;
/** Highest power of the series of an exponential: up to half of `ln 2` its remainder is below 1e-17. */
const EXPONENTIAL_TERMS = 13;

const LEAST_POWER = -126;
const POWERS_OF_2 = Array.from({ length: 254 }, (_, i) => 2 ** (i + LEAST_POWER));

/**
 * In jax-js, references are counted manually, and every operation consumes one of each operand. Here operands are borrowed,
 * and results belong to this object until `finish`, so formulas are readable and no array is leaked or used twice.
 */
export class Arithmetic {
  readonly #owned: np.Array[] = [];

  /** @param dtype The type in which counts and shares are computed. */
  constructor(readonly dtype: FloatDtype) {}

  /** Takes ownership of one reference. */
  own(array: np.Array): np.Array {
    this.#owned.push(array);
    return array;
  }

  /** Returns one reference to `answer`, and frees everything else. */
  finish(answer: np.Array): np.Array {
    const kept = answer.ref;
    this.free();
    return kept;
  }

  free(): void {
    for (const array of this.#owned.splice(0)) array.dispose();
  }

  add(a: Value, b: Value): Value {
    if (typeof a === "number") {
      if (typeof b === "number") return a + b;
      return a === 0 ? b : this.own(b.ref.add(lend(a, b)));
    }
    return b === 0 ? a : this.own(a.ref.add(lend(b, a)));
  }

  subtract(a: Value, b: Value): Value {
    if (typeof b === "number") return this.add(a, -b);
    return typeof a === "number" ? this.add(this.multiply(b, -1), a) : this.own(a.ref.sub(b.ref));
  }

  multiply(a: Value, b: Value): Value {
    if (typeof a === "number") {
      if (typeof b === "number") return a * b;
      return a === 1 ? b : this.own(b.ref.mul(lend(a, b)));
    }
    return b === 1 ? a : this.own(a.ref.mul(lend(b, a)));
  }

  divide(a: Value, b: Value): Value {
    if (typeof a === "number") return this.multiply(this.reciprocal(b), a);
    return b === 1 ? a : this.own(a.ref.div(lend(b, a)));
  }

  reciprocal(a: Value): Value {
    return typeof a === "number" ? 1 / a : this.own(np.reciprocal(a.ref));
  }

  minimum(a: Value, b: Value): Value {
    if (typeof a === "number") return typeof b === "number" ? Math.min(a, b) : this.minimum(b, a);
    return this.own(np.minimum(a.ref, lend(b, a)));
  }

  maximum(a: Value, b: Value): Value {
    if (typeof a === "number") return typeof b === "number" ? Math.max(a, b) : this.maximum(b, a);
    return this.own(np.maximum(a.ref, lend(b, a)));
  }

  absolute(a: Value): Value {
    return typeof a === "number" ? Math.abs(a) : this.own(np.absolute(a.ref));
  }

  floor(a: np.Array): np.Array {
    return this.own(np.floor(a.ref));
  }

  squareRoot<Root extends Value>(a: Root): Root {
    return (typeof a === "number" ? Math.sqrt(a) : this.own(np.sqrt(a.ref))) as Root;
  }

  /** `sin a`, for an angle from -pi/2 to pi/2, the same on all devices. WGSL's own may have an error of 2^-11. */
  sine(a: Value): Value {
    const square = this.multiply(a, a);
    let series: Value = 1;
    for (let n = this.dtype === np.float64 ? SINE_TERMS_FLOAT64 : SINE_TERMS_FLOAT32; n > 0; n--) {
      series = this.add(this.multiply(this.multiply(square, series), -1 / (2 * n * (2 * n + 1))), 1);
    }
    return this.multiply(a, series);
  }

  exponential(a: np.Array): np.Array {
    return this.dtype === np.float64 ? exponentialOfFloat64(this, a) : this.own(np.exp(a.ref));
  }

  /** `e^a - 1`, with all digits for small `a`, too. jax-js's own loses digits below 0.1. */
  exponentialMinusOne(a: np.Array): Value {
    const small = this.maximum(this.minimum(a, 1), -1);
    let series: Value = 1;
    for (let n = this.dtype === np.float64 ? SERIES_TERMS_FLOAT64 : SERIES_TERMS_FLOAT32; n > 1; n--) {
      series = this.add(this.multiply(this.multiply(small, series), 1 / n), 1);
    }
    const large = this.subtract(this.exponential(a), 1);
    return this.choose(this.less(this.absolute(a) as np.Array, 1), this.multiply(small, series), large);
  }

  /** `ln a`. The first value may have an error of 1.25e-5 on wasm, which a step of Newton's method squares. */
  logarithm(a: np.Array): Value {
    let value: Value = this.own(np.log(a.ref));
    for (let steps = this.dtype === np.float64 ? 2 : 1; steps > 0; steps--) {
      const ratio = this.multiply(a, this.exponential(this.multiply(value, -1) as np.Array));
      value = this.add(value, this.subtract(ratio, 1));
    }
    return value;
  }

  less(a: np.Array, b: Value): np.Array {
    return this.own(a.ref.less(lend(b, a)));
  }

  greater(a: np.Array, b: Value): np.Array {
    return this.own(a.ref.greater(lend(b, a)));
  }

  atLeast(a: np.Array, b: Value): np.Array {
    return this.own(a.ref.greaterEqual(lend(b, a)));
  }

  /** Both values are computed, so each must be valid in both cases. */
  choose(condition: Condition, yes: Value, no: Value): Value {
    if (typeof condition === "boolean") return condition ? yes : no;
    if (typeof yes === "number" && typeof no === "number" && Object.is(yes, no)) return yes;
    // Two numbers without an array would become float32.
    const first = typeof yes === "number" && typeof no === "number" ? this.filled(condition, yes) : yes;
    const like = typeof first === "number" ? (no as np.Array) : first;
    return this.own(np.where(condition.ref, lend(first, like), lend(no, like)));
  }

  /** The array as floats. */
  cast(array: np.Array): np.Array {
    return array.dtype === this.dtype ? array : this.own(array.ref.astype(this.dtype));
  }

  /** The array as int32. A larger uint32 becomes the largest int32, not a negative one. */
  whole(array: np.Array): np.Array {
    if (array.dtype === np.int32) return array;
    const held = array.dtype === np.uint32 ? (this.minimum(array, 2 ** 31 - 1) as np.Array) : array;
    return this.own(held.ref.astype(np.int32));
  }

  /** The quotient of whole numbers, rounded toward 0. */
  wholeQuotient(array: np.Array, divisor: number): np.Array {
    return this.own(array.ref.div(lend(divisor, array)));
  }

  /** The values of a list at valid indices. */
  lookUp(values: readonly number[], places: np.Array, dtype: np.DType = this.dtype): np.Array {
    const list = listOf(values, dtype, places);
    return this.own(list.slice(places.ref));
  }

  /** The number of bounds at or below the index; only those below it if `strict`. */
  countBelow(index: np.Array, bounds: readonly number[], strict = false): np.Array {
    const list = listOf(bounds, index.dtype, index);
    const column = index.ref.reshape([...index.shape, 1]);
    const below = strict ? column.greater(list) : column.greaterEqual(list);
    return this.own(below.astype(np.int32).sum(-1));
  }

  /** A number as an array with the shape of another one. */
  filled(like: np.Array, value: number): np.Array {
    const zeros = this.own(np.zerosLike(like.ref, { dtype: this.dtype }));
    return value === 0 ? zeros : this.own(zeros.ref.add(lend(value, zeros)));
  }
}

/** An operand with the dtype of the other one. */
export function lend(value: Value, other: np.Array): Value {
  return typeof value === "number" ? constantLike(value, other) : value.ref;
}

/** A list as an array on the device of another one. A float64 list has two parts, because jax-js can't read it on Node 20. */
function listOf(values: readonly number[], dtype: np.DType, other: np.Array): np.Array {
  const place = placeOf(other);
  if (dtype === np.int32) return np.array(Int32Array.from(values), place);
  const upper = Float32Array.from(values);
  if (dtype !== np.float64) return np.array(upper, place);
  const lower = Float32Array.from(values, (value, i) => value - (upper[i] as number));
  return np.array(upper, place).astype(np.float64).add(np.array(lower, place).astype(np.float64));
}

/** The exponential in float64, `(2^n e^r)^16` with a short series for `e^r`. jax-js computes it as a float32 on wasm. */
function exponentialOfFloat64(of: Arithmetic, a: np.Array): np.Array {
  const bounded = of.maximum(of.minimum(a, LARGEST_EXPONENT), -LARGEST_EXPONENT);
  const part = of.multiply(bounded, 2 ** -HALVINGS);
  const doublings = of.floor(of.add(of.multiply(part, Math.LOG2E), 0.5) as np.Array);
  const near = of.subtract(part, of.multiply(doublings, LN2_UPPER));
  const rest = of.subtract(near, of.multiply(doublings, LN2_LOWER));
  let series: Value = 1;
  for (let n = EXPONENTIAL_TERMS; n > 0; n--)
    series = of.add(of.multiply(of.multiply(rest, series), 1 / n), 1);
  const places = of.whole(of.subtract(doublings, LEAST_POWER) as np.Array);
  let power = of.multiply(series, of.lookUp(POWERS_OF_2, places));
  for (let n = 0; n < HALVINGS; n++) power = of.multiply(power, power);
  return power as np.Array;
}
