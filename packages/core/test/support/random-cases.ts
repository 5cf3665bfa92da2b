/** How many random cases a law is tried with. */

const factor = Number(process.env.ANNEAL_CASES || 1);
if (!(factor > 0 && factor <= 1000)) {
  throw new Error(`ANNEAL_CASES must be a number above 0, at most 1000; got ${process.env.ANNEAL_CASES}`);
}

/** `count`, as often as `ANNEAL_CASES` says: 10 in nightly runs, 1 unless it is set. */
export function cases(count: number): number {
  return Math.ceil(count * factor);
}
