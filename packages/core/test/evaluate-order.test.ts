/** A schedule has no memory: asked in any order, stopped and resumed anywhere, it gives the same bits. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromJSON, type Schedule, type ScheduleNode, scheduleFromTree } from "../src/index.js";
import { cases } from "./support/random-cases.js";
import { randomSteps, randomTrees } from "./support/random-trees.js";

/** Trees in which something happens over a few steps, over a few blocks of values, and over many. */
const trees = fc.constantFrom(1000, 30_000, 1e7).chain((span) => randomTrees({ span }));
/** Steps near each other, which share what an evaluation remembers, and others far away. */
const steps = fc.array(
  fc.oneof(randomSteps, fc.integer({ min: 3900, max: 4300 }), fc.integer({ min: 0, max: 1e7 })),
  {
    minLength: 2,
    maxLength: 40,
  },
);
const runs = { numRuns: cases(300) };

/** What a schedule says that was never asked before. */
const fresh = (tree: ScheduleNode, step: number) => scheduleFromTree(tree)(step);

function expectSame(schedule: Schedule, tree: ScheduleNode, asked: readonly number[]): void {
  const others = asked.filter((step) => !Object.is(schedule(step), fresh(tree, step)));
  expect(others, "steps with other bits").toEqual([]);
}

describe("the same bits", () => {
  test("in any order, and evaluated again", () => {
    fc.assert(
      fc.property(trees, steps, (tree, asked) => {
        const schedule = scheduleFromTree(tree);
        expectSame(schedule, tree, asked);
        expectSame(schedule, tree, [...asked].reverse());
        expectSame(
          schedule,
          tree,
          [...asked].sort((a, b) => a - b),
        );
      }),
      runs,
    );
  });

  test("resumed anywhere or uninterrupted", () => {
    const place = fc.integer({ min: 0, max: 300 });
    fc.assert(
      fc.property(trees, fc.integer({ min: 0, max: 1e5 }), place, (tree, first, pause) => {
        const uninterrupted = scheduleFromTree(tree);
        const values = Array.from({ length: 300 }, (_, i) => uninterrupted(first + i));
        const resumed = scheduleFromTree(tree);
        const others = values.flatMap((value, i) =>
          i < pause || Object.is(resumed(first + i), value) ? [] : [first + i],
        );
        expect(others, "steps with other bits").toEqual([]);
      }),
      { numRuns: cases(150) },
    );
  });

  test("with other steps evaluated in between", () => {
    fc.assert(
      fc.property(trees, trees, steps, (tree, other, asked) => {
        const [schedule, interfering] = [scheduleFromTree(tree), scheduleFromTree(other)];
        for (const step of asked) {
          interfering(step + 1);
          expect(schedule(step)).toBe(fresh(tree, step));
        }
      }),
      { numRuns: cases(150) },
    );
  });

  test("after a JSON round trip", () => {
    fc.assert(
      fc.property(trees, steps, (tree, asked) => {
        const read = fromJSON(JSON.parse(JSON.stringify(scheduleFromTree(tree))));
        expectSame(read, tree, asked);
      }),
      { numRuns: cases(150) },
    );
  });

  test("if a tree occurs more than once", () => {
    fc.assert(
      fc.property(trees, steps, (tree, asked) => {
        const twice = scheduleFromTree({ kind: "sum", children: [tree, tree] });
        for (const step of asked) {
          const value = fresh(tree, step);
          expect(twice(step)).toBe(value + value);
        }
      }),
      { numRuns: cases(150) },
    );
  });
});
