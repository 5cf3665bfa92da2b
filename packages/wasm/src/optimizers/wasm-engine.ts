/** The engine in WebAssembly: kernels of `optimizers.wasm` over a memory per optimizer. */
import { OutOfMemoryError, type Rule } from "@anneal/core";
import {
  type Arena,
  BLOCK_LENGTH,
  BlockwiseKernel,
  type ElementProgram,
  type Engine,
  type HalfFormat,
  hostKernel,
  type Kernel,
  type Matrices,
  type Places,
  sumOverBlocks,
} from "@anneal/core/optimizer-engine";
import {
  instantiate,
  ModuleLoadError,
  OPTIMIZERS_ABI_VERSION,
  type OptimizerKernels,
  optimizersModule,
  PAGE_BYTES,
} from "../module/index.js";
import { HEADER, KERNELS, MOST_SUMS } from "./abi.js";

/** For parameters that don't fit. */
const ADVICE = 'use fewer parameters, or keep the arrays yourself (memory: "caller")';
/** The range of 32-bit addresses. */
export const MAXIMUM_BYTES = 65_536 * PAGE_BYTES;
/** The offset of the values that kernels sum, from the base of an arena; numbers come before it, and address 0 stays free. */
const VALUES = 64;
/** The bytes of the values that kernels sum. */
export const VALUES_BYTES = MOST_SUMS * BLOCK_LENGTH * 4;
/** The bytes of a memory before the arena itself. */
export const PREFIX = VALUES + VALUES_BYTES;

export const wasmEngine: Engine = {
  name: "wasm",
  arenaBytes: MAXIMUM_BYTES - PREFIX,
  createArena(byteLength) {
    const memory = allocate(PREFIX + byteLength, (pages) => new WebAssembly.Memory({ initial: pages }));
    // Growing detaches the views, so that later uses find them empty instead of stale. The garbage collector frees the
    // memory itself, because nothing outside the JavaScript heap refers to it.
    return new WasmArena(instanceOver(memory), memory, 0, PREFIX, () => memory.grow(0));
  },
};

/** @throws ModuleLoadError for a shared memory, if the module was passed compiled and so has no twin for it. */
function instanceOver(memory: WebAssembly.Memory): OptimizerKernels {
  if (!isShared(memory)) return optimizersModule.createInstance({ env: { memory } });
  const twin = optimizersModule.loaded().shared();
  if (twin === null) {
    throw new ModuleLoadError(
      "it was passed compiled, which excludes shared memory; pass its bytes to init or initSync",
    );
  }
  return instantiate<OptimizerKernels>(twin, "optimizers.wasm", OPTIMIZERS_ABI_VERSION, { env: { memory } });
}

/** Whether a memory is shared with threads. Pages that are not isolated may have no SharedArrayBuffer. */
function isShared({ buffer }: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer === "function" && (buffer as unknown) instanceof SharedArrayBuffer;
}

/** The memory of another WebAssembly module, and its allocator. */
export interface ForeignMemory {
  readonly memory: WebAssembly.Memory;
  /** @returns The address, or 0 if there is no room. It may grow the memory. */
  allocate(byteLength: number): number;
  free(address: number): void;
}

/** A cache line. */
const ALIGNMENT = 64;

/**
 * An engine whose arenas are in the memory of another module, shared or not, so that arrays in that memory are updated in
 * place (`memory: "caller"`). When that memory grows, kernels lose their views of it: pass the new parameters to the
 * optimizer (`replaceParams`), save its state and load it into a new one.
 *
 * `createArena` throws a ModuleLoadError if the kernels can't run on the memory.
 */
export function foreignEngine({ memory, allocate: reserve, free }: ForeignMemory): Engine {
  return {
    name: "wasm",
    createArena(byteLength) {
      const total = PREFIX + byteLength + ALIGNMENT;
      const address = reserve(total);
      if (address === 0) throw new OutOfMemoryError(total, null, ADVICE);
      const base = Math.ceil(address / ALIGNMENT) * ALIGNMENT;
      try {
        new Uint8Array(memory.buffer, base, PREFIX + byteLength).fill(0);
        return new WasmArena(instanceOver(memory), memory, base, base + PREFIX, () => free(address));
      } catch (error) {
        free(address);
        throw error;
      }
    },
  };
}

export type RunKernel = (
  header: number,
  first: number,
  slotFirst: number,
  workFirst: number,
  count: number,
) => void;

export class WasmArena implements Arena {
  readonly engine = "wasm";
  readonly byteOffset: number;
  readonly #memory: WebAssembly.Memory;
  readonly #base: number;
  readonly #release: () => void;
  protected readonly kernels: OptimizerKernels;
  /** The numbers of an operation on whole matrices. */
  readonly #numbers: Float64Array;

  /**
   * @param base The start of the arena's numbers and values to sum.
   * @param byteOffset The start of its arrays.
   */
  constructor(
    kernels: OptimizerKernels,
    memory: WebAssembly.Memory,
    base: number,
    byteOffset: number,
    release: () => void,
  ) {
    this.kernels = kernels;
    this.#memory = memory;
    this.#base = base;
    this.byteOffset = byteOffset;
    this.#release = release;
    this.#numbers = new Float64Array(this.buffer, base + 8, 5);
  }

