/** Evaluates many steps at once, and checks the options for all engines. */
import { isRecord } from "../arguments.js";
import {
  byteLengthOf,
  isDetached,
  isFloat32Array,
  isFloat64Array,
  isRevoked,
  isTypedArray,
  viewOf,
} from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import { canCount } from "../evaluate/grid.js";
import { exclusiveOptions } from "../option-errors.js";
import type { ScheduleNode } from "../tree/node.js";
import { normalize } from "../tree/normalize.js";
import { fillSteps, isSchedule, type Schedule } from "./schedule.js";

/** Which steps to evaluate, and where to write the values. */
export type SampleOptions = RangeOptions | StepsOptions;

/** `count` steps from `start` on: element `i` is the value at `start + i * stride`. */
export interface RangeOptions extends Target {
  /** The first step. Default 0. */
  readonly start?: number;
  /** The number of values. Default: the length of `out`. */
  readonly count?: number;
  /** The distance between two steps, above 0. Default 1. */
  readonly stride?: number;
  readonly steps?: undefined;
}

/** Any steps: element `i` is the value at `steps[i]`. */
export interface StepsOptions extends Target {
  readonly steps: ArrayLike<number>;
  readonly start?: undefined;
  readonly count?: undefined;
  readonly stride?: undefined;
}

interface Target {
  /** The type of the result. Default `"float64"`, or the type of `out`. A float32 is the float64 value rounded once. */
  readonly dtype?: Dtype;
  /** The array to write into, whose length is the number of values; it is returned. Default: a new one. */
  readonly out?: SampleArray;
}

export type Dtype = "float64" | "float32";
export type SampleArray = Float64Array | Float32Array;

/** The array that `sample` returns for given options. */
export type SampleResult<Options extends SampleOptions> = Options extends {
  readonly out: infer Out extends SampleArray;
}
  ? Out
  : Options extends { readonly dtype: "float32" }
    ? Float32Array
    : Float64Array;

/** A checked request, with defaults filled in. */
export type SamplePlan = RangePlan | StepsPlan;

/** Values at `start`, `start + stride`, ...; as many as `out` has room for. */
export interface RangePlan {
  readonly node: ScheduleNode;
  readonly steps: null;
  readonly start: number;
  readonly stride: number;
  readonly out: SampleArray;
}

/** Values at any steps. */
export interface StepsPlan {
  readonly node: ScheduleNode;
  readonly steps: ArrayLike<number>;
  readonly out: SampleArray;
}

/**
 * The values of `schedule` over a range of steps or at any steps, computed in TypeScript.
 * Element `i` has the bits of `schedule(step)`; `sample` of the wasm package returns the same, many times faster.
 * @throws InvalidArgumentError that names the option, before `out` is changed.
 */
export function sample<const Options extends SampleOptions>(
  schedule: Schedule,
  options: Options,
): SampleResult<Options> {
  const plan = planSample(schedule, options);
  fillOnHost(schedule, plan);
  return plan.out as SampleResult<Options>;
}

/** Writes the values of a plan. */
export function fillOnHost(schedule: Schedule, plan: SamplePlan): void {
  const { out } = plan;
  if (plan.steps === null && plan.stride === 1 && canCount(plan.start, out.length) && isFloat64Array(out)) {
    fillRange(schedule, out, plan.start);
  } else if (plan.steps === null) {
    for (let i = 0; i < out.length; i++) out[i] = schedule(plan.start + i * plan.stride);
  } else {
    for (let i = 0; i < out.length; i++) out[i] = schedule(plan.steps[i] as number);
  }
}

/** In parts: a part in which something begins or ends is computed step by step. */
const PART = 1024;

function fillRange(schedule: Schedule, out: Float64Array, start: number): void {
  for (let done = 0; done < out.length; done += PART) {
    fillSteps(schedule, viewOf(out, done, Math.min(PART, out.length - done)), start + done);
  }
}

/**
 * Checks the options and allocates the array; an engine then only has to fill it.
 * @param others Names of options that the engine reads itself.
 */
