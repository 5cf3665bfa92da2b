/** Cycles restart at exactly the steps that people compute, whatever the multiplier, and however many there were. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cosine, cosineRestarts, cyclic, scheduleFromTree, stepDecay } from "../src/index.js";
import { cases } from "./support/random-cases.js";

/** The step at which cycle `index` starts, in whole numbers: `first * (1 + m + ... + m^(index - 1))`. */
function restart(first: number, multiplier: number, index: number): bigint {
  let start = 0n;
  let length = BigInt(first);
  for (let cycle = 0; cycle < index; cycle++) {
    start += length;
    length *= BigInt(multiplier);
  }
  return start;
}

describe("cosine restarts", () => {
  test.each([
    [100, 3, 5, 12_100],
    [100, 3, 10, 2_952_400],
    [10, 2, 13, 81_910],
    [1, 2, 52, 2 ** 52 - 1],
    [10, 1, 1_000_000, 10_000_000],
    [7, 5, 20, 166_893_005_371_092],
  ])("of %i steps, times %i, have restart %i at step %i", (firstCycleSteps, cycleMultiplier, index, step) => {
    expect(restart(firstCycleSteps, cycleMultiplier, Math.min(index, 100)) <= BigInt(step)).toBe(true);
    const schedule = cosineRestarts({ peak: 3, end: 1, firstCycleSteps, cycleMultiplier });
    expect(schedule(step)).toBe(3);
    if (firstCycleSteps > 1) expect(schedule(step - 1)).toBeLessThan(1.25);
  });

  test("are at the peak at every restart, and low before it, for whole multipliers", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 1000 }),
        fc.integer({ min: 1, max: 12 }),
        (firstCycleSteps, cycleMultiplier) => {
          const schedule = cosineRestarts({ peak: 3, end: 1, firstCycleSteps, cycleMultiplier });
          for (let index = 0; index < 40; index++) {
            const step = restart(firstCycleSteps, cycleMultiplier, index);
            // Beyond, a cycle of this many steps can't be told from the one before it.
            if (step > 2n ** 50n) break;
            expect(schedule(Number(step)), `restart ${index}`).toBe(3);
            if (index > 0) expect(schedule(Number(step) - 1), `before restart ${index}`).toBeLessThan(2.5);
          }
        },
      ),
      { numRuns: cases(200) },
    );
  });

  test.each([
    [10, 1.2, [10, 22]],
    [10, 1.3, [10, 23]],
    [10, 1.6, [10, 26]],
    [100, 1.1, [100, 210, 331]],
    [1000, 1.1, [1000, 2100, 3310, 4641]],
    [64, 1.5, [64, 160, 304, 520, 844, 1330, 2059]],
    [1024, 1.25, [1024, 2304, 3904, 5904, 8404, 11_529]],
    [100, 0.5, [100, 150, 175]],
    [1000, 0.9, [1000, 1900, 2710, 3439]],
  ])(
    "of %i steps, times %d, are at the peak at the whole steps %j",
    (firstCycleSteps, cycleMultiplier, steps) => {
      const schedule = cosineRestarts({ peak: 3, end: 1, firstCycleSteps, cycleMultiplier });
      for (const step of steps) {
        expect(schedule(step), `step ${step}`).toBe(3);
        expect(schedule(step - 1), `step ${step - 1}`).toBeLessThan(1.25);
      }
    },
  );

  test("have the values of one cosine in each cycle", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 12 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (firstCycleSteps, cycleMultiplier, index, share) => {
          const schedule = cosineRestarts({ peak: 3, end: 1, firstCycleSteps, cycleMultiplier });
          const totalSteps = firstCycleSteps * cycleMultiplier ** index;
          const within = Math.floor(share * totalSteps);
          const start = Number(restart(firstCycleSteps, cycleMultiplier, index));
          const expected = cosine({ peak: 3, end: 1, totalSteps })(within);
          expect(Math.abs(schedule(start + within) - expected)).toBeLessThanOrEqual(3e-15);
        },
      ),
      { numRuns: cases(1000) },
    );
  });

  test("that shrink come to an end, after which the rate stays at the end", () => {
    const schedule = cosineRestarts({ peak: 3, end: 1, firstCycleSteps: 100, cycleMultiplier: 0.5 });
    for (const step of [200, 201, 1e6, 2 ** 53]) expect(schedule(step)).toBe(1);
    expect(schedule(100 + 50 + 25 + 12.5)).toBe(3);
    expect(schedule(199.9)).toBeGreaterThan(1);
    const slow = cosineRestarts({ peak: 3, end: 1, firstCycleSteps: 10, cycleMultiplier: 0.9 });
    for (const step of [100, 101, 1e9]) expect(slow(step)).toBe(1);
  });

  test("that are counted stop after the last one", () => {
    const schedule = cosineRestarts({ peak: 3, end: 1, firstCycleSteps: 10, cycleMultiplier: 2, cycles: 3 });
    expect(schedule(69)).toBeGreaterThan(1);
    for (const step of [70, 71, 150, 2 ** 53]) expect(schedule(step)).toBe(1);
  });

  test("shrink their peaks by powers, not step by step", () => {
    const peakDecay = 0.9;
    const byPeak = cosineRestarts({ peak: 2, end: 0.5, firstCycleSteps: 10, peakDecay });
    const byAmplitude = cosineRestarts({
      peak: 2,
      end: 0.5,
      firstCycleSteps: 10,
      peakDecay,
      decayOf: "amplitude",
    });
    expect(byPeak(100)).toBeCloseTo(2 * 0.9 ** 10, 15);
    expect(byAmplitude(100)).toBeCloseTo(0.5 + 1.5 * 0.9 ** 10, 15);
  });
});

