/** The entry for those who have no jax-js. */
import { isSchedule } from "@anneal/core";
import { optax } from "@anneal/interop";
import { expect, test, vi } from "vitest";

vi.mock("@jax-js/jax", () => {
  throw new Error("jax-js is not installed");
});

test("has every schedule of Optax without jax-js", async () => {
  const pure = await import("../src/schedules/pure.js");
  expect(Object.keys(pure).sort()).toEqual(Object.keys(optax).sort());
  const lr = pure.warmupCosineDecaySchedule({
    initValue: 0,
    peakValue: 1,
    warmupSteps: 10,
    decaySteps: 100,
    endValue: 0.1,
  });
  expect(isSchedule(lr)).toBe(true);
  expect([0, 5, 10, 55, 100].map((count) => lr(count))).toEqual([0, 0.5, 1, expect.closeTo(0.55, 12), 0.1]);
});

test("is what the whole package is not", async () => {
  await expect(import("../src/index.js")).rejects.toThrow();
});
