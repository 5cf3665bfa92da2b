/** Formulas in the notation of papers. Operands are borrowed; their arithmetic frees the results. */
import { numpy as np } from "@jax-js/jax";
import { type Arithmetic, type Condition, lend, type Value } from "../trace/arithmetic.js";
import { power } from "../trace/powers.js";
import { computedOnce } from "./scalars.js";

export type Operand = number | Term;

const read = (operand: Operand): Value => (typeof operand === "number" ? operand : operand.value);

/** A number known while tracing, or an array. Numbers among themselves are computed in float64. */
export class Term {
  constructor(
    readonly of: Arithmetic,
    readonly value: Value,
  ) {}

  /** The same value in another arithmetic, which owns the results. */
  in(of: Arithmetic): Term {
    return new Term(of, this.value);
  }

  plus(other: Operand): Term {
    return this.#of(this.of.add(this.value, read(other)));
  }

  minus(other: Operand): Term {
    return this.#of(this.of.subtract(this.value, read(other)));
  }

  times(other: Operand): Term {
    return this.#of(this.of.multiply(this.value, read(other)));
  }

  over(other: Operand): Term {
    return this.#of(this.of.divide(this.value, read(other)));
  }

  negated(): Term {
    return this.times(-1);
  }

  /** `1 - x`. */
  complement(): Term {
    return this.#of(this.of.subtract(1, this.value));
  }

  inverse(): Term {
    return this.#of(this.of.reciprocal(this.value));
  }

  squared(): Term {
    return this.times(this);
  }

  root(): Term {
    return this.#of(this.of.squareRoot(this.value));
  }

  power(exponent: number): Term {
    return this.#of(power(this.of, this.value, exponent));
  }

  absolute(): Term {
    return this.#of(this.of.absolute(this.value));
  }

  sign(): Term {
    return this.#map(Math.sign, np.sign);
  }

  tanh(): Term {
    return this.#map(Math.tanh, np.tanh);
  }

  max(other: Operand): Term {
    return this.#of(this.of.maximum(this.value, read(other)));
  }

  min(other: Operand): Term {
    return this.#of(this.of.minimum(this.value, read(other)));
  }

  clip(lowest: Operand, highest: Operand): Term {
    return this.max(lowest).min(highest);
  }

  less(other: Operand): Truth {
    return this.#compare(
      other,
      (a, b) => a < b,
      (a, b) => a.less(b),
    );
  }

  greater(other: Operand): Truth {
    return this.#compare(
      other,
      (a, b) => a > b,
      (a, b) => a.greater(b),
    );
  }

  atLeast(other: Operand): Truth {
    return this.#compare(
      other,
      (a, b) => a >= b,
      (a, b) => a.greaterEqual(b),
    );
  }

  equals(other: Operand): Truth {
    return this.#compare(
      other,
      (a, b) => a === b,
      (a, b) => a.equal(b),
    );
  }

  sum(axis: number | number[] | null = null, keepdims = false): Term {
    return this.#reduce((array) => array.sum(axis, { keepdims }));
  }

  mean(axis: number | number[] | null = null, keepdims = false): Term {
    return this.#reduce((array) => array.mean(axis, { keepdims }));
  }

  /** The sum of squares over the axes; of a float16 as a float32, where squares above 255 are not infinite. */
  sumOfSquares(axis: number | number[] | null = null, keepdims = false): Term {
    return this.widened().squared().sum(axis, keepdims);
  }

  /** The root of the mean of squares. */
  rootMeanSquare(): Term {
    return this.widened().squared().mean().root();
  }

  norm(): Term {
    return this.sumOfSquares().root();
  }

  matmul(other: Term): Term {
    return this.#of(this.of.own(np.matmul(this.array.ref, other.array.ref)));
  }

  transposed(): Term {
    return this.#reduce(np.matrixTranspose);
  }

  expanded(axis: number): Term {
    return this.#reduce((array) => np.expandDims(array, axis));
  }

  /** The same scalar from a separate kernel, so that it is not computed again for every element. */
  once(): Term {
    return typeof this.value === "number" ? this : this.#reduce(computedOnce);
  }

  /** A float16 as a float32; any other array as it is. */
  widened(): Term {
    return this.array.dtype === np.float16 ? this.as(np.float32) : this;
  }

  as(dtype: np.DType): Term {
    return typeof this.value === "number" || this.value.dtype === dtype
      ? this
      : this.#reduce((array) => array.astype(dtype));
  }

  /** The array, which stays owned by the arithmetic. A number becomes a float32. */
  get array(): np.Array {
    if (typeof this.value !== "number") return this.value;
    return this.of.own(np.array(this.value, { dtype: np.float32 }));
  }

  #of(value: Value): Term {
    return new Term(this.of, value);
  }

  #map(ofNumber: (x: number) => number, ofArray: (x: np.Array) => np.Array): Term {
    return typeof this.value === "number" ? this.#of(ofNumber(this.value)) : this.#reduce(ofArray);
  }

  /** What an operation that consumes its array makes of this one. */
  #reduce(operation: (array: np.Array) => np.Array): Term {
    return this.#of(this.of.own(operation(this.array.ref)));
  }

  #compare(
    other: Operand,
    ofNumbers: (a: number, b: number) => boolean,
    ofArrays: (a: np.Array, b: np.Array | number) => np.Array,
  ): Truth {
    const [a, b] = [this.value, read(other)];
    if (typeof a === "number" && typeof b === "number") return new Truth(this.of, ofNumbers(a, b));
    return new Truth(this.of, this.of.own(ofArrays(this.array.ref, lend(b, this.array))));
  }
}

/** A truth known while tracing, or an array of them. */
export class Truth {
  constructor(
    readonly of: Arithmetic,
    readonly value: Condition,
  ) {}

  in(of: Arithmetic): Truth {
    return new Truth(of, this.value);
  }

  /** Both are computed. */
  choose(yes: Operand, no: Operand): Term {
    return new Term(this.of, this.of.choose(this.value, read(yes), read(no)));
  }
}
