/** Steps over variables of TensorFlow.js's wasm backend on a page, against the same steps over plain arrays. */
import { AdamW as PlainAdamW } from "@anneal/core";
import { AdamW } from "@anneal/tfjs";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { loadKernels } from "./kernels.js";
import { countDifferences, waves } from "./numbers.js";

export interface TfjsOutcome {
  readonly inPlace: boolean;
  readonly reason: string | null;
  /** Whether the memory of the backend is shared with threads. */
  readonly isShared: boolean;
  /** Values of variables that differ from those of plain arrays, over all steps. */
  readonly differences: number;
  /** Products of `matMul` that differ from those with a copy of the weights: XNNPACK caches packed weights. */
  readonly wrongProducts: number;
  /** Values of tensors beside the variables that have changed. */
  readonly changed: number;
  /** Tensors that the steps left behind. */
  readonly leaked: number;
  /** How often the memory of the backend grew. */
  readonly growths: number;
}

const STEPS = 8;
const SHAPES = [[64, 32], [32], [3, 5]];
const options = { lr: 0.05, weightDecay: 0.1 };

/** @param late Whether the kernels are loaded between two steps. */
export async function trainWithTfjs(late: boolean): Promise<TfjsOutcome> {
  setWasmPaths({
    "tfjs-backend-wasm.wasm": plain,
    "tfjs-backend-wasm-simd.wasm": simd,
    "tfjs-backend-wasm-threaded-simd.wasm": threaded,
  });
  await tf.setBackend("wasm");
  const starts = SHAPES.map((shape, i) => tf.tensor(waves(tf.util.sizeFromShape(shape), i), shape));
  // The first shares its values with the tensor it starts from, the second with a reshaped one.
  const variables = starts.map((start, i) =>
    tf.variable(i === 1 ? (start.reshape([4, 8]).reshape([32]) as tf.Tensor) : start, true, `v${i}`),
  );
  const arrays = SHAPES.map((shape, i) => waves(tf.util.sizeFromShape(shape), i));
  const optimizer = new AdamW(options);
  const reference = new PlainAdamW(arrays, { ...options, memory: "caller" });
  const x = tf.tensor2d(waves(16 * 64, 9), [16, 64]);
  const held: tf.Tensor[] = [];
  let [differences, wrongProducts, leaked, growths] = [0, 0, 0, 0];
  let size = memory().byteLength;
  for (let step = 0; step < STEPS; step++) {
    if (late && step === 4) await loadKernels();
    const gradients = SHAPES.map((shape, i) => waves(tf.util.sizeFromShape(shape), 10 * step + i));
    const tensors = tf.memory().numTensors;
    const named = gradients.map((values, i) => tf.tensor(values.slice(), SHAPES[i] as number[]));
    optimizer.applyGradients(Object.fromEntries(named.map((tensor, i) => [`v${i}`, tensor])));
    tf.dispose(named);
    reference.step({ grads: gradients });
    wrongProducts += tf.tidy(() => {
      const weights = variables[0] as unknown as tf.Tensor2D;
      const copy = tf.tensor2d(weights.dataSync().slice(), [64, 32]);
      return countDifferences(tf.matMul(x, weights).dataSync(), tf.matMul(x, copy).dataSync());
    });
    for (const [i, variable] of variables.entries())
      differences += countDifferences(variable.dataSync(), arrays[i] as Float32Array);
    leaked += tf.memory().numTensors - tensors;
    if (step % 3 === 1) held.push(tf.zeros([6_000_000]));
    growths += Number(memory().byteLength > size);
    size = memory().byteLength;
  }
  const changed = starts.reduce(
    (sum, start, i) => sum + countDifferences(start.dataSync(), waves(start.size, i)),
    0,
  );
  const { inPlace, reason } = optimizer.updateInfo;
  const isShared = !(memory() instanceof ArrayBuffer);
  optimizer.dispose();
  tf.dispose([starts, held, x]);
  tf.disposeVariables();
  return { inPlace, reason, isShared, differences, wrongProducts, changed, leaked, growths };
}

function memory(): ArrayBufferLike {
  const { wasm } = tf.backend() as unknown as {
    wasm: { asm: { memory?: WebAssembly.Memory }; wasmMemory?: WebAssembly.Memory };
  };
  return ((wasm.wasmMemory ?? wasm.asm.memory) as WebAssembly.Memory).buffer;
}
