/** Every kind of node against its formula as it is written down, one step at a time and in ranges, which have the same bits. */
import { describe, expect, test } from "vitest";
import { compile } from "../src/evaluate/compile.js";
import { cycleStart } from "../src/evaluate/cycles.js";
import { type EasingDraft, type ScheduleDraft, sample, scheduleFromTree } from "../src/index.js";
import type { CyclesNode } from "../src/tree/node.js";

type Formula = (step: number) => number;

const [start, end, from, to] = [100, 5_000, 2, 0.1];
const ramp = { kind: "ramp", start, end, from, to } as const;
const share = (step: number) => Math.min(1, Math.max(0, (step - start) / (end - start)));

const eased = (easing: EasingDraft, formula: Formula): [string, ScheduleDraft, Formula] => [
  JSON.stringify(easing),
  { ...ramp, easing },
  (step) => from + (to - from) * formula(share(step)),
];
const factors = (easing: EasingDraft, formula: Formula): [string, ScheduleDraft, Formula] => [
  `${JSON.stringify(easing)}, geometric`,
  { ...ramp, easing, interpolation: "geometric" },
  (step) => from * (to / from) ** formula(share(step)),
];
const cosine: ScheduleDraft = { kind: "ramp", start: 0, end: 1, from: 1, to: 0, easing: { kind: "cosine" } };
const wave = (share: number) => (1 + Math.cos(Math.PI * share)) / 2;
const late: ScheduleDraft = { ...cosine, end: 3_000 };

/** The number of the cycle and its share, for cycles that grow by a whole multiplier. */
function cycleOf(step: number, length: number, multiplier: number): readonly [cycle: number, share: number] {
  let [cycle, begin, own] = [0, 0, length];
  while (step >= begin + own) {
    begin += own;
    own *= multiplier;
    cycle++;
  }
  return [cycle, (step - begin) / own];
}