export function planSample(
  schedule: Schedule,
  options: SampleOptions,
  others: readonly string[] = [],
): SamplePlan {
  if (!isSchedule(schedule)) {
    throw new InvalidArgumentError(
      "schedule",
      schedule,
      "a schedule made by one of the constructors or by fromJSON",
    );
  }
  if (!isRecord(options)) {
    throw new InvalidArgumentError("options", options, "an object such as { start: 0, count: 1000 }");
  }
  for (const name of Object.keys(options)) {
    if (!OPTION_NAMES.has(name) && !others.includes(name)) {
      throw new InvalidArgumentError(
        name,
        options[name as keyof SampleOptions],
        `one of ${[...OPTION_NAMES, ...others].join(", ")}`,
      );
    }
  }
  // Each is read once: a getter could return another value the next time.
  const { start, count, stride, steps, dtype, out } = options as Record<keyof SampleOptions, unknown>;
  if (out !== undefined && !isOutput(out)) {
    throw new InvalidArgumentError("out", out, "a Float64Array or a Float32Array");
  }
  // Schedules of this library pass at once; other objects of the same form are checked like any input.
  const node = normalize(schedule.node);
  if (steps === undefined) {
    const range = readRange(start, stride, count === undefined ? out?.length : count);
    return { node, steps: null, ...range, out: target(dtype, out, range.count) };
  }
  for (const [name, value] of Object.entries({ start, count, stride })) {
    if (value !== undefined) throw exclusiveOptions("steps", name, value);
  }
  const numbers = readSteps(steps);
  const values = target(dtype, out, numbers.length);
  // Values written over steps that are not read yet would be used as steps.
  const shared = isTypedArray(steps) && steps.buffer === values.buffer;
  return { node, steps: shared ? Float64Array.from(numbers) : numbers, out: values };
}

const OPTION_NAMES: ReadonlySet<string> = new Set(["start", "count", "stride", "steps", "dtype", "out"]);

function readRange(start: unknown = 0, stride: unknown = 1, count: unknown = undefined) {
  if (!isFiniteNumber(start)) throw new InvalidArgumentError("start", start, "a finite number");
  if (!(isFiniteNumber(stride) && stride > 0)) {
    throw new InvalidArgumentError("stride", stride, "a finite number above 0");
  }
  if (!(isFiniteNumber(count) && Number.isInteger(count) && count >= 0)) {
    throw new InvalidArgumentError("count", count, "a whole number, 0 or more");
  }
  if (!Number.isFinite(start + count * stride)) {
    throw new InvalidArgumentError("start + count * stride", start + count * stride, "a finite number");
  }
  return { start, stride, count };
}

/** A typed array unchanged, because it holds only numbers; otherwise a copy, each item read once. */
function readSteps(steps: unknown): ArrayLike<number> {
  const what = "an array of finite numbers";
  const isReadable = typeof steps === "object" && steps !== null && !isRevoked(steps);
  const length = isReadable ? (steps as ArrayLike<unknown>).length : null;
  if (typeof length !== "number" || !Number.isInteger(length) || length < 0) {
    throw new InvalidArgumentError("steps", steps, what);
  }
  if (!isTypedArray(steps)) {
    const numbers: number[] = [];
    for (let i = 0; i < length; i++) numbers.push(finiteStep((steps as ArrayLike<unknown>)[i], i));
    return numbers;
  }
  if (isDetached(steps))
    throw new InvalidArgumentError("steps", steps, "an array whose buffer is not detached");
  for (let i = 0; i < length; i++) finiteStep(steps[i], i);
  return steps as ArrayLike<number>;
}

function finiteStep(step: unknown, index: number): number {
  if (!isFiniteNumber(step)) throw new InvalidArgumentError(`steps[${index}]`, step, "a finite number");
  return step;
}

function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function isOutput(out: unknown): out is SampleArray {
  return isFloat64Array(out) || isFloat32Array(out);
}

/** The array to write into, checked after all of the caller's getters have run, which could have transferred it. */
function target(dtype: unknown, out: SampleArray | undefined, count: number): SampleArray {
  if (dtype !== undefined && dtype !== "float64" && dtype !== "float32") {
    throw new InvalidArgumentError("dtype", dtype, '"float64" or "float32"');
  }
  if (out === undefined) return allocate(dtype ?? "float64", count);
  if (isDetached(out)) throw new InvalidArgumentError("out", out, "an array whose buffer is not detached");
  if (dtype !== undefined && (dtype === "float32") !== isFloat32Array(out)) {
    throw new InvalidArgumentError("dtype", dtype, "the type of out, or absent");
  }
  if (byteLengthOf(out) !== count * out.BYTES_PER_ELEMENT) {
    throw new InvalidArgumentError("out", out, `an array of ${count} values, the requested number`);
  }
  return out;
}

function allocate(dtype: Dtype, count: number): SampleArray {
  try {
    return dtype === "float32" ? new Float32Array(count) : new Float64Array(count);
  } catch {
    throw new InvalidArgumentError("count", count, `a number of ${dtype} values that fits into memory`);
  }
}
