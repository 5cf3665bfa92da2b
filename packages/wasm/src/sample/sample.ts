/** Samples many values of a schedule, in WebAssembly or on the host. */
import {
  InvalidArgumentError,
  isSchedule,
  type SampleOptions,
  type SampleResult,
  type Schedule,
  type ScheduleNode,
} from "@anneal/core";
import {
  choice,
  isRecord,
  type OwnedFloat32Array,
  type OwnedFloat64Array,
  wholeNumber,
} from "@anneal/core/arguments";
import { fillOnHost, planSample, type SamplePlan } from "@anneal/core/schedule-engine";
import { type EngineChoice, engineChoices, resolveEngine, schedulesModule, use } from "../module/index.js";
import { readThreads, type ThreadsOption, ThreadsUnavailableError } from "../threads/index.js";
import { encode } from "./encode.js";
import { Sampler } from "./sampler.js";
import { fillWithThreads } from "./threaded-sampling.js";

/** The options of `sample`, in addition to those of @anneal/core. */
export interface SampleEngineOption {
  /** `"auto"` (default), `"wasm"` or `"host"`; the values are the same bits. */
  readonly engine?: EngineChoice;
  /**
   * The number of threads that share a long range of steps, with the same bits for any number. `"auto"` (default): those of
   * the machine, for ranges of 262,144 values and more, if that is faster, once one thread has spent 30 ms on such ranges.
   * The workers start with the first call that needs them and stay; until they run, and for `steps`, there is one thread.
   */
  readonly threads?: ThreadsOption;
}

/** The initial number of program words: room for a dozen tables. */
const USUAL_CAPACITY = 1 << 15;

const module = use(schedulesModule);
let shared: Sampler | null = null;
/** The samplers of arrays created here, by their memory. */
const owners = new WeakMap<ArrayBufferLike, Sampler>();

/**
 * The values of `schedule` over a range of steps or at any steps. Element `i` has the bits of `schedule(step)`.
 *
 * ```ts
 * const curve = sample(schedule, { count: 1_000_000 }); // steps 0, 1, 2, ... as float64
 * sample(schedule, { start: 5_000, stride: 10, out: new Float32Array(500) });
 * ```
 *
 * @throws InvalidArgumentError that names the option, before `out` changes; with `engine: "wasm"` also
 * SimdUnavailableError, ModuleLoadError or NotInitializedError, with `threads` above 1 also ThreadsUnavailableError
 */
export function sample<const Options extends SampleOptions & SampleEngineOption>(
  schedule: Schedule,
  options: Options,
): SampleResult<Options> {
  return sampleWith(schedule, options, sharedSampler);
}

/** `sample` of one schedule, which keeps its prepared program. */
export interface PreparedSample {
  /** The values over a range of steps or at any steps, as `sample(schedule, options)` gives them. */
  sample<const Options extends SampleOptions & SampleEngineOption>(options: Options): SampleResult<Options>;
  /** Frees the memory. A later `sample` prepares the schedule again. */
  dispose(): void;
}

/**
 * A sampler for one schedule. Work that `sample` repeats whenever the schedule changes is done once: the program is
 * written, and its tables stay filled, in separate memory (about half a megabyte, from the first call on).
 *
 * @throws InvalidArgumentError
 */
export function prepareSample(schedule: Schedule): PreparedSample {
  if (!isSchedule(schedule)) {
    throw new InvalidArgumentError("schedule", schedule, "a schedule made by a constructor or by fromJSON");
  }
  let own: Sampler | null = null;
  const ownSampler = (node: ScheduleNode) => {
    if (!own?.prepare(node)) own = samplerOf(node);
    return own;
  };
  return {
    sample: (options) => sampleWith(schedule, options, ownSampler),
    dispose() {
      own = null;
    },
  };
}

function sampleWith<const Options extends SampleOptions & SampleEngineOption>(
  schedule: Schedule,
  options: Options,
  samplerFor: (node: ScheduleNode) => Sampler,
): SampleResult<Options> {
  if (!isRecord(options)) {
    throw new InvalidArgumentError("options", options, "an object such as { start: 0, count: 1000 }");
  }
  const { engine = "auto", threads = "auto" } = options as SampleEngineOption;
  const count = readThreads(threads);
  const resolved = resolveEngine(choice("engine", engine, engineChoices), module);
  const plan = planSample(schedule, options, ["engine", "threads"]);
  // No caller's code runs from here on, so the shared sampler keeps this schedule.
  if (resolved === "host") {
    if (count !== "auto" && count > 1) throw new ThreadsUnavailableError('engine: "host" has one');
    fillOnHost(schedule, plan);
  } else {
    const sampler = ownerOf(plan) ?? samplerFor(plan.node);
    if (plan.steps !== null) sampler.fill(plan);
    else fillWithThreads(plan, count, (range) => sampler.fill(range));
  }
  return plan.out as SampleResult<Options>;
}

/**
 * A new array in the module's memory, filled with zeros, to which `sample` writes without a copy, also to parts of it.
 * It can't be transferred to a worker, and never detaches. Without the module it is an ordinary array.
 *
 * @param count The number of values.
 * @param dtype `"float64"` (default) or `"float32"`.
 * @throws InvalidArgumentError or OutOfMemoryError
 */
export function sampleArray(count: number, dtype?: "float64"): OwnedFloat64Array;
export function sampleArray(count: number, dtype: "float32"): OwnedFloat32Array;
export function sampleArray(
  count: number,
  dtype: "float64" | "float32" = "float64",
): OwnedFloat64Array | OwnedFloat32Array {
  wholeNumber("count", count);
  choice("dtype", dtype, ["float64", "float32"]);
  if (resolveEngine("auto", module) === "host") {
    return dtype === "float32" ? new Float32Array(count) : new Float64Array(count);
  }
  const sampler = new Sampler(USUAL_CAPACITY, count * (dtype === "float32" ? 4 : 8));
  const array = sampler.output(dtype, count);
  owners.set(array.buffer, sampler);
  return array;
}

/** The sampler whose memory contains the array, with the schedule of the plan as its program; null if there is none. */
function ownerOf(plan: SamplePlan): Sampler | null {
  const owner = owners.get(plan.out.buffer);
  if (owner?.holds(plan.out) === false) {
    throw new InvalidArgumentError("out", plan.out, "the array that sampleArray returned, or a part of it");
  }
  return owner?.prepare(plan.node) ? owner : null;
}

/** The shared sampler, with this schedule as its program. */
function sharedSampler(node: ScheduleNode): Sampler {
  shared ??= new Sampler(USUAL_CAPACITY);
  if (!shared.prepare(node)) shared = samplerOf(node);
  return shared;
}

/** A new sampler with room for this schedule, and this schedule as its program. */
function samplerOf(node: ScheduleNode): Sampler {
  const sampler = new Sampler(Sampler.words(encode(node)));
  sampler.prepare(node);
  return sampler;
}
