/** The memory that steps allocate on the JavaScript heap and keep there: almost none, for every rule on both engines. */
import type { Rule } from "@anneal/core";
import { expect, test } from "vitest";
import { bytesAllocated } from "../../core/test/support/allocated.js";
import { leastHeapGrowth } from "../../core/test/support/growth.js";
import { sampled } from "../../core/test/support/random-cases.js";
import { rules } from "../../core/test/support/rules.js";
import { Optimizer } from "../src/index.js";

const STEPS = 10_000;
const ROUNDS = 4;
/** Less than a byte for each step: a number that is kept would be 16. */
const RETAINED = STEPS;
/** A megabyte. Scheduled betas are two or three numbers of 16 bytes a step, made by the functions of the test. */
const ALLOCATED = 1e6;

/** Functions for the betas, which every step calls. */
function scheduledBetas({ hyper }: Rule): object {
  const { betas } = hyper as { betas?: { readonly default: readonly number[] } };
  if (betas === undefined) return {};
  return { betas: betas.default.map((beta) => (step: number) => beta * (1 - 1 / (step + 10))) };
}

/** The least of a few rounds: code may still be interpreted in the first, and a leak or a waste is in every one. */
async function leastOf(limit: number, measure: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS && least >= limit; round++) least = Math.min(least, await measure());
  return least;
}

const pairs = rules.flatMap((rule) =>
  (["host", "wasm"] as const).map((engine) => [rule.name, engine, rule] as const),
);

test.each(sampled(pairs, 5))(
  "10,000 steps of %s on %s keep nothing and allocate less than a megabyte",
  async (_, engine, rule) => {
    const optimizer = new Optimizer(rule, [{ shape: [4, 5] }], { engine, ...scheduledBetas(rule) });
    optimizer.grads[0]?.fill(0.5);
    optimizer.train();
    const run = () => {
      for (let step = 0; step < STEPS; step++) optimizer.step();
    };
    expect(await leastHeapGrowth(run, RETAINED)).toBeLessThan(RETAINED);
    expect(await leastOf(ALLOCATED, () => bytesAllocated(run))).toBeLessThan(ALLOCATED);
    optimizer.dispose();
  },
);

test("a step that keeps or allocates something is noticed", async () => {
  const kept: number[][] = [];
  const waste = () => {
    for (let step = 0; step < STEPS; step++) kept.push([step, step + 0.5]);
  };
  expect(await bytesAllocated(waste)).toBeGreaterThan(32 * STEPS);
  expect(await bytesAllocated(() => kept.length)).toBeLessThan(STEPS);
});
