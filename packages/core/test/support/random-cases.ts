/**
 * How many of its cases a test tries. CI, which sets ANNEAL_REQUIRE_ALL=1, tries all of them, and `npm test` a share, so
 * that it stays short. ANNEAL_CASES sets the number of random cases: 1 is what CI tries, and nightly runs set 10.
 */

/** The share of the random cases that `npm test` tries. */
const SHARE = 0.1;
const DAY = 24 * 60 * 60 * 1000;

/** The extent of a run, from its environment variables. */
export interface Extent {
  /** The number of random cases, as a multiple of what CI tries. */
  readonly factor: number;
  /** Whether long lists of cases are tried whole. */
  readonly isComplete: boolean;
  /** Whether suites that share a list each try it whole, because they may run alone, as in mutation tests. */
  readonly isAlone: boolean;
  /** Which of the shares of a list is tried: the next one each day, so that each is tried within a few days. */
  readonly turn: number;
}

export function readExtent(
  environment: Readonly<Record<string, string | undefined>>,
  now = Date.now(),
): Extent {
  const { ANNEAL_CASES: given, ANNEAL_REQUIRE_ALL: all, RANDOM_SEED: seed } = environment;
  const factor = Number(given || (all === "1" ? 1 : SHARE));
  if (!(factor > 0 && factor <= 1000)) {
    throw new Error(`ANNEAL_CASES must be a number above 0, at most 1000; got ${given}`);
  }
  const isComplete = all === "1" || factor > 1;
  // Mutation tests, which set ANNEAL_CASES, compare runs with each other.
  const turn = Number(seed || (given ? 0 : Math.floor(now / DAY)));
  return { factor, isComplete, isAlone: isComplete || Boolean(given), turn };
}

const extent = readExtent(process.env);
const { factor, isAlone, turn } = extent;

/** Whether every check is made in full, as in CI: with `npm install` instead of links, for example. */
export const { isComplete } = extent;

/** The number of random cases to try where CI tries `count`; `least` for measurements, which need a number of steps. */
export function cases(count: number, least = 1): number {
  return Math.max(least, Math.ceil(count * factor));
}

/** One in `oneIn` items, the next ones each day, in nightly runs all: for long lists of cases that take a second each. */
export function rotated<T>(items: readonly T[], oneIn: number): readonly T[] {
  return cases(1) >= oneIn ? items : oneOf(items, oneIn, turn);
}

/**
 * One in `oneIn` items, from `offset` on, in CI all: for long lists of expensive cases of one kind. Each day, or each
 * RANDOM_SEED, starts at another item.
 */
export function sampled<T>(items: readonly T[], oneIn: number, offset = 0): readonly T[] {
  return isComplete ? items : oneOf(items, oneIn, offset + turn);
}

/** Like `sampled`, for a list that mutation tests try whole, or that several suites try, each from an offset of its own. */
export function shared<T>(items: readonly T[], oneIn: number, offset = 0): readonly T[] {
  return isAlone ? items : sampled(items, oneIn, offset);
}

/**
 * Whether a test that takes seconds runs: once in `oneIn` days, in CI always. Tests of one kind have offsets of their own, so
 * that one of them runs each day. If a list of such tests is also `sampled`, the two numbers have no common divisor, so that
 * each item has its day.
 */
export function isDue(oneIn: number, offset = 0): boolean {
  return isAlone || (turn - offset) % oneIn === 0;
}

/** Every item whose index is `offset` modulo `oneIn`; one of a shorter list, so that each test tries something. */
export function oneOf<T>(items: readonly T[], oneIn: number, offset: number): readonly T[] {
  const divisor = Math.min(oneIn, items.length);
  return items.filter((_, i) => (i - offset) % divisor === 0);
}
