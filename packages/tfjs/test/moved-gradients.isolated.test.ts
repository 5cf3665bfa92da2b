/** Gradients that were computed on another backend: moving them makes the memory of this one grow in the middle of a step. */
import { AdamW as PlainAdamW } from "@anneal/core";
import * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { AdamW } from "../src/index.js";
import { numbers } from "./support/backends.js";

const SIZE = 250_000;
const names = ["a", "b", "c", "d", "e", "f"];

it("are read after the memory has grown, with the bits of plain arrays", async () => {
  await tf.setBackend("cpu");
  const gradients = names.map((_, i) => tf.tensor(numbers(SIZE, i)));
  await tf.setBackend("wasm");
  const plain = names.map(() => new Float32Array(SIZE));
  for (const name of names) tf.variable(tf.zeros([SIZE]), true, name);
  const optimizer = new AdamW({ lr: 0.05 });
  const reference = new PlainAdamW(plain, { lr: 0.05, memory: "caller" });
  const memory = () =>
    (tf.backend() as unknown as { wasm: { asm: { memory: WebAssembly.Memory } } }).wasm.asm.memory.buffer;
  // The first step creates the state; the second finds the memory as it was.
  const same = tf.ones([SIZE]);
  optimizer.applyGradients(Object.fromEntries(names.map((name) => [name, same])));
  reference.step({ grads: names.map(() => new Float32Array(SIZE).fill(1)) });
  const before = memory();
  optimizer.applyGradients(Object.fromEntries(names.map((name, i) => [name, gradients[i] as tf.Tensor])));
  reference.step({ grads: names.map((_, i) => numbers(SIZE, i)) });
  expect(memory()).not.toBe(before);
  for (const [i, name] of names.entries()) {
    const values = (tf.engine().registeredVariables[name] as tf.Variable).dataSync() as Float32Array;
    expect(values.filter((value, k) => !Object.is(value, plain[i]?.[k]))).toHaveLength(0);
  }
});
