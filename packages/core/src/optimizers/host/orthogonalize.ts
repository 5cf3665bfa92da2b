/** The nearest orthogonal matrix by Newton-Schulz iterations: the twin of crates/kernels/src/orthogonalize.rs. */
import { addLanes, LANES, lanesOf } from "../rule/lanes.js";

const { fround, sqrt } = Math;

const bits = new Uint32Array(1);
const value = new Float32Array(bits.buffer);

/** The nearest bfloat16, to even; NaN stays NaN. */
function toBfloat16(x: number): number {
  value[0] = x;
  const word = bits[0] as number;
  if (Number.isNaN(x)) return x;
  bits[0] = (word + 0x7fff + ((word >>> 16) & 1)) & 0xffff0000;
  return value[0] as number;
}

/** A matrix and its scratch, created once for all steps, so that steps create no garbage. */
export class Orthogonalization {
  readonly #matrix: Float32Array;
  readonly #isTall: boolean;
  readonly #small: number;
  readonly #large: number;
  /** The product of the matrix (with at most as many rows as columns) and its transpose, and a polynomial of it. */
  readonly #square: Float32Array;
  readonly #polynomial: Float32Array;
  readonly #x: Float32Array;
  readonly #other: Float32Array;

  /** @param scratch See `scratchFloats`. */
  constructor(matrix: Float32Array, scratch: Float32Array, rows: number, columns: number) {
    this.#matrix = matrix;
    this.#isTall = rows > columns;
    this.#small = Math.min(rows, columns);
    this.#large = Math.max(rows, columns);
    const square = this.#small * this.#small;
    const part = (start: number, length: number) => scratch.subarray(start, start + length);
    this.#square = part(0, square);
    this.#polynomial = part(square, square);
    this.#x = part(2 * square, matrix.length);
    this.#other = part(2 * square + matrix.length, matrix.length);
  }

  /**
   * Replaces the matrix: `x = x / max(|x|, eps)`, then for each step `a = x xT`, `b = c1 * a + c2 * a a`, `x = c0 * x + b x`,
   * on the transpose if there are more rows than columns. With `bfloat16` every matrix is rounded to it when it is
   * stored; the terms of a product are added in float32, in order.
   *
   * @param numbers `c0`, `c1`, `c2`, the number of steps, and eps.
   */
  run(numbers: Float64Array, bfloat16: boolean): void {
    const x = this.#x;
    const other = this.#other;
    const [small, large] = [this.#small, this.#large];
    if (this.#isTall) transpose(this.#matrix, x, large, small);
    else x.set(this.#matrix);
    normalize(x, numbers, bfloat16);

    const steps = numbers[3] as number;
    for (let step = 0; step < steps; step++) {
      transpose(x, other, small, large);
      product(x, other, this.#square, small, large, small);
      if (bfloat16) roundAll(this.#square);
      product(this.#square, this.#square, this.#polynomial, small, small, small);
      combine(numbers, this.#square, this.#polynomial);
      if (bfloat16) roundAll(this.#polynomial);
      product(this.#polynomial, x, other, small, small, large);
      addMultiple(numbers, x, other);
      if (bfloat16) roundAll(x);
    }
    if (this.#isTall) transpose(x, this.#matrix, small, large);
    else this.#matrix.set(x);
  }
}

/** Divides by the norm, or by `eps` if that is larger: by a bfloat16, with `bfloat16`. */
function normalize(x: Float32Array, numbers: Float64Array, bfloat16: boolean): void {
  if (bfloat16) roundAll(x);
  const norm = frobeniusNorm(x);
  const eps = fround(numbers[4] as number);
  divisors[0] = norm > eps || Number.isNaN(norm) ? norm : eps;
  if (bfloat16) roundAll(divisors);
  const divisor = divisors[0] as number;
  for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) / divisor;
  if (bfloat16) roundAll(x);
}

const divisors = new Float32Array(1);

function roundAll(x: Float32Array): void {
  for (let i = 0; i < x.length; i++) x[i] = toBfloat16(x[i] as number);
}

/** `b = c1 * a + c2 * b`. */
function combine(numbers: Float64Array, a: Float32Array, b: Float32Array): void {
  const c1 = fround(numbers[1] as number);
  const c2 = fround(numbers[2] as number);
  for (let i = 0; i < a.length; i++) b[i] = fround(c1 * (a[i] as number)) + fround(c2 * (b[i] as number));
}

/** `x = c0 * x + y`. */
function addMultiple(numbers: Float64Array, x: Float32Array, y: Float32Array): void {
  const c0 = fround(numbers[0] as number);
  for (let i = 0; i < x.length; i++) x[i] = fround(c0 * (x[i] as number)) + (y[i] as number);
}

/** `to` becomes the transpose of `from`, which has `rows` rows. */
function transpose(from: Float32Array, to: Float32Array, rows: number, columns: number): void {
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++) to[k * rows + i] = from[i * columns + k] as number;
  }
}

/** The root of the sum of squares. */
function frobeniusNorm(x: Float32Array): number {
  const lanes = lanesOf(0);
  for (let i = 0; i < x.length; i++) {
    const lane = i & (LANES - 1);
    lanes[lane] = (lanes[lane] as number) + (x[i] as number) * (x[i] as number);
  }
  return fround(sqrt(fround(addLanes(lanes))));
}

/** `out = left right`, where `left` has `rows` rows of `inner` values. */
function product(
  left: Float32Array,
  right: Float32Array,
  out: Float32Array,
  rows: number,
  inner: number,
  columns: number,
): void {
  out.fill(0);
  for (let i = 0; i < rows; i++) {
    const row = i * columns;
    for (let k = 0; k < inner; k++) {
      const factor = left[i * inner + k] as number;
      const start = k * columns;
      for (let j = 0; j < columns; j++) {
        out[row + j] = (out[row + j] as number) + fround(factor * (right[start + j] as number));
      }
    }
  }
}
