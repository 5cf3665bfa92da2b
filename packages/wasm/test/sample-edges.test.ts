/**
 * The host's bits where an evaluation changes its way: at the edges of ramps, cycles and joins, from one speed to another, in
 * long curves, and where steps or times can't be counted. Random trees seldom reach these places.
 */
import { sample as sampleOnHost, scheduleFromTree } from "@anneal/core";
import { describe, expect, test } from "vitest";
import { sample } from "../src/index.js";
import { cycles, ramp, wave } from "./support/edge-trees.js";
import { farEdges } from "./support/far-edges.js";
import { nearEdges } from "./support/near-edges.js";
import { expectSameBits } from "./support/same-bits.js";

describe.each([...nearEdges, ...farEdges])("%s", (_, tree, ranges) => {
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

const root = { kind: "reversePower", exponent: 0.3 } as const;

test("a far step before the first cycle leaves the values of near ones what they are", () => {
  for (const length of [2 ** -500, 1e-150, 0.3, 0.5, 10]) {
    for (const easing of [wave, root, undefined]) {
      const tree = cycles(length, ramp(1, { before: "extend", ...(easing && { easing }) }));
      for (const distant of [-1e200, -(2 ** 900), -1.7e308]) {
        for (const near of [0, -1, -2, -3, -7, -20, 3]) {
          const schedule = scheduleFromTree(tree);
          const alone = [distant, near].map((step) => scheduleFromTree(tree)(step));
          expect([distant, near].map((step) => schedule(step))).toEqual(alone);
          expect([near, distant].map((step) => schedule(step))).toEqual([...alone].reverse());
        }
      }
    }
  }
});
