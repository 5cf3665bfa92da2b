/** Python's `bisect_left` and `bisect_right`. */
export function placeOf(boundaries: readonly number[], t: number, left: boolean): number {
  let [low, high] = [0, boundaries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const boundary = boundaries[middle] as number;
    if (left ? boundary < t : boundary <= t) low = middle + 1;
    else high = middle;
  }
  return low;
}
