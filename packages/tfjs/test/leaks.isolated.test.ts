/** 10,000 steps keep no tensor, no memory of the backend, and nothing on the JavaScript heap. */
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { expect, it } from "vitest";
import { leastHeapGrowth } from "../../core/test/support/growth.js";
import { cases, isDue } from "../../core/test/support/random-cases.js";
import { AdamW } from "../src/index.js";
import { backends } from "./support/backends.js";

/** 10,000 in CI and nightly runs. */
const STEPS = Math.min(cases(10_000, 2_500), 10_000);
/** Bytes for each step: a tensor that is kept would be hundreds. */
const LIMIT = 16 * STEPS;

/** The part of the wasm backend that shows what is allocated. */
interface WasmModule {
  readonly asm: { readonly memory: WebAssembly.Memory };
  _malloc(byteLength: number): number;
  _free(address: number): void;
}

const wasmModule = () => (tf.backend() as { wasm?: WasmModule }).wasm;

/** The first place for a large block in the memory of the wasm backend; 0 on other backends. */
function wasmPlace(): number {
  const wasm = wasmModule();
  if (wasm === undefined) return 0;
  const address = wasm._malloc(1 << 20);
  wasm._free(address);
  return address;
}

/** The bytes of the memory of the wasm backend, which grows when there is no place. */
const wasmBytes = () => wasmModule()?.asm.memory.buffer.byteLength;

it.runIf(isDue(2)).each(backends)("steps on %s keep nothing", async (backend) => {
  await tf.setBackend(backend);
  const w = tf.variable(tf.ones([8, 4]), true, "w");
  const b = tf.variable(tf.zeros([4]), true, "b");
  const x = tf.ones([2, 8]) as tf.Tensor2D;
  const optimizer = new AdamW({ lr: (step) => 1 / (step + 1), clipNorm: 1, accumulationSteps: 2 });
  const loss = () => tf.sum(tf.square(tf.add(tf.matMul(x, w as unknown as tf.Tensor2D), b))) as tf.Scalar;
  const counts = new Set<number>();
  const places: number[] = [];
  const train = () => {
    for (let step = 0; step < STEPS; step++) {
      optimizer.minimize(loss);
      counts.add(tf.memory().numTensors);
    }
    places.push(wasmPlace());
  };
  optimizer.minimize(loss);
  const { numTensors, numBytes, numDataBuffers } = tf.memory();
  const bytes = wasmBytes();
  expect(await leastHeapGrowth(train, LIMIT)).toBeLessThan(LIMIT);
  expect([...counts]).toEqual([numTensors]);
  expect(tf.memory()).toMatchObject({ numTensors, numBytes, numDataBuffers });
  expect(wasmBytes()).toBe(bytes);
  const [earlier, last] = places.slice(-2) as [number, number];
  // Less than a byte for each step: the order of the free blocks changes.
  expect(last - earlier).toBeLessThan(STEPS);
  optimizer.dispose();
  tf.dispose([w, b, x]);
});

it("a few bytes of the wasm backend that are kept in each step are noticed", async () => {
  await tf.setBackend("wasm");
  const keep = () => Array.from({ length: STEPS }, () => wasmModule()?._malloc(8) ?? 0);
  // The first ones fill the gaps that earlier tests have left.
  const start = wasmPlace();
  const kept: number[] = [];
  for (let round = 0; round < 100 && wasmPlace() === start; round++) kept.push(...keep());
  const before = wasmPlace();
  kept.push(...keep());
  expect(wasmPlace() - before).toBeGreaterThan(STEPS);
  for (const address of kept) wasmModule()?._free(address);
});
