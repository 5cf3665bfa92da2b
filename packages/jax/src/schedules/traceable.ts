/** Schedules that take three kinds of argument: numbers, many steps at once, and jax-js arrays and tracers. */
import {
  InvalidArgumentError,
  isSchedule,
  type SampleArray,
  type SampleOptions,
  type Schedule,
} from "@anneal/core";
import { isArray } from "@anneal/core/arguments";
import { asSchedule } from "@anneal/core/schedule-engine";
import { prepareSample, type SampleEngineOption, sample } from "@anneal/wasm";
import { jit as jaxJit, type numpy as np } from "@jax-js/jax";
import { isJaxArray } from "../trace/is-array.js";
import { traceSchedule } from "../trace/node.js";

/** Steps in a typed array. */
export type StepArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

/**
 * A pure function of the number of updates done, which is also a schedule for all other packages.
 *
 * Arguments and results:
 *
 * - a number gives a number, the host's float64.
 * - a typed array of counts, or a range `{ start, count, stride }`, gives their values, computed in WebAssembly if it
 * is loaded.
 * - a jax-js array, or a tracer under `jit`, `vmap`, `grad`: an array of the same shape, float32 (float64 for float64
 *   counts). The array is consumed, as by every jax-js function. There is no branch on the count, so one trace serves all.
 *
 * Traced values are within 1e-6 of the largest value for int32 counts up to 2^30; float32 counts are exact up to 2^24.
 */
export interface TraceableSchedule extends Schedule {
  (count: number): number;
  (count: np.Array): np.Array;
  (counts: StepArray): Float64Array;
  (range: SampleOptions & SampleEngineOption): SampleArray;
}

/** Makes a schedule of `@anneal/core`, `@anneal/interop` or `fromJSON` traceable. */
export function traceable(schedule: Schedule): TraceableSchedule {
  needSchedule(schedule);
  return threeWays(schedule, {
    values: (options) => sample(schedule, options),
    traced: (count) => traceSchedule(schedule.node, count),
  });
}

/** A traceable schedule with everything prepared. */
export interface JittedSchedule extends TraceableSchedule {
  /** Frees the prepared program and traces. A later call prepares them again. */
  dispose(): void;
}

/**
 * Prepares a schedule once: a separate program in WebAssembly for typed arrays and ranges, and one jax-js `jit` trace
 * for all arrays of a shape and dtype. Numbers are still computed on the host. Inside another `jit` it is traced into
 * that.
 *
 * Named as in jax-js; rename the import if you need both.
 * @throws InvalidArgumentError
 */
export function jit(schedule: Schedule): JittedSchedule {
  needSchedule(schedule);
  const prepared = prepareSample(schedule);
  const compile = () => jaxJit((count: np.Array) => traceSchedule(schedule.node, count));
  let compiled: ReturnType<typeof compile> | null = null;
  const jitted = threeWays(schedule, {
    values: prepared.sample,
    traced(count) {
      compiled ??= compile();
      return compiled(count);
    },
  });
  const dispose = () => {
    prepared.dispose();
    // Jax-js's own function could neither be called nor disposed of again.
    compiled?.dispose();
    compiled = null;
  };
  return Object.defineProperty(jitted, "dispose", { value: dispose }) as JittedSchedule;
}

const traceables = new WeakSet<object>();

/** Whether a schedule also takes jax-js arrays. */
export function isTraceable(schedule: object): schedule is TraceableSchedule {
  return traceables.has(schedule);
}

function needSchedule(schedule: unknown): void {
  if (!isSchedule(schedule)) {
    throw new InvalidArgumentError("schedule", schedule, "a schedule made by a constructor or by fromJSON");
  }
}

/** What differs between a schedule that is prepared and one that is not. */
interface Ways {
  readonly values: (options: SampleOptions & SampleEngineOption) => SampleArray;
  readonly traced: (count: np.Array) => np.Array;
}

function threeWays(schedule: Schedule, { values, traced }: Ways): TraceableSchedule {
  const call = (count: unknown) => {
    if (typeof count === "number") return schedule(count);
    if (isJaxArray(count)) return traced(count);
    if (ArrayBuffer.isView(count)) return values({ steps: count as StepArray });
    if (typeof count === "object" && count !== null && !isArray(count)) {
      return values(count as SampleOptions);
    }
    throw new InvalidArgumentError("count", count, "a number, a typed array, a range or a jax-js array");
  };
  const made = asSchedule(call, schedule.node) as TraceableSchedule;
  traceables.add(made);
  return made;
}
