/** Checks of many values. */

/** The index of the first value that is NaN, infinite, or negative if that is not allowed; -1: there is none. */
export function firstRefused(values: Float32Array, nonNegative: boolean): number {
  if (hasOnlyFinite(values) && !(nonNegative && hasNegative(values))) return -1;
  return values.findIndex((value) => !Number.isFinite(value) || (nonNegative && value < 0));
}

/** In float64 no sum of so many float32 overflows, but NaN and infinities stay in it. Eight sums hide the time of an addition. */
function hasOnlyFinite(values: Float32Array): boolean {
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
  const whole = values.length - (values.length % 8);
  for (let i = 0; i < whole; i += 8) {
    a += values[i] as number;
    b += values[i + 1] as number;
    c += values[i + 2] as number;
    d += values[i + 3] as number;
    e += values[i + 4] as number;
    f += values[i + 5] as number;
    g += values[i + 6] as number;
    h += values[i + 7] as number;
  }
  for (let i = whole; i < values.length; i++) a += values[i] as number;
  return Number.isFinite(a + b + c + d + e + f + g + h);
}

function hasNegative(values: Float32Array): boolean {
  let least = 0;
  for (let i = 0; i < values.length; i++) least = Math.min(least, values[i] as number);
  return least < 0;
}
