/** Threads that share the blocks of jobs: the thread that starts them, and workers. */
import type { WorkerHandle } from "./create-worker.js";
import { WorkerLostError } from "./errors.js";
import {
  type ArenaDescription,
  Blocks,
  KIND,
  OWN,
  type SamplingDescription,
  THREAD_WORDS,
  WORD,
  type WorkerMessage,
} from "./worker.js";

/** The limits of waiting. */
export interface PoolPatience {
  /** The time that a worker spins for the next job before it sleeps. */
  readonly spinMilliseconds: number;
  /** The time without a finished block after which a worker counts as lost. */
  readonly blockMilliseconds: number;
  /** The time that workers have to leave a job that was cut short: ending a thread takes some milliseconds. */
  readonly leavingMilliseconds: number;
}

export const PATIENCE: PoolPatience = {
  spinMilliseconds: 0.1,
  blockMilliseconds: 10_000,
  leavingMilliseconds: 2_000,
};

/** The number of checks for the end of a job before the thread sleeps: some microseconds, the rest of a block. */
const SPINS = 2_000;
/** The time that it sleeps, or spins where it can't, before it checks again. */
const SLICE_MILLISECONDS = 5;
/** Smaller blocks cost more to distribute than they save. */
const LEAST_LENGTH = 2_048;
/** The least number of blocks of each thread: a late thread then delays the job by little. */
const BLOCKS_PER_THREAD = 4;
/** Blocks begin on cache lines of all arrays. */
const LENGTH_STEP = 64;

/** A program in the memory of a sampling. */
export interface SampledProgram {
  readonly version: number;
  readonly programWords: number;
  readonly workspaceWords: number;
}

export class Pool {
  readonly #control: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;
  readonly #blocks: Blocks;
  readonly #arenas = new Map<number, ArenaDescription | SamplingDescription>();
  #workers: readonly WorkerHandle[] | null = null;
  #nextArena = 0;
  /** The number of messages sent to each worker, and the number that all of them have handled. */
  #messages = 0;
  #handled = 0;
  /** The reason why it has ended; null: it has not. */
  #end: string | null = null;
  /** Of a job that was cut short, the number of blocks that are done once no worker is in one; null: there is none. */
  #unfinished: number | null = null;
  #canSleep: boolean | null = null;

  /** @param threads The number of threads that share a job, at least 2. Workers are created for the first job. */
  constructor(
    readonly threads: number,
    readonly createWorker: () => WorkerHandle,
    readonly patience: PoolPatience = PATIENCE,
  ) {
    const words = WORD.THREADS + THREAD_WORDS * threads;
    this.#control = new SharedArrayBuffer(4 * words);
    this.#words = new Int32Array(this.#control);
    this.#numbers = new Float64Array(this.#control, 4 * WORD.NUMBERS, 3);
    this.#blocks = new Blocks(this.#control, 0, threads);
  }

  /** Whether a worker has ended, or the pool was closed: it takes no more jobs. */
  get hasEnded(): boolean {
    return this.#end !== null;
  }

