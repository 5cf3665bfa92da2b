/** Steps keep no tensor, no memory of the backend, and nothing on the JavaScript heap. */
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { expect, it } from "vitest";
import { collectGarbage } from "../../core/test/support/garbage.js";
import { atLeast, sampled } from "../../core/test/support/random-cases.js";
import { AdamW } from "../src/index.js";

/** 10,000 in nightly runs. */
const STEPS = atLeast(1_000);
const ROUNDS = 8;
/** Bytes for each step: a tensor that is kept would be hundreds. */
const LIMIT = 16 * STEPS;

it.each(sampled(["wasm", "cpu"], 2))("steps on %s keep nothing", async (backend) => {
  await tf.setBackend(backend);
  const w = tf.variable(tf.ones([8, 4]), true, "w");
  const x = tf.ones([2, 8]);
  const optimizer = new AdamW({ lr: (step) => 1 / (step + 1), clipNorm: 1, accumulationSteps: 2 });
  let wasEqual = true;
  const heapAfterSteps = async () => {
    let tensors: number | null = null;
    for (let step = 0; step < STEPS; step++) {
      optimizer.minimize(() => tf.sum(tf.square(tf.matMul(x as tf.Tensor2D, w as unknown as tf.Tensor2D))));
      const { numTensors } = tf.memory();
      wasEqual &&= tensors === null || numTensors === tensors;
      tensors = numTensors;
    }
    await collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  let before = await heapAfterSteps();
  const { numTensors, numBytes } = tf.memory();
  const wasm = (tf.backend() as { wasm?: { asm: { memory: WebAssembly.Memory } } }).wasm?.asm.memory.buffer
    .byteLength;
  // A leak grows in every round.
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS && least >= LIMIT; round++) {
    const after = await heapAfterSteps();
    least = Math.min(least, after - before);
    before = after;
  }
  expect(least).toBeLessThan(LIMIT);
  expect(wasEqual).toBe(true);
  expect(tf.memory()).toMatchObject({ numTensors, numBytes });
  const now = (tf.backend() as { wasm?: { asm: { memory: WebAssembly.Memory } } }).wasm?.asm.memory.buffer
    .byteLength;
  expect(now).toBe(wasm);
  optimizer.dispose();
  tf.dispose([w, x]);
});
