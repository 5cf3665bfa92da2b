/** Where parts of a schedule meet, found in the tree, against where its values change. */
import {
  constant,
  cosineRestarts,
  join,
  type Schedule,
  type ScheduleDraft,
  scheduleFromTree,
  shift,
  stepDecay,
  warmup,
  warmupCosine,
  warmupStableDecay,
} from "@anneal/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cases } from "../../core/test/support/random-cases.js";
import { landmarks } from "../src/tree/landmarks.js";

const found = (schedule: Schedule, from = 0, to = 1000) =>
  landmarks(schedule.node, from, to).map(({ step, label }) => `${label} at ${step}`);

describe("landmarks", () => {
  test("are the end of the warm-up and the joins after it", () => {
    const parts = { peak: 1, warmupSteps: 10, totalSteps: 100 };
    expect(found(warmupCosine(parts))).toEqual(["warm-up ends at 10"]);
    expect(found(warmupStableDecay({ ...parts, decaySteps: 20 }))).toEqual([
      "warm-up ends at 10",
      "decay starts at 80",
    ]);
    expect(found(warmupStableDecay({ ...parts, decaySteps: 20 }), 11)).toEqual(["decay starts at 80"]);
  });

  test("are joins where the parts have no names", () => {
    expect(found(join({ schedules: [1, 2], boundaries: [30] }))).toEqual(["join at 30"]);
  });

  test("are inside the parts of a join too, on the steps of the whole", () => {
    const inner = warmupCosine({ peak: 1, warmupSteps: 10, totalSteps: 100 });
    const outer = join({ schedules: [inner, inner], boundaries: [50], labels: ["first", "second"] });
    expect(found(shift({ schedule: outer, steps: 7 }))).toEqual([
      "warm-up ends at 17",
      "second starts at 57",
      "warm-up ends at 67",
    ]);
  });

  test("skip parts that last no time", () => {
    const schedule = join({
      schedules: [1, 2, 3],
      boundaries: [30, 30],
      labels: ["warm-up", "none", "rest"],
    });
    expect(found(schedule)).toEqual(["warm-up ends at 30"]);
  });

  test("are the restarts of cycles, but not the end of the last one", () => {
    const cycles = { peak: 1, firstCycleSteps: 100, cycleMultiplier: 2 };
    expect(found(cosineRestarts(cycles))).toEqual(["restart at 100", "restart at 300", "restart at 700"]);
    expect(found(cosineRestarts({ ...cycles, cycles: 2 }))).toEqual(["restart at 100"]);
    expect(found(cosineRestarts({ ...cycles, cycleMultiplier: 0.5 }), 180, 190)).toEqual([
      "restart at 187.5",
    ]);
    expect(found(cosineRestarts({ peak: 1, firstCycleSteps: 1 }), 0, 1e9)).toHaveLength(1000);
    expect(found(warmup({ schedule: cosineRestarts(cycles), warmupSteps: 50 }), 0, 200)).toEqual([
      "warm-up ends at 50",
      "restart at 150",
    ]);
  });

  test("are not if nothing begins again", () => {
    expect(found(stepDecay({ peak: 1, gamma: 0.5, every: 10 }))).toEqual([]);
    expect(found(constant({ value: 1 }))).toEqual([]);
  });

  test("are exactly where joined constants change, however they are nested, moved, stretched and cut off", () => {
    let leaves = 0;
    const quarter = fc.integer({ min: -40, max: 160 }).map((n) => n / 4);
    const { tree } = fc.letrec<{
      tree: ScheduleDraft;
      leaf: ScheduleDraft;
      join: ScheduleDraft;
      time: ScheduleDraft;
    }>((tie) => ({
      tree: fc.oneof({ depthSize: "small", withCrossShrink: true }, tie("leaf"), tie("join"), tie("time")),
      leaf: fc.constant(null).map(() => ({ kind: "constant", value: ++leaves })),
      join: fc
        .tuple(
          fc.array(quarter, { minLength: 1, maxLength: 3 }),
          fc.array(tie("tree"), { minLength: 4, maxLength: 4 }),
          fc.boolean(),
        )
        .map(([boundaries, children, rebase]) => ({
          kind: "join",
          boundaries: [...boundaries].sort((a, b) => a - b),
          children: children.slice(0, boundaries.length + 1),
          rebase,
        })),
      time: fc
        .tuple(
          tie("tree"),
          quarter,
          fc.constantFrom(0.5, 1, 2),
          fc.option(quarter),
          fc.option(quarter),
          fc.option(fc.constantFrom(0.5, 1, 3)),
        )
        .map(([child, by, scale, a, b, quantum]) => {
          const isSwapped = a !== null && b !== null && a > b;
          const [minimum, maximum] = isSwapped ? [b, a] : [a, b];
          return { kind: "time", child, shift: by, scale, minimum, maximum, quantum };
        }),
    }));
    let changes = 0;
    fc.assert(
      fc.property(tree, (draft) => {
        const schedule = scheduleFromTree(draft);
        const [from, to, grid] = [-10, 60, 256];
        const changed = new Set<number>();
        for (let i = from * grid + 1; i <= to * grid; i++) {
          if (schedule(i / grid) !== schedule((i - 1) / grid)) changed.add(i / grid);
        }
        const marked = landmarks(schedule.node, from, to)
          .map(({ step }) => Math.ceil(step * grid) / grid)
          .filter((step) => step > from);
        expect([...new Set(marked)].sort((a, b) => a - b)).toEqual([...changed].sort((a, b) => a - b));
        changes += changed.size;
      }),
      { numRuns: cases(150, 150) },
    );
    expect(changes).toBeGreaterThan(100);
  });
});
