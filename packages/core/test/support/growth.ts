/** Memory that work leaves behind, told apart from what allocators keep for later. */
import { collectGarbage } from "./garbage.js";

const ROUNDS = 4;
/** The heap also holds compiled code, which is replaced in some of the first rounds. */
const HEAP_ROUNDS = 8;

/**
 * The least that the resident memory of the process grew by in a round of `work`, in bytes. A leak grows in every round:
 * the first that stays below `limit` shows that there is none, and ends it; else it takes four. A round before them is
 * for what is made once.
 */
export function leastGrowth(work: () => Promise<void> | void, limit: number): Promise<number> {
  return leastIncrease(() => process.memoryUsage.rss(), ROUNDS, work, limit);
}

/** `leastGrowth` for the JavaScript heap. */
export function leastHeapGrowth(work: () => Promise<void> | void, limit: number): Promise<number> {
  return leastIncrease(() => process.memoryUsage().heapUsed, HEAP_ROUNDS, work, limit);
}

async function leastIncrease(
  measure: () => number,
  rounds: number,
  work: () => Promise<void> | void,
  limit: number,
): Promise<number> {
  const settle = async () => {
    await work();
    await collectGarbage();
    return measure();
  };
  let before = await settle();
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds && least >= limit; round++) {
    const after = await settle();
    least = Math.min(least, after - before);
    before = after;
  }
  return least;
}