test.each([
  [0.7, 2 ** 53 - 8],
  [0.9, 2 ** 53 - 2],
  [0.011, 2 ** 53 - 14],
  [5e-324, 1],
  [1e-300, 1e300],
])("cycles of %d steps have a value at step %d, where they can't be told apart", (length, step) => {
  const schedule = scheduleFromTree({
    kind: "cycles",
    length,
    afterwards: 0.5,
    child: { kind: "constant", value: 1 },
  });
  expect([0.5, 1]).toContain(schedule(step));
});

describe("the extremes of a multiplier", () => {
  test.each([1e-300, 0.1, 1 - 2 ** -53, 1, 1 + 2 ** -52, 1e300, Number.MAX_VALUE])(
    "%d",
    (cycleMultiplier) => {
      const schedule = cosineRestarts({ peak: 3, end: 1, firstCycleSteps: 10, cycleMultiplier });
      for (const step of [-5, 0, 1, 9, 9.999, 10, 10.5, 11, 20, 1000, 1e6, 2 ** 40, 2 ** 53]) {
        const value = schedule(step);
        expect(value >= 1 && value <= 3, `${value} at ${step}`).toBe(true);
        // However one comes there.
        expect(cosineRestarts({ peak: 3, end: 1, firstCycleSteps: 10, cycleMultiplier })(step)).toBe(value);
      }
      expect(schedule(0)).toBe(3);
    },
  );

  test("steps of a staircase at 2^53", () => {
    const schedule = stepDecay({ peak: 1, gamma: 0.5, every: 2 ** 50 });
    expect(schedule(2 ** 50 - 1)).toBe(1);
    expect(schedule(2 ** 50)).toBe(0.5);
    expect(schedule(2 ** 53 - 1)).toBe(2 ** -7);
    expect(schedule(2 ** 53)).toBe(2 ** -8);
  });
});

test("a cycle is found quickly where no closed form is close to it", () => {
  // Cycles that shrink by next to nothing: close to their common end a guess is off by billions of them.
  for (const shrinking of [1.0547118733938987e-13, 1.2156942119645464e-13, 2 ** -53]) {
    const multiplier = 1 - shrinking;
    const schedule = scheduleFromTree({
      kind: "cycles",
      length: 45,
      multiplier,
      afterwards: 0.5,
      child: { kind: "ramp", start: 0, end: 1, from: 1, to: 0 },
    });
    const commonEnd = 45 / (1 - multiplier);
    for (const share of [0.5, 1 - 1e-13, 1 - 2 ** -52, 1, 2]) {
      const value = schedule(commonEnd * share);
      expect(value >= 0 && value <= 1, `${value} at ${share}`).toBe(true);
    }
    expect(schedule(commonEnd * 2)).toBe(0.5);
  }
});

describe("cycles of cycles, and before the first", () => {
  test("the time before 0 belongs to the first cycle", () => {
    const wave: Parameters<typeof scheduleFromTree>[0] = {
      kind: "cycles",
      length: 10,
      child: { kind: "ramp", start: 0, end: 1, from: 0, to: 1, before: "extend" },
    };
    expect(scheduleFromTree(wave)(-5)).toBe(-0.5);
    expect(cosineRestarts({ peak: 3, firstCycleSteps: 10 })(-5)).toBe(3);
  });

  test("a cycle inside a cycle restarts with it", () => {
    const schedule = scheduleFromTree({
      kind: "cycles",
      length: 128,
      child: { kind: "cycles", length: 1 / 8, child: { kind: "ramp", start: 0, end: 1, from: 1, to: 0 } },
    });
    for (let step = 0; step <= 2048; step += 16) expect(schedule(step), `${step}`).toBe(1);
    for (let step = 15; step <= 2048; step += 16) expect(schedule(step)).toBeCloseTo(1 / 16, 12);
  });

  test("triangles are at both ends where they should be", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 1000 }),
        fc.nat(1000),
        (up, down, index) => {
          const schedule = cyclic({ low: 1, peak: 3, upSteps: up, downSteps: down });
          const start = index * (up + down);
          // The share of the cycle is rounded, and a leg has so many times as many roundings as it is shorter.
          const roundings = 2 ** -50 * ((up + down) / Math.min(up, down));
          expect(schedule(start)).toBe(1);
          expect(Math.abs(schedule(start + up) - 3)).toBeLessThanOrEqual(roundings);
          expect(Math.abs(schedule(start + up / 2) - 2)).toBeLessThanOrEqual(roundings);
        },
      ),
    );
  });
});

describe("cycles whose first length is nearly whole", () => {
  const child = { kind: "ramp", start: 0, end: 1, from: 1, to: 0 } as const;

  test.each([100 * 1.1, 30 * 1.1, 0.7 * 10 + 2 ** -50, 5e-324])(
    "of %d have the same values in any order",
    (length) => {
      for (const multiplier of [0.5, 1 + 2 ** -52, 1.2, 1.5, 3]) {
        const tree = { kind: "cycles", length, multiplier, limit: 50, afterwards: 10, child } as const;
        const near = [-1, 0, 1, 2, 5].map((steps) => Math.max(0, Math.round(length) + steps));
        const single = near.map((step) => scheduleFromTree(tree)(step));
        const schedule = scheduleFromTree(tree);
        expect(near.map((step) => schedule(step))).toEqual(single);
        expect([...near].reverse().map((step) => schedule(step))).toEqual([...single].reverse());
      }
    },
  );

  test("restart where the steps are whole", () => {
    const schedule = scheduleFromTree({ kind: "cycles", length: 100 * 1.1, multiplier: 1.2, child });
    expect(schedule(110)).toBe(1);
    expect(schedule(109)).toBeLessThan(0.01);
  });
});
