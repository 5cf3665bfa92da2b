/** Comparing long Float32Arrays quickly. */

/**
 * The first element in which two lists of arrays differ in a bit, in words; null when there is none. All NaN count as
 * the same: an engine may choose which.
 */
export function firstDifference(
  left: readonly Float32Array[],
  right: readonly Float32Array[],
): string | null {
  if (left.length !== right.length) return `${left.length} and ${right.length} arrays`;
  for (const [i, a] of left.entries()) {
    const b = right[i] as Float32Array;
    if (a.length !== b.length) return `array ${i} has ${a.length} and ${b.length} values`;
    for (let j = 0; j < a.length; j++) {
      if (!Object.is(a[j], b[j])) return `array ${i} has ${a[j]} and ${b[j]} at ${j}`;
    }
  }
  return null;
}
