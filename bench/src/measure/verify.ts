/** Checks results before anything is timed. */
import type { PreparedCase } from "./benchmark-case.js";

/**
 * Runs every subject and compares its result with that of the first opponent.
 * @throws Error that names the subject and the element.
 */
export function verify({ subjects, opponents: [first], runs, tolerance }: PreparedCase): void {
  for (const { run } of subjects) for (let i = 0; i < runs; i++) run();
  const expected = subjects.find(({ name }) => name === first)?.result();
  if (expected == null) throw new Error(`${first} has no result to compare with`);
  for (const { name, result } of subjects) {
    const values = result();
    if (values === null) continue;
    if (values.length !== expected.length) {
      throw new Error(`${name} returned ${values.length} values, ${first} returned ${expected.length}`);
    }
    for (let i = 0; i < values.length; i++) {
      const difference = Math.abs((values[i] as number) - (expected[i] as number));
      // Written so that NaN fails the comparison.
      if (!(difference <= tolerance)) {
        throw new Error(`${name} returned ${values[i]} at index ${i}, ${first} returned ${expected[i]}`);
      }
    }
  }
}
