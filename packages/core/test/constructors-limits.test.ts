/** Options at the edge of what is allowed, which parts a schedule has, and what they are called. */
import { describe, expect, test } from "vitest";
import {
  branchDecay,
  constant,
  cosine,
  cyclic,
  hyperbolic,
  jaggedRestarts,
  linear,
  linearCosine,
  noam,
  oneCycle,
  piecewiseInterpolated,
  polynomial,
  powerCool,
  type Schedule,
  type ScheduleNode,
  tanh,
  warmupCosine,
  warmupStableDecay,
  warmupStableDecayCycles,
} from "../src/index.js";
import { refusal } from "./support/refusals.js";

type JoinNode = Extract<ScheduleNode, { kind: "join" }>;

function labelsOf({ node }: { readonly node: ScheduleNode }): readonly string[] | null {
  return (node as JoinNode).labels;
}

const peak = 1;

describe("the largest value is accepted, and one beyond it is rejected", () => {
  const power = { peak, warmupSteps: 10, totalSteps: 100 };
  const cycles = { peak, warmupSteps: 10, checkpoints: [100] };
  const stable = { peak, warmupSteps: 10, decaySteps: 50 };
  test.each<[string, () => Schedule, () => Schedule, RegExp]>([
    [
      "end of branchDecay",
      () => branchDecay({ schedule: 0.5, at: 10, decaySteps: 5, end: 0.5 }),
      () => branchDecay({ schedule: 0.5, at: 10, decaySteps: 5, end: 0.6 }),
      /^end must be at most the rate at the branch, which is 0.5; got 0.6$/,
    ],
    [
      "endRatio of branchDecay",
      () => branchDecay({ schedule: 0.5, at: 10, decaySteps: 5, endRatio: 1 }),
      () => branchDecay({ schedule: 0.5, at: 10, decaySteps: 5, endRatio: 1.5 }),
      /^endRatio must be at most the rate at the branch, which is 0.5; got 1.5$/,
    ],
    [
      "end of hyperbolic",
      () => hyperbolic({ peak, end: 1, totalSteps: 10, longestTotalSteps: 20 }),
      () => hyperbolic({ peak, end: 2, totalSteps: 10, longestTotalSteps: 20 }),
      /^end must be at most the peak, which is 1; got 2$/,
    ],
    [
      "endRatio of hyperbolic",
      () => hyperbolic({ peak, endRatio: 1, totalSteps: 10, longestTotalSteps: 20 }),
      () => hyperbolic({ peak, endRatio: 2, totalSteps: 10, longestTotalSteps: 20 }),
      /^endRatio must be at most the peak, which is 1; got 2$/,
    ],
    [
      "totalSteps of hyperbolic",
      () => hyperbolic({ peak, totalSteps: 20, longestTotalSteps: 20 }),
      () => hyperbolic({ peak, totalSteps: 20, longestTotalSteps: 19 }),
      /^longestTotalSteps must be at least totalSteps, which is 20; got 19$/,
    ],
    [
      "decaySteps of powerCool",
      () => powerCool({ ...power, decaySteps: 90 }),
      () => powerCool({ ...power, decaySteps: 91 }),
      /^decaySteps must be such that the decay takes at most 90 steps.*got 91$/,
    ],
    [
      "the decay that a coefficient of powerCool makes",
      () => powerCool({ ...power, coefficient: 1 / 90, exponent: 1 }),
      () => powerCool({ ...power, coefficient: 1 / 91, exponent: 1 }),
      /^coefficient must be such that the decay takes at most 90 steps/,
    ],
    [
      "low of cyclic",
      () => cyclic({ low: 1, peak, upSteps: 5 }),
      () => cyclic({ low: 1.5, peak, upSteps: 5 }),
      /^low must be at most the peak, which is 1; got 1.5$/,
    ],
    [
      "what jaggedRestarts puts into a cycle",
      () => jaggedRestarts({ schedule: 1, every: 11, warmupSteps: 8, annealSteps: 3 }),
      () => jaggedRestarts({ schedule: 1, every: 10, warmupSteps: 8, annealSteps: 3 }),
      /^every must be at least warmupSteps \+ annealSteps, which is 11; got 10$/,
    ],
    [
      "tailSteps after a warm-up",
      () => warmupCosine({ peak, warmupSteps: 10, totalSteps: 100, tailSteps: 89 }),
      () => warmupCosine({ peak, warmupSteps: 10, totalSteps: 100, tailSteps: 90 }),
      /^tailSteps must be below 90, the number of steps after the warm-up; got 90$/,
    ],
    [
      "warm-up and decay of warmupStableDecay",
      () => warmupStableDecay({ ...stable, totalSteps: 60 }),
      () => warmupStableDecay({ ...stable, totalSteps: 59 }),
      /^totalSteps must be at least warmupSteps \+ decaySteps, which is 60; got 59$/,
    ],
    [
      "decayFraction of cycles",
      () => warmupStableDecayCycles({ ...cycles, decayFraction: 1 }),
      () => warmupStableDecayCycles({ ...cycles, decayFraction: 1.01 }),
      /^decayFraction must be above 0 and at most 1; got 1.01$/,
    ],
    [
      "decaySteps of cycles",
      () => warmupStableDecayCycles({ ...cycles, decaySteps: 90 }),
      () => warmupStableDecayCycles({ ...cycles, decaySteps: 91 }),
      /^checkpoints\[0\] must be at least 101/,
    ],
    [
      "lower of tanh",
      () => tanh({ peak, totalSteps: 10, lower: 2.9 }),
      () => tanh({ peak, totalSteps: 10, lower: 3 }),
      /^lower must be below upper, which is 3; got 3$/,
    ],
    [
      "upSteps of oneCycle",
      () => oneCycle({ peak, totalSteps: 10, upSteps: 9 }),
      () => oneCycle({ peak, totalSteps: 10, upSteps: 10 }),
      /^upSteps must be small enough to leave one of 10 steps for the last phase; got 10$/,
    ],
    [
      "downSteps of oneCycle",
      () => oneCycle({ peak, totalSteps: 10, phases: 3, upSteps: 4, downSteps: 5 }),
      () => oneCycle({ peak, totalSteps: 10, phases: 3, upSteps: 4, downSteps: 6 }),
      /^downSteps must be small enough.*got 6$/,
    ],
    [
      "the default of warmupFraction",
      () => oneCycle({ peak, totalSteps: 3, phases: 3 }),
      () => oneCycle({ peak, totalSteps: 2, phases: 3 }),
      /^warmupFraction must be small enough.*got 0.3$/,
    ],
  ])("%s", (_, fits, beyond, message) => {
    expect(fits).not.toThrow();
    expect(refusal(beyond).message).toMatch(message);
  });

  test("a decay of powerCool has a length, except from a peak of 0", () => {
    const options = { warmupSteps: 0, totalSteps: 100, coefficient: 1 };
    expect(refusal(() => powerCool({ ...options, peak: 0 })).argument).toBe("coefficient");
  });
});

