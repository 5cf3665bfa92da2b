/** The engine in WebAssembly with several threads: arenas in shared memory, whose blocks a pool shares. */
import {
  BLOCK_LENGTH,
  type BlockCall,
  type Engine,
  type Kernel,
  type RunStart,
  SCRATCH_STRIDE,
} from "@anneal/core/optimizer-engine";
import { instantiate, OPTIMIZERS_ABI_VERSION, type OptimizerKernels } from "../module/index.js";
import { Paces, type Pool, type PoolSource, StartDelay, sharedPools } from "../threads/index.js";
import { HEADER, MOST_SUMS } from "./abi.js";
import { encodeCalls, isKernelCall } from "./encode-calls.js";
import {
  allocate,
  MAXIMUM_BYTES,
  PREFIX,
  type RunKernel,
  VALUES_BYTES,
  WasmArena,
  WasmKernel,
  wasmEngine,
} from "./wasm-engine.js";

/** With `"auto"`, arenas below this size, of some 130,000 parameters, are not shared: waking workers takes as long as they save. */
const AUTO_LEAST_BYTES = 1 << 21;
/** Runs over fewer elements take less time than sharing them: with `"auto"`, and with a number of threads. */
const AUTO_LEAST_COUNT = 16_384;
const LEAST_COUNT = 4_096;

/** The scratch of a thread: a header and sums, each on a cache line of its own, and values to sum. */
const SCRATCH_BYTES = 64 + 64 + VALUES_BYTES;
/** Room for two sums of each block in 4 GiB. */
const RESULTS_BYTES_AT_MOST = 16 * (2 ** 30 / BLOCK_LENGTH + 1);
/** Room for the calls of a run. */
const CALLS_BYTES = 4_096;
/** The words of a header, and those that each thread replaces. */
const HEADER_WORDS = { words: 16, sums: HEADER.sums / 4, values: HEADER.values / 4 };

/** How threads are chosen. */
export interface ThreadChoice {
  readonly threads: number;
  /** Whether one thread is taken where that is faster. */
  readonly isAutomatic: boolean;
}

/** The engine of one optimizer. */
export class ThreadedEngine implements Engine {
  readonly name = "wasm";
  readonly arenaBytes: number;
  readonly scratchCopies: number;
  readonly #choice: ThreadChoice;
  readonly #module: WebAssembly.Module;
  readonly #pools: PoolSource;
  #pool: Pool | null = null;

  /** @param module The twin of the module for shared memory. */
  constructor(choice: ThreadChoice, module: WebAssembly.Module, pools: PoolSource = sharedPools) {
    this.#choice = choice;
    // The rest is for the scratch of the threads, calls, and the sums of blocks.
    const others = choice.threads * SCRATCH_BYTES + CALLS_BYTES + RESULTS_BYTES_AT_MOST;
    this.arenaBytes = MAXIMUM_BYTES - 2 * PREFIX - others;
    this.scratchCopies = choice.threads;
    this.#module = module;
    this.#pools = pools;
  }

  /** How many threads share the work now: 1 until the workers have started, and once one has ended. */
  get threads(): number {
    return this.#pool?.running ?? 1;
  }

  createArena(byteLength: number): WasmArena {
    const { threads, isAutomatic } = this.#choice;
    if (isAutomatic && byteLength < AUTO_LEAST_BYTES) return wasmEngine.createArena(byteLength) as WasmArena;
    const scratch = Math.ceil(PREFIX / 64) * 64;
    const calls = scratch + threads * SCRATCH_BYTES;
    const results = calls + CALLS_BYTES;
    // A kernel has at most as many blocks as the arena has room for values, and one that is not whole.
    const resultsBytes = 8 * MOST_SUMS * (Math.ceil(byteLength / 4 / BLOCK_LENGTH) + 1);
    const start = Math.ceil((results + resultsBytes) / 64) * 64;
    const memory = allocate(start + byteLength, (pages) => sharedMemory(pages));
    const kernels = instantiate<OptimizerKernels>(this.#module, "optimizers.wasm", OPTIMIZERS_ABI_VERSION, {
      env: { memory },
    });
    const pool = this.#pools.acquire(threads);
    this.#pool = pool;
    const id = pool.add({
      module: this.#module,
      memory,
      scratch,
      scratchBytes: SCRATCH_BYTES,
      header: HEADER_WORDS,
      results,
      scratchStride: SCRATCH_STRIDE,
    });
    const place: SharedPlace = {
      pool,
      pools: this.#pools,
      id,
      calls,
      results,
      module: this.#module,
      isAutomatic,
      delay: new StartDelay(),
      past: { end: 0 },
    };
    return new ThreadedArena(kernels, memory, start, place);
  }
}

