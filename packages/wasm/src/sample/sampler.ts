/** A kernel instance that holds one program at a time and evaluates it in chunks. */
import type { ScheduleNode } from "@anneal/core";
import { isFloat32Array, type OwnedFloat32Array, type OwnedFloat64Array } from "@anneal/core/arguments";
import type { RangePlan, SamplePlan } from "@anneal/core/schedule-engine";
import { reserve, type ScheduleKernels, schedulesModule } from "../module/index.js";
import { encode, type Program } from "./encode.js";

/**
 * The number of values per call: enough to hide its cost, few enough to stay in the cache until they are copied out.
 */
const CHUNK = 16_384;
/** The number of values per call if they are then rounded to float32, so that they stay in the first-level cache. */
const NARROW_CHUNK = 4096;
/** A larger output does not stay in the cache of a core. */
const CACHE_BYTES = 1 << 20;
const WORD = Float64Array.BYTES_PER_ELEMENT;
/** The advice for an output that doesn't fit. */
const ADVICE = "sample fewer values at a time";

type Addresses = [program: number, values: number, steps: number, transit: number, output: number];

/** The positions of the parts of a program in the arena, in bytes, and their lengths, in words. */
interface Placement {
  readonly node: ScheduleNode;
  readonly programWords: number;
  readonly workspace: number;
  readonly workspaceWords: number;
  readonly scratch: number;
  readonly scratchWords: number;
}

export class Sampler {
  readonly #kernels: ScheduleKernels;
  readonly #capacity: number;
  readonly #program: number;
  /** A chunk of values to be rounded to float32. */
  readonly #values: number;
  /** A chunk of individually requested steps. */
  readonly #steps: number;
  /** A chunk of results to be copied to an array elsewhere. */
  readonly #transit: number;
  /** The resident array. */
  readonly #output: number;
  readonly #outputEnd: number;
  #placement: Placement | null = null;

  /**
   * @param capacity The number of words for a program with its workspace and scratch
   * @param outputBytes The size of the resident array, which is written without a copy
   */
  constructor(capacity: number, outputBytes = 0) {
    this.#kernels = schedulesModule.createInstance();
    this.#capacity = capacity;
    const chunkBytes = CHUNK * WORD;
    const lengths = [capacity * WORD, chunkBytes, chunkBytes, chunkBytes, outputBytes];
    const [program, values, steps, transit, output] = reserve(this.#kernels, lengths, ADVICE) as Addresses;
    this.#program = program;
    this.#values = values;
    this.#steps = steps;
    this.#transit = transit;
    this.#output = output;
    this.#outputEnd = output + outputBytes;
  }

  /** The number of words that a program takes. */
  static words({ words, workspaceWords, scratchLevels }: Program): number {
    return words.length + workspaceWords + scratchLevels * CHUNK;
  }

  /** The resident array, which lives as long as this memory. */
  output(dtype: "float64" | "float32", count: number): OwnedFloat64Array | OwnedFloat32Array {
    const { buffer } = this.#kernels.memory;
    const View = dtype === "float32" ? Float32Array : Float64Array;
    return new View(buffer, this.#output, count);
  }

  /** Whether `array` is the resident array, or a part of it; the rest of this memory is not for values. */
  holds(array: ArrayBufferView): boolean {
    return array.byteOffset >= this.#output && array.byteOffset + array.byteLength <= this.#outputEnd;
  }

  /** Makes `node` the current program; false if it does not fit. */
  prepare(node: ScheduleNode): boolean {
    if (this.#placement?.node === node) return true;
    const program = encode(node);
    if (Sampler.words(program) > this.#capacity) return false;
    const { words, workspaceWords, scratchLevels } = program;
    const workspace = this.#program + words.length * WORD;
    const { buffer } = this.#kernels.memory;
    new Float64Array(buffer, this.#program, words.length).set(words);
    // Tables of the previous program would be used for this one.
    new Float64Array(buffer, workspace, workspaceWords).fill(0);
    this.#placement = {
      node,
      programWords: words.length,
      workspace,
      workspaceWords,
      scratch: workspace + workspaceWords * WORD,
      scratchWords: scratchLevels * CHUNK,
    };
    return true;
  }

  /** Fills the array of the plan with the values of the current program. */
  fill(plan: SamplePlan): void {
    const { out } = plan;
    const { buffer } = this.#kernels.memory;
    const inPlace = out.buffer === buffer;
    const narrows = isFloat32Array(out);
    const streamed = inPlace && out.byteLength > CACHE_BYTES ? 1 : 0;
    for (let done = 0; done < out.length; done += CHUNK) {
      const count = Math.min(CHUNK, out.length - done);
      const address = inPlace ? out.byteOffset + done * out.BYTES_PER_ELEMENT : this.#transit;
      if (plan.steps !== null) this.#at(plan.steps, done, address, count, narrows);
      else if (narrows) this.#rangeNarrow(plan, done, address, count);
      else this.#range(plan, done, address, count, streamed);
      if (inPlace) continue;
      out.set(
        narrows ? new Float32Array(buffer, address, count) : new Float64Array(buffer, address, count),
        done,
      );
    }
  }

  #range(plan: RangePlan, first: number, out: number, count: number, streamed: number): void {
    const { programWords, workspace, workspaceWords, scratch, scratchWords } = this.#placement as Placement;
    this.#kernels.schedule_range(
      this.#program,
      programWords,
      workspace,
      workspaceWords,
      scratch,
      scratchWords,
      plan.start,
      plan.stride,
      first,
      out,
      count,
      streamed,
    );
  }

  #rangeNarrow(plan: RangePlan, first: number, out: number, count: number): void {
    const { programWords, workspace, workspaceWords, scratch, scratchWords } = this.#placement as Placement;
    this.#kernels.schedule_range_narrow(
      this.#program,
      programWords,
      workspace,
      workspaceWords,
      scratch,
      scratchWords,
      plan.start,
      plan.stride,
      first,
      this.#values,
      NARROW_CHUNK,
      out,
      count,
    );
  }

  #at(steps: ArrayLike<number>, first: number, out: number, count: number, narrows: boolean): void {
    const { programWords, workspace, workspaceWords, scratch, scratchWords } = this.#placement as Placement;
    const chunk = new Float64Array(this.#kernels.memory.buffer, this.#steps, count);
    for (let i = 0; i < count; i++) chunk[i] = steps[first + i] as number;
    const values = narrows ? this.#values : out;
    this.#kernels.schedule_at(
      this.#program,
      programWords,
      workspace,
      workspaceWords,
      scratch,
      scratchWords,
      this.#steps,
      values,
      count,
    );
    if (narrows) this.#kernels.schedule_narrow(values, out, count);
  }
}
