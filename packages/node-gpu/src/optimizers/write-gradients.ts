/** Gradients from the host. */
import { InvalidArgumentError } from "@anneal/core";
import { float32Array, list } from "@anneal/core/arguments";
import type { Gpu } from "../device/gpu.js";
import { checkRange, write } from "../dispatch/buffers.js";
import type { GpuTensor } from "./tensors.js";

/**
 * Writes one gradient for each parameter; null: leave that buffer as it is.
 * @throws InvalidArgumentError before any is written
 */
export function writeAll(gpu: Gpu, tensors: readonly GpuTensor[], grads: unknown): void {
  const what = `${tensors.length} gradients, one for each parameter`;
  const given = list("grads", grads, what) as readonly (Float32Array | null)[];
  if (given.length !== tensors.length) throw new InvalidArgumentError("grads", grads, `an array of ${what}`);
  for (const [i, grad] of given.entries()) {
    if (grad === null) continue;
    const { length, grad: buffer } = tensors[i] as GpuTensor;
    float32Array(`grads[${i}]`, grad, length);
    checkRange(buffer, 0, length, "COPY_DST", `grads[${i}]`);
  }
  for (const [i, grad] of given.entries()) {
    if (grad !== null) write(gpu, (tensors[i] as GpuTensor).grad, grad);
  }
}