function sharedMemory(pages: number): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/** An arena, as registered with its pool. */
interface SharedPlace {
  readonly pool: Pool;
  readonly pools: PoolSource;
  readonly id: number;
  /** The position of the calls of a run. */
  readonly calls: number;
  /** The position of the sums of blocks. */
  readonly results: number;
  readonly module: WebAssembly.Module;
  readonly isAutomatic: boolean;
  /** With `"auto"`: when the workers may start. */
  readonly delay: StartDelay;
  /** With `"auto"`: when the last run ended; NaN: it was not measured. */
  readonly past: { end: number };
}

/** Whether several threads may do some work, and are there. The first question that is answered with yes starts them. */
function canShare({ pool, isAutomatic, delay }: SharedPlace): boolean {
  return (!isAutomatic || delay.isOver) && pool.isReady();
}

function leave({ pool, pools, id }: SharedPlace): void {
  pool.drop(id);
  pools.release(pool);
}

/** Of arenas that were collected without being released. The workers hold their memory. */
const collected = new FinalizationRegistry<SharedPlace>(leave);

class ThreadedArena extends WasmArena {
  /**
   * As large as the shared memory, and never touched, so that it takes address space only. Engines don't count shared
   * memory when they decide whether to collect garbage: disposed arenas would pile up.
   */
  readonly weight: ArrayBuffer;
  readonly #place: SharedPlace;
  /** The sums of blocks. */
  readonly #results: Float64Array;
  /** The exported functions, in the order in which threads know them. */
  readonly #functions: readonly string[];

  constructor(kernels: OptimizerKernels, memory: WebAssembly.Memory, byteOffset: number, place: SharedPlace) {
    super(kernels, memory, 0, byteOffset, () => {
      collected.unregister(place);
      leave(place);
    });
    this.weight = new ArrayBuffer(memory.buffer.byteLength);
    this.#place = place;
    this.#results = new Float64Array(this.buffer, place.results, (byteOffset - place.results) / 8);
    this.#functions = Object.keys(kernels);
    collected.register(this, place, place);
  }

  protected override createKernel(
    name: string,
    header: Uint32Array,
    sums: number,
    sumsPlace: number,
  ): Kernel {
    const shared: SharedKernel = {
      place: this.#place,
      function: this.#functions.indexOf(name),
      results: this.#results,
      sums: new Float64Array(this.buffer, this.byteOffset + sumsPlace, sums),
    };
    return new ThreadedKernel(this.functionCalled(name), header, this.byteOffset, shared);
  }

  runCalls(
    calls: readonly BlockCall[],
    count: number,
    length: number,
    onBlock: (() => void) | null,
    runAlone: () => void,
  ): void {
    const { kernel } = calls.find(isKernelCall) ?? {};
    if (!(kernel instanceof ThreadedKernel)) {
      runAlone();
      return;
    }
    const runShared = () => {
      const words = encodeCalls(calls, {
        byteOffset: this.byteOffset,
        indexOf: (name) => this.#functions.indexOf(name),
        kernelOf: (call) => (call.kernel as ThreadedKernel).described,
      });
      const { pool, id, calls: place } = this.#place;
      new Int32Array(this.buffer, place, CALLS_BYTES / 4).set(words);
      pool.runCalls(id, place, count, length);
      kernel.takeSums(Math.ceil(count / length), onBlock);
    };
    kernel.runWith(count, runShared, runAlone);
  }

  override sumOfSquares(place: number, count: number): number {
    const blocks = this.#reduce("sum_of_squares", place, count);
    if (blocks === 0) return super.sumOfSquares(place, count);
    let sum = 0;
    for (let i = 0; i < blocks; i++) sum += this.#results[i] as number;
    return sum;
  }

