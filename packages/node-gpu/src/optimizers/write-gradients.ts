/** Writes gradients from the host to the buffers that the next step reads. */
import { InvalidArgumentError } from "@anneal/core";
import { float32Array, list } from "@anneal/core/arguments";
import type { Gpu } from "../device/gpu.js";
import { checkRange, write } from "../dispatch/buffers.js";
import type { BufferPlace } from "./buffer-place.js";
import type { GpuTensor } from "./tensors.js";

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/**
 * @param grads One for each parameter; null: its buffer stays as it is.
 * @param check Throws if they can't be written; called once the list has been read.
 * @throws InvalidArgumentError before any is written
 */
export function writeAll(gpu: Gpu, tensors: readonly GpuTensor[], grads: unknown, check: () => void): void {
  const what = `${tensors.length} gradients, one for each parameter`;
  const given = list("grads", grads, what) as readonly (Float32Array | null)[];
  check();
  if (given.length !== tensors.length) throw new InvalidArgumentError("grads", grads, `an array of ${what}`);
  for (const [i, grad] of given.entries()) {
    if (grad === null) continue;
    const tensor = tensors[i] as GpuTensor;
    float32Array(`grads[${i}]`, grad, tensor.length);
    if (tensor.gradDtype === "float16")
      throw new InvalidArgumentError(
        `grads[${i}]`,
        grad,
        "given to step({ grads }): its buffer is of float16",
      );
    const { buffer, offset } = ownerGradient(tensor);
    checkRange(buffer, offset / BYTES, tensor.length, "COPY_DST", `grads[${i}]`);
  }
  for (const [i, grad] of given.entries()) {
    if (grad === null) continue;
    const { buffer, offset } = ownerGradient(tensors[i] as GpuTensor);
    write(gpu, buffer, grad, offset / BYTES);
  }
}

/** The location of the caller's gradients. */
function ownerGradient({ gradDetour, grad }: GpuTensor): BufferPlace {
  return gradDetour?.place ?? grad;
}