describe("two options that say the same are rejected, even where they agree", () => {
  test.each<[string, () => Schedule]>([
    [
      "coefficient",
      () => powerCool({ peak, warmupSteps: 0, totalSteps: 100, decaySteps: 10, coefficient: 1e-1 }),
    ],
    [
      "decayFraction",
      () =>
        warmupStableDecayCycles({
          peak,
          warmupSteps: 0,
          checkpoints: [100],
          decaySteps: 10,
          decayFraction: 0.1,
        }),
    ],
  ])("%s", (argument, call) => expect(refusal(call).argument).toBe(argument));
});

describe("the parts of a schedule", () => {
  test("are labeled, in order", () => {
    expect(labelsOf(powerCool({ peak, warmupSteps: 10, totalSteps: 100, decaySteps: 20 }))).toEqual([
      "warm-up",
      "stable",
      "decay",
    ]);
    expect(labelsOf(branchDecay({ schedule: 1, at: 10, decaySteps: 5 }))).toEqual(["trunk", "decay"]);
    const jagged = jaggedRestarts({ schedule: 1, every: 50, warmupSteps: 10, annealSteps: 4 });
    const labels = [...JSON.stringify(jagged).matchAll(/"labels":(\[[^\]]+\])/g)].map(([, list]) => list);
    expect(labels).toEqual(['["full","anneal"]', '["warm-up","full","anneal"]']);
  });

  test("are only those that last a step", () => {
    const options = { peak, warmupSteps: 10, decaySteps: 90 };
    expect(labelsOf(warmupStableDecay({ ...options, totalSteps: 100 }))).toEqual(["warm-up", "decay"]);
    expect(labelsOf(warmupStableDecay({ ...options, totalSteps: 101 }))).toHaveLength(3);
  });

  test("don't include a floor of 0, a fall of no length, or a join of one", () => {
    expect(cyclic({ low: 0, peak, upSteps: 4, mode: "exponential-range", gamma: 0.9 }).node.kind).toBe(
      "product",
    );
    expect(linearCosine({ peak, totalSteps: 10 }).node.kind).toBe("product");
    expect(cyclic({ low: 0, peak, upSteps: 4, downSteps: 0 }).node).toMatchObject({
      child: { kind: "ramp" },
    });
    const line = piecewiseInterpolated({
      points: [
        [0, 1],
        [10, 0],
      ],
    });
    expect(line.node).toEqual(linear({ start: 1, end: 0, totalSteps: 10 }).node);
  });

  test("a polynomial of power 1 is a line", () => {
    const node = polynomial({ peak, end: 0.1, totalSteps: 10, power: 1 }).node;
    expect(node).toEqual(linear({ start: 1, end: 0.1, totalSteps: 10 }).node);
  });
});

