/** Copies values to a device and back. */
import { InvalidArgumentError } from "@anneal/core";
import {
  isDetached,
  isFloat32Array,
  isRecord,
  type OwnedFloat32Array,
  wholeNumber,
} from "@anneal/core/arguments";
import { type Gpu, usableDevice } from "../device/gpu.js";
import { watched } from "../device/refusals.js";

const BYTES = Float32Array.BYTES_PER_ELEMENT;
/** Values per piece when reading back (64 MiB). The host maps one piece at a time. */
const PIECE = 2 ** 24;

/** The values of WebGPU's usage flags, which are globals only in browsers. */
export const USAGE = { MAP_READ: 0x1, COPY_SRC: 0x4, COPY_DST: 0x8, UNIFORM: 0x40, STORAGE: 0x80 } as const;
const MAP_READ = 0x1;
/** How long after a rejected map a loss may be reported. */
const LOSS_MILLISECONDS = 50;
/** The usage of every buffer that is returned to users: kernels bind it, and it can be written and read back. */
export const TENSOR_USAGE = USAGE.STORAGE | USAGE.COPY_SRC | USAGE.COPY_DST;

/**
 * Creates a buffer of `length` float32 zeros. Its size is rounded up to a multiple of four values.
 *
 * @throws InvalidArgumentError if the device does not support buffers of that size; GpuValidationError, here or at the
 * next use of `gpu`, if it is out of memory
 */
export function createTensor(gpu: Gpu, length: number, label = "anneal tensor"): GPUBuffer {
  const device = usableDevice(gpu);
  const size = Math.max(1, Math.ceil(wholeNumber("length", length) / 4)) * 4 * BYTES;
  const { maxBufferSize } = device.limits;
  if (size > maxBufferSize) {
    const most = Math.floor(maxBufferSize / BYTES);
    throw new InvalidArgumentError("length", length, `at most ${most}, the largest buffer of this device`);
  }
  return gpu.call(() => device.createBuffer({ label, size, usage: TENSOR_USAGE }));
}

/**
 * Creates a buffer with a copy of the values. The caller destroys it.
 * @throws InvalidArgumentError or DeviceLostError
 */
export function upload(gpu: Gpu, values: Float32Array): GPUBuffer {
  const buffer = createTensor(gpu, checkValues(values).length);
  write(gpu, buffer, values);
  return buffer;
}

/**
 * Copies values into a buffer, from element `start` on.
 * @throws InvalidArgumentError or DeviceLostError, before anything is written; GpuValidationError for a buffer that was
 * destroyed or belongs to another device, here or at the next use of `gpu`
 */
export function write(gpu: Gpu, buffer: GPUBuffer, values: Float32Array, start = 0): void {
  const device = usableDevice(gpu);
  checkRange(buffer, start, checkValues(values).length, "COPY_DST");
  const own = unshared(values);
  gpu.call(() => device.queue.writeBuffer(buffer, start * BYTES, own));
}

/** The values in memory that no other thread can change, because Dawn crashes with a SharedArrayBuffer. */
function unshared(values: Float32Array): OwnedFloat32Array {
  const isShared = Object.prototype.toString.call(values.buffer) === "[object SharedArrayBuffer]";
  return isShared ? new Float32Array(values) : (values as OwnedFloat32Array);
}

/**
 * Reads values from a buffer, after all work submitted before the call. The device needs memory for a second copy of
 * the values in the meantime.
 *
 * @param start The first element. Default 0.
 * @param length The number of elements. Default: to the end of the buffer.
 * @throws InvalidArgumentError; DeviceLostError if the device is lost; GpuValidationError for a buffer that was
 * destroyed or belongs to another device
 */
export async function readBack(
  gpu: Gpu,
  buffer: GPUBuffer,
  start = 0,
  length = storageOf(buffer) - start,
): Promise<OwnedFloat32Array> {
  const device = usableDevice(gpu);
  checkRange(buffer, start, length, "COPY_SRC");
  const values = new Float32Array(length);
  if (length === 0) return values;
  const starts = Array.from({ length: Math.ceil(length / PIECE) }, (_, i) => i * PIECE);
  const usage = USAGE.MAP_READ | USAGE.COPY_DST;
  const pieces = gpu.call(() =>
    starts.map((first) => {
      const size = Math.min(PIECE, length - first) * BYTES;
      return { first, staging: device.createBuffer({ label: "anneal read-back", size, usage }) };
    }),
  );
  try {
    // In one submission, so that later work does not change part of the values.
    const { refusal } = watched(device, () => {
      const encoder = device.createCommandEncoder();
      for (const { first, staging } of pieces) {
        encoder.copyBufferToBuffer(buffer, (start + first) * BYTES, staging, 0, staging.size);
      }
      device.queue.submit([encoder.finish()]);
    });
    for (const { first, staging } of pieces) {
      await mapped(gpu, staging);
      // A rejected copy leaves zeros.
      const refused = await refusal;
      if (refused !== null) throw refused;
      values.set(new Float32Array(staging.getMappedRange()), first);
      staging.unmap();
    }
  } finally {
    for (const { staging } of pieces) staging.destroy();
  }
  return values;
}

async function mapped(gpu: Gpu, staging: GPUBuffer): Promise<void> {
  try {
    await staging.mapAsync(MAP_READ);
  } catch (error) {
    // A lost device rejects the map first, and reports the loss a moment later.
    await new Promise((resolve) => setTimeout(resolve, LOSS_MILLISECONDS));
    gpu.assertUsable();
    throw error;
  }
}

/** Whether a value is a WebGPU buffer of any implementation. */
export function isBuffer(value: unknown): value is GPUBuffer {
  return isRecord(value) && typeof value.mapAsync === "function" && typeof value.size === "number";
}

/** Returns the number of values that fit into a buffer. */
function storageOf(buffer: unknown): number {
  if (!isBuffer(buffer)) throw new InvalidArgumentError("buffer", buffer, "a GPUBuffer");
  return Math.floor(buffer.size / BYTES);
}

function checkValues(values: unknown): Float32Array {
  if (isFloat32Array(values) && !isDetached(values)) return values;
  // The device would copy the bytes of other typed arrays.
  throw new InvalidArgumentError("values", values, "a Float32Array whose buffer is there");
}

/**
 * Checks a range on the host, because a copy that WebGPU rejects leaves zeros in place of values.
 * @param name What the buffer is called in the error.
 */
export function checkRange(
  buffer: GPUBuffer,
  start: number,
  length: number,
  usage: "COPY_SRC" | "COPY_DST",
  name = "buffer",
): void {
  const most = storageOf(buffer);
  if ((buffer.usage & USAGE[usage]) === 0) {
    throw new InvalidArgumentError(`${name}.usage`, buffer.usage, `one with ${usage}`);
  }
  refuseMapped(name, buffer);
  wholeNumber("start", start);
  wholeNumber("length", length);
  if (start + length > most) {
    throw new InvalidArgumentError(
      "start + length",
      start + length,
      `at most ${most}, the size of the buffer`,
    );
  }
}

/** @throws InvalidArgumentError for a buffer that the host has mapped, or waits to map: the device may not use it. */
export function refuseMapped(name: string, { mapState }: GPUBuffer): void {
  if (mapState !== "mapped" && mapState !== "pending") return;
  throw new InvalidArgumentError(`${name}.mapState`, mapState, '"unmapped", which unmap() makes it');
}
