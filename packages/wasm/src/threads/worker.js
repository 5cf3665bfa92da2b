/**
 * Runs the blocks of a job, on every thread of a pool, and serves as the script of the worker threads. The file has no
 * imports, so that bundlers can copy it unchanged.
 *
 * A thread takes a block first and reads the job afterwards. A job can't end while a block is taken and not done, so what a
 * thread reads belongs to its block, however late it is.
 */

/** The name of our worker threads; other workers may import this file. */
export const WORKER_NAME = "anneal kernels";

/** The words of the control block. Words that several threads write are on cache lines of their own. */
export const WORD = Object.freeze({
  /** Grows with each job and each message; workers wait for a change. */
  GENERATION: 0,
  /** The number of messages sent to each worker. */
  MESSAGES: 1,
  /** The number of workers that sleep. */
  ASLEEP: 16,
  /** The number of blocks of the job that are done. */
  DONE: 32,
  /** 1 while the thread that started the job sleeps. */
  IS_AWAITED: 33,
  /** The job: its arena, the index of an exported function, its kind, and the arguments. */
  ARENA: 48,
  FUNCTION: 49,
  KIND: 50,
  PLACE: 51,
  FIRST: 52,
  SLOT_FIRST: 53,
  WORK_FIRST: 54,
  COUNT: 55,
  /** The number of elements of a block. */
  LENGTH: 56,
  /** The number of sums of the kernel. */
  SUMS: 57,
  /** Three float64. */
  NUMBERS: 58,
  /** The words of each thread follow. */
  THREADS: 64,
});

/** The number of words of each thread, from `WORD.THREADS` on. */
export const THREAD_WORDS = 16;

/** The words of a thread. */
export const OWN = Object.freeze({
  /** The number of blocks of its range that are not taken; below 0 after further attempts. */
  LEFT: 0,
  /** One past the last block of its range. */
  END: 1,
  /** The number of messages it has handled. */
  HANDLED: 2,
  /** The number of blocks it has run since it started, for reports. */
  RUN: 3,
});

/** What a job does with each block. */
export const KIND = Object.freeze({
  /** Calls a kernel with a header, and stores its sums. */
  KERNEL: 0,
  /** Stores the result for some values. */
  REDUCE: 1,
  /** Multiplies some values. */
  SCALE: 2,
  /** Samples a schedule as float64, and as float32. */
  SAMPLE: 3,
  SAMPLE_NARROW: 4,
  /** Makes several calls, which are in the memory of the arena. */
  CALLS: 5,
});

/** The arguments of calls: plain numbers, positions in scratch of which each thread has its own, and the number of elements. */
export const ARGUMENT = Object.freeze({ VALUE: 0, SCRATCH: 1, COUNT: 2 });

/** The number of elements to which the steps of arguments refer. */
const STEP_ELEMENTS = 256;

/**
 * The memory of an optimizer. Positions are in bytes from the start of the memory.
 *
 * @typedef {object} ArenaDescription
 * @property {number} id
 * @property {WebAssembly.Module} module
 * @property {WebAssembly.Memory} memory
 * @property {number} scratch the position of the scratch of the first thread
 * @property {number} scratchBytes the size of the scratch of each thread: a header, sums, and values to sum
 * @property {{ words: number, sums: number, values: number }} header its length, and the words that a thread replaces
 * @property {number} results the position of the sums of the blocks
 * @property {number} scratchStride the bytes from a position in scratch to that of the next thread
 */

/**
 * A memory for sampling: the words of a program, and the values of all blocks of a job.
 *
 * @typedef {object} SamplingDescription
 * @property {number} id
 * @property {WebAssembly.Module} sampler the module, of which each thread has an instance
 * @property {SharedArrayBuffer} shared
 * @property {number} capacity the number of words for a program with its workspace and scratch
 * @property {number} length the number of values of a block
 */

/**
 * @typedef {object} ThreadArena
 * @property {readonly ((...args: number[]) => number)[]} functions the exports of the module, in order
 * @property {Int32Array} words the memory
 * @property {number} header the position of the thread's header
 * @property {number} sums the position of the thread's sums
 * @property {number} values the position of the thread's values to sum
 * @property {ArenaDescription["header"]} fields
 * @property {Float64Array} numbers the memory
 * @property {number} results
 * @property {number} scratchOffset the bytes from a position in scratch to that of this thread
 */

