/** Many steps at once have the bits that each has by itself, wherever they begin and whatever happens among them. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { LRScheduler, type Schedule, sample, scheduleFromTree } from "../src/index.js";
import { cases } from "./support/random-cases.js";
import { randomTrees } from "./support/random-trees.js";

const starts = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -50, max: 3000 }) },
  { weight: 1, arbitrary: fc.maxSafeInteger() },
  { weight: 1, arbitrary: fc.constantFrom(2 ** 53 - 20, 2 ** 53, 1e300, -1e300) },
);

function firstDifference(schedule: Schedule, values: ArrayLike<number>, start: number): string | null {
  for (let i = 0; i < values.length; i++) {
    const [is, should] = [values[i] as number, schedule(start + i)];
    if (!Object.is(is, should)) return `at ${start} + ${i}: ${is} instead of ${should}`;
  }
  return null;
}

test("whatever the tree", () => {
  fc.assert(
    fc.property(randomTrees(), starts, fc.integer({ min: 1, max: 1500 }), (tree, start, count) => {
      const schedule = scheduleFromTree(tree);
      // Another one, so that nothing is found in tables that the first one has filled.
      const values = sample(scheduleFromTree(tree), { start, count });
      expect(firstDifference(schedule, values, start)).toBe(null);
    }),
    { numRuns: cases(750) },
  );
});

test("in a scheduler, too, which looks ahead", () => {
  const trees = randomTrees({ extremes: false });
  fc.assert(
    fc.property(trees, fc.integer({ min: 0, max: 2000 }), (tree, lastEpoch) => {
      const schedule = scheduleFromTree(tree);
      fc.pre(Array.from({ length: 601 }, (_, i) => schedule(lastEpoch + i)).every(Number.isFinite));
      const group = { lr: 0.1 };
      const scheduler = new LRScheduler({ paramGroups: [group] }, scheduleFromTree(tree), { lastEpoch });
      const rates = Array.from({ length: 600 }, () => {
        const { lr } = group;
        scheduler.step();
        return lr;
      });
      expect(firstDifference(schedule, rates, lastEpoch)).toBe(null);
    }),
  );
});
