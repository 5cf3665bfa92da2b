/** Slopes and extremes of sampled curves, with numpy's and torch's rules for ends, ties and NaN. */

/** Float64 unchanged, or rounded to float32, depending on the library's number type. */
export type Rounding = (value: number) => number;

export const keepFloat64: Rounding = (value) => value;

/** `numpy.gradient`: half the difference of a value's neighbors; at the ends the difference to the one neighbor. */
export function indexGradient(values: readonly number[], round: Rounding = keepFloat64): number[] {
  const last = values.length - 1;
  return values.map((_, i) => {
    const difference = round(at(values, Math.min(i + 1, last)) - at(values, Math.max(i - 1, 0)));
    return i === 0 || i === last ? difference : round(difference / 2);
  });
}

/** `torch.gradient` over given coordinates: the slope of the parabola through a point and its neighbors. */
export function gradientOver(
  places: readonly number[],
  values: readonly number[],
  round: Rounding,
): number[] {
  const steps = differences(places, round);
  const rises = differences(values, round);
  const last = values.length - 1;
  return values.map((value, i) => {
    if (i === 0) return round(at(rises, 0) / at(steps, 0));
    if (i === last) return round(at(rises, last - 1) / at(steps, last - 1));
    const before = at(steps, i - 1);
    const after = at(steps, i);
    const both = round(before + after);
    const left = round(round(-after / round(before * both)) * at(values, i - 1));
    const middle = round(round(round(after - before) / round(before * after)) * value);
    const right = round(round(before / round(after * both)) * at(values, i + 1));
    return round(round(left + middle) + right);
  });
}

/** Differences of consecutive values; one fewer than the values. */
export function differences(values: readonly number[], round: Rounding): number[] {
  return values.slice(1).map((value, i) => round(value - at(values, i)));
}

/** The index of the lowest value, or of the first NaN if there is one; the first of equal values. */
export function lowestIndex(values: readonly number[]): number {
  let lowest = 0;
  for (const [i, value] of values.entries()) {
    if (Number.isNaN(value)) return i;
    if (value < at(values, lowest)) lowest = i;
  }
  return lowest;
}

/**
 * The longest decreasing subsequence: the index at which its length is first reached, and that length.
 */
export function longestDescent(values: readonly number[]): { readonly end: number; readonly length: number } {
  // ends[k]: the highest value on which a descent of k + 1 values can end (patience sorting).
  const ends: number[] = [];
  let longest = { end: 0, length: 1 };
  for (const [i, value] of values.entries()) {
    const length = countAbove(ends, value) + 1;
    ends[length - 1] = value;
    if (length > longest.length) longest = { end: i, length };
  }
  return longest;
}

/** The number of the decreasing `values` above `limit`. */
function countAbove(values: readonly number[], limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(values, middle) > limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The value at an index that is known to exist. */
function at(values: readonly number[], index: number): number {
  return values[index] ?? Number.NaN;
}
