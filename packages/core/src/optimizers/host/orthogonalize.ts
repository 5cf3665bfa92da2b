/** The nearest orthogonal matrix by Newton-Schulz iterations: the twin of crates/kernels/src/orthogonalize.rs. */
import { addLanes } from "../rule/interpret.js";

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

/**
 * Replaces the matrix: `x = x / max(|x|, eps)`, then for each step `a = x xT`, `b = c1 * a + c2 * a a`, `x = c0 * x + b x`, on
 * the transposed matrix where it has more rows than columns. With `bfloat16` every matrix is rounded to it when it is
 * stored; the terms of a product are added in float32, in order.
 *
 * @param scratch See `scratchFloats`.
 * @param numbers `c0`, `c1`, `c2`, how many steps, and eps.
 */
export function orthogonalizeMatrix(
  matrix: Float32Array,
  scratch: Float32Array,
  rows: number,
  columns: number,
  numbers: Float64Array,
  bfloat16: boolean,
): void {
  const [c0, c1, c2, steps, eps] = numbers as unknown as [number, number, number, number, number];
  const isTall = rows > columns;
  const [small, large] = isTall ? [columns, rows] : [rows, columns];
  const round = bfloat16 ? toBfloat16 : fround;
  const square = small * small;
  const part = (start: number, length: number) => scratch.subarray(start, start + length);
  const a = part(0, square);
  const b = part(square, square);
  const x = part(2 * square, small * large);
  const other = part(2 * square + small * large, small * large);

  if (isTall) transpose(matrix, x, rows, columns);
  else x.set(matrix);
  apply(x, round);
  const norm = round(frobeniusNorm(x));
  const divisor = norm > fround(eps) || Number.isNaN(norm) ? norm : fround(eps);
  apply(x, (value) => round(fround(value / divisor)));

  const [first, second, third] = [fround(c0), fround(c1), fround(c2)];
  for (let step = 0; step < steps; step++) {
    transpose(x, other, small, large);
    product(x, other, a, small, large, small);
    apply(a, round);
    product(a, a, b, small, small, small);
    combine(second, a, third, b, b, round);
    product(b, x, other, small, small, large);
    combine(first, x, 1, other, x, round);
  }
  if (isTall) transpose(x, matrix, small, large);
  else matrix.set(x);
}

type Round = (x: number) => number;

function apply(x: Float32Array, change: Round): void {
  for (let i = 0; i < x.length; i++) x[i] = change(x[i] as number);
}

/** `out = c * x + d * y`, rounded when it is stored. */
function combine(
  c: number,
  x: Float32Array,
  d: number,
  y: Float32Array,
  out: Float32Array,
  round: Round,
): void {
  for (let i = 0; i < x.length; i++) {
    out[i] = round(fround(fround(c * (x[i] as number)) + fround(d * (y[i] as number))));
  }
}

/** `to` becomes the transposed `from`, which has `rows` rows. */
function transpose(from: Float32Array, to: Float32Array, rows: number, columns: number): void {
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++) to[k * rows + i] = from[i * columns + k] as number;
  }
}

/** The root of the sum of squares, added in float64 in eight lanes. */
function frobeniusNorm(x: Float32Array): number {
  const lanes = new Float64Array(8);
  for (let i = 0; i < x.length; i++) {
    lanes[i % 8] = (lanes[i % 8] as number) + (x[i] as number) * (x[i] as number);
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
  for (let i = 0; i < rows; i++) {
    const row = out.subarray(i * columns, (i + 1) * columns);
    row.fill(0);
    for (let k = 0; k < inner; k++) {
      const factor = left[i * inner + k] as number;
      const start = k * columns;
      for (let j = 0; j < columns; j++) {
        row[j] = (row[j] as number) + fround(factor * (right[start + j] as number));
      }
    }
  }
}
