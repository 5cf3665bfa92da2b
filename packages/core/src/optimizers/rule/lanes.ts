/** Lanes of a sum: element `i` of a pass is added to lane `i % 8` in float64, and the lanes are added in pairs. */

export const LANES = 8;

const all: Float64Array[] = [];

/** The lanes of sum number `index` of a pass, set to 0. They are reused, because a pass ends before the next begins. */
export function lanesOf(index: number): Float64Array {
  while (all.length <= index) all.push(new Float64Array(LANES));
  const lanes = all[index] as Float64Array;
  lanes.fill(0);
  return lanes;
}

/** The sum of all lanes: the order is part of the definition of a sum. */
export function addLanes(lanes: Float64Array): number {
  const firstHalf = sumOfPair(lanes, 0) + sumOfPair(lanes, 2);
  const secondHalf = sumOfPair(lanes, 4) + sumOfPair(lanes, 6);
  return firstHalf + secondHalf;
}

function sumOfPair(lanes: Float64Array, first: number): number {
  return (lanes[first] as number) + (lanes[first + 1] as number);
}
