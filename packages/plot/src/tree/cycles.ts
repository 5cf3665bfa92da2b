/** The start times of the cycles of a `cycles` node. */
import type { CyclesNode } from "@anneal/core";
import { cycleStart } from "@anneal/core/schedule-engine";

/** The times after 0 and up to `until` at which a cycle begins, at most `most` of them. */
export function restarts(node: CyclesNode, until: number, most: number): number[] {
  const found: number[] = [];
  // The end of the last cycle is not a restart.
  const last = Math.min(most, (node.limit ?? Number.POSITIVE_INFINITY) - 1);
  for (let index = 1; index <= last; index++) {
    const start = cycleStart(node, index);
    // The starts of shrinking cycles converge until they are the same number.
    if (!(start <= until) || start === found.at(-1)) break;
    found.push(start);
  }
  return found;
}