const nodes: readonly (readonly [string, ScheduleDraft, Formula])[] = [
  ["a constant", { kind: "constant", value: 0.25 }, () => 0.25],
  eased({ kind: "linear" }, (u) => u),
  eased({ kind: "linear", timeExponent: 2 }, (u) => u ** 2),
  eased({ kind: "power", exponent: 1 }, (u) => u),
  eased({ kind: "power", exponent: 2 }, (u) => u ** 2),
  eased({ kind: "power", exponent: 0.5 }, (u) => Math.sqrt(u)),
  eased({ kind: "power", exponent: 2.5 }, (u) => u ** 2.5),
  eased({ kind: "power", exponent: 3, timeExponent: 0.5 }, (u) => u ** 1.5),
  eased({ kind: "reversePower", exponent: 1 }, (u) => u),
  eased({ kind: "reversePower", exponent: 3 }, (u) => 1 - (1 - u) ** 3),
  eased({ kind: "reversePower", exponent: 1.5 }, (u) => 1 - (1 - u) ** 1.5),
  eased({ kind: "reversePower", exponent: 3, timeExponent: 2 }, (u) => 1 - (1 - u * u) ** 3),
  eased({ kind: "cosine" }, (u) => 1 - wave(u)),
  eased({ kind: "cosine", halfCycles: 2 }, (u) => 1 - wave(2 * u)),
  eased({ kind: "cosine", halfCycles: 1.5, exponent: 2 }, (u) => 1 - wave(1.5 * u) ** 2),
  eased({ kind: "cosine", halfCycles: 7 }, (u) => 1 - wave(7 * u)),
  eased({ kind: "cosine", exponent: 2 }, (u) => 1 - wave(u) ** 2),
  eased({ kind: "cosine", timeExponent: 2 }, (u) => 1 - wave(u * u)),
  eased({ kind: "halfLife" }, (u) => 2 * (1 - 0.5 ** u)),
  eased({ kind: "halfLife", timeExponent: 2 }, (u) => 2 * (1 - 0.5 ** (u * u))),
  eased({ kind: "tanh", lower: -2, upper: 3 }, (u) => (1 + Math.tanh(-2 + 5 * u)) / 2),
  eased({ kind: "rational", curvature: 3 }, (u) => u / (1 + 3 * (1 - u))),
  eased({ kind: "logarithmic", base: 8 }, (u) => Math.log(1 + 7 * u) / Math.log(8)),
  factors({ kind: "linear" }, (u) => u),
  factors({ kind: "cosine" }, (u) => 1 - wave(u)),
  factors({ kind: "tanh", lower: -2, upper: 3 }, (u) => (1 + Math.tanh(-2 + 5 * u)) / 2),
  [
    "a ramp over hundreds of decades",
    { kind: "ramp", start: 0, end: 4_000, from: 1e-150, to: 1e150, interpolation: "geometric" },
    (step) => 10 ** (-150 + 300 * Math.min(1, Math.max(0, step / 4_000))),
  ],
  [
    "an inverse square root",
    { kind: "power", scale: 2, offset: 60, exponent: -0.5 },
    (t) => 2 / Math.sqrt(60 + t),
  ],
  [
    "a power",
    { kind: "power", scale: 2, offset: 60, slope: 0.5, exponent: -0.7 },
    (t) => 2 * (60 + t / 2) ** -0.7,
  ],
  [
    "stairs",
    { kind: "stairs", boundaries: [100, 1_000, 1_001], values: [4, 3, 2, 1] },
    (step) => (step < 100 ? 4 : step < 1_000 ? 3 : step < 1_001 ? 2 : 1),
  ],
  [
    "slower time",
    { kind: "time", shift: 3.5, scale: 0.375, child: late },
    (step) => wave(Math.min(1, Math.max(0, (0.375 * (step - 3.5)) / 3_000))),
  ],
  [
    "time between limits",
    { kind: "time", scale: 2, minimum: 150, maximum: 2_500, child: late },
    (step) => wave(Math.min(2_500, Math.max(150, 2 * step)) / 3_000),
  ],
  [
    "time in steps of a quantum",
    { kind: "time", scale: 0.5, minimum: 0, quantum: 4, child: late },
    (step) => wave(Math.min(1, (4 * Math.floor(Math.max(0, step / 2) / 4)) / 3_000)),
  ],
  [
    "later and slower time in steps of a quantum, with an end",
    { kind: "time", shift: 100, scale: 0.75, maximum: 2_900, quantum: 7, child: late },
    (step) =>
      wave(Math.min(1, Math.max(0, (7 * Math.floor(Math.min(2_900, 0.75 * (step - 100)) / 7)) / 3_000))),
  ],
  [
    "equal cycles",
    { kind: "cycles", length: 700, child: cosine, peak: 2, floor: 0.5 },
    (step) => 0.5 + 1.5 * (step < 0 ? 1 : wave(cycleOf(step, 700, 1)[1])),
  ],
  [
    "cycles that grow, with lower peaks",
    { kind: "cycles", length: 300, multiplier: 2, child: cosine, peak: 2, floor: 0.25, decay: 0.5 },
    (step) => {
      const [cycle, u] = step < 0 ? [0, 0] : cycleOf(step, 300, 2);
      return 0.25 + (2 * 0.5 ** cycle - 0.25) * wave(u);
    },
  ],
  [
    "cycles with smaller amplitudes, three of them",
    {
      kind: "cycles",
      length: 900,
      child: cosine,
      peak: 2,
      floor: 0.25,
      decay: 0.5,
      decayOf: "amplitude",
      limit: 3,
      afterwards: 0.125,
    },
    (step) => {
      const [cycle, u] = step < 0 ? [0, 0] : cycleOf(step, 900, 1);
      return cycle < 3 ? 0.25 + 1.75 * 0.5 ** cycle * wave(u) : 0.125;
    },
  ],
  [
    "a join in which each part has its own time",
    {
      kind: "join",
      boundaries: [1_000, 2_500],
      children: [late, { ...late, end: 12_000 }, { ...late, from: 3, end: 24_000 }],
      rebase: true,
    },
    (step) => {
      if (step < 1_000) return wave(Math.max(0, step) / 3_000);
      if (step < 2_500) return wave((step - 1_000) / 12_000);
      return 3 * wave(Math.min(1, (step - 2_500) / 24_000));
    },
  ],
  [
    "a join in which all have the time of the whole",
    { kind: "join", boundaries: [1_000], children: [{ kind: "constant", value: 1 }, late], rebase: false },
    (step) => (step < 1_000 ? 1 : wave(Math.min(1, step / 3_000))),
  ],
  [
    "a product of a sum, and of what is kept between limits",
    {
      kind: "product",
      children: [
        { kind: "sum", children: [late, { kind: "constant", value: 1 }, { ...ramp }] },
        { kind: "clamp", minimum: 0.25, maximum: 0.75, child: late },
      ],
    },
    (step) => {
      const own = wave(Math.min(1, Math.max(0, step / 3_000)));
      return (own + 1 + from + (to - from) * share(step)) * Math.min(0.75, Math.max(0.25, own));
    },
  ],
];

