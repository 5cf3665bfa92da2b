/** Correctness comes first: nobody is faster with a wrong answer. */
import type { PreparedCase } from "./benchmark-case.js";

/**
 * Runs every subject and compares what it made with what the first opponent made.
 * @throws Error naming the subject and the element
 */
export function verify({ subjects, opponents: [first], runs, tolerance }: PreparedCase): void {
  for (const { run } of subjects) for (let i = 0; i < runs; i++) run();
  const expected = subjects.find(({ name }) => name === first)?.result();
  if (expected == null) throw new Error(`${first} has no result to compare with`);
  for (const { name, result } of subjects) {
    const values = result();
    if (values === null) continue;
    if (values.length !== expected.length) {
      throw new Error(`${name} made ${values.length} values, ${first} made ${expected.length}`);
    }
    for (let i = 0; i < values.length; i++) {
      const difference = Math.abs((values[i] as number) - (expected[i] as number));
      // NaN is not near anything.
      if (!(difference <= tolerance)) {
        throw new Error(`${name} made ${values[i]} at ${i}, ${first} made ${expected[i]}`);
      }
    }
  }
}
