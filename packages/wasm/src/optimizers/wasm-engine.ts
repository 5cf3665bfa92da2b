/** The engine in WebAssembly: kernels of `optimizers.wasm` over memory of each optimizer's own. */
import { OutOfMemoryError, type Rule } from "@anneal/core";
import {
  type Arena,
  BLOCK_LENGTH,
  type ElementProgram,
  type Engine,
  hostKernel,
  type Kernel,
  type Matrices,
  type Places,
} from "@anneal/core/internal";
import { type OptimizerKernels, optimizersModule, PAGE_BYTES } from "../module/index.js";
import { HEADER, KERNELS, MOST_SUMS } from "./abi.js";

/** For parameters that don't fit. */
const ADVICE = 'split them over several optimizers, or keep the arrays yourself (memory: "caller")';
/** What 32-bit addresses reach. */
const MAXIMUM_BYTES = 65_536 * PAGE_BYTES;
/** Room before the arena for the values that kernels sum; address 0 stays free. */
const VALUES = 64;
const ARENA = VALUES + MOST_SUMS * BLOCK_LENGTH * 4;

export const wasmEngine: Engine = {
  name: "wasm",
  createArena: (byteLength) => new WasmArena(byteLength),
};

type RunKernel = (header: number, first: number, slotFirst: number, workFirst: number, count: number) => void;

class WasmArena implements Arena {
  readonly engine = "wasm";
  readonly buffer: ArrayBuffer;
  readonly byteOffset = ARENA;
  readonly #memory: WebAssembly.Memory;
  readonly #kernels: OptimizerKernels;
  /** Where the numbers of an operation on whole matrices are put. */
  readonly #numbers: Float64Array;

  constructor(byteLength: number) {
    const end = ARENA + byteLength;
    this.#memory = allocate(end);
    this.#kernels = optimizersModule.createInstance({ env: { memory: this.#memory } });
    this.buffer = this.#memory.buffer as ArrayBuffer;
    this.#numbers = new Float64Array(this.buffer, 8, 5);
  }

  bind(rule: Rule, program: ElementProgram, places: Places): Kernel {
    const name = KERNELS[program.key];
    // A rule that the module doesn't know is interpreted, over the same memory.
    if (name === undefined) return hostKernel(rule, program, this.buffer, ARENA, places);
    const header = new Uint32Array(this.buffer, ARENA + places.header, 16);
    const set = (field: number, address: number) => {
      header[field / 4] = address;
    };
    set(HEADER.p, ARENA + places.p);
    set(HEADER.g, ARENA + places.g);
    set(HEADER.scalars, ARENA + places.scalars);
    set(HEADER.sums, ARENA + places.sums);
    set(HEADER.values, VALUES);
    for (const [i, place] of places.arrays.entries()) set(HEADER.arrays + 4 * i, ARENA + place);
    const run = (this.#kernels as unknown as Readonly<Record<string, RunKernel>>)[name] as RunKernel;
    return new WasmKernel(run, ARENA + places.header);
  }

  orthogonalize(
    { work, scratch, count, rows, columns }: Matrices,
    numbers: Float64Array,
    bfloat16: boolean,
  ): void {
    this.#numbers.set(numbers);
    const address = this.#numbers.byteOffset;
    this.#kernels.orthogonalize(
      ARENA + work,
      ARENA + scratch,
      address,
      count,
      rows,
      columns,
      bfloat16 ? 1 : 0,
    );
  }

  factor(
    { work, scratch, count, rows, columns }: Matrices,
    rowVar: number,
    colVar: number,
    numbers: Float64Array,
  ): void {
    this.#kernels.factor(
      ARENA + work,
      ARENA + rowVar,
      ARENA + colVar,
      ARENA + scratch,
      count,
      rows,
      columns,
      numbers[0] as number,
      numbers[1] as number,
    );
  }

  sumOfSquares(place: number, count: number): number {
    return this.#kernels.sum_of_squares(ARENA + place, count);
  }

  scale(place: number, count: number, factor: number): void {
    this.#kernels.scale(ARENA + place, count, factor);
  }

  allFinite(place: number, count: number): boolean {
    return this.#kernels.all_finite(ARENA + place, count) === 1;
  }

  release(): void {
    // Growing detaches: a view that is used after this is empty, and shows no stale numbers. The memory itself goes with
    // the garbage, as nothing outside the JavaScript heap knows of it; no finalizer has anything to do.
    this.#memory.grow(0);
  }
}

class WasmKernel implements Kernel {
  readonly #run: RunKernel;
  readonly #header: number;

  constructor(run: RunKernel, header: number) {
    this.#run = run;
    this.#header = header;
  }

  run(first: number, slotFirst: number, workFirst: number, count: number): void {
    this.#run(this.#header, first, slotFirst, workFirst, count);
  }
}

/** @throws OutOfMemoryError */
function allocate(byteLength: number): WebAssembly.Memory {
  if (byteLength > MAXIMUM_BYTES) throw new OutOfMemoryError(byteLength, MAXIMUM_BYTES, ADVICE);
  try {
    return new WebAssembly.Memory({ initial: Math.ceil(byteLength / PAGE_BYTES) });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new OutOfMemoryError(byteLength, null, ADVICE);
  }
}