/** Before, at and after the ends of ramps, cycles and blocks of values, and far from all of them. */
const ranges: readonly (readonly [start: number, count: number])[] = [
  [-20, 40],
  [95, 20],
  [101, 1],
  [690, 340],
  [1_600, 30],
  [2_490, 20],
  [2_990, 20],
  [4_090, 20],
  [4_990, 20],
  [1_000_000, 5],
];

describe.each(nodes)("%s", (_, tree, formula) => {
  test("has the values of its formula", () => {
    const schedule = scheduleFromTree(tree);
    for (const [first, count] of ranges) {
      for (let step = first; step < first + count; step++) {
        const [is, should] = [schedule(step), formula(step)];
        if (Math.abs(is - should) <= 1e-12 * Math.max(1, Math.abs(should))) continue;
        expect.fail(`at step ${step}: ${is} instead of ${should}`);
      }
    }
  });

  test("has the same bits in ranges, in any order, and backwards", () => {
    const schedule = scheduleFromTree(tree);
    for (const [first, count] of [...ranges, ...[...ranges].reverse()]) {
      const values = sample(schedule, { start: first, count });
      const backwards = scheduleFromTree(tree);
      const others = Array.from({ length: count }, (_, i) => count - 1 - i).filter(
        (i) => !Object.is(values[i], backwards(first + i)),
      );
      expect(others, `of ${count} from ${first}`).toEqual([]);
    }
  });
});

describe("the ends of a ramp", () => {
  const easings: readonly EasingDraft[] = [
    { kind: "linear" },
    { kind: "power", exponent: 0.3 },
    { kind: "reversePower", exponent: 1.7 },
    { kind: "cosine" },
    { kind: "cosine", exponent: 1.3 },
    { kind: "halfLife" },
    { kind: "rational", curvature: 0.3 },
    { kind: "logarithmic", base: 7 },
    { kind: "linear", timeExponent: 0.7 },
  ];
  const sides = ["hold", "extend"] as const;

  test.each(easings)("are its two rates themselves, held or followed: %j", (easing) => {
    const rates = { from: 0.1, to: 0.7 + 2 ** -50, start: 3, end: 10 };
    for (const interpolation of ["arithmetic", "geometric"] as const) {
      for (const before of sides) {
        for (const after of sides) {
          const schedule = scheduleFromTree({ kind: "ramp", ...rates, easing, interpolation, before, after });
          expect([schedule(3), schedule(10)]).toEqual([rates.from, rates.to]);
          if (before === "hold") expect([schedule(2), schedule(-1e9)]).toEqual([rates.from, rates.from]);
          if (after === "hold") expect([schedule(11), schedule(1e9)]).toEqual([rates.to, rates.to]);
        }
      }
    }
  });

  test("continue if requested, also around step 0, and from the start alone with a power of time", () => {
    const line = {
      kind: "ramp",
      start: -5,
      end: 5,
      from: 1,
      to: 0,
      before: "extend",
      after: "extend",
    } as const;
    const schedule = scheduleFromTree(line);
    expect([-15, -10, 0, 10, 15].map((step) => schedule(step))).toEqual([2, 1.5, 0.5, -0.5, -1]);
    const bent = scheduleFromTree({ ...line, easing: { kind: "linear", timeExponent: 2 } });
    expect([-15, -6, 0, 15].map((step) => bent(step))).toEqual([1, 1, 0.75, -3]);
  });

  test("of a ramp of no length are one jump", () => {
    for (const after of sides) {
      const jump = scheduleFromTree({ kind: "ramp", start: 5, end: 5, from: 1, to: 2, before: after, after });
      expect([4, 4.5, 5, 6].map((step) => jump(step))).toEqual([1, 1, 2, 2]);
    }
  });
});

