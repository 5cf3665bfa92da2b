/** Memory that work leaves behind, told apart from what collectors and allocators do in their own time. */

const ROUNDS = 4;

/**
 * What the resident memory of the process grew by in that round of `work`, of four, in which it grew least, in bytes.
 * A leak grows in every round; a collector that is late, or an allocator that keeps what it has, does not. A round
 * before them is for what is made once, and takes along what others left.
 */
export async function leastGrowth(work: () => Promise<void> | void): Promise<number> {
  await work();
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.memoryUsage.rss();
    await work();
    least = Math.min(least, process.memoryUsage.rss() - before);
  }
  return least;
}
