/**
 * The host's bits where an evaluation changes its way: at the edges of ramps, cycles and joins, from one speed to another, in
 * long curves, and where steps or times can't be counted. Random trees seldom reach these places.
 */
import { type ScheduleDraft, sample as sampleOnHost, scheduleFromTree } from "@anneal/core";
import { describe, expect, test } from "vitest";
import { sample } from "../src/index.js";
import { expectSameBits } from "./support/same-bits.js";

type Ramp = Extract<ScheduleDraft, { kind: "ramp" }>;
type Easing = NonNullable<Ramp["easing"]>;

const extended = { before: "extend", after: "extend" } as const;
const wave: Easing = { kind: "cosine" };
const ramp = (end: number, others: Partial<Ramp> = {}): Ramp => ({
  kind: "ramp",
  start: 0,
  end,
  from: 0.1,
  to: 0.3,
  ...others,
});
const line = (start: number, end: number): Ramp => ({
  kind: "ramp",
  start,
  end,
  from: 0,
  to: 1,
  ...extended,
});
const decay = (end: number, to: number): Ramp => ({
  kind: "ramp",
  start: 0,
  end,
  from: 1,
  to,
  interpolation: "geometric",
});
const cycles = (length: number, child: ScheduleDraft, multiplier = 1): ScheduleDraft => ({
  kind: "cycles",
  length,
  multiplier,
  child,
  afterwards: 7,
});
const time = (scale: number, child: ScheduleDraft, shift = 0): ScheduleDraft => ({
  kind: "time",
  shift,
  scale,
  child,
});
const powerOf = (offset: number, exponent: number, scale = 1, slope = 1): ScheduleDraft => ({
  kind: "power",
  scale,
  offset,
  slope,
  exponent,
});

/** The first step and the number of steps of each range, in the order in which they are evaluated. */
type Ranges = readonly (readonly [start: number, count: number])[];

