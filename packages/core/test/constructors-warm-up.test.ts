/** Warm-ups: where they start, where the peak is, and what follows. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  constant,
  cosine,
  cosineRestarts,
  linear,
  type Schedule,
  scheduleFromTree,
  stepDecay,
  warmup,
  warmupConstant,
  warmupCosine,
  warmupExponential,
  warmupLinear,
  warmupPolynomial,
  warmupStableDecay,
} from "../src/index.js";
import { cases } from "./support/random-cases.js";
import { refusal } from "./support/refusals.js";

const rates = fc.double({ min: 1e-6, max: 1, noNaN: true });
const steps = fc.integer({ min: 0, max: 5000 });

describe("the rule of the warm-up", () => {
  const rises: readonly (readonly ["t/W" | "(t+1)/W" | "(t+1)/(W+1)", (t: number, w: number) => number])[] = [
    ["t/W", (t, w) => t / w],
    ["(t+1)/W", (t, w) => (t + 1) / w],
    ["(t+1)/(W+1)", (t, w) => (t + 1) / (w + 1)],
  ];

  test.each(rises)("%s", (warmupRule, share) => {
    fc.assert(
      fc.property(rates, rates, fc.integer({ min: 1, max: 5000 }), fc.nat(), (peak, warmupFrom, w, where) => {
        const schedule = warmupConstant({ peak, warmupSteps: w, warmupFrom, warmupRule });
        const t = where % w;
        const expected = warmupFrom + (peak - warmupFrom) * share(t, w);
        expect(Math.abs(schedule(t) - expected)).toBeLessThanOrEqual(1e-15 * Math.max(peak, warmupFrom));
        expect([schedule(w), schedule(w + 1), schedule(2 ** 53)]).toEqual([peak, peak, peak]);
      }),
      { numRuns: cases(500) },
    );
  });

  test("determines the first rate", () => {
    const first = (warmupRule: "t/W" | "(t+1)/W" | "(t+1)/(W+1)") =>
      warmupConstant({ peak: 1, warmupSteps: 4, warmupRule })(0);
    expect([first("t/W"), first("(t+1)/W"), first("(t+1)/(W+1)")]).toEqual([0, 0.25, 0.2]);
  });

  test("stays between its ends, also at fractional and negative steps", () => {
    const schedule = warmupConstant({ peak: 1, warmupSteps: 4, warmupFrom: 0.5, warmupRule: "(t+1)/W" });
    expect([-2, -1, -0.5, 3, 3.5, 4].map(schedule)).toEqual([0.5, 0.5, 0.5625, 1, 1, 1]);
  });

  test("starts from a rate or from a share of the peak, not from both", () => {
    const options = { peak: 0.8, warmupSteps: 10 };
    expect(warmupConstant({ ...options, warmupFromRatio: 0.25 }).node).toStrictEqual(
      warmupConstant({ ...options, warmupFrom: 0.2 }).node,
    );
    const error = refusal(() => warmupConstant({ ...options, warmupFromRatio: 0, warmupFrom: 0 }));
    expect(error.argument).toBe("warmupFromRatio");
  });
});

describe("the decay after the warm-up", () => {
  const decays: readonly (readonly [
    string,
    (w: number, total: number, peak: number, end: number) => Schedule,
  ])[] = [
    [
      "warmupLinear",
      (warmupSteps, totalSteps, peak, end) => warmupLinear({ peak, end, warmupSteps, totalSteps }),
    ],
    [
      "warmupCosine",
      (warmupSteps, totalSteps, peak, end) => warmupCosine({ peak, end, warmupSteps, totalSteps }),
    ],
    [
      "warmupPolynomial",
      (warmupSteps, totalSteps, peak, end) =>
        warmupPolynomial({ peak, end, warmupSteps, totalSteps, power: 2 }),
    ],
    [
      "warmupExponential",
      (warmupSteps, totalSteps, peak, end) => warmupExponential({ peak, end, warmupSteps, totalSteps }),
    ],
  ];
  const shares: Readonly<Record<string, (u: number, peak: number, end: number) => number>> = {
    warmupLinear: (u, peak, end) => peak + (end - peak) * u,
    warmupCosine: (u, peak, end) => end + ((peak - end) * (1 + Math.cos(Math.PI * u))) / 2,
    warmupPolynomial: (u, peak, end) => end + (peak - end) * (1 - u) ** 2,
    warmupExponential: (u, peak, end) => peak * (end / peak) ** u,
  };

  test.each(decays)("of %s goes from the exact peak to the exact end", (name, make) => {
    fc.assert(
      fc.property(rates, rates, steps, steps, fc.nat(), (peak, end, warmupSteps, decaySteps, where) => {
        const totalSteps = warmupSteps + decaySteps;
        const schedule = make(warmupSteps, totalSteps, peak, end);
        expect(schedule(warmupSteps)).toBe(peak);
        const last = Math.max(totalSteps, warmupSteps + 1);
        expect([schedule(last), schedule(last + 1), schedule(2 ** 53)]).toEqual([end, end, end]);
        const u = (where % (decaySteps + 1)) / Math.max(decaySteps, 1);
        const expected = shares[name]?.(u, peak, end) as number;
        const value = schedule(warmupSteps + (where % (decaySteps + 1)));
        // A factor over the whole way magnifies the rounding of `u`, here and there.
        const magnified = name === "warmupExponential" ? 1 + Math.abs(Math.log(end / peak)) : 1;
        expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-15 * Math.max(peak, end) * magnified);
      }),
      { numRuns: cases(500) },
    );
  });

  test.each(decays)("of %s uses the peak once if nothing is left for it", (_, make) => {
    expect([3, 4, 5].map(make(4, 4, 1, 0.5))).toEqual([0.75, 1, 0.5]);
    expect([0, 1].map(make(0, 0, 1, 0.5))).toEqual([1, 0.5]);
  });

  test.each(decays)("of %s rejects a warm-up that is longer than the total", (_, make) => {
    const error = refusal(() => make(5, 4, 1, 0.5));
    expect(error.message).toBe("warmupSteps must be at most totalSteps, which is 4; got 5");
  });

  test("continues after the end if requested", () => {
    const options = { peak: 1, end: 0.5, warmupSteps: 2, totalSteps: 6, afterEnd: "continue" } as const;
    expect([6, 8, 10].map(warmupLinear(options))).toEqual([0.5, 0.25, 0]);
    expect([6, 8, 10].map(warmupCosine(options))).toEqual([0.5, 0.75, 1]);
    expect([6, 8, 10].map(warmupPolynomial({ ...options, power: 2 }))).toEqual([0.5, 0.625, 1]);
    expect([6, 10].map(warmupExponential(options))).toEqual([0.5, 0.25]);
  });

  test("by a factor requires an end above 0, and names the option that is 0", () => {
    const options = { peak: 1, warmupSteps: 2, totalSteps: 6 };
    expect(refusal(() => warmupExponential(options)).argument).toBe("end");
    expect(refusal(() => warmupExponential({ ...options, endRatio: 0 })).argument).toBe("endRatio");
    expect(refusal(() => warmupExponential({ ...options, peak: 0, end: 1 })).argument).toBe("peak");
  });
});

describe("warmupStableDecay", () => {
  const options = { peak: 1, end: 0.25, warmupSteps: 4, stableSteps: 8, decaySteps: 4 };

  test.each([
    ["linear", 0.625],
    ["cosine", 0.625],
    ["exponential", 0.5],
    ["1-sqrt", 1 - 0.75 * Math.sqrt(0.5)],
    ["half-life", 1 - 0.75 * 2 * (1 - Math.sqrt(0.5))],
  ] as const)("with %s decay", (decay, middle) => {
    const schedule = warmupStableDecay({ ...options, decay });
    expect([0, 2, 4, 11, 12, 16, 17].map(schedule)).toEqual([0, 0.5, 1, 1, 1, 0.25, 0.25]);
    expect(schedule(14)).toBeCloseTo(middle, 15);
  });

  test("counts its stable part from the total, warm-up and decay included", () => {
    const { stableSteps: _, ...others } = options;
    expect(warmupStableDecay({ ...others, totalSteps: 16 }).node).toStrictEqual(
      warmupStableDecay(options).node,
    );
  });

  test("skips the parts that last no step", () => {
    const schedule = warmupStableDecay({ ...options, warmupSteps: 0, stableSteps: 0 });
    expect(schedule.node).toStrictEqual(linear({ start: 1, end: 0.25, totalSteps: 4 }).node);
  });

  test.each([
    [{ totalSteps: 16 }, "totalSteps"],
    [{ stableSteps: undefined }, "totalSteps"],
    [{ stableSteps: undefined, totalSteps: 7 }, "totalSteps"],
    [{ decaySteps: 0 }, "decaySteps"],
    [{ decay: "exponential", end: 0 }, "end"],
  ])("rejects %j because of %s", (change, argument) => {
    const wrong = { ...options, ...change } as Parameters<typeof warmupStableDecay>[0];
    expect(refusal(() => warmupStableDecay(wrong)).argument).toBe(argument);
  });
});

describe("warmup", () => {
  test("rises to the first rate of any schedule, which then counts from 0", () => {
    const schedules = [
      constant({ value: 0.3 }),
      cosine({ peak: 0.3, totalSteps: 50 }),
      stepDecay({ peak: 0.3, gamma: 0.5, every: 10 }),
      cosineRestarts({ peak: 0.3, firstCycleSteps: 10, cycleMultiplier: 1.5 }),
      warmupCosine({ peak: 0.3, warmupSteps: 5, totalSteps: 20, warmupFrom: 0.1 }),
    ];
    for (const schedule of schedules) {
      const whole = warmup({ schedule, warmupSteps: 8, warmupFrom: 0.01 });
      expect(whole(0)).toBe(0.01);
      expect(whole(4)).toBeCloseTo((0.01 + schedule(0)) / 2, 15);
      for (let step = 0; step < 60; step++) expect(whole(8 + step)).toBe(schedule(step));
    }
  });

  test("accepts a number as a constant rate", () => {
    const options = { warmupSteps: 8, warmupFrom: 0.1 };
    const schedule = warmup({ schedule: 0.5, ...options });
    for (const step of [0, 3, 8, 9])
      expect(schedule(step)).toBe(warmupConstant({ peak: 0.5, ...options })(step));
  });

  test("of no steps is the schedule itself", () => {
    const schedule = cosine({ peak: 0.3, totalSteps: 50 });
    expect(warmup({ schedule, warmupSteps: 0 }).node).toBe(schedule.node);
  });

  test.each([
    ["cosine", "schedule"],
    [-1, "schedule"],
    [Number.NaN, "schedule"],
    [undefined, "schedule"],
    [{ kind: "constant", value: 1 }, "schedule"],
    [() => 0.1, "schedule"],
    [scheduleFromTree({ kind: "power", exponent: -1 }), "schedule"],
  ])("rejects a schedule that is %o", (schedule, argument) => {
    expect(refusal(() => warmup({ schedule: schedule as Schedule, warmupSteps: 5 })).argument).toBe(argument);
  });
});

describe("the tree", () => {
  test("is a join of ramps on the steps of the whole, with names", () => {
    const schedule = warmupCosine({ peak: 3e-4, end: 3e-5, warmupSteps: 2000, totalSteps: 100_000 });
    const easing = { kind: "cosine", exponent: 1, halfCycles: 1, timeExponent: 1 };
    const ramp = { kind: "ramp", interpolation: "arithmetic", before: "hold", after: "hold" };
    expect(schedule.node).toStrictEqual({
      kind: "join",
      boundaries: [2000],
      children: [
        { ...ramp, start: 0, end: 2000, from: 0, to: 3e-4, easing: { kind: "linear", timeExponent: 1 } },
        { ...ramp, start: 2000, end: 100_000, from: 3e-4, to: 3e-5, easing },
      ],
      rebase: false,
      side: "right",
      labels: ["warm-up", "decay"],
    });
  });

  test("has no warm-up without warm-up steps", () => {
    const options = { peak: 3e-4, end: 3e-5, totalSteps: 100_000 };
    expect(warmupCosine({ ...options, warmupSteps: 0 }).node).toStrictEqual(cosine(options).node);
    expect(warmupConstant({ peak: 1, warmupSteps: 0 }).node).toStrictEqual(constant({ value: 1 }).node);
  });

  test("names the parts", () => {
    const names = (schedule: Schedule) => (schedule.node.kind === "join" ? schedule.node.labels : null);
    expect(names(warmupStableDecay({ peak: 1, warmupSteps: 1, stableSteps: 1, decaySteps: 1 }))).toEqual([
      "warm-up",
      "stable",
      "decay",
    ]);
    expect(names(warmupConstant({ peak: 1, warmupSteps: 1 }))).toEqual(["warm-up", "stable"]);
    expect(names(warmup({ schedule: 1, warmupSteps: 1 }))).toEqual(["warm-up", "main"]);
  });
});
