/** Runs that go on for longer, and decays that branch off: nothing that was used changes, and nothing jumps. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  branchDecay,
  clamp,
  constant,
  cosine,
  cosineRestarts,
  extend,
  inverseSqrt,
  join,
  linear,
  multiStep,
  product,
  type Schedule,
  shift,
  stepDecay,
  sum,
  warmupConstant,
  warmupCosine,
  warmupStableDecay,
} from "../src/index.js";
import { cases } from "./support/random-cases.js";
import { refusal } from "./support/refusals.js";

const ending: Record<string, Schedule> = {
  cosine: cosine({ peak: 1, end: 0.1, totalSteps: 1000 }),
  linear: linear({ start: 1, end: 0, totalSteps: 1000 }),
  "warm-up and cosine": warmupCosine({ peak: 1, warmupSteps: 100, totalSteps: 1000 }),
  restarts: cosineRestarts({ peak: 1, firstCycleSteps: 250, cycles: 4 }),
};

describe("extend", () => {
  test.each(Object.entries(ending))(
    "%s keeps its past and its end, and stretches what is left",
    (name, schedule) => {
      fc.assert(
        fc.property(
          fc.integer({ min: 0, max: 999 }),
          fc.integer({ min: 1001, max: 9000 }),
          fc.double({ min: 0.001, max: 0.999, noNaN: true }),
          (from, totalSteps, share) => {
            const longer = extend({ schedule, totalSteps, at: from });
            expect(longer(from)).toBeCloseTo(schedule(from), 12);
            if (from > 0) {
              expect(longer(from)).toBe(schedule(from));
              expect(longer(Math.floor(from * share))).toBe(schedule(Math.floor(from * share)));
            }
            expect(longer(totalSteps)).toBe(schedule(1000));
            expect(longer(totalSteps + 50)).toBe(schedule(1050));
            if (name !== "restarts") {
              const here = from + share * (totalSteps - from);
              expect(longer(here)).toBeCloseTo(schedule(from + share * (1000 - from)), 9);
            }
          },
        ),
        { numRuns: cases(100) },
      );
    },
  );

  test("a stable part becomes longer, and the decay stays what it was", () => {
    const options = { peak: 1, end: 0.1, warmupSteps: 100, decaySteps: 200, decay: "1-sqrt" } as const;
    const schedule = warmupStableDecay({ ...options, totalSteps: 1000 });
    const longer = extend({ schedule, totalSteps: 3000, at: 800 });
    const planned = warmupStableDecay({ ...options, totalSteps: 3000 });
    for (let step = 0; step <= 3100; step++) expect(longer(step)).toBe(planned(step));
  });

  test("once its decay has begun there is no stable part to lengthen", () => {
    const schedule = warmupStableDecay({ peak: 1, warmupSteps: 10, totalSteps: 100, decaySteps: 50 });
    expect(refusal(() => extend({ schedule, totalSteps: 200, at: 60, rest: "stable" })).argument).toBe(
      "rest",
    );
    expect(extend({ schedule, totalSteps: 140, at: 60 })(100)).toBeCloseTo(0.4, 12);
  });

  test("a new decay starts from the present rate", () => {
    const schedule = cosine({ peak: 1, end: 0.1, totalSteps: 1000 });
    const longer = extend({ schedule, totalSteps: 2000, at: 500, rest: "cosine" });
    expect(longer(500)).toBe(schedule(500));
    expect(longer(1250)).toBeCloseTo((schedule(500) + 0.1) / 2, 14);
    expect(longer(2000)).toBe(0.1);
    const straight = extend({ schedule, totalSteps: 2000, at: 500, rest: "linear" });
    expect(straight(875)).toBeCloseTo(schedule(500) - (schedule(500) - 0.1) / 4, 14);
  });

  test("without a step the whole curve is stretched, and what it has of milestones moves", () => {
    const schedule = extend({
      schedule: warmupCosine({ peak: 1, warmupSteps: 0, totalSteps: 10 }),
      totalSteps: 20,
    });
    expect(schedule(10)).toBeCloseTo(0.5, 12);
    const stairs = multiStep({ peak: 1, gamma: 0.5, milestones: [30, 60] });
    const later = extend({ schedule: stairs, totalSteps: 120, at: 40 });
    expect([later(30), later(60), later(119), later(120)]).toEqual([0.5, 0.5, 0.5, 0.25]);
  });

  test.each<[string, Schedule]>([
    ["constant", constant({ value: 1 })],
    ["warm-up only, then endless cycles", cosineRestarts({ peak: 1, firstCycleSteps: 10 })],
    [
      "cycles that outlast every count",
      cosineRestarts({ peak: 1, firstCycleSteps: 10, cycleMultiplier: 1.0000001, cycles: 2 ** 50 }),
    ],
    ["inverse square root", inverseSqrt({ peak: 1, warmupSteps: 10 })],
    ["steps without an end", stepDecay({ peak: 1, gamma: 0.5, every: 10 })],
  ])("rejects what has no end: %s", (_, schedule) => {
    expect(refusal(() => extend({ schedule, totalSteps: 1e6 })).argument).toBe("schedule");
  });

  test("rejects a total that is not later, and a step after the end", () => {
    const schedule = cosine({ peak: 1, totalSteps: 100 });
    const shorter = refusal(() => extend({ schedule, totalSteps: 100 }));
    expect([shorter.argument, shorter.expected]).toEqual([
      "totalSteps",
      expect.stringContaining("branchDecay"),
    ]);
    expect(refusal(() => extend({ schedule, totalSteps: 200, at: 100 })).argument).toBe("at");
    expect(refusal(() => extend({ schedule, totalSteps: 200.5 })).argument).toBe("totalSteps");
    expect(refusal(() => extend({ schedule, totalSteps: 200, rest: "stable" })).argument).toBe("rest");
  });
});

test("extend suggests a fix for a curve that continues past its end, like other libraries' cosines", () => {
  const options = { peak: 1, totalSteps: 100, afterEnd: "continue" } as const;
  const rebounding = [
    cosine(options),
    join({ schedules: [1, cosine(options)], boundaries: [5] }),
    product({ schedules: [2, cosine(options)] }),
    clamp({ schedule: cosine(options), minimum: 0.1 }),
  ];
  for (const schedule of rebounding) {
    const refused = refusal(() => extend({ schedule, totalSteps: 200 }));
    expect(refused.argument).toBe("schedule");
    expect(refused.expected).toMatch(/afterEnd: "hold".*quirks: "avoid"/);
  }
  const endless = refusal(() => extend({ schedule: constant({ value: 1 }), totalSteps: 200 }));
  expect(endless.expected).not.toContain("quirks");
});

describe("branchDecay", () => {
  const trunk = warmupConstant({ peak: 3e-4, warmupSteps: 100 });

  test("1-sqrt of Hägele et al., from the rate at the branch", () => {
    const branch = branchDecay({ schedule: trunk, at: 1000, decaySteps: 200 });
    expect(branch(50)).toBe(trunk(50));
    expect(branch(1000)).toBe(3e-4);
    expect(branch(1050)).toBeCloseTo(3e-4 * (1 - Math.sqrt(0.25)), 18);
    expect(branch(1200)).toBe(0);
    expect(branch(5000)).toBe(0);
  });

  test("is continuous at any branch, with every shape", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 900 }),
        fc.constantFrom("linear", "cosine", "exponential", "1-sqrt" as const),
        (at, decay) => {
          const schedule = warmupCosine({ peak: 1, endRatio: 0.5, warmupSteps: 10, totalSteps: 1000 });
          const branch = branchDecay({ schedule, at, decaySteps: 50, decay, endRatio: 0.1 });
          expect(branch(at)).toBe(schedule(at));
          expect(branch(at - 1)).toBe(schedule(at - 1));
          expect(branch(at + 50)).toBe(0.1 * schedule(at));
        },
      ),
    );
  });

  test("rejects an end above the rate, no steps, and a decay by factors to 0", () => {
    expect(refusal(() => branchDecay({ schedule: 1, at: 5, decaySteps: 5, end: 2 })).argument).toBe("end");
    expect(refusal(() => branchDecay({ schedule: 1, at: 5, decaySteps: 0 })).argument).toBe("decaySteps");
    expect(refusal(() => branchDecay({ schedule: 1, at: -5, decaySteps: 1 })).argument).toBe("at");
    const toZero = () => branchDecay({ schedule: 1, at: 5, decaySteps: 5, decay: "exponential" });
    expect(refusal(toZero).argument).toBe("end");
  });
});

describe("the end and the stable part that extend recognizes", () => {
  const options = { peak: 1, end: 0.1, totalSteps: 100 };
  const advises = (schedule: Schedule) => {
    const refused = refusal(() => extend({ schedule, totalSteps: 200 }));
    expect(refused.argument).toBe("schedule");
    return refused.expected.includes("quirks");
  };

  test("no end at or before step 0, and no schedule that is a number", () => {
    expect(advises(shift({ schedule: cosine(options), steps: -100 }))).toBe(false);
    expect(advises(shift({ schedule: cosine(options), steps: -101 }))).toBe(false);
    expect(refusal(() => extend({ schedule: 1 as never, totalSteps: 200 })).argument).toBe("schedule");
  });

  test("an end that a curve goes past, wherever in the tree, but not one that another part follows", () => {
    const continued = cosine({ ...options, afterEnd: "continue" });
    const endless = inverseSqrt({ peak: 1, warmupSteps: 10 });
    expect(advises(sum({ schedules: [continued, 1] }))).toBe(true);
    expect(advises(shift({ schedule: continued, steps: 10 }))).toBe(true);
    expect(advises(product({ schedules: [cosine(options), endless] }))).toBe(false);
    expect(advises(join({ schedules: [continued, endless], boundaries: [50] }))).toBe(false);
    expect(advises(join({ schedules: [1, continued, endless], boundaries: [5, 50] }))).toBe(false);
  });

  test("a hold whose rate the last part starts from and then leaves", () => {
    const refuses = (schedule: Schedule) =>
      refusal(() => extend({ schedule, totalSteps: 400, rest: "stable" })).argument;
    const fall = (start: number) => linear({ start, end: 0, totalSteps: 50 });
    expect(refuses(join({ schedules: [1, fall(0.5)], boundaries: [100] }))).toBe("rest");
    expect(refuses(join({ schedules: [cosine(options), fall(0.1)], boundaries: [100] }))).toBe("rest");
    expect(refuses(join({ schedules: [cosine(options), 0.1, 0.1], boundaries: [100, 200] }))).toBe("rest");
    const over = shift({ schedule: cosine({ peak: 2, end: 0.1, totalSteps: 10 }), steps: -10 });
    expect(refuses(join({ schedules: [cosine(options), 0.1, over], boundaries: [100, 200] }))).toBe("rest");
    const schedule = join({ schedules: [1, fall(1)], boundaries: [100] });
    expect(extend({ schedule, totalSteps: 400, rest: "stable" })(350)).toBe(1);
  });
});

test("a stable part that became longer is the schedule as it would have been planned", () => {
  const options = { peak: 1, end: 0.1, warmupSteps: 100, decaySteps: 200 } as const;
  const longer = extend({ schedule: warmupStableDecay({ ...options, totalSteps: 1000 }), totalSteps: 3000 });
  expect(longer.node).toEqual(warmupStableDecay({ ...options, totalSteps: 3000 }).node);
});

test("a decay of another shape follows the past, and both are labeled", () => {
  const schedule = linear({ start: 1, end: 0, totalSteps: 1000 });
  for (const [rest, quarter] of [
    ["cosine", 0.25 + 0.25 * Math.SQRT1_2],
    ["linear", 0.375],
  ] as const) {
    const longer = extend({ schedule, totalSteps: 2500, at: 500, rest });
    expect([longer(250), longer(500)]).toEqual([0.75, 0.5]);
    expect(longer(1000)).toBeCloseTo(quarter, 15);
    expect(longer.node).toMatchObject({ labels: ["until now", "decay"] });
  }
});

test("a stretched schedule keeps its past", () => {
  const schedule = cosine({ peak: 1, totalSteps: 100 });
  const first = (at: number) => {
    const { node } = extend({ schedule, totalSteps: 200, at });
    return (node as unknown as { children: readonly unknown[] }).children[0];
  };
  expect(first(0)).toMatchObject({ kind: "time", scale: 0.5 });
  expect(first(50)).toMatchObject({ kind: "join", labels: ["until now", "stretched"] });
});
