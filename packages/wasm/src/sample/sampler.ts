/** A kernel instance that holds one program at a time and evaluates it chunk by chunk. */
import type { ScheduleNode } from "@anneal/core";
import type { SamplePlan } from "@anneal/core/internal";
import { createInstance, type KernelExports, reserve } from "../module/index.js";
import { encode, type Program } from "./encode.js";

/** Values computed by one call: enough to hide its cost, few enough to stay in the cache until they are copied out. */
const CHUNK = 16_384;
/** The same for values that are then rounded to float32: they have to stay in the first cache. */
const NARROW_CHUNK = 4096;
/** An output above this does not stay in the cache of a core. */
const CACHE_BYTES = 1 << 20;
const WORD = Float64Array.BYTES_PER_ELEMENT;

/** Where the parts of a program stand in the arena, in bytes, and how long they are, in words. */
interface Placement {
  readonly node: ScheduleNode;
  readonly programWords: number;
  readonly workspace: number;
  readonly workspaceWords: number;
  readonly scratch: number;
  readonly scratchWords: number;
}

export class Sampler {
  readonly #kernels: KernelExports;
  readonly #capacity: number;
  readonly #program: number;
  /** A chunk of values, for arrays that are not in this memory or not of float64. */
  readonly #values: number;
  /** Holds the steps that were asked for; afterwards the values as float32. */
  readonly #steps: number;
  readonly #output: number;
  #placement: Placement | null = null;

  /**
   * @param capacity words for a program with its workspace and scratch
   * @param outputBytes room for an array that values go to without a copy
   */
  constructor(capacity: number, outputBytes = 0) {
    this.#kernels = createInstance();
    this.#capacity = capacity;
    const chunkBytes = CHUNK * WORD;
    const lengths = [capacity * WORD, chunkBytes, chunkBytes, outputBytes];
    const [program, values, steps, output] = reserve(this.#kernels, lengths) as [
      number,
      number,
      number,
      number,
    ];
    this.#program = program;
    this.#values = values;
    this.#steps = steps;
    this.#output = output;
  }

  /** How many words of capacity a program takes. */
  static words({ words, workspaceWords, scratchLevels }: Program): number {
    return words.length + workspaceWords + scratchLevels * CHUNK;
  }

  /** The array at the output, which lives as long as this memory. */
  output(dtype: "float64" | "float32", count: number): Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer> {
    const { buffer } = this.#kernels.memory;
    const View = dtype === "float32" ? Float32Array : Float64Array;
    return new View(buffer, this.#output, count);
  }

  /** Makes `node` the current program; false when it does not fit. */
  prepare(node: ScheduleNode): boolean {
    if (this.#placement?.node === node) return true;
    const program = encode(node);
    if (Sampler.words(program) > this.#capacity) return false;
    const { words, workspaceWords, scratchLevels } = program;
    const workspace = this.#program + words.length * WORD;
    const { buffer } = this.#kernels.memory;
    new Float64Array(buffer, this.#program, words.length).set(words);
    // Tables that another program left behind would be taken for this one's.
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
    const narrows = out instanceof Float32Array;
    const inPlace = out.buffer === buffer;
    const streamed = inPlace && !narrows && out.byteLength > CACHE_BYTES ? 1 : 0;
    const chunk = narrows ? NARROW_CHUNK : CHUNK;
    for (let done = 0; done < out.length; done += chunk) {
      const count = Math.min(chunk, out.length - done);
      const address = out.byteOffset + done * out.BYTES_PER_ELEMENT;
      const values = inPlace && !narrows ? address : this.#values;
      this.#evaluate(plan, done, values, count, streamed);
      if (narrows) {
        const narrowed = inPlace ? address : this.#steps;
        this.#kernels.schedule_narrow(values, narrowed, count);
        if (!inPlace) out.set(new Float32Array(buffer, narrowed, count), done);
      } else if (!inPlace) {
        out.set(new Float64Array(buffer, values, count), done);
      }
    }
  }

  #evaluate(plan: SamplePlan, first: number, out: number, count: number, streamed: number): void {
    const { programWords, workspace, workspaceWords, scratch, scratchWords } = this.#placement as Placement;
    const program = this.#program;
    if (plan.steps === null) {
      this.#kernels.schedule_range(
        program,
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
      return;
    }
    const steps = new Float64Array(this.#kernels.memory.buffer, this.#steps, count);
    for (let i = 0; i < count; i++) steps[i] = plan.steps[first + i] as number;
    this.#kernels.schedule_at(
      program,
      programWords,
      workspace,
      workspaceWords,
      scratch,
      scratchWords,
      this.#steps,
      out,
      count,
    );
  }
}
