/** How many cases a law is tried with. */

const factor = Number(process.env.ANNEAL_CASES || 1);
if (!(factor > 0 && factor <= 1000)) {
  throw new Error(`ANNEAL_CASES must be a number above 0, at most 1000; got ${process.env.ANNEAL_CASES}`);
}

/** `count`, as often as `ANNEAL_CASES` says: 10 in nightly runs, 1 unless it is set. */
export function cases(count: number): number {
  return Math.ceil(count * factor);
}

/**
 * One in `oneIn` items, and `ANNEAL_CASES` times as many: for long lists of cases that take a second each, which nightly runs
 * try as a whole.
 */
export function rotated<T>(items: readonly T[], oneIn: number): readonly T[] {
  return items.filter((_, i) => i % oneIn < cases(1));
}

/** Whether this run tries everything: where CI asks for it, and with more random cases than usual. */
const triesAll = process.env.ANNEAL_REQUIRE_ALL === "1" || factor > 1;

/**
 * All items in CI, and one in `oneIn` of them elsewhere, from `offset` on: for long lists of expensive cases of one kind, so that
 * `npm test` stays short.
 */
export function sampled<T>(items: readonly T[], oneIn: number, offset = 0): readonly T[] {
  return triesAll ? items : items.filter((_, i) => i % oneIn === offset % oneIn);
}
