/** What the evaluation searches for: the cycle of a time, the quantum of a time, the shortest way to a power. */
import { describe, expect, it } from "vitest";
import { commonPower } from "../src/evaluate/affine-power.js";
import { compile } from "../src/evaluate/compile.js";
import { cycleStart } from "../src/evaluate/cycles.js";
import { firstIndexAtOrAfter } from "../src/evaluate/grid.js";
import { wholeQuotient } from "../src/evaluate/time-nodes.js";
import { type CyclesNode, normalize, type ScheduleDraft } from "../src/index.js";

const values = (count: number) => Array.from({ length: count }, (_, i) => 0.001 + (i * 0.618) ** 1.5);

describe("a common power has the bits of its operations", () => {
  it.each<[number, (x: number) => number]>([
    [1, (x) => x],
    [2, (x) => x * x],
    [0.5, Math.sqrt],
    [-0.5, (x) => 1 / Math.sqrt(x)],
    [-1, (x) => 1 / x],
  ])("with exponent %d", (exponent, expected) => {
    const different = values(5000).filter((x) => commonPower(x, exponent) !== expected(x));
    expect(different).toEqual([]);
    expect(commonPower(-0, exponent)).toBe(expected(-0));
  });
});

it("a quantum starts at a whole multiple and ends before the next, also where the quotient is rounded", () => {
  const wrong: unknown[] = [];
  for (const quantum of [0.1, 0.3, 1 / 3, 7, 1e-3, 33.3]) {
    for (let k = -300; k <= 300; k++) {
      const bound = quantum * k;
      for (const t of [bound, bound * (1 - 2 ** -53), bound * (1 + 2 ** -52), bound + quantum / 3]) {
        const quotient = wholeQuotient(t, quantum);
        if (quotient * quantum > t || (quotient + 1) * quantum <= t) wrong.push({ t, quantum, quotient });
      }
    }
  }
  expect(wrong).toEqual([]);
});

it("a grid reaches a bound at the first index whose time is not before it", () => {
  const wrong: unknown[] = [];
  for (const spacing of [1, 0.1, 1 / 3, 7, 1e-3, 33.3]) {
    for (const offset of [0, 0.7 * spacing, -5.3, 1000.1]) {
      for (let k = -200; k <= 200; k++) {
        const time = offset + spacing * k;
        for (const bound of [time, time * (1 - 2 ** -53), time * (1 + 2 ** -52), time + spacing / 3]) {
          const index = firstIndexAtOrAfter(bound, offset, spacing);
          const isFirst = offset + spacing * index >= bound && offset + spacing * (index - 1) < bound;
          if (!isFirst) wrong.push({ bound, offset, spacing, index });
        }
      }
    }
  }
  expect(wrong).toEqual([]);
});

describe("the cycle of a time is the last that has begun", () => {
  const child: ScheduleDraft = {
    kind: "ramp",
    start: 0,
    end: 1,
    from: 0,
    to: 1,
    before: "extend",
    after: "extend",
  };

  /** The last cycle that has begun, by bisection. */
  function cycleOf(node: CyclesNode, t: number): number {
    let [low, high] = [0, 1];
    while (cycleStart(node, high) <= t) high *= 2;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (cycleStart(node, middle) <= t) low = middle;
      else high = middle;
    }
    return low;
  }

  it.each([1, 2, 1.2, 3.7, 1 + 1e-9, 1 + 1e-13, 1 - 1e-13, 0.9])("with multiplier %d", (multiplier) => {
    const node = normalize({
      kind: "cycles",
      child,
      length: 10,
      multiplier,
      peak: 1,
      floor: 0,
    }) as CyclesNode;
    const { at } = compile(node);
    const end = multiplier < 0.99 ? 10 / (1 - multiplier) - 1e-6 : 5e6;
    const wrong: number[] = [];
    for (let i = 0; i <= 400; i++) {
      const t = end * (i / 400) ** 3;
      const cycle = cycleOf(node, t);
      const [start, next] = [cycleStart(node, cycle), cycleStart(node, cycle + 1)];
      if (!(Math.abs(at(t) - (t - start) / (next - start)) < 1e-3)) wrong.push(t);
    }
    expect(wrong).toEqual([]);
  });

  it("also exactly where it begins, close to the end of shrinking cycles", () => {
    const wrong: unknown[] = [];
    for (const shrinking of [1.0547118733938987e-13, 1.2156942119645464e-13, 1e-12]) {
      const node = normalize({ kind: "cycles", child, length: 45, multiplier: 1 - shrinking }) as CyclesNode;
      const { at } = compile(node);
      for (const share of [0.3, 1e-3, 1e-6, 1e-9, 1e-12]) {
        const cycle = cycleOf(node, (45 / shrinking) * (1 - share));
        for (let k = 0; k < 40; k++) {
          const t = cycleStart(node, cycle + k);
          if (Math.abs(at(t)) > 1e-9) wrong.push({ shrinking, share, k, value: at(t) });
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
