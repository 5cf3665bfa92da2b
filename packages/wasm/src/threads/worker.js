/**
 * Running the blocks of a job, which every thread of a pool does, and what a worker thread does besides. The file imports
 * nothing, so that bundlers can take it as it is.
 *
 * A thread first takes a block and then reads what the job is. As long as a block is taken and not done the job can't end,
 * so what is read belongs to the block, however late the thread is.
 */

/** The name that tells a worker of ours from one that has imported this file. */
export const WORKER_NAME = "anneal kernels";

/** Where the numbers of the control block are, in 32-bit words. What several threads write has a cache line of its own. */
export const WORD = Object.freeze({
  /** Grows with each job and each message; workers wait for it. */
  GENERATION: 0,
  /** How many messages each worker was sent. */
  MESSAGES: 1,
  /** How many workers wait without spinning. */
  ASLEEP: 16,
  /** How many blocks of the job are done. */
  DONE: 32,
  /** 1 while the thread that gave the job waits without spinning. */
  IS_AWAITED: 33,
  /** The job: its arena, which exported function, of which kind, and the arguments. */
  ARENA: 48,
  FUNCTION: 49,
  KIND: 50,
  PLACE: 51,
  FIRST: 52,
  SLOT_FIRST: 53,
  WORK_FIRST: 54,
  COUNT: 55,
  /** How many elements a block has. */
  LENGTH: 56,
  /** How many sums the kernel makes. */
  SUMS: 57,
  /** A float64. */
  FACTOR: 58,
  /** What follows is there for each thread. */
  THREADS: 64,
});

/** How many words each thread has, from `WORD.THREADS` on. */
export const THREAD_WORDS = 16;

/** The words of a thread. */
export const OWN = Object.freeze({
  /** How many blocks of its range nobody has taken; below 0 when others have tried. */
  LEFT: 0,
  /** One past the last block of its range. */
  END: 1,
  /** How many messages it has handled. */
  HANDLED: 2,
  /** How many blocks it has run since it started, for reports. */
  RUN: 3,
});

/** What a job does with each block. */
export const KIND = Object.freeze({
  /** Calls a kernel with a header, and keeps its sums. */
  KERNEL: 0,
  /** Keeps the result for some values. */
  REDUCE: 1,
  /** Multiplies some values. */
  SCALE: 2,
});

/**
 * What a thread has to know of an arena. Places are in bytes from the start of the memory.
 *
 * @typedef {object} ArenaDescription
 * @property {number} id
 * @property {WebAssembly.Module} module
 * @property {WebAssembly.Memory} memory
 * @property {number} scratch where the scratch of the first thread is
 * @property {number} scratchBytes how much each thread has, one after the other: a header, sums, and values to sum
 * @property {{ words: number, sums: number, values: number }} header its length and which words the thread replaces
 * @property {number} results where the sums of each block go
 */

/**
 * @typedef {object} ThreadArena
 * @property {readonly ((...args: number[]) => number)[]} functions what the module exports, in order
 * @property {Int32Array} words the memory
 * @property {number} header the place of the thread's header
 * @property {number} sums the place of the thread's sums
 * @property {number} values the place of the thread's values to sum
 * @property {ArenaDescription["header"]} fields
 * @property {Float64Array} numbers the memory
 * @property {number} results
 */

/** How far the sums of a thread are from its header, and the values from the sums. */
const LINE = 64;

/** The blocks of a pool's jobs, as one thread runs them. */
export class Blocks {
  /** @type {Map<number, ThreadArena>} */
  #arenas = new Map();
  #words;
  #factor;
  #index;
  #threads;

  /**
   * @param {SharedArrayBuffer} control
   * @param {number} index which thread this is; the thread that gives the jobs is 0
   * @param {number} threads how many there are
   */
  constructor(control, index, threads) {
    this.#words = new Int32Array(control);
    this.#factor = new Float64Array(control, 4 * WORD.FACTOR, 1);
    this.#index = index;
    this.#threads = threads;
  }

