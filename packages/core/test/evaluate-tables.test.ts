/** Stairs and tables against their definitions: values by hand, between two places, and outside the list. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile } from "../src/evaluate/compile.js";
import { sample, scheduleFromTree } from "../src/index.js";

describe("a linear table", () => {
  const lr = scheduleFromTree({ kind: "table", start: 10, values: [1, 3, 2], interpolation: "linear" });

  test.each([
    [9, 1],
    [10, 1],
    [10.25, 1.5],
    [10.5, 2],
    [11, 3],
    [11.75, 2.25],
    [12, 2],
    [12.5, 2],
    [1e300, 2],
  ])("at %d is %d", (step, value) => expect(lr(step)).toBe(value));

  test("is the weighted mean of its neighbors", () => {
    const rates = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 20 });
    const sixteenths = fc.integer({ min: 0, max: 15 });
    fc.assert(
      fc.property(rates, fc.nat(100), fc.nat(), sixteenths, (values, start, position, parts) => {
        const below = position % (values.length - 1);
        const share = parts / 16;
        const schedule = scheduleFromTree({ kind: "table", start, values, interpolation: "linear" });
        const mean = (values[below] as number) * (1 - share) + (values[below + 1] as number) * share;
        expect(schedule(start + below + share)).toBe(mean);
      }),
    );
  });

  test("has the same values at other speeds and in ranges", () => {
    const node = { kind: "table", values: [0, 8, 4], interpolation: "linear" } as const;
    const slow = scheduleFromTree({ kind: "time", scale: 0.25, child: node });
    expect(Array.from(sample(slow, { start: -1, count: 12 }))).toEqual([0, 0, 2, 4, 6, 8, 7, 6, 5, 4, 4, 4]);
  });
});

test.each([
  [-1, 1],
  [0.5, 1],
  [1, 3],
  [1.99, 3],
  [2, 2],
  [2.5, 2],
])("a table of previous values at %d is %d", (step, value) => {
  expect(scheduleFromTree({ kind: "table", values: [1, 3, 2], interpolation: "previous" })(step)).toBe(value);
});

describe.each([
  ["right", [0, 1, 1, 2, 2, 2]],
  ["left", [0, 0, 1, 1, 2, 2]],
] as const)("stairs that belong to the %s", (side, expected) => {
  const lr = scheduleFromTree({ kind: "stairs", boundaries: [1, 3], values: [0, 1, 2], side });
  test("change at their boundaries", () => {
    expect([0, 1, 2, 3, 4, 5].map((step) => lr(step))).toEqual(expected);
  });
  test("change there in a range that crosses 2^53, where neighboring steps are equal", () => {
    const start = 2 ** 53 - 4;
    const far = scheduleFromTree({
      kind: "stairs",
      boundaries: [start + 2, start + 4, start + 6],
      values: [0, 1, 2, 3],
      side,
    });
    const steps = Array.from({ length: 12 }, (_, i) => start + i);
    const values = steps.map(
      (step) =>
        [start + 2, start + 4, start + 6].filter((at) => (side === "right" ? at <= step : at < step)).length,
    );
    expect(Array.from(sample(far, { start, count: 12 }))).toEqual(values);
    const filled = new Float64Array(12);
    compile(far.node).fill(filled, start);
    expect(Array.from(filled)).toEqual(values);
  });
});
