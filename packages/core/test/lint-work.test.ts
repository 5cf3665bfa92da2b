/** Lint of large and of hostile trees: a bounded number of evaluations, and finite steps. */
import { describe, expect, test } from "vitest";
import { lint } from "../src/lint/lint.js";
import { scheduleFromTree } from "../src/schedule/from-json.js";
import type { Schedule } from "../src/schedule/schedule.js";
import type { ScheduleDraft } from "../src/tree/draft.js";
import { finiteTrees } from "./support/extreme-trees.js";
import { sampled } from "./support/random-cases.js";

/** The schedule, and how often it was asked. */
function counted(tree: ScheduleDraft): { readonly schedule: Schedule; asked(): number } {
  const counted = scheduleFromTree(tree);
  let asked = 0;
  const call = (step: number): number => {
    asked += 1;
    return counted(step);
  };
  const schedule = Object.assign(call, { node: counted.node, toJSON: () => counted.toJSON() });
  return { schedule, asked: () => asked };
}

const runs = [{}, { totalSteps: 100_000, optimizer: "adamw", epochs: 3 }];

test.each(sampled(["sum", "product"] as const, 2))(
  "a %s of 99,999 ramps is evaluated at few steps",
  (kind) => {
    const children = Array.from({ length: 99_999 }, (_, i): ScheduleDraft => {
      return { kind: "ramp", start: i, end: i + 1000, from: 1, to: 1 + i * 1e-9 };
    });
    const { schedule, asked } = counted({ kind, children });
    for (const run of runs) lint(schedule, run);
    expect(asked()).toBeLessThan(600);
  },
);

test("a join of 99,999 ramps is examined where it begins and where it ends", () => {
  const boundaries = Array.from({ length: 99_998 }, (_, i) => 10 * (i + 1));
  const decay: ScheduleDraft = { kind: "ramp", start: 0, end: 10, from: 1e-3, to: 1e-4 };
  const { schedule, asked } = counted({ kind: "join", boundaries, children: Array(99_999).fill(decay) });
  for (const run of runs) lint(schedule, run);
  expect(asked()).toBeLessThan(40_000);
});

test("a small tree is examined closely", () => {
  const { schedule, asked } = counted({ kind: "ramp", start: 0, end: 1000, from: 1, to: 0 });
  lint(schedule);
  expect(asked()).toBeGreaterThan(500);
});

describe.each(finiteTrees)("%s", (_, tree) => {
  test.each(runs)("in a run of %j", (run) => {
    for (const { step, fix } of lint(scheduleFromTree(tree), run)) {
      expect(Number.isFinite(step)).toBe(true);
      expect(fix).not.toMatch(/NaN|Infinity/);
    }
  });
});
