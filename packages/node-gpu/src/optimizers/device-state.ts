/** The state of an optimizer on the device: read back, and written. */
import type { OwnedFloat32Array } from "@anneal/core/arguments";
import type { Gpu } from "../device/gpu.js";
import { readBack, write } from "../dispatch/buffers.js";
import type { BufferPlace } from "./buffer-place.js";
import { HEADER_LENGTH } from "./shaders.js";
import type { LoadedState } from "./state.js";
import type { GpuTensor } from "./tensors.js";

/** What the device has after everything that was submitted. */
export interface DeviceState {
  readonly numbers: OwnedFloat32Array;
  /** The slots of each parameter, by name. */
  readonly slots: readonly ReadonlyMap<string, Float32Array>[];
}

/** @param length How many numbers there are besides the header. */
export async function readDevice(
  gpu: Gpu,
  state: GPUBuffer,
  tensors: readonly GpuTensor[],
  length: number,
): Promise<DeviceState> {
  const [numbers, ...slots] = await Promise.all([
    readBack(gpu, state, HEADER_LENGTH, length),
    ...tensors.map(async (tensor) => {
      const read = ([name, { buffer }]: [string, BufferPlace]) =>
        readBack(gpu, buffer, 0, tensor.length).then((values) => [name, values] as const);
      return new Map(await Promise.all([...tensor.slots].map(read)));
    }),
  ]);
  return { numbers, slots };
}

export function writeDevice(
  gpu: Gpu,
  state: GPUBuffer,
  tensors: readonly GpuTensor[],
  { step, slots, numbers }: LoadedState,
): void {
  for (const [i, tensor] of tensors.entries()) {
    for (const [name, { buffer }] of tensor.slots) {
      write(gpu, buffer, slots[i]?.get(name) as Float32Array);
    }
  }
  const { queue } = gpu.device;
  queue.writeBuffer(state, 0, Uint32Array.of(step % 2 ** 32, Math.floor(step / 2 ** 32)));
  for (const [place, value] of numbers) {
    queue.writeBuffer(state, 4 * (HEADER_LENGTH + place), Float32Array.of(value));
  }
}