  /** @param {ArenaDescription} arena */
  add({ id, module, memory, scratch, scratchBytes, header: fields, results }) {
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    const header = scratch + this.#index * scratchBytes;
    this.#arenas.set(id, {
      functions: /** @type {((...args: number[]) => number)[]} */ (Object.values(exports)),
      words: new Int32Array(memory.buffer),
      numbers: new Float64Array(memory.buffer),
      header,
      sums: header + LINE,
      values: header + 2 * LINE,
      fields,
      results: results / 8,
    });
  }

  /** @param {number} id */
  drop(id) {
    this.#arenas.delete(id);
  }

  /** Runs blocks until none is left: its own first, then those of other threads. */
  work() {
    const words = this.#words;
    const own = WORD.THREADS + THREAD_WORDS * this.#index;
    for (let k = 0; k < this.#threads; k++) {
      const range = WORD.THREADS + THREAD_WORDS * ((this.#index + k) % this.#threads);
      while (Atomics.load(words, range + OWN.LEFT) > 0) {
        const left = Atomics.sub(words, range + OWN.LEFT, 1);
        if (left <= 0) break;
        this.#run(/** @type {number} */ (words[range + OWN.END]) - left);
        words[own + OWN.RUN] = (words[own + OWN.RUN] ?? 0) + 1;
        Atomics.add(words, WORD.DONE, 1);
        if (Atomics.load(words, WORD.IS_AWAITED) !== 0) Atomics.notify(words, WORD.DONE);
      }
    }
  }

  /** @param {number} block */
  #run(block) {
    /** @type {(word: number) => number} */
    const read = (word) => /** @type {number} */ (this.#words[word]);
    const arena = /** @type {ThreadArena} */ (this.#arenas.get(read(WORD.ARENA)));
    const call = /** @type {(...args: number[]) => number} */ (arena.functions[read(WORD.FUNCTION)]);
    const start = block * read(WORD.LENGTH);
    const count = Math.min(read(WORD.LENGTH), read(WORD.COUNT) - start);
    const place = read(WORD.PLACE);
    switch (read(WORD.KIND)) {
      case KIND.KERNEL: {
        const sums = read(WORD.SUMS);
        const header = sums === 0 ? place : this.#ownHeader(arena, place);
        const first = start + read(WORD.FIRST);
        call(header, first, start + read(WORD.SLOT_FIRST), start + read(WORD.WORK_FIRST), count);
        for (let i = 0; i < sums; i++) {
          const sum = /** @type {number} */ (arena.numbers[arena.sums / 8 + i]);
          arena.numbers[arena.results + block * sums + i] = sum;
        }
        break;
      }
      case KIND.REDUCE:
        arena.numbers[arena.results + block] = call(place + 4 * start, count);
        break;
      default:
        call(place + 4 * start, count, /** @type {number} */ (this.#factor[0]));
    }
  }

  /**
   * A copy of the header at `place` with which this thread writes no other thread's sums.
   *
   * @param {ThreadArena} arena
   * @param {number} place
   */
  #ownHeader({ words, header, sums, values, fields }, place) {
    const from = (place >>> 0) / 4;
    words.copyWithin(header / 4, from, from + fields.words);
    words[header / 4 + fields.sums] = sums;
    words[header / 4 + fields.values] = values;
    return header;
  }
}

/**
 * What a worker is sent.
 *
 * @typedef {{ kind: "start", control: SharedArrayBuffer, index: number, threads: number, spinMilliseconds: number }
 *   | { kind: "add", arena: ArenaDescription }
 *   | { kind: "drop", id: number }} WorkerMessage
 */

/** A worker thread: it waits for jobs, and returns to its event loop when there is a message. */
class KernelWorker {
  #words;
  #blocks;
  #own;
  #spinMilliseconds;
  #handled = 0;

  /** @param {Extract<WorkerMessage, { kind: "start" }>} message */
  constructor({ control, index, threads, spinMilliseconds }) {
    this.#words = new Int32Array(control);
    this.#blocks = new Blocks(control, index, threads);
    this.#own = WORD.THREADS + THREAD_WORDS * index;
    this.#spinMilliseconds = spinMilliseconds;
  }

  /** @param {WorkerMessage} message */
  receive(message) {
    if (message.kind === "add") this.#blocks.add(message.arena);
    if (message.kind === "drop") this.#blocks.drop(message.id);
    this.#handled++;
    Atomics.store(this.#words, this.#own + OWN.HANDLED, this.#handled);
    this.#serve();
  }

  #serve() {
    const words = this.#words;
    for (;;) {
      const generation = Atomics.load(words, WORD.GENERATION);
      if (Atomics.load(words, WORD.MESSAGES) !== this.#handled) return;
      this.#blocks.work();
      this.#rest(generation);
    }
  }

  /**
   * Waits for another generation, spinning for a while: waking a thread takes longer than a small job.
   *
   * @param {number} generation
   */
  #rest(generation) {
    const words = this.#words;
    const end = performance.now() + this.#spinMilliseconds;
    do {
      for (let i = 0; i < 200; i++) if (Atomics.load(words, WORD.GENERATION) !== generation) return;
    } while (performance.now() < end);
    Atomics.add(words, WORD.ASLEEP, 1);
    Atomics.wait(words, WORD.GENERATION, generation);
    Atomics.sub(words, WORD.ASLEEP, 1);
  }
}

/** The worker starts by itself where the file is the script of one of ours. */
function start() {
  const node = globalThis.process?.getBuiltinModule?.("node:worker_threads");
  /** @type {KernelWorker | null} */
  let worker = null;
  /** @param {WorkerMessage} message */
  const receive = (message) => {
    if (message.kind === "start") worker = new KernelWorker(message);
    worker?.receive(message);
  };
  if (node?.parentPort != null) {
    if (node.workerData === WORKER_NAME) node.parentPort.on("message", receive);
  } else if ("DedicatedWorkerGlobalScope" in globalThis && self.name === WORKER_NAME) {
    self.addEventListener("message", ({ data }) => receive(data));
  }
}

start();
