/** Schedules made of schedules: each is arithmetic on the values of its parts, to the bit. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  clamp,
  constant,
  cosine,
  join,
  linear,
  product,
  type Schedule,
  scale,
  scheduleFromTree,
  shift,
  sum,
} from "../src/index.js";
import { cases } from "./support/random-cases.js";
import { randomTrees } from "./support/random-trees.js";
import { refusal } from "./support/refusals.js";

const schedules = randomTrees({ maxDepth: 3, extremes: false }).map(scheduleFromTree);
const wholeSteps = fc.integer({ min: 0, max: 4000 });
const line = linear({ start: 1, end: 0, totalSteps: 10 });

describe("arithmetic", () => {
  test("product and sum are those of the values, from left to right", () => {
    fc.assert(
      fc.property(fc.array(schedules, { minLength: 1, maxLength: 3 }), wholeSteps, (parts, step) => {
        const values = parts.map((part) => part(step));
        expect(product({ schedules: parts })(step)).toBe(values.reduce((a, b) => a * b));
        expect(sum({ schedules: parts })(step)).toBe(values.reduce((a, b) => a + b));
      }),
      { numRuns: cases(300) },
    );
  });

  test("scale multiplies, by a negative factor too", () => {
    fc.assert(
      fc.property(
        schedules,
        fc.double({ min: -5, max: 5, noNaN: true }),
        wholeSteps,
        (schedule, factor, step) => {
          expect(scale({ schedule, factor })(step)).toBe((factor + 0) * schedule(step));
        },
      ),
      { numRuns: cases(300) },
    );
  });

  test("clamp keeps the value between its limits", () => {
    expect([0, 5, 10].map(clamp({ schedule: line, minimum: 0.25, maximum: 0.75 }))).toEqual([
      0.75, 0.5, 0.25,
    ]);
    expect([0, 10].map(clamp({ schedule: line, minimum: 0.25 }))).toEqual([1, 0.25]);
    expect([0, 10].map(clamp({ schedule: line, maximum: 0.75 }))).toEqual([0.75, 0]);
  });

  test("shift moves the curve later, or earlier", () => {
    expect([0, 5, 10, 15].map(shift({ schedule: line, steps: 5 }))).toEqual([1, 1, 0.5, 0]);
    expect([0, 5].map(shift({ schedule: line, steps: -5 }))).toEqual([0.5, 0]);
  });

  test("a number stands for a constant schedule", () => {
    expect(product({ schedules: [0.5, line] }).node).toStrictEqual(
      product({ schedules: [constant({ value: 0.5 }), line] }).node,
    );
  });
});

describe("join", () => {
  test("switches at the boundary, and each schedule counts from its own start", () => {
    const schedule = join({ schedules: [line, line, 0.1], boundaries: [5, 8] });
    expect([0, 4, 5, 7, 8, 9].map(schedule)).toEqual([1, 0.6, 1, 0.8, 0.1, 0.1]);
  });

  test("can keep the steps of the whole, and switch after the boundary", () => {
    expect([4, 5, 10].map(join({ schedules: [1, line], boundaries: [5], rebase: false }))).toEqual([
      1, 0.5, 0,
    ]);
    expect([4, 5, 6].map(join({ schedules: [1, line], boundaries: [5], side: "left" }))).toEqual([1, 1, 0.9]);
  });

  test("skips a schedule between equal boundaries", () => {
    expect([4, 5, 6].map(join({ schedules: [1, 2, 3], boundaries: [5, 5] }))).toEqual([1, 3, 3]);
  });

  test("keeps labels", () => {
    const { node } = join({ schedules: [1, 2], boundaries: [5], labels: ["first", "second"] });
    expect(node).toMatchObject({ labels: ["first", "second"] });
  });
});

describe("composing", () => {
  test("takes the trees of its parts as they are", () => {
    const part = cosine({ peak: 1, totalSteps: 10 });
    expect(
      (product({ schedules: [part, part] }).node as unknown as { children: unknown[] }).children,
    ).toEqual([part.node, part.node]);
    expect((shift({ schedule: part, steps: 1 }).node as unknown as { child: unknown }).child).toBe(part.node);
  });

  test("does not trust a function that only looks like a schedule", () => {
    const pretender = Object.assign(() => 0.1, {
      node: { kind: "constant", value: Number.NaN },
      toJSON: () => null,
    });
    expect(() => sum({ schedules: [pretender as unknown as Schedule] })).toThrow(
      /value must be a finite number/,
    );
  });

  test("stops at a depth of 64", () => {
    let schedule = line;
    const grow = () => {
      schedule = scale({ schedule, factor: 1 });
    };
    for (let depth = 1; depth < 64; depth++) grow();
    expect(schedule(5)).toBe(0.5);
    expect(refusal(grow).message).toMatch(/depth 64 or less/);
  });
});

describe("errors", () => {
  test.each([
    [() => product({ schedules: [] }), "schedules"],
    [() => product({ schedules: line as never }), "schedules"],
    [() => sum({ schedules: [line, "0.1" as never] }), "schedules[1]"],
    [() => sum({ schedules: [line, -0.1] }), "schedules[1]"],
    [() => sum({ schedules: [line, Number.NaN] }), "schedules[1]"],
    [() => sum({ schedules: new Array(1) }), "schedules[0]"],
    [() => join({ schedules: [], boundaries: [] }), "schedules"],
    [() => join({ schedules: [line, line], boundaries: [] }), "boundaries.length"],
    [() => join({ schedules: [line, line, line], boundaries: [5, 4] }), "boundaries[1]"],
    [() => join({ schedules: [line, line], boundaries: [0.5] }), "boundaries[0]"],
    [() => join({ schedules: [line, line], boundaries: [-1] }), "boundaries[0]"],
    [() => join({ schedules: [line, line], boundaries: [5], labels: ["a"] }), "labels.length"],
    [() => join({ schedules: [line, line], boundaries: [5], labels: ["a", 2 as never] }), "labels[1]"],
    [() => clamp({ schedule: line }), "minimum"],
    [() => clamp({ schedule: line, minimum: 2, maximum: 1 }), "maximum"],
    [() => clamp({ schedule: line, minimum: Number.NaN }), "minimum"],
    [() => clamp({ schedule: line, maximum: "1" as never }), "maximum"],
    [() => scale({ schedule: line, factor: Number.POSITIVE_INFINITY }), "factor"],
    [() => scale({ schedule: line, factor: undefined as never }), "factor"],
    [() => scale({ schedule: line.node as never, factor: 1 }), "schedule"],
    [() => shift({ schedule: line, steps: 0.5 }), "steps"],
    [() => shift({ schedule: line, steps: Number.NaN }), "steps"],
  ])("%o because of %s", (call, argument) => {
    expect(refusal(call).argument).toBe(argument);
  });
});
