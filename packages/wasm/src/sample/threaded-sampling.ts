/** Samples long ranges on several threads, with the bits of one. */
import type { ScheduleNode } from "@anneal/core";
import { isFloat32Array } from "@anneal/core/arguments";
import type { RangePlan } from "@anneal/core/schedule-engine";
import { schedulesModule } from "../module/index.js";
import {
  availableThreads,
  Paces,
  type Pool,
  type PoolSource,
  type SampledProgram,
  StartDelay,
  sharedPools,
  type ThreadsOption,
  ThreadsUnavailableError,
  whyNoThreads,
} from "../threads/index.js";
import { encode } from "./encode.js";

/** The number of values of a block. */
const LENGTH = 4_096;
/** The number of blocks of each thread in a job: their values stay in the cache until they are copied to the output. */
const BLOCKS_PER_THREAD = 8;
/** The number of words for a program with its workspace and scratch. Larger programs are sampled by one thread. */
const CAPACITY = 1 << 16;
/** Shorter ranges take less time than sharing them: with `"auto"`, and with a number of threads. */
const AUTO_LEAST_COUNT = 262_144;
const LEAST_COUNT = 65_536;

type Fill = (plan: RangePlan) => void;

/** Sampling with a fixed number of threads. Its workers stay for later calls, and keep no process alive. */
export class ThreadedSampling {
  readonly #pool: Pool;
  readonly #id: number;
  readonly #shared: SharedArrayBuffer;
  /** The number of values of a job. */
  readonly #count: number;
  #node: ScheduleNode | null = null;
  /** The program of that node; null: it does not fit. */
  #program: SampledProgram | null = null;
  #version = 0;
  readonly #paces = new Paces();

  constructor(threads: number, pools: PoolSource = sharedPools) {
    this.#count = LENGTH * BLOCKS_PER_THREAD * threads;
    this.#shared = new SharedArrayBuffer(8 * (CAPACITY + this.#count));
    this.#pool = pools.acquire(threads);
    const { module } = schedulesModule.loaded();
    this.#id = this.#pool.add({ sampler: module, shared: this.#shared, capacity: CAPACITY, length: LENGTH });
  }

  /** The first call starts the workers. */
  get isReady(): boolean {
    return this.#pool.isReady();
  }

  /** Fills the array of the plan, on several threads if that is possible. */
  fill(plan: RangePlan, fillAlone: Fill): void {
    const program = this.isReady ? this.#prepare(plan.node) : null;
    if (program === null) {
      fillAlone(plan);
      return;
    }
    try {
      this.#fillShared(program, plan);
    } catch {
      // A worker was lost. Nothing but the output has changed.
      fillAlone(plan);
    }
  }

  /** Fills the array of the plan with one thread or several, whichever is faster. */
  fillFaster(plan: RangePlan, fillAlone: Fill): void {
    const [runShared, runAlone] = [() => this.fill(plan, fillAlone), () => fillAlone(plan)];
    this.#paces.run(plan.out.length, performance.now(), runShared, runAlone);
  }

  #fillShared(program: SampledProgram, plan: RangePlan): void {
    const { out } = plan;
    const narrow = isFloat32Array(out);
    for (let done = 0; done < out.length; done += this.#count) {
      const count = Math.min(this.#count, out.length - done);
      this.#pool.sample(this.#id, program, plan, done, count, LENGTH, narrow);
      const place = 8 * CAPACITY;
      const values = narrow
        ? new Float32Array(this.#shared, place, count)
        : new Float64Array(this.#shared, place, count);
      out.set(values, done);
    }
  }

  /** Makes `node` the current program. */
  #prepare(node: ScheduleNode): SampledProgram | null {
    if (this.#node === node) return this.#program;
    const { words, workspaceWords, scratchLevels } = encode(node);
    this.#node = node;
    if (words.length + workspaceWords + scratchLevels * LENGTH > CAPACITY) {
      this.#program = null;
    } else {
      new Float64Array(this.#shared, 0, words.length).set(words);
      this.#program = { version: ++this.#version, programWords: words.length, workspaceWords };
    }
    return this.#program;
  }
}

const samplings = new Map<number, ThreadedSampling | null>();
const delay = new StartDelay();

/**
 * Fills the array of a plan with the requested threads.
 * @throws ThreadsUnavailableError if several are requested and not available
 */
export function fillWithThreads(plan: RangePlan, threads: ThreadsOption, fillAlone: Fill): void {
  const isAutomatic = threads === "auto";
  const reason = isAutomatic || threads === 1 ? null : whyNoThreads();
  if (reason !== null) throw new ThreadsUnavailableError(reason);
  const isShort = plan.out.length < (isAutomatic ? AUTO_LEAST_COUNT : LEAST_COUNT);
  // Counting the cores of the machine can take longer than a short range.
  const count = isShort ? 1 : isAutomatic ? availableThreads().count : threads;
  if (count === 1) {
    fillAlone(plan);
    return;
  }
  if (isAutomatic && !delay.isOver) {
    delay.measure(() => fillAlone(plan));
    return;
  }
  const sampling = samplingWith(count);
  if (sampling === null) fillAlone(plan);
  else if (isAutomatic && sampling.isReady) sampling.fillFaster(plan, fillAlone);
  else sampling.fill(plan, fillAlone);
}

/** Null: its memory could not be allocated. */
function samplingWith(threads: number): ThreadedSampling | null {
  let sampling = samplings.get(threads);
  if (sampling === undefined) {
    sampling = createSampling(threads);
    samplings.set(threads, sampling);
  }
  return sampling;
}

function createSampling(threads: number): ThreadedSampling | null {
  try {
    return new ThreadedSampling(threads);
  } catch {
    return null;
  }
}
