/** Many values of a schedule at once, on the kernel or on the host. */
import {
  InvalidArgumentError,
  type SampleOptions,
  type SampleResult,
  type Schedule,
  sample as sampleOnHost,
} from "@anneal/core";
import { choice, planSample, type SamplePlan, wholeNumber } from "@anneal/core/internal";
import { type EngineChoice, engineChoices, resolveEngine } from "../module/index.js";
import { encode } from "./encode.js";
import { Sampler } from "./sampler.js";

/** What `sample` of this package takes besides the options of the one of @anneal/core. */
export interface SampleEngineOption {
  /** `"auto"` (default), `"wasm"` or `"host"`; the values are the same bits. */
  readonly engine?: EngineChoice;
}

/** Words that programs get at first: room for a dozen tables. */
const USUAL_CAPACITY = 1 << 15;

let shared: Sampler | null = null;
/** The samplers of the arrays that were made here, by the memory they are in. */
const owners = new WeakMap<ArrayBufferLike, Sampler>();

/**
 * The values of `schedule` over a range of steps or at any steps. Element `i` has the bits of `schedule(step)`.
 *
 * ```ts
 * const curve = sample(schedule, { count: 1_000_000 }); // steps 0, 1, 2, ... as float64
 * sample(schedule, { start: 5_000, stride: 10, out: new Float32Array(500) });
 * ```
 *
 * @throws InvalidArgumentError naming the option, before `out` is touched; with `engine: "wasm"` also
 * SimdUnavailableError, ModuleLoadError or NotInitializedError
 */
export function sample<const Options extends SampleOptions & SampleEngineOption>(
  schedule: Schedule,
  options: Options,
): SampleResult<Options> {
  if (typeof options !== "object" || options === null) {
    throw new InvalidArgumentError("options", options, "an object such as { start: 0, count: 1000 }");
  }
  const { engine = "auto", ...rest } = options;
  const resolved = resolveEngine(choice("engine", engine, engineChoices));
  if (resolved === "host") return sampleOnHost(schedule, rest as SampleOptions) as SampleResult<Options>;
  const plan = planSample(schedule, rest as SampleOptions);
  samplerFor(plan).fill(plan);
  return plan.out as SampleResult<Options>;
}

/**
 * A new array in the module's memory, filled with zeros: `sample` writes to it, or to parts of it, without a copy.
 * It can't be transferred to a worker, and never detaches. Where there is no module it is an ordinary array.
 *
 * @param count How many values.
 * @param dtype `"float64"` (default) or `"float32"`.
 * @throws InvalidArgumentError or OutOfMemoryError
 */
export function sampleArray(count: number, dtype?: "float64"): Float64Array<ArrayBuffer>;
export function sampleArray(count: number, dtype: "float32"): Float32Array<ArrayBuffer>;
export function sampleArray(
  count: number,
  dtype: "float64" | "float32" = "float64",
): Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer> {
  wholeNumber("count", count);
  choice("dtype", dtype, ["float64", "float32"]);
  if (resolveEngine("auto") === "host") {
    return dtype === "float32" ? new Float32Array(count) : new Float64Array(count);
  }
  const sampler = new Sampler(USUAL_CAPACITY, count * (dtype === "float32" ? 4 : 8));
  const array = sampler.output(dtype, count);
  owners.set(array.buffer, sampler);
  return array;
}

/** The sampler whose memory the array is in, or else the one that all share, with the schedule of the plan as its program. */
function samplerFor(plan: SamplePlan): Sampler {
  const owner = owners.get(plan.out.buffer);
  if (owner?.holds(plan.out) === false) {
    throw new InvalidArgumentError("out", plan.out, "the array that sampleArray returned, or a part of it");
  }
  if (owner?.prepare(plan.node)) return owner;
  shared ??= new Sampler(USUAL_CAPACITY);
  if (!shared.prepare(plan.node)) {
    shared = new Sampler(Sampler.words(encode(plan.node)));
    shared.prepare(plan.node);
  }
  return shared;
}
