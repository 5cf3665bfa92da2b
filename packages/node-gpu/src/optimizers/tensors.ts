/** Parameters, gradients and state on the device: ownership and binding of their buffers. */
import { InvalidArgumentError } from "@anneal/core";
import {
  choice,
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
import { checkRange, createTensor, TENSOR_USAGE, USAGE, upload } from "../dispatch/buffers.js";
import { dispatchShape, WORKGROUP_SIZE } from "../dispatch/shape.js";
import { windowsOf } from "../dispatch/windows.js";
import {
  type AnyBuffer,
  type BufferDtype,
  type BufferPlace,
  type BufferRange,
  BYTES_OF,
  type CheckedRange,
  canBind,
  isBufferOrRange,
  needUsage,
  readRange,
} from "./buffer-place.js";
import type { GpuForm } from "./form.js";
import { type Lanes, MOST_PARTIALS } from "./shaders.js";

/**
 * One parameter: values to upload, a number of zeros, or your own buffer, or a range of one, with `STORAGE` usage. The
 * optimizer updates your buffer in place and never destroys it. `read()` copies from it, which needs `COPY_SRC`.
 */
export type GpuParameterSource = Float32Array | number | AnyBuffer | BufferRange | GpuParameter;

/** A parameter with its gradients, name, shape and types. */
export interface GpuParameter {
  readonly param: Float32Array | number | AnyBuffer | BufferRange;
  /**
   * With `STORAGE` usage, and `COPY_DST` for `writeGradients`. Default: a buffer owned by the optimizer, see `grads`.
   */
  readonly grad?: AnyBuffer | BufferRange;
  /** The number of values that belong to the parameter. Default: all of `param`. */
  readonly length?: number;
  /** Its name in states. Default: its index. */
  readonly name?: string;
  /** Its dimensions, as in the states of other engines. Default: one. */
  readonly shape?: readonly number[];
  /**
   * The type of the values in the buffer of `param`. With `"float16"` the optimizer keeps the parameter in float32,
   * starts from the buffer, and writes it there after each update, rounded to nearest. Default: `"float32"`.
   */
  readonly dtype?: BufferDtype;
  /** The type of the gradients, both in `grads` and given to a step. Default: the parameter's. */
  readonly gradDtype?: BufferDtype;
}

/** A parameter as passed by the caller, checked. */
export interface CheckedSource {
  /** Null: its name is its index. */
  readonly name: string | null;
  readonly shape: readonly number[];
  readonly length: number;
  readonly values: Float32Array | null;
  readonly param: CheckedRange | null;
  readonly grad: CheckedRange | null;
  readonly dtype: BufferDtype;
  readonly gradDtype: BufferDtype;
}

const BYTES = Float32Array.BYTES_PER_ELEMENT;
const dtypes = ["float32", "float16"] as const;

/** @throws InvalidArgumentError */
export function readSource(path: string, value: unknown): CheckedSource {
  if (!isRecord(value) || isBufferOrRange(value)) {
    const source = readValues(path, value, "float32", undefined);
    const shape = Object.freeze([source.length]);
    return { ...source, grad: null, name: null, shape, dtype: "float32", gradDtype: "float32" };
  }
  const names = ["param", "grad", "length", "name", "shape", "dtype", "gradDtype"];
  const fields = new Fields<string>("a parameter", path, value, names, `${path}.`);
  const dtype = fields.read("dtype", (argument, given) => choice(argument, given, dtypes), "float32");
  const gradDtype = fields.read("gradDtype", (argument, given) => choice(argument, given, dtypes), dtype);
  const source = readValues(fields.path("param"), fields.get("param"), dtype, fields.get("length"));
  if (dtype === "float16" && source.param === null)
    throw new InvalidArgumentError(fields.path("dtype"), dtype, "float32 for what is no buffer");
  const grad = fields.readOrNull("grad", (argument, given) => readPlace(argument, given, gradDtype));
  if (grad !== null && grad.length < source.length) {
    const least = source.length * BYTES_OF[gradDtype];
    throw new InvalidArgumentError(
      `${fields.path("param")}: grad.size`,
      grad.length * BYTES_OF[gradDtype],
      `at least ${least} bytes`,
    );
  }
  const shape = fields.readOrNull("shape", (argument, given) =>
    Object.freeze(
      list(argument, given, "whole numbers").map((each, i) => wholeNumber(`${argument}[${i}]`, each)),
    ),
  );
  if (shape !== null && shape.reduce((product, each) => product * each, 1) !== source.length) {
    throw new InvalidArgumentError(fields.path("shape"), shape, `a shape of ${source.length} values`);
  }
  const name = fields.readOrNull("name", text);
  return { ...source, grad, name, shape: shape ?? Object.freeze([source.length]), dtype, gradDtype };
}

function readValues(
  path: string,
  value: unknown,
  dtype: BufferDtype,
  given: unknown,
): Pick<CheckedSource, "length" | "values" | "param"> {
  const values = isFloat32Array(value) && !isDetached(value) ? value : null;
  const param = isBufferOrRange(value) ? readPlace(path, value, dtype) : null;
  const whole = values?.length ?? param?.length ?? value;
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
  return { length, values: values && viewOf(values, 0, length), param };
}

function readPlace(path: string, value: unknown, dtype: BufferDtype): CheckedRange {
  const place = readRange(path, value, dtype);
  needUsage(path, place, "STORAGE");
  return place;
}

/** @throws InvalidArgumentError if two tensors share values of a buffer: their updates would race. */
export function refuseSharedBuffers(sources: readonly CheckedSource[]): void {
  const seen = new Map<GPUBuffer, { readonly start: number; readonly end: number }[]>();
  for (const [i, { param, grad, length, dtype, gradDtype }] of sources.entries()) {
    for (const [place, type] of [
      [param, dtype],
      [grad, gradDtype],
    ] as const) {
      if (place === null) continue;
      const { buffer, offset: start } = place;
      // Empty buffers are bound, too.
      const end = start + Math.max(1, length * BYTES_OF[type]);
      const others = seen.get(buffer) ?? [];
      if (others.some((other) => start < other.end && other.start < end)) {
        throw new InvalidArgumentError(
          `parameter ${i}`,
          buffer.label || "a GPUBuffer",
          "a buffer, or a range of one, that is used once",
        );
      }
      seen.set(buffer, [...others, { start, end }]);
    }
  }
}

/** @throws InvalidArgumentError where the flag of a step is a value of a parameter, which the step changes. */
export function refuseFlagInParameter(sources: readonly CheckedSource[], flag: BufferPlace): void {
  const index = sources.findIndex(({ param, length, dtype }) => {
    if (param === null || param.buffer !== flag.buffer) return false;
    return flag.offset < param.offset + length * BYTES_OF[dtype] && param.offset < flag.offset + 4;
  });
  if (index < 0) return;
  const expected = `a number outside parameter ${index}, which steps change`;
  throw new InvalidArgumentError("foundInf", flag.buffer.label || "a GPUBuffer", expected);
}

/** How values get from and to a buffer that kernels don't bind. */
export interface Detour {
  readonly place: BufferPlace;
  readonly how: "copy" | "convert";
}

/** The buffers of one parameter. */
export interface GpuTensor {
  readonly length: number;
  readonly lanes: Lanes;
  /** The values that kernels update. */
  readonly param: BufferPlace;
  /** The gradients that kernels read. */
  readonly grad: BufferPlace;
  /** Whether the optimizer owns the buffer of gradients. */
  readonly ownsGrad: boolean;
  /** The public buffers. */
  readonly shown: { readonly param: GPUBuffer; readonly grad: GPUBuffer };
  /** The locations of the caller's parameters and gradients, if kernels don't bind them. */
  readonly paramDetour: Detour | null;
  readonly gradDetour: Detour | null;
  readonly gradDtype: BufferDtype;
  /** The slots of its rule, by name. */
  readonly slots: ReadonlyMap<string, BufferPlace>;
  readonly form: GpuForm;
  /** The index of its row, and the start of its numbers on the device. */
  readonly row: number;
  readonly numbers: number;
}

/** Registers a buffer of the optimizer, which is destroyed with it. */
export type Own = (buffer: GPUBuffer) => GPUBuffer;

export function createTensors(
  gpu: Gpu,
  path: string,
  source: CheckedSource,
  { form, row, numbers }: Pick<GpuTensor, "form" | "row" | "numbers">,
  own: Own,
): GpuTensor {
  const { length, dtype, gradDtype } = source;
  const whole = (buffer: GPUBuffer): BufferPlace => ({ buffer, offset: 0 });
  const paramDetour = detourOf(gpu, `${path}.param`, source.param, dtype);
  const param =
    source.param === null || paramDetour !== null
      ? whole(own(source.values ? upload(gpu, source.values) : createTensor(gpu, length)))
      : source.param;
  if (paramDetour?.how === "copy") needUsage(`${path}.param`, paramDetour.place, "COPY_SRC", "COPY_DST");
  const halves = () => own(createHalves(gpu, length));
  const givenGrad = source.grad ?? (gradDtype === "float16" ? whole(halves()) : null);
  const gradDetour = detourOf(gpu, `${path}.grad`, givenGrad, gradDtype, param.buffer);
  const ownsGrad = givenGrad === null || gradDetour !== null;
  const grad = ownsGrad
    ? whole(own(createTensor(gpu, length, "anneal gradient")))
    : (givenGrad as BufferPlace);
  if (gradDetour?.how === "copy") needUsage(`${path}.grad`, gradDetour.place, "COPY_SRC");
  const slots = new Map(
    form.slots.map((name) => [name, whole(own(createTensor(gpu, length, `anneal ${name}`)))] as const),
  );
  // The optimizer's own buffers end in whole vectors. In the caller's buffers, the values that follow must not change.
  const isBorrowed = param === source.param || !ownsGrad;
  return {
    length,
    form,
    row,
    numbers,
    lanes: isBorrowed && length % 4 !== 0 ? "f32" : "vec4f",
    param,
    grad,
    ownsGrad,
    shown: { param: source.param?.buffer ?? param.buffer, grad: givenGrad?.buffer ?? grad.buffer },
    paramDetour,
    gradDetour,
    gradDtype,
    slots,
  };
}

/** A buffer for float16 gradients, all 0. */
function createHalves({ device }: Gpu, length: number): GPUBuffer {
  const size = Math.max(4, Math.ceil(length / 2) * 4);
  return device.createBuffer({ label: "anneal gradient", size, usage: TENSOR_USAGE });
}

/**
 * How to reach a place that kernels can't bind; null if they can.
 * @param beside A buffer that is written by the same kernels, none of which may bind it a second time.
 * @throws InvalidArgumentError for float16 values at an offset that can't be bound
 */
function detourOf(
  { device }: Gpu,
  path: string,
  place: BufferPlace | null,
  dtype: BufferDtype,
  beside?: GPUBuffer,
): Detour | null {
  if (place === null) return null;
  const isBindable = canBind(place, device);
  if (dtype === "float16") {
    if (isBindable) return { place, how: "convert" };
    const expected = `a multiple of ${device.limits.minStorageBufferOffsetAlignment} bytes for float16`;
    throw new InvalidArgumentError(`${path}.offset`, place.offset, expected);
  }
  return isBindable && place.buffer !== beside ? null : { place, how: "copy" };
}

/** A part of a tensor that is bound at once, with everything needed for its dispatches. */
export interface TensorWindow {
  readonly tensor: GpuTensor;
  readonly part: GPUBuffer;
  readonly updateShape: readonly [number, number];
  readonly inspectShape: readonly [number, number];
  /** Its first index in the list of partial sums. */
  readonly firstPartial: number;
  bindingOf(place: BufferPlace): GPUBufferBinding;
}

const PART_WORDS = 8;

/** Splits a tensor into windows, each with a uniform buffer. */
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
      bindingOf: ({ buffer, offset }) => ({
        buffer,
        offset: offset + start * BYTES,
        size: items * width * BYTES,
      }),
    };
    partials += inspectShape[0] * inspectShape[1];
    return window;
  });
}

/** The number of partial sums that the windows produce. */
export function partialsOf(windows: readonly TensorWindow[]): number {
  return windows.reduce((sum, { inspectShape: [x, y] }) => sum + x * y, 0);
}

/** @throws InvalidArgumentError for parameters in buffers that can't be copied from */
export function checkReadable(tensors: readonly GpuTensor[]): void {
  for (const [i, { param, length }] of tensors.entries()) {
    checkRange(param.buffer, param.offset / BYTES, length, "COPY_SRC", `params[${i}]`);
  }
}
