/** Brings the parameters on a device into a mode: those to train on, or those to evaluate. */
import type { Gpu } from "../device/gpu.js";
import type { HyperSnapshot } from "./hyper.js";
import type { Kernels } from "./kernels.js";
import type { Plan } from "./plan.js";
import { RowWriter } from "./rows.js";
import { HEADER_LENGTH } from "./shaders.js";

/** Where the state says that its kernels run. */
const ENABLED = 2;

/**
 * Changes the parameters as they are after `count` updates, at least one.
 * @throws InvalidArgumentError when a schedule gives no number that is allowed; GpuValidationError
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

/** The words of the buffer that the kernels of a mode read in place of the state. */
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
