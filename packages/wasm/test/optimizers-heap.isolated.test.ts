/** What steps leave on the JavaScript heap: nothing, for every rule on both engines. */
import type { Rule } from "@anneal/core";
import { expect, test } from "vitest";
import { collectGarbage } from "../../core/test/support/garbage.js";
import { rules } from "../../core/test/support/rules.js";
import { Optimizer } from "../src/index.js";

const STEPS = 10_000;
const ROUNDS = 4;
/** Less than a byte for each step: a number that is kept would be 16. */
const LIMIT = STEPS;

/** Functions for the betas, so that every step reads them anew. */
function scheduledBetas({ hyper }: Rule): object {
  const { betas } = hyper as { betas?: { readonly default: readonly number[] } };
  if (betas === undefined) return {};
  return { betas: betas.default.map((beta) => (step: number) => beta * (1 - 1 / (step + 10))) };
}

test.each(
  rules.flatMap((rule) => (["host", "wasm"] as const).map((engine) => [rule.name, engine, rule] as const)),
)("%s on %s keeps nothing of 10,000 steps", async (_, engine, rule) => {
  const optimizer = new Optimizer(rule, [{ shape: [4, 5] }], { engine, ...scheduledBetas(rule) });
  optimizer.grads[0]?.fill(0.5);
  if (rule.modes !== null) optimizer.train();
  const heapAfterSteps = async () => {
    for (let step = 0; step < STEPS; step++) optimizer.step();
    await collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  // A leak grows in every round.
  let before = await heapAfterSteps();
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS && least >= LIMIT; round++) {
    const after = await heapAfterSteps();
    least = Math.min(least, after - before);
    before = after;
  }
  expect(least).toBeLessThan(LIMIT);
  optimizer.dispose();
});
