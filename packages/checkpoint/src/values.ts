/** Checks of many values. */

/** The first value that is NaN or infinite, or below 0 where none may be; -1: there is none. */
export function firstRefused(values: Float32Array, nonNegative: boolean): number {
  if (hasOnlyFinite(values) && !(nonNegative && hasNegative(values))) return -1;
  return values.findIndex((value) => !Number.isFinite(value) || (nonNegative && value < 0));
}

/** A number times 0 is 0, unless it is not finite. Four sums hide the time of an addition. */
function hasOnlyFinite(values: Float32Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = values.length - (values.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += (values[i] as number) * 0;
    b += (values[i + 1] as number) * 0;
    c += (values[i + 2] as number) * 0;
    d += (values[i + 3] as number) * 0;
  }
  for (let i = whole; i < values.length; i++) a += (values[i] as number) * 0;
  return a + b + c + d === 0;
}

function hasNegative(values: Float32Array): boolean {
  let least = 0;
  for (let i = 0; i < values.length; i++) least = Math.min(least, values[i] as number);
  return least < 0;
}