const far = 2 ** 53;
const edges: readonly (readonly [name: string, tree: ScheduleDraft, ranges: Ranges])[] = [
  // Ends, and ranges that touch them.
  [
    "the first and last step of a wave",
    ramp(37, { easing: wave }),
    [
      [0, 30],
      [5, 33],
      [37, 3],
      [-3, 3],
    ],
  ],
  [
    "a wave that touches its extremes",
    ramp(1000, { easing: { kind: "cosine", halfCycles: 20 } }),
    [
      [0, 999],
      [1, 998],
    ],
  ],
  [
    "a wave down to its low point",
    ramp(1000, { from: 1, to: 0.1, easing: { kind: "cosine", halfCycles: 20 } }),
    [[1, 998]],
  ],
  [
    "a range up to the next cycle",
    cycles(10, ramp(1, { easing: wave })),
    [
      [0, 11],
      [10, 10],
      [13, 7],
      [13, 8],
    ],
  ],
  [
    "negative cycles",
    cycles(10, line(0, 1)),
    [
      [-30, 20],
      [-5, 20],
    ],
  ],
  [
    "a range from before a boundary",
    { kind: "join", boundaries: [0], children: [line(0, 9), line(3, 5)] },
    [
      [-10, 21],
      [-10, 10],
    ],
  ],
  [
    "a range across a boundary",
    { kind: "join", boundaries: [5], children: [ramp(50), ramp(9)] },
    [
      [0, 11],
      [5, 5],
    ],
  ],
  [
    "a boundary between steps",
    { kind: "join", boundaries: [10.3], children: [ramp(9), ramp(80, { easing: wave })], rebase: true },
    [
      [0, 30],
      [20, 40],
      [11, 70],
    ],
  ],
  // The same nodes at other speeds.
  [
    "ramps that start late, in cycles of other lengths",
    cycles(100, ramp(1, { start: 0.25, easing: wave }), 2),
    [
      [30, 9],
      [160, 30],
      [110, 5],
      [40, 50],
    ],
  ],
  [
    "cycles in cycles of other lengths",
    cycles(100, cycles(0.5, ramp(1, { easing: wave })), 2),
    [
      [10, 20],
      [110, 20],
      [30, 3],
      [120, 60],
    ],
  ],
  [
    "curves in cycles of other lengths",
    cycles(20_000, ramp(1, { easing: { kind: "reversePower", exponent: 3 } }), 1.5),
    [
      [5, 40],
      [20_005, 40],
      [700, 9],
    ],
  ],
  [
    "decays in cycles that become shorter",
    cycles(600, decay(1, 1e-3), 0.5),
    [
      [0, 300],
      [600, 150],
      [900, 90],
    ],
  ],
  [
    "decays in cycles between the steps",
    cycles(10.3, decay(1, 1e-3)),
    [
      [0, 40],
      [21, 9],
    ],
  ],
  // Long and steep curves.
  ["a steep decay", decay(1000, 1e-300), [[0, 1001]]],
  ["a steep rise", { ...decay(1000, 1e300), ...extended }, [[-20, 1021]]],
  ["the steepest decay with a table", { ...decay(4096, 2 ** -512), ...extended }, [[0, 600]]],
  ["the steepest rise with a table", { ...decay(4096, 2 ** 512), ...extended }, [[0, 600]]],
  [
    "a slow decay",
    decay(30_000, 0.01),
    [
      [0, 600],
      [20_000, 700],
    ],
  ],
  [
    "a long power",
    ramp(20_000, { easing: { kind: "reversePower", exponent: 2 } }),
    [
      [0, 1200],
      [9000, 600],
    ],
  ],
  ["a cube of negative numbers", powerOf(-20_000, 3), [[0, 600]]],
  ["a cube next to where it is computed step by step", powerOf(8192 - 256, 3), [[0, 1030]]],
  ...[60, 80, 90, 100, 120].map(
    (share) => [`a root over ${share} blocks`, powerOf(256 * share, -0.5), [[0, 600]]] as const,
  ),
  // One of the two ways rounds up within a block.
  ["a power that hardly changes", powerOf(13_359.726 - 256, 2 ** -52), [[0, 512]]],
  ...[1.016, 1.039, 1.046].map(
    (scale) => [`${scale} roots with two terms`, powerOf(2 ** 35 - 256, 0.5, scale), [[0, 20]]] as const,
  ),
  // Times by other scales.
  ["a slower wave", time(0.37, ramp(900, { easing: wave })), [[0, 600]]],
  [
    "a wave between limits",
    { kind: "time", scale: 0.37, minimum: 37, maximum: 74, child: ramp(900, { easing: wave }) },
    [
      [95, 12],
      [190, 20],
    ],
  ],
  ["quanta of negative times", { kind: "time", quantum: 4, child: line(0, 10) }, [[-9, 20]]],
  // The smallest spacing of a grid, and the next smaller one.
  ...[-1022, -1024].map(
    (e) =>
      [`a time of 2^${e} a step`, time(2 ** e, ramp(2 ** (e + 10), { easing: wave })), [[0, 300]]] as const,
  ),
  ...[-1022, -1024].map(
    (e) =>
      [
        `a quantum of 2^${e}`,
        { kind: "time", scale: 2 ** e, quantum: 2 ** e, child: ramp(2 ** (e + 10), { easing: wave }) },
        [[0, 300]],
      ] as const,
  ),
  ["cycles that are too long for a grid", cycles(1.5 * 2 ** 1022, line(0, 1)), [[3, 60]]],
  // Steps that can't be counted.
  [
    "a line up to 2^53",
    line(1, 2 ** 54 + 1),
    [
      [far - 4, 12],
      [far - 12, 12],
    ],
  ],
  [
    "a line from -2^53",
    line(1 - far, 2 ** 54),
    [
      [2 ** 52, 30],
      [2 ** 52 + 1, 30],
    ],
  ],
  [
    "a join that counts from -2^53",
    { kind: "join", boundaries: [1 - far], children: [line(0, 1), line(0, 2 ** 55)], rebase: true },
    [
      [2 ** 52, 30],
      [2 ** 52 + 1, 30],
    ],
  ],
  ["cycle number 2^53", cycles(0.5, ramp(1, { start: -301.7, easing: wave })), [[2 ** 52 - 2, 5]]],
  // Times that can't be computed, or only on another way.
  [
    "a ramp from a time that is too far to count from",
    time(1e308, { ...line(-1.5e308, -1e308), easing: wave }),
    [
      [0, 1],
      [1, 1],
      [0, 2],
    ],
  ],
  [
    "a ramp longer than its distance can be",
    time(1e300, ramp(0.5e308, { start: -1e308 }), -1e8),
    [[-1.5e8, 9]],
  ],
  [
    "a power far before its start",
    time(1e300, ramp(1e300, { ...extended, easing: { kind: "power", exponent: 2 } }), -1.5e8),
    [
      [-2e8, 60],
      [-3e8, 20],
    ],
  ],
  ["cycles far before the first", time(1e300, cycles(1, powerOf(0, 0.3, 1, -1)), -1.5e8), [[-2e8, 60]]],
  [
    "a long cycle that grows",
    cycles(1e308, ramp(1), 2),
    [
      [0.25e308, 1],
      [1.5e308, 1],
    ],
  ],
  [
    "the second of two long cycles",
    cycles(1e308, ramp(1)),
    [
      [0.25e308, 1],
      [1.5e308, 1],
    ],
  ],
  // Cycles that are hard to find.
  ...[1 - 1.0547118733938987e-13, 1 - 2 ** -52, 1 + 2 ** -52, 1 + 1e-13].map(
    (multiplier) =>
      [
        `cycles by a factor of ${multiplier}`,
        { ...cycles(45, line(0, 1), multiplier), decay: 1 - 1e-15 } as ScheduleDraft,
        [0.1, 0.5, 0.9, 0.999, 1.5].map(
          (share) => [Math.round((share * 45) / Math.abs(1 - multiplier)), 6] as const,
        ),
      ] as const,
  ),
  ["cycle 2^53 of shrinking ones", cycles(1, line(0, 1), 1 - 2 ** -53), [[5_693_635_826_387_040, 9]]],
  ["cycle 2^53 of growing ones", cycles(1, line(0, 1), 1 + 2 ** -52), [[28_773_750_666_393_256, 9]]],
  ["cycles beyond 2^53 that grow", cycles(0.125, line(0, 1), 1 + 2 ** -52), [[far - 40, 9]]],
  ["a restart halfway between two steps", cycles(2 ** 45 + 0.5, line(0, 1), 1 + 2 ** -8), [[2 ** 45 - 2, 6]]],
  [
    "a restart as far from a step as roundings can be",
    cycles(10.000000000000005, line(0, 1), 0.16666666666666619),
    [[8, 4]],
  ],
  ["a restart next to a step, by a factor near 1", cycles(10 + 1e-6, line(0, 1), 1 + 2 ** -31), [[8, 15]]],
  ["a restart between steps, by a factor nearer to 1", cycles(10.001, line(0, 1), 1 + 2 ** -40), [[8, 15]]],
];

