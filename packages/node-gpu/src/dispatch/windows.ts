/** Parts of a buffer, for buffers that are larger than one binding may be. */

/** A part of a buffer, in float32 values from its start. */
export interface Window {
  readonly start: number;
  readonly length: number;
}

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/**
 * Splits `length` values, from value `first` of the buffer on, into windows that can be bound. Every window but the last is
 * as large as allowed, and each starts at an offset that a binding may have.
 */
export function windowsOf(first: number, length: number, limits: WindowLimits): Window[] {
  const alignment = limits.minStorageBufferOffsetAlignment / BYTES;
  const largest = Math.floor(limits.maxStorageBufferBindingSize / BYTES / alignment) * alignment;
  const windows: Window[] = [];
  for (let start = 0; start < length; start += largest) {
    windows.push({ start: first + start, length: Math.min(largest, length - start) });
  }
  return windows;
}

export type WindowLimits = Pick<
  GPUSupportedLimits,
  "maxStorageBufferBindingSize" | "minStorageBufferOffsetAlignment"
>;