  /** The present number of threads: 1 until all workers have started, and after one has ended. */
  get running(): number {
    if (this.#end !== null || this.#workers === null) return 1;
    for (let i = 1; i < this.threads; i++)
      if (Atomics.load(this.#words, WORD.THREADS + THREAD_WORDS * i + OWN.HANDLED) === 0) return 1;
    return this.threads;
  }

  /** The number of blocks that each thread has run. */
  get shares(): readonly number[] {
    return Array.from(
      { length: this.threads },
      (_, i) => this.#words[WORD.THREADS + THREAD_WORDS * i + OWN.RUN] as number,
    );
  }

  /** Announces a memory to all threads. @returns Its id. */
  add(arena: Omit<ArenaDescription, "id"> | Omit<SamplingDescription, "id">): number {
    const described = { ...arena, id: this.#nextArena++ } as ArenaDescription | SamplingDescription;
    this.#blocks.add(described);
    this.#arenas.set(described.id, described);
    if (this.#workers !== null) this.#post({ kind: "add", arena: described });
    return described.id;
  }

  drop(id: number): void {
    this.#blocks.drop(id);
    if (this.#arenas.delete(id) && this.#workers !== null) this.#post({ kind: "drop", id });
  }

  /** Whether all workers run and have all arenas. The first call starts them. */
  isReady(): boolean {
    if (this.#end !== null) return false;
    if (this.#workers === null) this.#start();
    if (this.#handled === this.#messages) return this.#end === null;
    for (let i = 1; i < this.threads; i++) {
      const handled = Atomics.load(this.#words, WORD.THREADS + THREAD_WORDS * i + OWN.HANDLED);
      if (handled !== this.#messages) return false;
    }
    if (this.#workers?.some((worker) => worker.hasEnded())) this.#finish("it has ended");
    this.#handled = this.#messages;
    return this.#end === null;
  }

  /**
   * Runs a kernel over `count` elements of an arena; the pool must be ready. Stores the sums of each block of `length`
   * elements in the results of the arena.
   * @param kernel The index of the exported function.
   * @param length The number of elements of a block; null: the pool chooses it.
   * @throws WorkerLostError
   */
  run(
    arena: number,
    kernel: number,
    header: number,
    first: number,
    slotFirst: number,
    workFirst: number,
    count: number,
    sums: number,
    length: number | null,
  ): void {
    const words = this.#words;
    words[WORD.KIND] = KIND.KERNEL;
    words[WORD.FIRST] = first;
    words[WORD.SLOT_FIRST] = slotFirst;
    words[WORD.WORK_FIRST] = workFirst;
    words[WORD.SUMS] = sums;
    this.#share(arena, kernel, header, count, length ?? this.#suitableLength(count));
  }

  /**
   * Makes the calls at `place` of an arena for each block, and stores their sums in the results of the arena.
   * @throws WorkerLostError
   */
  runCalls(arena: number, place: number, count: number, length: number): void {
    this.#words[WORD.KIND] = KIND.CALLS;
    this.#share(arena, 0, place, count, length);
  }

  /** Stores the result of an exported function for each block of values. @throws WorkerLostError */
  reduce(arena: number, reduction: number, place: number, count: number, length: number): void {
    this.#words[WORD.KIND] = KIND.REDUCE;
    this.#share(arena, reduction, place, count, length);
  }

  /** @throws WorkerLostError */
  scale(arena: number, scale: number, place: number, count: number, factor: number): void {
    this.#words[WORD.KIND] = KIND.SCALE;
    this.#numbers[0] = factor;
    this.#share(arena, scale, place, count, this.#suitableLength(count));
  }

  /**
   * Samples values `first`, `first + 1`, ... of a range into the memory of a sampling.
   * @param version Another number for each program in that memory.
   * @param length The number of values of a block.
   * @throws WorkerLostError
   */
  sample(
    sampling: number,
    { version, programWords, workspaceWords }: SampledProgram,
    { start, stride }: { readonly start: number; readonly stride: number },
    first: number,
    count: number,
    length: number,
    narrow: boolean,
  ): void {
    const words = this.#words;
    words[WORD.KIND] = narrow ? KIND.SAMPLE_NARROW : KIND.SAMPLE;
    words[WORD.FIRST] = programWords;
    words[WORD.SLOT_FIRST] = workspaceWords;
    const numbers = this.#numbers;
    numbers[0] = start;
    numbers[1] = stride;
    numbers[2] = first;
    this.#share(sampling, 0, version, count, length);
  }

  /** Ends the workers. */
  close(): void {
    this.#finish("it was closed");
  }

  /**
   * Waits until no worker is in a job that was cut short: one that was kept from running may continue its block later.
   * @returns Whether none is
   */
  awaitWorkers(): boolean {
    const most = this.patience.leavingMilliseconds / SLICE_MILLISECONDS;
    for (let slices = 0; slices < most && this.#mayWrite(); slices++)
      this.#waitSlice(Atomics.load(this.#words, WORD.DONE));
    return !this.#mayWrite();
  }

  /** Whether a worker may be in a job that was cut short. */
  #mayWrite(): boolean {
    if (this.#unfinished === null || Atomics.load(this.#words, WORD.DONE) === this.#unfinished) return false;
    return this.#workers?.some((worker) => !worker.hasEnded()) ?? false;
  }

  #suitableLength(count: number): number {
    const length = Math.ceil(count / (this.threads * BLOCKS_PER_THREAD) / LENGTH_STEP) * LENGTH_STEP;
    return Math.min(Math.max(length, LEAST_LENGTH), MOST_LENGTH);
  }

  #share(arena: number, callee: number, place: number, count: number, length: number): void {
    const words = this.#words;
    words[WORD.ARENA] = arena;
    words[WORD.FUNCTION] = callee;
    words[WORD.PLACE] = place;
    words[WORD.COUNT] = count;
    words[WORD.LENGTH] = length;
    const blocks = Math.ceil(count / length);
    Atomics.store(words, WORD.DONE, 0);
    const endOf = (thread: number) => Math.floor(((thread + 1) * blocks) / this.threads);
    for (let i = 0; i < this.threads; i++) words[WORD.THREADS + THREAD_WORDS * i + OWN.END] = endOf(i);
    // Workers take blocks from the first of these stores on: everything else must be written before.
    for (let i = 0; i < this.threads; i++)
      Atomics.store(words, WORD.THREADS + THREAD_WORDS * i + OWN.LEFT, endOf(i) - endOf(i - 1));
    this.#wake();
    try {
      this.#blocks.work();
    } catch (error) {
      // Workers may still be in this job, so that there must be no other: for example where the stack was exhausted. How
      // many blocks they have taken is not known.
      this.#cutShort(Number.POSITIVE_INFINITY, "a block could not be run");
      throw error;
    }
    this.#awaitBlocks(blocks);
  }

  #wake(): void {
    Atomics.add(this.#words, WORD.GENERATION, 1);
    if (Atomics.load(this.#words, WORD.ASLEEP) > 0) Atomics.notify(this.#words, WORD.GENERATION);
  }

  /** Waits for the blocks that workers have taken. */
  #awaitBlocks(blocks: number): void {
    const words = this.#words;
    for (let i = 0; i < SPINS; i++) if (Atomics.load(words, WORD.DONE) === blocks) return;
    // Slices are counted, because time also passes while a machine is suspended.
    const most = Math.ceil(this.patience.blockMilliseconds / SLICE_MILLISECONDS);
    Atomics.store(words, WORD.IS_AWAITED, 1);
    let done = Atomics.load(words, WORD.DONE);
    for (let slices = 0; done !== blocks && slices < most; slices++) {
      this.#waitSlice(done);
      const now = Atomics.load(words, WORD.DONE);
      if (now !== done) slices = 0;
      done = now;
    }
    Atomics.store(words, WORD.IS_AWAITED, 0);
    if (done === blocks) return;
    const error = new WorkerLostError(this.patience.blockMilliseconds);
    this.#cutShort(blocks, error.message);
    throw error;
  }

  #waitSlice(done: number): void {
    const words = this.#words;
    this.#canSleep ??= canSleep(words);
    if (this.#canSleep) {
      Atomics.wait(words, WORD.DONE, done, SLICE_MILLISECONDS);
      return;
    }
    const end = performance.now() + SLICE_MILLISECONDS;
    while (Atomics.load(words, WORD.DONE) === done && performance.now() < end);
  }

  #start(): void {
    const { threads } = this;
    const { spinMilliseconds } = this.patience;
    this.#announceMessage();
    try {
      const workers: WorkerHandle[] = [];
      this.#workers = workers;
      for (let index = 1; index < threads; index++) {
        const worker = this.createWorker();
        workers.push(worker);
        worker.onEnd((reason) => this.#finish(reason));
        worker.post({ kind: "start", control: this.#control, index, threads, spinMilliseconds });
      }
    } catch (error) {
      this.#finish(error instanceof Error ? error.message : String(error));
      return;
    }
    for (const arena of this.#arenas.values()) this.#post({ kind: "add", arena });
  }

  #post(message: WorkerMessage): void {
    this.#announceMessage();
    for (const worker of this.#workers ?? []) worker.post(message);
  }

  /** Called before a message is sent: workers return to their event loop and wait for it there. */
  #announceMessage(): void {
    this.#messages++;
    Atomics.add(this.#words, WORD.MESSAGES, 1);
    this.#wake();
  }

  /** Ends the pool inside a job; workers take no more of its blocks. */
  #cutShort(unfinished: number, reason: string): void {
    for (let i = 0; i < this.threads; i++)
      Atomics.store(this.#words, WORD.THREADS + THREAD_WORDS * i + OWN.LEFT, 0);
    this.#unfinished = unfinished;
    this.#finish(reason);
  }

  #finish(reason: string): void {
    if (this.#end !== null) return;
    this.#end = reason;
    // Workers return to their event loop, where browsers end them at once.
    this.#announceMessage();
    for (const worker of this.#workers ?? []) worker.terminate();
    for (const id of this.#arenas.keys()) this.#blocks.drop(id);
    this.#arenas.clear();
  }
}

/** The longest block whose arrays stay in the second-level cache. */
const MOST_LENGTH = 16_384;

/** Whether this thread may sleep: the main thread of a page may not. */
function canSleep(words: Int32Array): boolean {
  try {
    Atomics.wait(words, WORD.IS_AWAITED, -1, 0);
    return true;
  } catch {
    return false;
  }
}
