/** What an attack is: hostile cases, each of which the product has to survive. */
import fc from "fast-check";

/**
 * A kind of hostile input, and what has to hold for every case of it.
 *
 * To add one: write it in a file of its own beside this one and list it in `attacks.ts`. Each case runs in a worker under
 * a watchdog, so that a case that never ends is a failure like any other.
 */
export interface Attack<Case = unknown> {
  readonly name: string;
  /** Where the cases come from. Case `i` of a seed is always the same. */
  readonly cases: fc.Arbitrary<Case>;
  /** @throws anything, where the product does the wrong thing. */
  run(attacked: Case): void | Promise<void>;
  /** The case as it is shown where it fails. */
  show(attacked: Case): string;
}

/** Case `index` of a seed. */
export function caseOf<Case>({ cases }: Attack<Case>, seed: number, index: number): Case {
  // A seed for each case: a failure is repeated without the cases before it.
  const [attacked] = fc.sample(cases, { seed: (seed + Math.imul(index, 0x9e3779b1)) | 0, numRuns: 1 });
  return attacked as Case;
}
