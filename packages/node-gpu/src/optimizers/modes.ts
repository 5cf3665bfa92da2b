/** Switches the parameters on a device between training and evaluation mode. */
import type { Gpu } from "../device/gpu.js";
import type { HyperSnapshot } from "./hyper.js";
import type { Kernels } from "./kernels.js";
import type { Plan } from "./plan.js";
import { RowWriter } from "./rows.js";
import { HEADER_LENGTH } from "./shaders.js";

/** The word of the state that enables the kernels. */
const ENABLED = 2;

/**
 * Switches the parameters, after `count` updates (at least one).
 * @throws InvalidArgumentError if a schedule returns an invalid number; GpuValidationError
 */
export async function submitMode(
  gpu: Gpu,
  plan: Plan,
  kernels: Kernels,
  mode: "train" | "eval",
  count: number,
  snapshots: readonly HyperSnapshot[],
): Promise<void> {
  const numbers = modeNumbers(plan, mode, count, snapshots);
  const { device } = gpu;
  const refusal = await gpu.submit(() => {
    device.queue.writeBuffer(kernels.modeState as GPUBuffer, 0, numbers);
    const encoder = device.createCommandEncoder();
    kernels.encodeMode(encoder, mode);
    device.queue.submit([encoder.finish()]);
  });
  if (refusal !== null) throw refusal;
}

/** The words of the buffer that the kernels of a mode read instead of the state. */
function modeNumbers(
  plan: Plan,
  mode: "train" | "eval",
  count: number,
  snapshots: readonly HyperSnapshot[],
): Float32Array<ArrayBuffer> {
  const words = new Float32Array(HEADER_LENGTH + plan.rates);
  new Uint32Array(words.buffer)[ENABLED] = 1;
  for (const [i, { shape }] of plan.writers.entries()) {
    const form = shape.form.modes?.[mode];
    if (form === undefined) continue;
    const place = HEADER_LENGTH + i * plan.rowLength;
    const snapshot = snapshots[shape.group] as HyperSnapshot;
    new RowWriter({ ...shape, form }).write(words, place, count - 1, 1, snapshot);
  }
  return words;
}
