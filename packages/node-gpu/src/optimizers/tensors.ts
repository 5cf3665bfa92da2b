/** Parameters, gradients and state on the device: who owns which buffer, and how they are bound. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, isDetached, isFloat32Array, isRecord, viewOf, wholeNumber } from "@anneal/core/arguments";
import type { Gpu } from "../device/gpu.js";
import { createTensor, isBuffer, refuseMapped, USAGE, upload } from "../dispatch/buffers.js";
import { dispatchShape, WORKGROUP_SIZE } from "../dispatch/shape.js";
import { windowsOf } from "../dispatch/windows.js";
import { type Lanes, MOST_PARTIALS } from "./shaders.js";

/**
 * One parameter: values to upload, how many values there are (all 0), or a buffer of yours with `STORAGE` usage, which
 * the optimizer updates in place and never destroys. `read()` copies from it, which needs `COPY_SRC`.
 */
export type GpuParameterSource = Float32Array | number | GPUBuffer | GpuParameter;

/** A parameter together with a gradient buffer of yours. */
export interface GpuParameter {
  readonly param: Float32Array | number | GPUBuffer;
  /** With `STORAGE` usage, and `COPY_DST` for `writeGradients`. Default: a buffer of the optimizer's, see `grads`. */
  readonly grad?: GPUBuffer;
  /** How many values of the buffers belong to the parameter. Default: all of `param`. */
  readonly length?: number;
}

/** A parameter as it was handed in, checked. */
export interface CheckedSource {
  readonly length: number;
  readonly values: Float32Array | null;
  readonly param: GPUBuffer | null;
  readonly grad: GPUBuffer | null;
}

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** @throws InvalidArgumentError */
export function readSource(path: string, value: unknown): CheckedSource {
  if (!isRecord(value) || isBuffer(value)) return readValues(path, value, null, undefined);
  const fields = new Fields("a parameter", path, value, ["param", "grad", "length"], `${path}.`);
  const grad = fields.readOrNull("grad", storageBuffer);
  return readValues(fields.path("param"), fields.get("param"), grad, fields.get("length"));
}

function readValues(path: string, value: unknown, grad: GPUBuffer | null, given: unknown): CheckedSource {
  const values = isFloat32Array(value) && !isDetached(value) ? value : null;
  const param = isBuffer(value) ? storageBuffer(path, value) : null;
  const whole = values?.length ?? (param === null ? value : param.size / BYTES);
  if (!(Number.isSafeInteger(whole) && (whole as number) >= 0)) {
    throw new InvalidArgumentError(
      path,
      value,
      "a Float32Array, a whole number of values or a GPUBuffer of float32 values",
    );
  }
  const length = given === undefined ? (whole as number) : wholeNumber("length", given);
  if (length > (whole as number)) {
    throw new InvalidArgumentError("length", length, `at most ${whole}, which ${path} has`);
  }
  if (grad !== null && grad.size < length * BYTES) {
    throw new InvalidArgumentError(`${path}: grad.size`, grad.size, `at least ${length * BYTES} bytes`);
  }
  return { length, values: values && viewOf(values, 0, length), param, grad };
}

function storageBuffer(path: string, value: unknown): GPUBuffer {
  if (!isBuffer(value)) throw new InvalidArgumentError(path, value, "a GPUBuffer");
  if ((value.usage & USAGE.STORAGE) === 0) {
    throw new InvalidArgumentError(`${path}.usage`, value.usage, "one with STORAGE");
  }
  refuseMapped(path, value);
  return value;
}

/** @throws InvalidArgumentError where a buffer is handed in twice: two updates would race for it. */
export function refuseSharedBuffers(sources: readonly CheckedSource[]): void {
  const seen = new Set<GPUBuffer>();
  for (const [i, { param, grad }] of sources.entries()) {
    for (const buffer of [param, grad]) {
      if (buffer === null) continue;
      if (seen.has(buffer)) {
        throw new InvalidArgumentError(
          `parameter ${i}`,
          buffer.label || "a GPUBuffer",
          "a buffer that is used once",
        );
      }
      seen.add(buffer);
    }
  }
}

/** The buffers of one parameter. */
export interface GpuTensor {
  readonly length: number;
  readonly group: number;
  readonly lanes: Lanes;
  readonly param: GPUBuffer;
  readonly grad: GPUBuffer;
  readonly state: readonly GPUBuffer[];
}

/** Takes a buffer that the optimizer made, to destroy it in the end. */
type Own = (buffer: GPUBuffer) => GPUBuffer;

export function createTensors(
  gpu: Gpu,
  source: CheckedSource,
  group: number,
  stateNames: readonly string[],
  own: Own,
): GpuTensor {
  const { length } = source;
  const param = source.param ?? own(source.values ? upload(gpu, source.values) : createTensor(gpu, length));
  const grad = source.grad ?? own(createTensor(gpu, length, "anneal gradient"));
  const state = stateNames.map((name) => own(createTensor(gpu, length, `anneal ${name}`)));
  // The optimizer's own buffers end in whole vectors; in those of others the next values are not ours to change.
  const isBorrowed = source.param !== null || source.grad !== null;
  return {
    length,
    group,
    lanes: isBorrowed && length % 4 !== 0 ? "f32" : "vec4f",
    param,
    grad,
    state,
  };
}

/** A part of a tensor that is bound at once, with everything that its dispatches need. */
export interface TensorWindow {
  readonly tensor: GpuTensor;
  readonly part: GPUBuffer;
  readonly updateShape: readonly [number, number];
  readonly inspectShape: readonly [number, number];
  /** Its first place in the list of partial sums. */
  readonly firstPartial: number;
  bindingOf(buffer: GPUBuffer): GPUBufferBinding;
}

const PART_WORDS = 4;

/** Cuts a tensor into windows, with a uniform buffer each. */
export function createWindows(gpu: Gpu, tensor: GpuTensor, firstPartial: number, own: Own): TensorWindow[] {
  const { device } = gpu;
  const { maxComputeWorkgroupsPerDimension: limit } = device.limits;
  const width = tensor.lanes === "vec4f" ? 4 : 1;
  let partials = firstPartial;
  return windowsOf(0, tensor.length, device.limits).map(({ start, length }) => {
    const items = Math.ceil(length / width);
    const last = length - (items - 1) * width;
    const workgroups = Math.ceil(items / WORKGROUP_SIZE);
    const usage = USAGE.UNIFORM | USAGE.COPY_DST;
    const part = own(device.createBuffer({ label: "anneal part", size: PART_WORDS * BYTES, usage }));
    device.queue.writeBuffer(part, 0, Uint32Array.of(items, tensor.group, partials, last));
    const inspectShape = dispatchShape(Math.min(MOST_PARTIALS, workgroups), limit);
    const window: TensorWindow = {
      tensor,
      part,
      updateShape: dispatchShape(workgroups, limit),
      inspectShape,
      firstPartial: partials,
      bindingOf: (buffer) => ({ buffer, offset: start * BYTES, size: items * width * BYTES }),
    };
    partials += inspectShape[0] * inspectShape[1];
    return window;
  });
}

/** How many partial sums the windows leave. */
export function partialsOf(windows: readonly TensorWindow[]): number {
  return windows.reduce((sum, { inspectShape: [x, y] }) => sum + x * y, 0);
}
