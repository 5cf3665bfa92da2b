/** Parameters, gradients and state on the device: who owns which buffer, and how they are bound. */
import { InvalidArgumentError } from "@anneal/core";
import {
  Fields,
  isDetached,
  isFloat32Array,
  isRecord,
  list,
  text,
  viewOf,
  wholeNumber,
} from "@anneal/core/arguments";
import type { Gpu } from "../device/gpu.js";
import { createTensor, isBuffer, refuseMapped, USAGE, upload } from "../dispatch/buffers.js";
import { dispatchShape, WORKGROUP_SIZE } from "../dispatch/shape.js";
import { windowsOf } from "../dispatch/windows.js";
import type { GpuForm } from "./form.js";
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
  /** What states call it. Default: its index. */
  readonly name?: string;
  /** Its dimensions, as in the states of other engines. Default: one. */
  readonly shape?: readonly number[];
}

/** A parameter as it was handed in, checked. */
export interface CheckedSource {
  /** Null: it has none but its index. */
  readonly name: string | null;
  readonly shape: readonly number[];
  readonly length: number;
  readonly values: Float32Array | null;
  readonly param: GPUBuffer | null;
  readonly grad: GPUBuffer | null;
}

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** @throws InvalidArgumentError */
export function readSource(path: string, value: unknown): CheckedSource {
  if (!isRecord(value) || isBuffer(value)) {
    const source = readValues(path, value, null, undefined);
    return { ...source, name: null, shape: Object.freeze([source.length]) };
  }
  const names = ["param", "grad", "length", "name", "shape"];
  const fields = new Fields<string>("a parameter", path, value, names, `${path}.`);
  const grad = fields.readOrNull("grad", storageBuffer);
  const source = readValues(fields.path("param"), fields.get("param"), grad, fields.get("length"));
  const shape = fields.readOrNull("shape", (argument, given) =>
    Object.freeze(
      list(argument, given, "whole numbers").map((each, i) => wholeNumber(`${argument}[${i}]`, each)),
    ),
  );
  if (shape !== null && shape.reduce((product, each) => product * each, 1) !== source.length) {
    throw new InvalidArgumentError(fields.path("shape"), shape, `a shape of ${source.length} values`);
  }
  return { ...source, name: fields.readOrNull("name", text), shape: shape ?? Object.freeze([source.length]) };
}

function readValues(
  path: string,
  value: unknown,
  grad: GPUBuffer | null,
  given: unknown,
): Omit<CheckedSource, "name" | "shape"> {
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
  readonly lanes: Lanes;
  readonly param: GPUBuffer;
  readonly grad: GPUBuffer;
  /** The slots of its rule, by name. */
  readonly slots: ReadonlyMap<string, GPUBuffer>;
  readonly form: GpuForm;
  /** Its row among the rows, and where its numbers of the device begin. */
  readonly row: number;
  readonly numbers: number;
}

/** Takes a buffer that the optimizer made, to destroy it in the end. */
type Own = (buffer: GPUBuffer) => GPUBuffer;

export function createTensors(
  gpu: Gpu,
  source: CheckedSource,
  { form, row, numbers }: Pick<GpuTensor, "form" | "row" | "numbers">,
  own: Own,
): GpuTensor {
  const { length } = source;
  const param = source.param ?? own(source.values ? upload(gpu, source.values) : createTensor(gpu, length));
  const grad = source.grad ?? own(createTensor(gpu, length, "anneal gradient"));
  const slots = new Map(
    form.slots.map((name) => [name, own(createTensor(gpu, length, `anneal ${name}`))] as const),
  );
  // The optimizer's own buffers end in whole vectors; in those of others the next values are not ours to change.
  const isBorrowed = source.param !== null || source.grad !== null;
  return {
    length,
    form,
    row,
    numbers,
    lanes: isBorrowed && length % 4 !== 0 ? "f32" : "vec4f",
    param,
    grad,
    slots,
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

const PART_WORDS = 8;

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
    device.queue.writeBuffer(part, 0, Uint32Array.of(items, tensor.row, partials, last, tensor.numbers));
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