  override allFinite(place: number, count: number): boolean {
    const blocks = this.#reduce("all_finite", place, count);
    if (blocks === 0) return super.allFinite(place, count);
    for (let i = 0; i < blocks; i++) if (this.#results[i] !== 1) return false;
    return true;
  }

  override scale(place: number, count: number, factor: number): void {
    const { pool, id } = this.#place;
    if (!this.#isShared(count)) super.scale(place, count, factor);
    else pool.scale(id, this.#functions.indexOf("scale"), this.byteOffset + place, count, factor);
  }

  /** @returns How many blocks have a result; 0 where one thread has to do it. */
  #reduce(name: string, place: number, count: number): number {
    const { pool, id } = this.#place;
    if (!this.#isShared(count)) return 0;
    try {
      pool.reduce(id, this.#functions.indexOf(name), this.byteOffset + place, count, BLOCK_LENGTH);
    } catch {
      // A worker was lost, and has changed nothing.
      return 0;
    }
    return Math.ceil(count / BLOCK_LENGTH);
  }

  awaitThreads(): boolean {
    return this.#place.pool.awaitWorkers();
  }

  #isShared(count: number): boolean {
    const least = this.#place.isAutomatic ? 4 * AUTO_LEAST_COUNT : LEAST_COUNT;
    return count >= least && canShare(this.#place);
  }
}

/** A kernel as the threads know it. */
interface SharedKernel {
  readonly place: SharedPlace;
  /** The index of the exported function. */
  readonly function: number;
  readonly results: Float64Array;
  /** Where the sums of the last block are. */
  readonly sums: Float64Array;
}

class ThreadedKernel extends WasmKernel {
  readonly #shared: SharedKernel;
  /** For runs after a pause and for the others. */
  readonly #paces = { paused: new Paces(), hot: new Paces() };
  /** The number of next runs that one thread makes without measuring, and their number of elements. */
  #unmeasuredRuns = 0;
  #unmeasuredCount = 0;

  constructor(run: RunKernel, header: Uint32Array, origin: number, shared: SharedKernel) {
    super(run, header, origin);
    this.#shared = shared;
  }

  override runBlocks(
    first: number,
    slotFirst: number,
    workFirst: number,
    count: number,
    onBlock: (() => void) | null,
  ): void {
    if (this.#isUnmeasured(count)) {
      super.runBlocks(first, slotFirst, workFirst, count, onBlock);
      return;
    }
    const { place, function: kernel, sums } = this.#shared;
    const length = onBlock === null ? null : BLOCK_LENGTH;
    this.runWith(
      count,
      () => {
        const { pool, id } = place;
        pool.run(id, kernel, this.address, first, slotFirst, workFirst, count, sums.length, length);
        this.takeSums(Math.ceil(count / BLOCK_LENGTH), onBlock);
      },
      () => super.runBlocks(first, slotFirst, workFirst, count, onBlock),
    );
  }

  calls(start: RunStart): readonly BlockCall[] {
    return [{ ...start, kernel: this, arrays: null }];
  }

  /** The function, the position of the header, and the number of sums. */
  get described(): { readonly function: number; readonly header: number; readonly sums: number } {
    const { function: index, sums } = this.#shared;
    return { function: index, header: this.address, sums: sums.length };
  }

  /** Reports the sums of the blocks of a shared run. */
  takeSums(blocks: number, onBlock: (() => void) | null): void {
    if (onBlock === null) return;
    const { results, sums } = this.#shared;
    for (let at = 0, block = 0; block < blocks; block++) {
      for (let i = 0; i < sums.length; i++, at++) sums[i] = results[at] as number;
      onBlock();
    }
  }

  /** Runs on several threads if there are enough elements, and with `"auto"` if that is faster. */
  runWith(count: number, runShared: () => void, runAlone: () => void): void {
    if (this.#isUnmeasured(count)) {
      runAlone();
      return;
    }
    const { place } = this.#shared;
    const isLong = count >= (place.isAutomatic ? AUTO_LEAST_COUNT : LEAST_COUNT);
    if (isLong && canShare(place)) {
      if (place.isAutomatic) this.#runAsPays(count, runShared, runAlone);
      else runShared();
      return;
    }
    if (isLong) place.delay.measure(runAlone);
    else runAlone();
  }

  #isUnmeasured(count: number): boolean {
    if (this.#unmeasuredRuns === 0 || this.#unmeasuredCount !== count) return false;
    this.#unmeasuredRuns--;
    return true;
  }

  /** One thread or several, whichever is faster. */
  #runAsPays(count: number, runShared: () => void, runAlone: () => void): void {
    const { past, pool } = this.#shared.place;
    if (Number.isNaN(past.end)) {
      // Whether this run follows a pause is unknown.
      runAlone();
      past.end = performance.now();
      return;
    }
    const start = performance.now();
    const isPaused = start - past.end > pool.patience.spinMilliseconds;
    const paces = isPaused ? this.#paces.paused : this.#paces.hot;
    past.end = paces.run(count, start, runShared, runAlone);
    if (this.#unmeasuredRuns > 0) return;
    this.#unmeasuredRuns = paces.skip(count);
    this.#unmeasuredCount = count;
    if (this.#unmeasuredRuns > 0) past.end = Number.NaN;
  }
}
