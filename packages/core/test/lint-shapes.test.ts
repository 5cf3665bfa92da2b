/** Lint of short runs, of joins by hand, and of trees that are built to take long. */
import { expect, test } from "vitest";
import {
  cosine,
  cosineRestarts,
  join,
  linear,
  lint,
  multiStep,
  type ScheduleDraft,
  scheduleFromTree,
  warmupCosine,
} from "../src/index.js";

const codes = (...args: Parameters<typeof lint>) => lint(...args).map(({ code }) => code);

test.each([2, 3, 5, 20, 100])(
  "the last of %i updates, a step before the end, is not the end",
  (totalSteps) => {
    expect(codes(linear({ start: 0.1, end: 0, totalSteps }), { totalSteps })).toEqual([]);
    expect(codes(cosine({ peak: 0.1, totalSteps }), { totalSteps })).toEqual([]);
  },
);

test("a run that is one step shorter than its schedule ends where the schedule does", () => {
  const schedule = warmupCosine({
    peak: 0.1,
    endRatio: 0.3,
    warmupSteps: 300,
    warmupRule: "(t+1)/W",
    totalSteps: 10_002,
  });
  expect(codes(schedule, { totalSteps: 10_000 })).toEqual(["ends-high"]);
});

test("a schedule that ends early in the run, at a rate that still has an effect", () => {
  const totalSteps = 450_360;
  expect(codes(cosine({ peak: 0.1, end: 0.01, totalSteps: 90 }), { totalSteps })).toEqual([
    "ends-before-run",
  ]);
  expect(codes(multiStep({ peak: 0.1, gamma: 0.1, milestones: [30, 60] }), { totalSteps })).toEqual([
    "ends-before-run",
  ]);
});

test("a cosine made anew with another total jumps, a restart doesn't", () => {
  const planned = cosine({ peak: 0.1, totalSteps: 10_000 });
  const another = cosine({ peak: 0.1, totalSteps: 15_000 });
  const changed = join({ schedules: [planned, another], boundaries: [6_000], rebase: false });
  expect(codes(changed, { totalSteps: 15_000 })).toEqual(["jump-at-join"]);
  const again = join({ schedules: [planned, planned], boundaries: [10_000] });
  expect(codes(again, { totalSteps: 20_000 })).toEqual([]);
});

test("a run that ends with the first update of another cycle", () => {
  const schedule = cosineRestarts({ peak: 0.1, firstCycleSteps: 1_000 });
  expect(codes(schedule, { totalSteps: 10_001 })).toEqual(["last-cycle-cut"]);
});

test("the last of very many parts is examined", () => {
  const stair = (_: unknown, i: number) => 1 - i / 1_000;
  const schedule = join({
    schedules: [...Array.from({ length: 600 }, stair), linear({ start: 0.4, end: 0.3, totalSteps: 100 })],
    boundaries: Array.from({ length: 600 }, (_, i) => 10 * (i + 1)),
  });
  expect(codes(schedule)).toEqual(["ends-high"]);
});

test("cycles in cycles in cycles have an answer", () => {
  let tree: ScheduleDraft = { kind: "ramp", start: 0, end: 1, from: 1, to: 0 };
  for (let i = 0; i < 16; i++) tree = { kind: "cycles", child: tree, length: 0.01, peak: 1, floor: 0 };
  expect(codes(scheduleFromTree(tree), { totalSteps: 1e15 })).not.toContain("not-finite");
});