/** The bytes from the header of a thread to its sums, and from these to the values. */
const LINE = 64;

/** The number of values that are sampled before they are rounded to float32. */
const NARROWED = 4_096;

/** Samples blocks of a schedule on one thread. */
class ThreadSampler {
  #kernels;
  #shared;
  #capacity;
  #program;
  #values;
  /** The version of the program in the memory of this thread. */
  #version = 0;

  /** @param {SamplingDescription} description */
  constructor({ sampler, shared, capacity, length }) {
    const { exports } = new WebAssembly.Instance(sampler);
    this.#kernels = /** @type {typeof import("../../module/schedules.js")} */ (
      /** @type {unknown} */ (exports)
    );
    this.#shared = shared;
    this.#capacity = capacity;
    const { memory } = this.#kernels;
    this.#program = memory.buffer.byteLength;
    this.#values = this.#program + 8 * capacity;
    memory.grow(Math.ceil((8 * (capacity + 2 * Math.max(length, NARROWED))) / 65_536));
  }

  /**
   * @param {number} version the version of the program: another one is copied from the shared memory
   * @param {number} programWords
   * @param {number} workspaceWords
   * @param {Float64Array} numbers the first step, the distance of the steps, and the index of the first value of the job
   * @param {number} start the first value of the block within the job
   * @param {number} count
   * @param {boolean} narrow
   */
  run(version, programWords, workspaceWords, numbers, start, count, narrow) {
    const { buffer } = this.#kernels.memory;
    const program = this.#program;
    const workspace = program + 8 * programWords;
    if (version !== this.#version) {
      new Float64Array(buffer, program, programWords).set(new Float64Array(this.#shared, 0, programWords));
      new Float64Array(buffer, workspace, workspaceWords).fill(0);
      this.#version = version;
    }
    const scratch = workspace + 8 * workspaceWords;
    const scratchWords = this.#capacity - programWords - workspaceWords;
    const [first, stride, offset] = /** @type {[number, number, number]} */ (
      /** @type {unknown} */ (numbers)
    );
    const at = offset + start;
    const values = this.#values;
    if (narrow) {
      const out = values + 8 * NARROWED;
      // biome-ignore format: the arguments are a program, its memory, the steps and the results
      this.#kernels.schedule_range_narrow(program, programWords, workspace, workspaceWords, scratch, scratchWords, first, stride, at, values, NARROWED, out, count);
      const place = 8 * this.#capacity + 4 * start;
      new Float32Array(this.#shared, place, count).set(new Float32Array(buffer, out, count));
    } else {
      // biome-ignore format: as above
      this.#kernels.schedule_range(program, programWords, workspace, workspaceWords, scratch, scratchWords, first, stride, at, values, count, 0);
      const place = 8 * (this.#capacity + start);
      new Float64Array(this.#shared, place, count).set(new Float64Array(buffer, values, count));
    }
  }
}

/** The blocks of a pool's jobs, as one thread runs them. */
export class Blocks {
  /** @type {Map<number, ThreadArena>} */
  #arenas = new Map();
  /** @type {Map<number, ThreadSampler>} */
  #samplers = new Map();
  #words;
  #numbers;
  #index;
  #threads;

  /**
   * @param {SharedArrayBuffer} control
   * @param {number} index the index of this thread; the thread that starts jobs is 0
   * @param {number} threads the number of threads
   */
  constructor(control, index, threads) {
    this.#words = new Int32Array(control);
    this.#numbers = new Float64Array(control, 4 * WORD.NUMBERS, 3);
    this.#index = index;
    this.#threads = threads;
  }

  /** @param {ArenaDescription | SamplingDescription} description */
  add(description) {
    if ("sampler" in description) this.#samplers.set(description.id, new ThreadSampler(description));
    else this.#addArena(description);
  }

  /** @param {ArenaDescription} arena */
  #addArena({ id, module, memory, scratch, scratchBytes, header: fields, results, scratchStride }) {
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
      scratchOffset: this.#index * scratchStride,
    });
  }

  /** @param {number} id */
  drop(id) {
    this.#arenas.delete(id);
    this.#samplers.delete(id);
  }

  /** Runs blocks until none is left: those of its own range first, then those of other threads. */
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
    const kind = read(WORD.KIND);
    const start = block * read(WORD.LENGTH);
    const count = Math.min(read(WORD.LENGTH), read(WORD.COUNT) - start);
    const place = read(WORD.PLACE);
    if (kind === KIND.SAMPLE || kind === KIND.SAMPLE_NARROW) {
      const sampler = /** @type {ThreadSampler} */ (this.#samplers.get(read(WORD.ARENA)));
      const [words, workspace] = [read(WORD.FIRST), read(WORD.SLOT_FIRST)];
      sampler.run(place, words, workspace, this.#numbers, start, count, kind === KIND.SAMPLE_NARROW);
      return;
    }
    const arena = /** @type {ThreadArena} */ (this.#arenas.get(read(WORD.ARENA)));
    if (kind === KIND.CALLS) {
      this.#runCalls(arena, place, block, start, count);
      return;
    }
    const call = /** @type {(...args: number[]) => number} */ (arena.functions[read(WORD.FUNCTION)]);
    switch (kind) {
      case KIND.KERNEL: {
        const sums = read(WORD.SUMS);
        const header = sums === 0 ? place : this.#ownHeader(arena, place);
        const first = start + read(WORD.FIRST);
        call(header, first, start + read(WORD.SLOT_FIRST), start + read(WORD.WORK_FIRST), count);
        this.#keepSums(arena, block, sums);
        break;
      }
      case KIND.REDUCE:
        arena.numbers[arena.results + block] = call(place + 4 * start, count);
        break;
      default:
        call(place + 4 * start, count, /** @type {number} */ (this.#numbers[0]));
    }
  }

  /**
   * @param {ThreadArena} arena
   * @param {number} place the position of the calls
   * @param {number} block
   * @param {number} start
   * @param {number} count
   */
  #runCalls(arena, place, block, start, count) {
    const { words, functions, scratchOffset } = arena;
    const steps = start / STEP_ELEMENTS;
    let at = place / 4;
    const next = () => /** @type {number} */ (words[at++]);
    const nextArgument = () => {
      const kind = next();
      const value = (next() >>> 0) + next() * steps;
      return kind === ARGUMENT.COUNT ? count : kind === ARGUMENT.SCRATCH ? value + scratchOffset : value;
    };
    for (let calls = next(); calls > 0; calls--) {
      const [callee, header, sums, pointers, length] = [next(), next(), next(), next(), next()];
      const own = header === 0 ? 0 : this.#ownHeader(arena, header);
      for (let i = 0; i < pointers; i++) words[own / 4 + next()] = nextArgument();
      const values = own === 0 ? [] : [own];
      for (let i = 0; i < length; i++) values.push(nextArgument());
      /** @type {(...args: number[]) => number} */ (functions[callee])(...values);
      this.#keepSums(arena, block, sums);
    }
  }

  /**
   * @param {ThreadArena} arena
   * @param {number} block
   * @param {number} sums
   */
  #keepSums({ numbers, sums: place, results }, block, sums) {
    for (let i = 0; i < sums; i++) {
      numbers[results + block * sums + i] = /** @type {number} */ (numbers[place / 8 + i]);
    }
  }

  /**
   * Copies the header at `place`, so that this thread has sums and values of its own.
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
 * A message to a worker.
 *
 * @typedef {{ kind: "start", control: SharedArrayBuffer, index: number, threads: number, spinMilliseconds: number }
 *   | { kind: "add", arena: ArenaDescription | SamplingDescription }
 *   | { kind: "drop", id: number }} WorkerMessage
 */

/** A worker thread: waits for jobs, and returns to its event loop for messages. */
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
   * Waits for another generation, spinning at first: waking a thread takes longer than a small job.
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

/** Starts the worker if this file is the script of one of our worker threads. */
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
