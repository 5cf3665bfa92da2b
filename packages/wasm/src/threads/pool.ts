/** Threads that share the blocks of jobs: the one that gives the jobs, and workers. */
import type { WorkerHandle } from "./create-worker.js";
import { WorkerLostError } from "./errors.js";
import {
  type ArenaDescription,
  Blocks,
  KIND,
  OWN,
  THREAD_WORDS,
  WORD,
  type WorkerMessage,
} from "./worker.js";

/** How a pool waits. */
export interface PoolPatience {
  /** How long a worker spins for the next job before it sleeps. */
  readonly spinMilliseconds: number;
  /** How long a block may take before its worker counts as lost. */
  readonly blockMilliseconds: number;
}

export const PATIENCE: PoolPatience = { spinMilliseconds: 0.1, blockMilliseconds: 10_000 };

/** How often the end of a job is looked for before the thread sleeps: some microseconds, the rest of a block. */
const SPINS = 2_000;
/** How long it sleeps, or spins where it can't, before it looks again. */
const SLICE_MILLISECONDS = 5;
/** Blocks smaller than this cost more to hand out than they save. */
const LEAST_LENGTH = 2_048;
/** How many blocks each thread gets at least, so that one that comes late holds up little. */
const BLOCKS_PER_THREAD = 4;
/** Blocks begin on cache lines of all arrays. */
const LENGTH_STEP = 64;

export class Pool {
  readonly #control: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #factor: Float64Array;
  readonly #blocks: Blocks;
  readonly #arenas = new Map<number, ArenaDescription>();
  #workers: readonly WorkerHandle[] | null = null;
  #nextArena = 0;
  /** How many messages each worker was sent, and how many all have handled. */
  #messages = 0;
  #handled = 0;
  /** Why it has ended; null: it has not. */
  #end: string | null = null;
  #canSleep: boolean | null = null;

  /** @param threads How many threads share a job, at least 2. Workers are made when there is a job. */
  constructor(
    readonly threads: number,
    readonly createWorker: () => WorkerHandle,
    readonly patience: PoolPatience = PATIENCE,
  ) {
    const words = WORD.THREADS + THREAD_WORDS * threads;
    this.#control = new SharedArrayBuffer(4 * words);
    this.#words = new Int32Array(this.#control);
    this.#factor = new Float64Array(this.#control, 4 * WORD.FACTOR, 1);
    this.#blocks = new Blocks(this.#control, 0, threads);
  }

  /** Whether a worker has ended, or all were ended: it takes no more jobs. */
  get hasEnded(): boolean {
    return this.#end !== null;
  }

  /** How many threads there are now: 1 until all workers have started and once one has ended. */
  get running(): number {
    if (this.#end !== null || this.#workers === null) return 1;
    for (let i = 1; i < this.threads; i++)
      if (Atomics.load(this.#words, WORD.THREADS + THREAD_WORDS * i + OWN.HANDLED) === 0) return 1;
    return this.threads;
  }

  /** How many blocks each thread has run. */
  get shares(): readonly number[] {
    return Array.from(
      { length: this.threads },
      (_, i) => this.#words[WORD.THREADS + THREAD_WORDS * i + OWN.RUN] as number,
    );
  }

  /** Makes an arena known to all threads. @returns Its id. */
  add(arena: Omit<ArenaDescription, "id">): number {
    const described = { ...arena, id: this.#nextArena++ };
    this.#blocks.add(described);
    this.#arenas.set(described.id, described);
    if (this.#workers !== null) this.#post({ kind: "add", arena: described });
    return described.id;
  }

  drop(id: number): void {
    this.#blocks.drop(id);
    if (this.#arenas.delete(id) && this.#workers !== null) this.#post({ kind: "drop", id });
  }

  /** Whether all workers are there and know all arenas. The first question starts them. */
  isReady(): boolean {
    if (this.#end !== null) return false;
    if (this.#workers === null) this.#start();
    if (this.#handled === this.#messages) return this.#end === null;
    for (let i = 1; i < this.threads; i++) {
      const handled = Atomics.load(this.#words, WORD.THREADS + THREAD_WORDS * i + OWN.HANDLED);
      if (handled !== this.#messages) return false;
    }
    this.#handled = this.#messages;
    return true;
  }

  /**
   * Runs a kernel over `count` elements of an arena whose threads are ready. The sums of each block of `length` elements
   * are in the results of the arena afterwards.
   * @param kernel The index of the exported function.
   * @param length How many elements a block has; null: as it suits.
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

  /** The result of an exported function for each block of values is in the results afterwards. @throws WorkerLostError */
  reduce(arena: number, reduction: number, place: number, count: number, length: number): void {
    this.#words[WORD.KIND] = KIND.REDUCE;
    this.#share(arena, reduction, place, count, length);
  }

  /** @throws WorkerLostError */
  scale(arena: number, scale: number, place: number, count: number, factor: number): void {
    this.#words[WORD.KIND] = KIND.SCALE;
    this.#factor[0] = factor;
    this.#share(arena, scale, place, count, this.#suitableLength(count));
  }

  /** Ends the workers. */
  close(): void {
    this.#finish("it was closed");
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
    // From the first of these on, workers take blocks: everything else is written.
    for (let i = 0; i < this.threads; i++)
      Atomics.store(words, WORD.THREADS + THREAD_WORDS * i + OWN.LEFT, endOf(i) - endOf(i - 1));
    this.#wake();
    this.#blocks.work();
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
    // Counted in slices, because a machine that was suspended has lost no worker.
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
    this.#finish(error.message);
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

  /** Before it is sent: workers go to their event loop, and stay there until it comes. */
  #announceMessage(): void {
    this.#messages++;
    Atomics.add(this.#words, WORD.MESSAGES, 1);
    this.#wake();
  }

  #finish(reason: string): void {
    if (this.#end !== null) return;
    this.#end = reason;
    // Workers go to their event loop, where browsers end them at once.
    this.#announceMessage();
    for (const worker of this.#workers ?? []) worker.terminate();
    for (const id of this.#arenas.keys()) this.#blocks.drop(id);
    this.#arenas.clear();
  }
}

/** The longest blocks, whose arrays stay in the second-level cache. */
const MOST_LENGTH = 16_384;

/** Whether this thread may sleep: that of a page may not. */
function canSleep(words: Int32Array): boolean {
  try {
    Atomics.wait(words, WORD.IS_AWAITED, -1, 0);
    return true;
  } catch {
    return false;
  }
}
