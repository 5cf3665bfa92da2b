/** Rates at chosen steps against their formulas. */
import { describe, expect, test } from "vitest";
import { constant, multiStep, piecewiseConstant, piecewiseInterpolated, stepDecay } from "../src/index.js";
import { cosineShare, expectClose } from "./support/formulas.js";
import { refusal } from "./support/refusals.js";

describe("changes at chosen steps", () => {
  test("stepDecay", () => {
    const schedule = stepDecay({ peak: 0.1, gamma: 0.1, every: 30 });
    for (const step of [0, 29, 30, 59, 60, 299]) {
      expectClose(schedule(step), 0.1 * 0.1 ** Math.floor(step / 30), 0.1);
    }
  });

  test("multiStep, where a milestone may count twice", () => {
    const schedule = multiStep({ peak: 1, gamma: 0.5, milestones: [2, 4, 4] });
    expect([0, 1, 2, 3, 4, 5].map(schedule)).toEqual([1, 1, 0.5, 0.5, 0.125, 0.125]);
    expect(multiStep({ peak: 0.1, gamma: 0.5, milestones: [] })(9)).toBe(0.1);
  });

  test("piecewiseConstant", () => {
    const schedule = piecewiseConstant({ boundaries: [2, 4], values: [0.3, 0.2, 0.1] });
    expect([-1, 0, 1, 2, 3, 4, 1e6].map(schedule)).toEqual([0.3, 0.3, 0.3, 0.2, 0.2, 0.1, 0.1]);
  });

  test.each([
    [() => multiStep({ peak: 1, gamma: 0.5, milestones: [4, 2] }), "milestones[1]"],
    [() => multiStep({ peak: 1, gamma: 0.5, milestones: [2.5] }), "milestones[0]"],
    [() => multiStep({ peak: 1, gamma: 0.5, milestones: [-1] }), "milestones[0]"],
    [() => piecewiseConstant({ boundaries: [2, 1], values: [1, 2, 3] }), "boundaries[1]"],
    [() => piecewiseConstant({ boundaries: [2], values: [1] }), "values.length"],
    [() => piecewiseConstant({ boundaries: [2], values: [1, -1] }), "values[1]"],
  ])("reject %o because of %s", (call, argument) => {
    expect(refusal(call).argument).toBe(argument);
  });
});

describe("piecewiseInterpolated", () => {
  const points = [
    [2, 1],
    [6, 3],
    [10, 2],
  ] as const;

  test.each(["linear", "cosine", "geometric"] as const)(
    "%s goes through its points and holds outside",
    (way) => {
      const schedule = piecewiseInterpolated({ points, interpolation: way });
      expect([0, 2, 6, 10, 11].map(schedule)).toEqual([1, 1, 3, 2, 2]);
    },
  );

  test("interpolates between them as requested", () => {
    expect(piecewiseInterpolated({ points })(3)).toBe(1.5);
    expectClose(piecewiseInterpolated({ points, interpolation: "cosine" })(3), 3 - 2 * cosineShare(0.25), 3);
    expectClose(piecewiseInterpolated({ points, interpolation: "geometric" })(3), 3 ** 0.25, 3);
  });

  test("jumps where two points share a step, and is constant through one point", () => {
    const jump = piecewiseInterpolated({
      points: [
        [0, 1],
        [4, 1],
        [4, 2],
        [8, 0],
      ],
    });
    expect([3, 4, 6, 8].map(jump)).toEqual([1, 2, 1, 0]);
    expect(piecewiseInterpolated({ points: [[5, 0.1]] }).node).toEqual(constant({ value: 0.1 }).node);
  });

  test.each([
    [[], "points"],
    [[[0, 1, 2]], "points[0]"],
    [[0, 1], "points[0]"],
    [[[0.5, 1]], "points[0][0]"],
    [[[0, -1]], "points[0][1]"],
    [
      [
        [3, 1],
        [2, 1],
      ],
      "points[1]",
    ],
  ])("rejects %j because of %s", (wrong, argument) => {
    expect(refusal(() => piecewiseInterpolated({ points: wrong as never })).argument).toBe(argument);
  });

  test("rejects geometric interpolation to 0", () => {
    const wrong = [...points, [20, 0]] as const;
    const call = () => piecewiseInterpolated({ points: wrong, interpolation: "geometric" });
    expect(refusal(call).argument).toBe("points[3][1]");
  });
});
