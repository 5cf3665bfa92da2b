/**
 * How many of its cases a test tries. CI, which sets ANNEAL_REQUIRE_ALL=1, tries all of them, and `npm test` a share, so
 * that it stays short. ANNEAL_CASES sets the number of random cases: 1 is what CI tries, and nightly runs set 10.
 */

/** The share of the random cases that `npm test` tries. */
const SHARE = 0.25;

/** The extent of a run, from its environment variables. */
export interface Extent {
  /** The number of random cases, as a multiple of what CI tries. */
  readonly factor: number;
  /** Whether long lists of cases are tried whole. */
  readonly isComplete: boolean;
  /** Whether suites that share a list each try it whole, because they may run alone, as in mutation tests. */
  readonly isAlone: boolean;
}

export function readExtent(environment: Readonly<Record<string, string | undefined>>): Extent {
  const { ANNEAL_CASES: given, ANNEAL_REQUIRE_ALL: all } = environment;
  const factor = Number(given || (all === "1" ? 1 : SHARE));
  if (!(factor > 0 && factor <= 1000)) {
    throw new Error(`ANNEAL_CASES must be a number above 0, at most 1000; got ${given}`);
  }
  const isComplete = all === "1" || factor > 1;
  return { factor, isComplete, isAlone: isComplete || Boolean(given) };
}

const { factor, isComplete, isAlone } = readExtent(process.env);

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

/**
 * One in `oneIn` items, from `offset` on, in CI all: for long lists of expensive cases of one kind. Each RANDOM_SEED starts at
 * another offset.
 */
export function sampled<T>(items: readonly T[], oneIn: number, offset = 0): readonly T[] {
  return isComplete ? items : oneOf(items, oneIn, offset + Number(process.env.RANDOM_SEED || 0));
}

/** Like `sampled`, for a list that several suites try, each from an offset of its own. */
export function shared<T>(items: readonly T[], oneIn: number, offset = 0): readonly T[] {
  return isAlone ? items : sampled(items, oneIn, offset);
}

/** Every item whose index is `offset` modulo `oneIn`; the first where there is none, so that each test tries something. */
export function oneOf<T>(items: readonly T[], oneIn: number, offset: number): readonly T[] {
  const chosen = items.filter((_, i) => (i - offset) % oneIn === 0);
  return chosen.length > 0 ? chosen : items.slice(0, 1);
}
