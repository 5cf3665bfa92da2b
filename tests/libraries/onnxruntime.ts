/** The recipe for onnxruntime-web: its graph makes gradients on its device, where an optimizer of anneal updates the weights. */
import { adamw, Optimizer } from "@anneal/core";
import { borrowGpu, createAdamW } from "@anneal/node-gpu";
import * as ort from "onnxruntime-web/webgpu";
import { waves } from "./numbers.js";
import { linearModel, POINTS, WEIGHTS } from "./onnx-model.js";

export interface OrtOutcome {
  readonly losses: readonly number[];
  /** The weights in the end, and those of the same steps in TypeScript. */
  readonly weights: readonly number[];
  readonly expected: readonly number[];
}

const STEPS = 40;
const lr = 0.1;

export async function trainWithOnnxruntime(): Promise<OrtOutcome> {
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(linearModel(), {
    executionProviders: ["webgpu"],
    preferredOutputLocation: { loss: "cpu", gradient: "gpu-buffer" },
  });
  const optimizer = await createAdamW(borrowGpu(await ort.env.webgpu.device), [new Float32Array(WEIGHTS)], {
    lr,
  });
  const host = new Optimizer(adamw, [new Float32Array(WEIGHTS)], { lr, memory: "resident" });
  const xs = waves(POINTS * WEIGHTS, 1);
  // Of the weights 1, 2, 3 and 4.
  const ys = Float32Array.from({ length: POINTS }, (_, i) => predict(xs, [1, 2, 3, 4], i));
  const x = new ort.Tensor("float32", xs, [POINTS, WEIGHTS]);
  const y = new ort.Tensor("float32", ys, [POINTS, 1]);
  const weights = ort.Tensor.fromGpuBuffer(optimizer.params[0] as never, {
    dataType: "float32",
    dims: [WEIGHTS, 1],
  });
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const { loss, gradient } = await session.run({ x, y, weights });
    if (loss === undefined || gradient === undefined) throw new Error("the graph has other outputs");
    losses.push((loss.data as Float32Array)[0] as number);
    await optimizer.step({ grads: [{ buffer: gradient.gpuBuffer as never, length: WEIGHTS }] });
    gradient.dispose();
    host.step({ grads: [gradientOf(xs, ys, host.params[0] as Float32Array)] });
  }
  const { params } = await optimizer.read();
  const outcome = {
    losses,
    weights: [...(params[0] as Float32Array)],
    expected: [...(host.params[0] as Float32Array)],
  };
  optimizer.dispose();
  await session.release();
  return outcome;
}

function gradientOf(x: Float32Array, y: Float32Array, weights: Float32Array): Float32Array {
  const errors = y.map((value, i) => predict(x, weights, i) - value);
  return weights.map((_, k) =>
    errors.reduce((sum, error, i) => sum + 2 * error * (x[i * WEIGHTS + k] as number), 0),
  );
}

/** The model's value at a point. */
function predict(x: Float32Array, weights: ArrayLike<number>, point: number): number {
  return Array.from(weights).reduce((sum, weight, k) => sum + weight * (x[point * WEIGHTS + k] as number), 0);
}