  /** Read again each time: after the memory of another module has grown, the arena is still at its address. */
  get buffer(): ArrayBufferLike {
    return this.#memory.buffer;
  }

  bind(rule: Rule, program: ElementProgram, places: Places): Kernel {
    const name = KERNELS[program.key];
    // A rule without kernels in the module is interpreted, over the same memory.
    if (name === undefined) return hostKernel(rule, program, this.buffer, this.byteOffset, places);
    const header = new Uint32Array(this.buffer, this.byteOffset + places.header, 16);
    const set = (field: number, address: number) => {
      header[field / 4] = address;
    };
    set(HEADER.p, this.byteOffset + places.p);
    set(HEADER.g, this.byteOffset + places.g);
    set(HEADER.scalars, this.byteOffset + places.scalars);
    set(HEADER.sums, this.byteOffset + places.sums);
    set(HEADER.values, this.#base + VALUES);
    for (const [i, place] of places.arrays.entries()) set(HEADER.arrays + 4 * i, this.byteOffset + place);
    return this.createKernel(name, header, program.sums.length, places.sums);
  }

  /**
   * @param name The exported function.
   * @param sums The number of its sums.
   * @param sumsPlace The position of the sums of a block.
   */
  protected createKernel(name: string, header: Uint32Array, _sums: number, _sumsPlace: number): Kernel {
    return new WasmKernel(this.functionCalled(name), header, this.byteOffset);
  }

  protected functionCalled(name: string): RunKernel {
    return (this.kernels as unknown as Readonly<Record<string, RunKernel>>)[name] as RunKernel;
  }

  orthogonalize(
    { work, scratch, count, rows, columns }: Matrices,
    numbers: Float64Array,
    bfloat16: boolean,
  ): void {
    this.#numbers.set(numbers);
    const address = this.#numbers.byteOffset;
    this.kernels.orthogonalize(
      this.byteOffset + work,
      this.byteOffset + scratch,
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
    this.kernels.factor(
      this.byteOffset + work,
      this.byteOffset + rowVar,
      this.byteOffset + colVar,
      this.byteOffset + scratch,
      count,
      rows,
      columns,
      numbers[0] as number,
      numbers[1] as number,
    );
  }

  dequantize(codes: number, absmax: number, map: number, values: number, count: number): void {
    const { byteOffset: base } = this;
    this.kernels.dequantize(base + codes, base + absmax, base + map, base + values, count);
  }

  quantize(values: number, codes: number, absmax: number, bins: number, count: number): void {
    const { byteOffset: base } = this;
    this.kernels.quantize(base + values, base + codes, base + absmax, base + bins, count);
  }

  widen(source: number, values: number, count: number, format: HalfFormat): void {
    const { byteOffset: base } = this;
    this.kernels.widen(base + source, base + values, count, format === "bfloat16" ? 1 : 0);
  }

  narrow(values: number, target: number, count: number, format: HalfFormat): void {
    const { byteOffset: base } = this;
    this.kernels.narrow(base + values, base + target, count, format === "bfloat16" ? 1 : 0);
  }

  refresh(source: number, values: number, count: number, format: HalfFormat): void {
    const { byteOffset: base } = this;
    this.kernels.refresh(base + source, base + values, count, format === "bfloat16" ? 1 : 0);
  }

  roundAtRandom(values: number, target: number, first: number, key: number, count: number): void {
    this.kernels.round_at_random(this.byteOffset + values, this.byteOffset + target, first, key, count);
  }

  sumOfSquares(place: number, count: number): number {
    const start = this.byteOffset + place;
    return sumOverBlocks(count, (first, length) => this.kernels.sum_of_squares(start + 4 * first, length));
  }

  scale(place: number, count: number, factor: number): void {
    this.kernels.scale(this.byteOffset + place, count, factor);
  }

  allFinite(place: number, count: number): boolean {
    return this.kernels.all_finite(this.byteOffset + place, count) === 1;
  }

  release(): void {
    this.#release();
  }
}

export class WasmKernel extends BlockwiseKernel {
  readonly #run: RunKernel;
  /** The address of its header. */
  protected readonly address: number;
  readonly #header: Uint32Array;
  readonly #origin: number;

  /** @param origin The start of the arena. */
  constructor(run: RunKernel, header: Uint32Array, origin: number) {
    super();
    this.#run = run;
    this.address = header.byteOffset;
    this.#header = header;
    this.#origin = origin;
  }

  point(p: number, g: number): void {
    this.#header[HEADER.p / 4] = this.#origin + p;
    this.#header[HEADER.g / 4] = this.#origin + g;
  }

  run(first: number, slotFirst: number, workFirst: number, count: number): void {
    this.#run(this.address, first, slotFirst, workFirst, count);
  }
}

/** @throws OutOfMemoryError */
export function allocate(
  byteLength: number,
  create: (pages: number) => WebAssembly.Memory,
): WebAssembly.Memory {
  if (byteLength > MAXIMUM_BYTES) throw new OutOfMemoryError(byteLength, MAXIMUM_BYTES, ADVICE);
  try {
    return create(Math.ceil(byteLength / PAGE_BYTES));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new OutOfMemoryError(byteLength, null, ADVICE);
  }
}
