/** Many values at once, and the check of what was asked for that every engine shares. */
import { isDetached, isFloat32Array, isFloat64Array } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import type { ScheduleNode } from "../schedule/node.js";
import { normalise } from "../schedule/normalise.js";
import { fillSteps, isSchedule, type Schedule } from "../schedule/schedule.js";
import { canCount } from "./grid.js";

/** Which steps to evaluate, and into what. */
export type SampleOptions = RangeOptions | StepsOptions;

/** `count` steps from `start` on: element `i` is the value at `start + i * stride`. */
export interface RangeOptions extends Target {
  /** The first step. Default 0. */
  readonly start?: number;
  /** How many values. Default: the length of `out`. */
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
  /** An array to write into, as long as there are values; it is returned. Default: a new one. */
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

/** What an engine has to do, checked and with the defaults filled in. */
export type SamplePlan = RangePlan | StepsPlan;

export interface RangePlan {
  readonly node: ScheduleNode;
  readonly steps: null;
  readonly start: number;
  readonly stride: number;
  readonly out: SampleArray;
}

export interface StepsPlan {
  readonly node: ScheduleNode;
  readonly steps: ArrayLike<number>;
  readonly out: SampleArray;
}

/**
 * The values of `schedule` over a range of steps or at any steps, computed in TypeScript.
 * Element `i` has the bits of `schedule(step)`; `sample` of the wasm package gives the same, many times faster.
 * @throws InvalidArgumentError naming the option, before `out` is touched.
 */
export function sample<const Options extends SampleOptions>(
  schedule: Schedule,
  options: Options,
): SampleResult<Options> {
  const plan = planSample(schedule, options);
  const { out } = plan;
  if (plan.steps === null && plan.stride === 1 && canCount(plan.start, out.length) && isFloat64Array(out)) {
    fillRange(schedule, out, plan.start);
  } else if (plan.steps === null) {
    for (let i = 0; i < out.length; i++) out[i] = schedule(plan.start + i * plan.stride);
  } else {
    for (let i = 0; i < out.length; i++) out[i] = schedule(plan.steps[i] as number);
  }
  return out as SampleResult<Options>;
}

/** In parts: one that something happens in has to be computed step by step. */
const PART = 1024;

function fillRange(schedule: Schedule, out: Float64Array, start: number): void {
  for (let done = 0; done < out.length; done += PART) {
    fillSteps(schedule, out.subarray(done, done + PART), start + done);
  }
}

/** Checks what was asked for and provides the array; an engine then only has to fill it. */
export function planSample(schedule: Schedule, options: SampleOptions): SamplePlan {
  if (!isSchedule(schedule)) {
    throw new InvalidArgumentError(
      "schedule",
      schedule,
      "a schedule made by one of the constructors or by fromJSON",
    );
  }
  if (typeof options !== "object" || options === null) {
    throw new InvalidArgumentError("options", options, "an object such as { start: 0, count: 1000 }");
  }
  for (const name of Object.keys(options)) {
    if (!OPTION_NAMES.has(name)) {
      throw new InvalidArgumentError(
        name,
        options[name as keyof SampleOptions],
        `one of ${[...OPTION_NAMES].join(", ")}`,
      );
    }
  }
  const { dtype, out, steps } = options;
  if (dtype !== undefined && dtype !== "float64" && dtype !== "float32") {
    throw new InvalidArgumentError("dtype", dtype, '"float64" or "float32"');
  }
  if (out !== undefined && !isFloat64Array(out) && !isFloat32Array(out)) {
    throw new InvalidArgumentError("out", out, "a Float64Array or a Float32Array");
  }
  for (const [name, array] of [
    ["out", out],
    ["steps", steps],
  ] as const) {
    if (ArrayBuffer.isView(array) && isDetached(array)) {
      throw new InvalidArgumentError(name, array, "an array whose buffer is not detached");
    }
  }
  if (out !== undefined && dtype !== undefined && (dtype === "float32") !== isFloat32Array(out)) {
    throw new InvalidArgumentError("dtype", dtype, "the type of out, or left out");
  }
  // A schedule of our own is known and passes at once; anything that only looks like one is read like foreign data.
  const node = normalise(schedule.node);
  return steps === undefined ? planRange(node, options) : planSteps(node, options as StepsOptions);
}

const OPTION_NAMES: ReadonlySet<string> = new Set(["start", "count", "stride", "steps", "dtype", "out"]);

function planRange(node: ScheduleNode, options: RangeOptions): RangePlan {
  const { start = 0, stride = 1, count = options.out?.length } = options;
  if (!Number.isFinite(start)) throw new InvalidArgumentError("start", start, "a finite number");
  if (!(Number.isFinite(stride) && stride > 0)) {
    throw new InvalidArgumentError("stride", stride, "a finite number above 0");
  }
  if (typeof count !== "number" || !Number.isInteger(count) || count < 0) {
    throw new InvalidArgumentError("count", count, "a whole number, 0 or more");
  }
  if (!Number.isFinite(start + count * stride)) {
    throw new InvalidArgumentError("start + count * stride", start + count * stride, "a finite number");
  }
  return { node, steps: null, start, stride, out: target(options, count) };
}

function planSteps(node: ScheduleNode, options: StepsOptions): StepsPlan {
  const { steps } = options;
  for (const name of ["start", "count", "stride"] as const) {
    if (options[name] !== undefined)
      throw new InvalidArgumentError(name, options[name], "left out where steps are given");
  }
  const length = (steps as ArrayLike<number> | null)?.length;
  if (typeof steps !== "object" || typeof length !== "number" || !Number.isInteger(length) || length < 0) {
    throw new InvalidArgumentError("steps", steps, "an array of finite numbers");
  }
  for (let i = 0; i < length; i++) {
    if (!Number.isFinite(steps[i]))
      throw new InvalidArgumentError(`steps[${i}]`, steps[i], "a finite number");
  }
  const out = target(options, length);
  // Values that are written over steps not read yet would be taken for steps.
  const shared = ArrayBuffer.isView(steps) && steps.buffer === out.buffer;
  return { node, steps: shared ? Float64Array.from(steps) : steps, out };
}

function target(options: Target, count: number): SampleArray {
  const { out } = options;
  if (out === undefined) return allocate(options.dtype ?? "float64", count);
  if (out.length !== count) {
    throw new InvalidArgumentError("out", out, `an array of ${count} values, as many as are asked for`);
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
