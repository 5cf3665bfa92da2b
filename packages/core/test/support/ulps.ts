/** Distances between float64 numbers, counted in the numbers that lie between them. */

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);

/**
 * How many float64 numbers lie from `a` to `b`: 0 for the same number (0 and -0 are one, NaN and NaN too), 1 for
 * neighbors; Infinity where only one of them is NaN, or infinite.
 */
export function ulpsApart(a: number, b: number): number {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Number.POSITIVE_INFINITY;
  const distance = place(a) - place(b);
  return Number(distance < 0n ? -distance : distance);
}

/** The number `steps` places above `x`, or below it. */
export function neighbor(x: number, steps: number): number {
  const target = place(x) + BigInt(steps);
  bits[0] = target < 0n ? -target : target;
  return target < 0n ? -(float[0] as number) : (float[0] as number);
}

/** The place of a number among all: 0 for 0, 1 for the smallest above it, -1 for the one below. */
function place(x: number): bigint {
  float[0] = Math.abs(x);
  return x < 0 ? -(bits[0] as bigint) : (bits[0] as bigint);
}
