/** A schedule where a number is needed is a mistake that says so, and shows itself where text is needed. */
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { fromJSON, InvalidArgumentError, ReduceOnPlateau, warmupCosine } from "../src/index.js";

const lr = warmupCosine({ peak: 1e-3, warmupSteps: 10, totalSteps: 100 });
const rates = {
  "a schedule": lr,
  "a schedule from JSON": fromJSON(JSON.stringify(lr)),
  "a rate that follows a metric": new ReduceOnPlateau().apply(lr),
};

describe.each(Object.entries(rates))("%s", (_, rate) => {
  // As untyped code uses it: the compiler refuses this.
  const value = rate as unknown as number;
  test.each<[string, () => unknown]>([
    ["2 * lr", () => 2 * value],
    ["-lr", () => -value],
    ["lr + 1", () => value + 1],
    ["lr > 0", () => value > 0],
    ["Math.max(lr)", () => Math.max(value)],
    ["Number(lr)", () => Number(value)],
    ["Float32Array.of(lr)", () => Float32Array.of(value)],
  ])("throws in %s", (_, use) => {
    expect(use).toThrow(InvalidArgumentError);
    expect(use).toThrow("call lr(step)");
  });
});

test("as text a schedule is its tree, in short", () => {
  expect(String(lr)).toBe(`${lr}`);
  expect(`${lr}`).toMatch(/^schedule \{"kind":"join"/);
  expect(`${lr}`.length).toBeLessThan(100);
  expect(inspect(lr)).toMatch(/^\[Schedule: join \{"boundaries":\[10\]/);
  expect(JSON.parse(JSON.stringify(lr)).root.kind).toBe("join");
  expect(`${new ReduceOnPlateau().apply(0.1)}`).toBe("rate that follows a metric");
});

test("it is still a function and an object that code looks at", () => {
  expect(typeof lr).toBe("function");
  expect(Object.keys(lr)).toEqual(["node"]);
  expect(Boolean(lr) && lr !== null).toBe(true);
});
