/** 10,000 fused steps keep no memory of jax-js, and nothing on the JavaScript heap. */
import { fusedAdamW } from "@anneal/jax/fused";
import { numpy as np, tree } from "@jax-js/jax";
import { expect, test } from "vitest";
import { leastHeapGrowth } from "../../core/test/support/growth.js";
import { cases, isDue } from "../../core/test/support/random-cases.js";
import { findMemory, type JaxMemory } from "../src/fused/backend.js";
import { devices, useDevice } from "./support/devices.js";
import { referencesKept } from "./support/live-buffers.js";

/** 10,000 in CI and nightly runs. */
const STEPS = Math.min(cases(10_000, 2_500), 10_000);
/** Bytes for each step: an array that is kept would be hundreds. */
const LIMIT = 16 * STEPS;

test.runIf(isDue(2, 1)).each(devices)("steps on %s keep nothing", async (device) => {
  await useDevice(device);
  const memory = findMemory() as JaxMemory;
  const optimizer = fusedAdamW({ lr: (step) => 1 / (step + 1), clipNorm: 1 });
  const gradients = { w: np.ones([20, 10]), b: np.ones([3]) };
  let params = { w: np.ones([20, 10]), b: np.zeros([3]) };
  const train = () => {
    for (let step = 0; step < STEPS; step++) params = optimizer.step(params, tree.ref(gradients));
  };
  params = optimizer.step(params, tree.ref(gradients));
  const { byteLength } = memory.buffer;
  expect(await leastHeapGrowth(train, LIMIT)).toBeLessThan(LIMIT);
  // In a run of its own, because counting slows it down.
  expect(referencesKept(train)).toBe(0);
  expect(memory.buffer.byteLength).toBe(byteLength);
  tree.dispose([params, gradients]);
  optimizer.dispose();
});