test("noam is at its peak for one step, and falls from there", () => {
  const lr = noam({ modelSize: 4, warmupSteps: 4 });
  expect([3, 4, 5].map((step) => lr(step))).toEqual([0.25, 0.5 / Math.sqrt(5), 0.5 / Math.sqrt(6)]);
});

describe("oneCycle", () => {
  test("anneals by a cosine by default", () => {
    const options = { peak, totalSteps: 100, upSteps: 40, start: 0, end: 0 };
    const quarter = (1 - Math.cos(Math.PI / 4)) / 2;
    expect(oneCycle(options)(10)).toBeCloseTo(quarter, 15);
    expect(oneCycle({ ...options, annealing: "cosine" })(10)).toBeCloseTo(quarter, 15);
    expect(oneCycle({ ...options, annealing: "linear" })(10)).toBe(0.25);
  });

  test("ends at a share of the peak, or at a part of the start", () => {
    const options = { peak: 0.5, totalSteps: 100 };
    expect(oneCycle({ ...options, endRatio: 0.1 })(100)).toBe(0.05);
    expect(oneCycle({ ...options, startDivisor: 10, endDivisor: 5 })(100)).toBe(0.01);
  });

  test("has two phases by default", () => {
    const options = { peak, totalSteps: 100 };
    expect(oneCycle({ ...options, phases: 2 }).node).toEqual(oneCycle(options).node);
    expect(labelsOf(oneCycle(options))).toEqual(["up", "down"]);
    expect(labelsOf(oneCycle({ ...options, phases: 3 }))).toEqual(["up", "down", "final"]);
  });
});

test("a rate of -0 is 0", () => {
  expect(constant({ value: -0 }).node).toStrictEqual({ kind: "constant", value: 0 });
  expect(Object.is(cosine({ peak: 1, end: -0, totalSteps: 4 })(4), 0)).toBe(true);
});
