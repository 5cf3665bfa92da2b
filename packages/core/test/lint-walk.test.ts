/** Where lint sees each part of a tree, in steps of the whole schedule. */
import { describe, expect, test } from "vitest";
import { type ScheduleDraft, scheduleFromTree } from "../src/index.js";
import { keySteps, partsOf, stepOf, timeOf, whole } from "../src/lint/walk.js";

const ramp = { kind: "ramp", start: 0, end: 10, from: 1, to: 0 } as const;
const constant = { kind: "constant", value: 1 } as const;

const seen = (tree: ScheduleDraft, from = 0, to = 100) =>
  partsOf(whole(scheduleFromTree(tree).node, from, to));
/** Of each part within the whole: its kind, its range, and how its own time runs. */
const ranges = (tree: ScheduleDraft, from?: number, to?: number) =>
  seen(tree, from, to)
    .slice(1)
    .map((part) => [part.node.kind, part.from, part.to, part.shift, part.scale]);

describe("a time node", () => {
  test("moves and stretches the time of its child, not its range", () => {
    expect(ranges({ kind: "time", shift: 5, scale: 2, child: ramp })).toEqual([["ramp", 0, 100, 5, 2]]);
  });

  test("shows its child between its limits, which are times of the child", () => {
    const tree = { kind: "time", shift: 5, scale: 2, minimum: 20, maximum: 60, child: ramp } as const;
    expect(ranges(tree)).toEqual([["ramp", 15, 35, 5, 2]]);
    expect(ranges(tree, 20, 30)).toEqual([["ramp", 20, 30, 5, 2]]);
  });

  test("whose limits lie outside the range shows nothing, on its edge one step", () => {
    expect(ranges({ kind: "time", minimum: 101, child: ramp })).toEqual([]);
    expect(ranges({ kind: "time", maximum: -1, child: ramp })).toEqual([]);
    expect(ranges({ kind: "time", minimum: 100, child: ramp })).toEqual([["ramp", 100, 100, 0, 1]]);
  });

  test("within another counts from both", () => {
    const inner = { kind: "time", shift: 3, scale: 4, child: ramp } as const;
    expect(ranges({ kind: "time", shift: 5, scale: 2, child: inner })).toEqual([
      ["time", 0, 100, 5, 2],
      ["ramp", 0, 100, 6.5, 8],
    ]);
  });

  test("holds its value for a quantum, at its speed", () => {
    const strides = (tree: ScheduleDraft) => seen(tree).map(({ stride }) => stride);
    expect(strides({ kind: "time", quantum: 10, child: ramp })).toEqual([1, 10]);
    expect(strides({ kind: "time", quantum: 10, scale: 4, child: ramp })).toEqual([1, 3]);
    const coarse = { kind: "time", quantum: 20, child: ramp } as const;
    expect(strides({ kind: "time", quantum: 10, child: coarse })).toEqual([1, 10, 20]);
    const fine = { kind: "time", quantum: 5, child: ramp } as const;
    expect(strides({ kind: "time", quantum: 10, child: fine })).toEqual([1, 10, 10]);
  });
});

describe("a join", () => {
  const children = [constant, ramp, constant];
  test("shows each part between its boundaries", () => {
    const tree = { kind: "join", boundaries: [20, 50], children } as const;
    expect(ranges({ ...tree, rebase: true })).toEqual([
      ["constant", 0, 20, 0, 1],
      ["ramp", 20, 50, 20, 1],
      ["constant", 50, 100, 50, 1],
    ]);
    expect(ranges({ ...tree, rebase: false })).toEqual([
      ["constant", 0, 20, 0, 1],
      ["ramp", 20, 50, 0, 1],
      ["constant", 50, 100, 0, 1],
    ]);
    expect(ranges({ ...tree, rebase: false }, 20, 50)).toEqual([["ramp", 20, 50, 0, 1]]);
  });

  test("at another speed has its boundaries elsewhere", () => {
    const join = { kind: "join", boundaries: [20, 50], children, rebase: true } as const;
    expect(ranges({ kind: "time", shift: 10, scale: 2, child: join }).slice(1)).toEqual([
      ["constant", 0, 20, 10, 2],
      ["ramp", 20, 35, 20, 2],
      ["constant", 35, 100, 35, 2],
    ]);
  });

  test("of very many parts shows the first and the last 256", () => {
    const boundaries = Array.from({ length: 599 }, (_, i) => i + 1);
    const tree = { kind: "join", boundaries, children: Array(600).fill(ramp), rebase: true } as const;
    const starts = seen(tree, 0, 1000)
      .slice(1)
      .map(({ from }) => from);
    const range = (first: number, last: number) =>
      Array.from({ length: last - first + 1 }, (_, i) => first + i);
    expect(starts).toEqual([...range(0, 255), ...range(344, 599)]);
  });
});

