/**
 * How many of its cases a test tries. CI, which sets ANNEAL_REQUIRE_ALL=1, tries all of them, and `npm test` a share, so
 * that it stays short. ANNEAL_CASES sets the number of random cases: 1 is what CI tries, and nightly runs set 10.
 */

/** The share of the random cases that `npm test` tries. */
const SHARE = 0.25;

const isComplete = process.env.ANNEAL_REQUIRE_ALL === "1";
const factor = Number(process.env.ANNEAL_CASES || (isComplete ? 1 : SHARE));
if (!(factor > 0 && factor <= 1000)) {
  throw new Error(`ANNEAL_CASES must be a number above 0, at most 1000; got ${process.env.ANNEAL_CASES}`);
}

/** The number of random cases to try where CI tries `count`. */
export function cases(count: number): number {
  return Math.ceil(count * factor);
}

/** Like `cases`, but at least `count`: for steps of a measurement, which is less accurate with fewer. */
export function atLeast(count: number): number {
  return Math.max(count, cases(count));
}

/** One in `oneIn` items, in nightly runs all: for long lists of cases that take a second each. */
export function rotated<T>(items: readonly T[], oneIn: number): readonly T[] {
  return items.filter((_, i) => i % oneIn < cases(1));
}

/** Whether this run tries everything: in CI, and with more random cases than usual. */
const triesAll = isComplete || factor > 1;

/**
 * One in `oneIn` items, from `offset` on, in CI all: for long lists of expensive cases of one kind. The list starts at another
 * offset for each RANDOM_SEED.
 */
export function sampled<T>(items: readonly T[], oneIn: number, offset = 0): readonly T[] {
  if (triesAll) return items;
  const first = (offset + Number(process.env.RANDOM_SEED || 0)) % oneIn;
  const chosen = items.filter((_, i) => i % oneIn === first);
  // A list shorter than the offset still has something to try.
  return chosen.length > 0 ? chosen : items.slice(0, 1);
}