describe.each(edges)("%s", (_, tree, ranges) => {
  /** From a schedule of its own, which remembers nothing. */
  const expected = ranges.map(([start, count]) =>
    sample(scheduleFromTree(tree), { start, count, engine: "wasm" }),
  );

  test("in ranges", () => {
    const schedule = scheduleFromTree(tree);
    ranges.forEach(([start, count], i) => {
      expectSameBits(
        sampleOnHost(schedule, { start, count }),
        expected[i] as Float64Array,
        `values from ${start}`,
      );
    });
  });

  test("step by step, in any order", () => {
    const schedule = scheduleFromTree(tree);
    const asked = ranges.flatMap(([start, count], i) =>
      Array.from({ length: count }, (_, k) => [start + k, (expected[i] as Float64Array)[k]] as const),
    );
    const other = ([step, value]: (typeof asked)[number]) => !Object.is(schedule(step), value);
    expect(asked.filter(other)).toEqual([]);
    expect([...asked].reverse().filter(other)).toEqual([]);
    const mixed = asked.map((_, i) => asked[(i * 7919) % asked.length] as (typeof asked)[number]);
    expect(mixed.filter(other)).toEqual([]);
  });
});

test("the ends of a ramp are its rates where their difference is rounded", () => {
  const steep = scheduleFromTree({ kind: "ramp", start: 2, end: 5, from: 1e17, to: 1 });
  expect([steep(0), steep(2), steep(5), steep(9)]).toEqual([1e17, 1e17, 1, 1]);
});

test("a far step before the first cycle leaves the values of near ones what they are", () => {
  for (const length of [2 ** -500, 0.3, 0.5, 10]) {
    const tree = cycles(length, ramp(1, { before: "extend", easing: wave }));
    for (const distant of [-1e200, -(2 ** 900), -1.7e308]) {
      for (const near of [0, -1, -2, -3, -7, -20, 3]) {
        const schedule = scheduleFromTree(tree);
        const alone = [distant, near].map((step) => scheduleFromTree(tree)(step));
        expect([distant, near].map((step) => schedule(step))).toEqual(alone);
        expect([near, distant].map((step) => schedule(step))).toEqual([...alone].reverse());
      }
    }
  }
});
