/** The gradients passed to a step: arrays, buffers, or null for skipped parameters. */
import { InvalidArgumentError } from "@anneal/core";
import { float32Array, isFloat32Array, list, wholeNumber } from "@anneal/core/arguments";
import {
  type AnyBuffer,
  type BufferPlace,
  type BufferRange,
  canBind,
  needUsage,
  readRange,
} from "./buffer-place.js";
import type { GpuTensor } from "./tensors.js";

/** The gradient of a parameter in one step: values, a buffer or a range of one; null: the parameter is skipped. */
export type GradientSource = Float32Array | AnyBuffer | BufferRange | null;

/** The gradients of one step, checked. */
export interface GivenGradients {
  /** Their locations by parameter. `"host"`: the host writes them; null: in the optimizer's own buffer. */
  readonly sources: readonly (BufferPlace | "host" | null)[];
  /** The gradients that the host writes. */
  readonly arrays: readonly (Float32Array | null)[];
  /** Whether the step skips the parameter. */
  readonly isAbsent: readonly boolean[];
  /** Whether it skips any. */
  readonly hasAbsent: boolean;
}

/**
 * @param maySkip Whether the optimizer was created with `missingGradients: true`.
 * @returns Null if neither is given.
 * @throws InvalidArgumentError
 */
export function readGradients(
  grads: unknown,
  skip: unknown,
  tensors: readonly GpuTensor[],
  device: GPUDevice,
  maySkip: boolean,
): GivenGradients | null {
  if (grads === undefined && skip === undefined) return null;
  const skipped = readSkip(skip, tensors.length);
  const given = grads === undefined ? null : readList(grads, tensors.length);
  const entries = tensors.map((tensor, i) => {
    const value = given?.[i];
    const isAbsent = value === null || skipped.has(i);
    if (isAbsent || value === undefined) return { source: null, array: null, isAbsent };
    if (isFloat32Array(value))
      return { source: "host" as const, array: float32Array(`grads[${i}]`, value, tensor.length), isAbsent };
    return { source: readPlace(`grads[${i}]`, value, tensor, device), array: null, isAbsent };
  });
  const missing = entries.findIndex(({ isAbsent }) => isAbsent);
  if (missing >= 0 && !maySkip) {
    const expected = "a gradient; steps can skip parameters only with missingGradients: true";
    throw new InvalidArgumentError(`grads[${missing}]`, null, expected);
  }
  return {
    sources: entries.map(({ source }) => source),
    isAbsent: entries.map(({ isAbsent }) => isAbsent),
    arrays: entries.map(({ array }) => array),
    hasAbsent: missing >= 0,
  };
}

function readList(grads: unknown, count: number): readonly unknown[] {
  const what = `${count} gradients, one for each parameter`;
  const given = list("grads", grads, what);
  if (given.length !== count) throw new InvalidArgumentError("grads", grads, `an array of ${what}`);
  return given;
}

function readSkip(skip: unknown, count: number): ReadonlySet<number> {
  if (skip === undefined) return new Set();
  const indices = list("skip", skip, "parameter indices").map((each) => wholeNumber("skip", each));
  const beyond = indices.find((index) => index >= count);
  if (beyond !== undefined)
    throw new InvalidArgumentError("skip", beyond, `the index of a parameter, 0 to ${count - 1}`);
  return new Set(indices);
}

function readPlace(path: string, value: unknown, tensor: GpuTensor, device: GPUDevice): BufferPlace {
  const { length, gradDtype } = tensor;
  const place = readRange(path, value, gradDtype);
  if (place.length < length)
    throw new InvalidArgumentError(
      `${path}.length`,
      place.length,
      `at least ${length}, the length of the parameter`,
    );
  if (canBindGradient(tensor, place, device)) return place;
  if (gradDtype === "float32") needUsage(path, place, "COPY_SRC");
  else if (!canBind(place, device)) {
    const expected = `a multiple of ${device.limits.minStorageBufferOffsetAlignment} bytes, in a buffer with STORAGE, for float16`;
    throw new InvalidArgumentError(`${path}.offset`, place.offset, expected);
  }
  return place;
}

/** Whether kernels can read gradients in place. Otherwise they are copied. */
export function canBindGradient(
  { gradDtype, lanes, length, param }: GpuTensor,
  place: BufferPlace,
  device: GPUDevice,
): boolean {
  // A kernel can't bind one buffer for reading and writing, and it reads whole vectors.
  const isWhole = lanes === "f32" || length % 4 === 0;
  return gradDtype === "float32" && isWhole && place.buffer !== param.buffer && canBind(place, device);
}