describe("cycles", () => {
  test("show each cycle, the last one as far as it is seen", () => {
    const tree = { kind: "cycles", child: { ...ramp, end: 1 }, length: 40 } as const;
    expect(ranges(tree)).toEqual([
      ["ramp", 0, 40, 0, 1 / 40],
      ["ramp", 40, 80, 40, 1 / 40],
      ["ramp", 80, 100, 80, 1 / 40],
    ]);
    expect(ranges(tree, 50, 80)).toEqual([["ramp", 50, 80, 40, 1 / 40]]);
    expect(ranges(tree, 40, 80)).toEqual([["ramp", 40, 80, 40, 1 / 40]]);
  });

  test("are as many as their limit, and become longer", () => {
    const tree = { kind: "cycles", child: { ...ramp, end: 1 }, length: 10, multiplier: 2, limit: 3 } as const;
    expect(ranges(tree)).toEqual([
      ["ramp", 0, 10, 0, 1 / 10],
      ["ramp", 10, 30, 10, 1 / 20],
      ["ramp", 30, 70, 30, 1 / 40],
    ]);
  });

  test("of which very many are seen show the first 256", () => {
    expect(seen({ kind: "cycles", child: { ...ramp, end: 1 }, length: 1 }, 0, 1000)).toHaveLength(257);
  });
});

test("a part is marked as repeated and as a factor", () => {
  const flags = (tree: ScheduleDraft) =>
    seen(tree).map(({ node, inCycles, isFactor }) => [node.kind, inCycles, isFactor]);
  expect(flags({ kind: "product", children: [ramp, constant] })).toEqual([
    ["product", false, true],
    ["ramp", false, true],
    ["constant", false, true],
  ]);
  expect(flags({ kind: "sum", children: [ramp] }).slice(1)).toEqual([["ramp", false, false]]);
  expect(flags({ kind: "clamp", child: ramp, minimum: 0 }).slice(1)).toEqual([["ramp", false, true]]);
  expect(flags({ kind: "join", boundaries: [], children: [ramp] }).slice(1)).toEqual([
    ["ramp", false, false],
  ]);
  expect(flags({ kind: "cycles", child: ramp, length: 100 }).slice(1)).toEqual([["ramp", true, false]]);
});

describe("key steps", () => {
  const keys = (tree: ScheduleDraft) => [...new Set(keySteps(seen(tree)))].sort((a, b) => a - b);

  test.each<[string, ScheduleDraft, readonly number[]]>([
    ["a constant has none", constant, [0, 100]],
    ["a ramp begins and ends", { ...ramp, start: 5 }, [0, 5, 10, 100]],
    ["stairs change", { kind: "stairs", boundaries: [20, 30, 200], values: [3, 2, 1, 0] }, [0, 20, 30, 100]],
    ["tables have places", { kind: "table", start: 7, values: [1, 2, 3] }, [0, 7, 8, 9, 100]],
    [
      "a cosine of more half cycles turns round",
      { ...ramp, easing: { kind: "cosine", halfCycles: 2 } },
      [0, 5, 10, 100],
    ],
    [
      "all move with time",
      { kind: "time", shift: 20, scale: 0.5, child: { ...ramp, start: 5 } },
      [0, 30, 40, 100],
    ],
  ])("%s", (_, tree, expected) => expect(keys(tree)).toEqual(expected));
});

test("steps and times are each other's inverses", () => {
  const part = { ...whole(constant, 0, 1), shift: 7, scale: 4 };
  expect([stepOf(part, 8), timeOf(part, 9)]).toEqual([9, 8]);
});
