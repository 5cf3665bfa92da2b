/** Trees whose times leave float64: refused when they are read, or NaN at the steps where they do, in bounded work. */
import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../src/errors.js";
import { restsAt } from "../src/evaluate/rests-at.js";
import { fromJSON, scheduleFromTree } from "../src/schedule/from-json.js";
import type { ScheduleDraft } from "../src/tree/draft.js";
import { finiteTrees } from "./support/extreme-trees.js";

const ramp: ScheduleDraft = { kind: "ramp", start: 0, end: 1, from: 1, to: 0 };
const time = (scale: number, child: ScheduleDraft): ScheduleDraft => ({ kind: "time", scale, child });
const cycles = (length: number, child: ScheduleDraft): ScheduleDraft => ({ kind: "cycles", length, child });
const table: ScheduleDraft = { kind: "table", values: [1, 2, 4], interpolation: "linear" };

describe("a tree in which no step has a time is rejected", () => {
  test.each<[string, ScheduleDraft]>([
    ["root.scale", time(1e200, time(1e200, cycles(10, ramp)))],
    ["root.scale", time(1e200, time(1e200, table))],
    ["root.scale", time(1e-200, time(1e-200, cycles(10, ramp)))],
    ["root.children[1].scale", { kind: "sum", children: [ramp, time(1e308, time(1e308, ramp))] }],
  ])("%s", (argument, tree) => {
    const document = { format: "anneal/schedule", version: 1, root: tree };
    // The node that is too much is named, wherever the fault is noticed first.
    const last = argument.split(".").at(-1) as string;
    for (const read of [() => scheduleFromTree(tree), () => fromJSON(JSON.stringify(document))]) {
      let refusal: unknown;
      try {
        read();
      } catch (error) {
        refusal = error;
      }
      expect(refusal).toBeInstanceOf(InvalidArgumentError);
      expect((refusal as InvalidArgumentError).argument).toMatch(new RegExp(`^root.*\\.${last}$`));
      expect((refusal as InvalidArgumentError).message).toContain("keeps time in the range of float64");
    }
  });

  test("cycles of any length are read: their child sees a share", () => {
    for (const tree of [
      cycles(10, cycles(1e-320, ramp)),
      cycles(1e200, { kind: "clamp", child: cycles(1e200, ramp) }),
    ]) {
      const schedule = scheduleFromTree(tree);
      for (const step of [0, 1, 7, 1e6]) expect(schedule(step)).not.toBeNaN();
    }
  });

  test("scales that cancel are allowed", () => {
    const schedule = scheduleFromTree(time(1e200, time(1e-200, { ...ramp, end: 10 } as ScheduleDraft)));
    expect(schedule(5)).toBeCloseTo(0.5, 12);
  });
});

describe("a time that is not finite at a step is NaN there", () => {
  test.each<[string, ScheduleDraft, number, number]>([
    ["a ramp", time(1e300, ramp), 0, 1e9],
    ["cycles", time(1e300, cycles(10, ramp)), 0, 1e9],
    ["a table", time(1e300, table), 0, 1e9],
    ["stairs", time(1e300, { kind: "stairs", boundaries: [1], values: [1, 2] }), 0, -1e9],
    ["a constant", time(1e300, { kind: "constant", value: 1 }), 0, 1e9],
    ["a shift", { kind: "time", shift: -1e308, scale: 1, child: table }, 0, 1e308],
    ["a join", { kind: "join", boundaries: [-1e308], children: [ramp, table] }, 0, 1e308],
  ])("of %s", (_, tree, finite, beyond) => {
    const schedule = scheduleFromTree(tree);
    expect(schedule(finite)).not.toBeNaN();
    expect(schedule(beyond)).toBeNaN();
    expect(restsAt(schedule.node)).not.toBeNaN();
  });

  test("unless a limit makes it finite", () => {
    const limited: ScheduleDraft = { kind: "time", scale: 1e300, maximum: 0.5, child: ramp };
    expect(scheduleFromTree(limited)(1e9)).toBe(0.5);
  });
});

test("a grid that underflows leaves the values what they are", () => {
  expect(scheduleFromTree(cycles(1e308, ramp))(1e308 / 4)).toBeCloseTo(0.75, 12);
  const late: ScheduleDraft = { kind: "join", boundaries: [1e20], children: [table, ramp], rebase: true };
  const slow = scheduleFromTree({
    kind: "time",
    scale: 1e-300,
    child: { kind: "time", shift: -1e20, child: late },
  });
  expect(slow(3)).toBe(1);
});

describe("cycles beyond 2^53", () => {
  test("are found by an exact remainder", () => {
    const schedule = scheduleFromTree(cycles(0.5, ramp));
    expect(schedule(2 ** 52 + 1)).toBe(1);
    expect(scheduleFromTree(cycles(3, ramp))(2 ** 60 + 2 ** 8)).toBe(1 - Number((2n ** 60n + 256n) % 3n) / 3);
    expect(scheduleFromTree(cycles(0.75, ramp))(2 ** 54)).toBe(1 - (2 ** 54 % 0.75) / 0.75);
  });

  test("come after a limit", () => {
    const limited = { ...cycles(0.5, ramp), limit: 10, afterwards: 7 } as ScheduleDraft;
    expect(scheduleFromTree(limited)(2 ** 53)).toBe(7);
  });
});

test.each(finiteTrees)("%s: in any order, the values are the same", (_, tree) => {
  const steps = [0, 1, 5, 2 ** 52 + 1, 2 ** 53, 1e300, -1e300, Number.MAX_VALUE, -3, 1e9];
  const forwards = scheduleFromTree(tree);
  const backwards = scheduleFromTree(tree);
  const expected = steps.map((step) => forwards(step));
  expect(steps.map((_, i) => backwards(steps[steps.length - 1 - i] as number)).reverse()).toEqual(expected);
  for (const value of expected) expect(typeof value).toBe("number");
});