describe("the exponents that schedules use most", () => {
  test.each<[number, (x: number) => number]>([
    [1, (x) => x],
    [2, (x) => x * x],
    [0.5, (x) => Math.sqrt(x)],
    [-0.5, (x) => 1 / Math.sqrt(x)],
    [-1, (x) => 1 / x],
  ])("%d takes one or two roundings", (exponent, formula) => {
    const schedule = scheduleFromTree({ kind: "power", offset: 1 / 3, exponent });
    for (let t = 0; t < 300; t++) expect(schedule(t)).toBe(formula(1 / 3 + t));
  });

  test("a straight line is one at any distance", () => {
    const schedule = scheduleFromTree({ kind: "power", scale: 0.1, offset: 1 / 3, slope: 0.7, exponent: 1 });
    for (const t of [0, 1e5 + 1, 1e5 + 77, 1e9 + 1]) expect(schedule(t)).toBe(0.1 * (1 / 3 + 0.7 * t));
  });
});

test("limits are limits, and a value at one of them is as it is", () => {
  const child: ScheduleDraft = { kind: "ramp", start: 0, end: 4, from: -0, to: 4, after: "extend" };
  const schedule = scheduleFromTree({ kind: "clamp", minimum: 1, maximum: 3, child });
  expect([0, 1, 2, 3, 4, 9].map((step) => schedule(step))).toEqual([1, 1, 2, 3, 3, 3]);
});

test.each(nodes)("%s has the same bits in a range that crosses 2^53", (_, child) => {
  const [first, count] = [2 ** 53 - 30, 60];
  const tree: ScheduleDraft = { kind: "time", shift: first - 2_000, child };
  const filled = new Float64Array(count);
  compile(scheduleFromTree(tree).node).fill(filled, first);
  const schedule = scheduleFromTree(tree);
  expect(Array.from(filled)).toEqual(Array.from(filled, (_, i) => schedule(first + i)));
});

describe("cycles", () => {
  const cycles = (length: number, multiplier: number): CyclesNode => {
    const child = { kind: "constant", value: 1 } as const;
    return scheduleFromTree({ kind: "cycles", length, multiplier, child }).node as CyclesNode;
  };

  test("begin at the whole steps that a multiplier of two decimals makes", () => {
    let whole = 0;
    for (const length of [10, 50, 100, 128, 625, 1_000]) {
      for (let percent = 50; percent <= 300; percent += 5) {
        if (percent === 100) continue;
        const node = cycles(length, percent / 100);
        // In units of 100^-3 steps: three cycles are exact.
        let [start, own] = [0n, BigInt(length) * 1_000_000n];
        for (let cycle = 1; cycle <= 3; cycle++) {
          start += own;
          own = (own * BigInt(percent)) / 100n;
          if (start % 1_000_000n !== 0n) continue;
          whole++;
          expect(cycleStart(node, cycle)).toBe(Number(start / 1_000_000n));
        }
      }
    }
    expect(whole).toBeGreaterThan(300);
  });

  test("begin between two steps where the multiplier says so", () => {
    expect([1, 2, 3].map((cycle) => cycleStart(cycles(5, 0.5), cycle))).toEqual([5, 7.5, 8.75]);
    expect([1, 2, 3].map((cycle) => cycleStart(cycles(3, 1.25), cycle))).toEqual([3, 6.75, 11.4375]);
  });

  test("have the peak itself in the first one, and in all without a decay", () => {
    const child = { kind: "constant", value: 1 } as const;
    const peak = { kind: "cycles", length: 10, child, peak: 0.9, floor: 0.2, decayOf: "amplitude" } as const;
    expect(scheduleFromTree({ ...peak, decay: 0.5 })(0)).toBe(0.9);
    expect(scheduleFromTree({ ...peak, decay: 1 })(10)).toBe(0.9);
  });
});
