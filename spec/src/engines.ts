/** The two engines that every case runs on, and whether two results are the same bits. */
import * as host from "@anneal/core";
import * as module from "@anneal/wasm";

/** How the values of a schedule are computed; all of them have to be the same bits. */
export type Evaluation = (schedule: host.Schedule, steps: readonly number[]) => Float64Array;

/** Longer ranges than this would only take time. */
const LONGEST_RANGE = 2 ** 20;

export const evaluations = {
  host: (schedule, steps) => host.sample(schedule, { steps }),
  "module at the steps": (schedule, steps) => module.sample(schedule, { steps, engine: "wasm" }),
  "module over the range": sampleRange,
} as const satisfies Readonly<Record<string, Evaluation>>;

/** The values at the steps, taken out of the curve over all whole steps from the first to the last. */
function sampleRange(schedule: host.Schedule, steps: readonly number[]): Float64Array {
  const start = steps.reduce((least, step) => Math.min(least, step), Number.POSITIVE_INFINITY);
  const count = steps.reduce((most, step) => Math.max(most, step), start) - start + 1;
  if (steps.length === 0 || !steps.every(Number.isInteger) || count > LONGEST_RANGE) {
    return evaluations["module at the steps"](schedule, steps);
  }
  const curve = module.sample(schedule, { start, count, engine: "wasm" });
  return Float64Array.from(steps, (step) => curve[step - start] as number);
}

/** The class of an optimizer, whatever its rule. */
export type OptimizerConstructor = new (params: unknown, options: object) => host.Optimizer;

/** What an engine exports; the classes of optimizers are among it, by name. */
export type OptimizerEngine = object;

export const optimizerEngines: { readonly host: OptimizerEngine; readonly module: OptimizerEngine } = {
  host,
  module,
};

/** Why the module can't run here; null when it can. */
export function whyNoModule(): string | null {
  return module.engineInfo().reason;
}

/** The first place where two lists are not the same bits, taking all NaN for one; -1: nowhere. */
export function firstDifference(left: ArrayLike<number>, right: ArrayLike<number>): number {
  const length = Math.max(left.length, right.length);
  for (let i = 0; i < length; i++) if (!Object.is(left[i], right[i])) return i;
  return -1;
}
