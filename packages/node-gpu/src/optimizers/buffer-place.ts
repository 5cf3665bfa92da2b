/** Buffers of callers: a buffer of WebGPU or TypeGPU, or a range of one. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, isRecord, wholeNumber } from "@anneal/core/arguments";
import { isBuffer, refuseMapped, USAGE } from "../dispatch/buffers.js";

/** The type of the values in a buffer. */
export type BufferDtype = "float32" | "float16";

/** A buffer of WebGPU, or of TypeGPU, whose `buffer` is what `root.unwrap` returns. */
export type AnyBuffer = GPUBuffer | TypeGpuBuffer;

/** The parts of TypeGPU's buffers that are used. */
export interface TypeGpuBuffer {
  readonly resourceType: "buffer";
  readonly buffer: GPUBuffer;
}

/** A part of a buffer. */
export interface BufferRange {
  readonly buffer: AnyBuffer;
  /** The start in bytes, a multiple of 4. Default: 0. */
  readonly offset?: number;
  /** The number of values. Default: to the end of the buffer. */
  readonly length?: number;
}

/** The location of values. */
export interface BufferPlace {
  readonly buffer: GPUBuffer;
  /** In bytes. */
  readonly offset: number;
}

/** A buffer or a range, checked. */
export interface CheckedRange extends BufferPlace {
  /** The number of values. */
  readonly length: number;
}

export const BYTES_OF: Readonly<Record<BufferDtype, number>> = { float32: 4, float16: 2 };

export function isBufferOrRange(value: unknown): value is AnyBuffer | BufferRange {
  return isBuffer(value) || (isRecord(value) && (isBuffer(value.buffer) || isTypeGpuBuffer(value.buffer)));
}

function isTypeGpuBuffer(value: unknown): value is TypeGpuBuffer {
  return isRecord(value) && value.resourceType === "buffer" && isBuffer(value.buffer);
}

/** @throws InvalidArgumentError if it is not a buffer or range, is mapped, or ends beyond the end of its buffer */
export function readRange(path: string, value: unknown, dtype: BufferDtype): CheckedRange {
  if (!isBufferOrRange(value))
    throw new InvalidArgumentError(
      path,
      value,
      "a GPUBuffer, a buffer of TypeGPU, or { buffer, offset, length }",
    );
  if (isBuffer(value)) return ranged(path, value, 0, undefined, dtype);
  if (isTypeGpuBuffer(value)) return ranged(path, value.buffer, 0, undefined, dtype);
  const fields = new Fields("a range", path, value, ["buffer", "offset", "length"], `${path}.`);
  const buffer = isBuffer(value.buffer) ? value.buffer : (value.buffer as TypeGpuBuffer).buffer;
  const offset = fields.read("offset", wholeNumber, 0);
  if (offset % 4 !== 0) throw new InvalidArgumentError(`${path}.offset`, offset, "a multiple of 4 bytes");
  return ranged(path, buffer, offset, fields.readOrNull("length", wholeNumber) ?? undefined, dtype);
}

function ranged(
  path: string,
  buffer: GPUBuffer,
  offset: number,
  given: number | undefined,
  dtype: BufferDtype,
): CheckedRange {
  refuseMapped(path, buffer);
  const most = (buffer.size - offset) / BYTES_OF[dtype];
  const length = given ?? most;
  if (!(Number.isSafeInteger(length) && length >= 0))
    throw new InvalidArgumentError(path, buffer.label || "a GPUBuffer", `a buffer of ${dtype} values`);
  if (length > most)
    throw new InvalidArgumentError(
      `${path}.length`,
      length,
      `at most ${Math.max(0, Math.floor(most))}, to the end of the buffer`,
    );
  // An odd number of float16 values ends in the middle of a word.
  const end = offset + 4 * Math.ceil((length * BYTES_OF[dtype]) / 4);
  if (end > buffer.size)
    throw new InvalidArgumentError(
      `${path}.size`,
      buffer.size,
      `at least ${end} bytes, because devices bind whole words of 4 bytes`,
    );
  return { buffer, offset, length };
}

/** Whether kernels can bind a buffer at a place. */
export function canBind({ buffer, offset }: BufferPlace, { limits }: GPUDevice): boolean {
  return (buffer.usage & USAGE.STORAGE) !== 0 && offset % limits.minStorageBufferOffsetAlignment === 0;
}

/** @throws InvalidArgumentError if a buffer lacks a usage */
export function needUsage(
  path: string,
  { buffer }: BufferPlace,
  ...usages: readonly (keyof typeof USAGE)[]
): void {
  for (const usage of usages) {
    if ((buffer.usage & USAGE[usage]) === 0)
      throw new InvalidArgumentError(`${path}.usage`, buffer.usage, `a usage with ${usage}`);
  }
}
