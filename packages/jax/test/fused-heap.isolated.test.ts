/** Fused steps keep no memory of jax-js, and nothing on the JavaScript heap. */
import { fusedAdamW } from "@anneal/jax/fused";
import { numpy as np, tree } from "@jax-js/jax";
import { expect, test } from "vitest";
import { collectGarbage } from "../../core/test/support/garbage.js";
import { atLeast } from "../../core/test/support/random-cases.js";
import { findMemory, type JaxMemory } from "../src/fused/backend.js";
import { devices, useDevice } from "./support/devices.js";

/** 5,000 in nightly runs. */
const STEPS = atLeast(500);
const ROUNDS = 8;
/** Bytes for each step: an array that is kept would be hundreds. */
const LIMIT = 16 * STEPS;

test.each(devices)("steps on %s keep nothing", async (device) => {
  await useDevice(device);
  const memory = findMemory() as JaxMemory;
  const optimizer = fusedAdamW({ lr: (step) => 1 / (step + 1), clipNorm: 1 });
  const gradients = { w: np.ones([20, 10]), b: np.ones([3]) };
  let params = { w: np.ones([20, 10]), b: np.zeros([3]) };
  const heapAfterSteps = async () => {
    for (let step = 0; step < STEPS; step++) {
      params = optimizer.step(params, tree.ref(gradients));
    }
    await collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  let before = await heapAfterSteps();
  const { byteLength } = memory.buffer;
  // A leak grows in every round.
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS && least >= LIMIT; round++) {
    const after = await heapAfterSteps();
    least = Math.min(least, after - before);
    before = after;
  }
  expect(least).toBeLessThan(LIMIT);
  expect(memory.buffer.byteLength).toBe(byteLength);
  tree.dispose([params, gradients]);
  optimizer.dispose();
});
