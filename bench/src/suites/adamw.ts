/** AdamW steps in WebAssembly and TypeScript, over the optimizer's own arrays and over the caller's arrays. */
import { AdamW as HostAdamW, type Optimizer } from "@anneal/core";
import { AdamW } from "@anneal/wasm";
import { type AdamWArrays, adamWLoop, adamWLoopInPairs } from "../loops/adamw.js";
import type { BenchCase, BenchSubject, PreparedCase } from "../measure/benchmark-case.js";
import { CALLER, HOST, HOST_SIZE_AT_MOST, LOOP, PAIRS, RESIDENT, RESIDENT_THREADS, SET } from "./names.js";
import { settleThreads } from "./threads.js";

export const ADAMW = "adamw";
export const ADAMW_SIZES = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];
/** The number of elements of a small tensor. */
const SMALL_TENSOR = 500;
export const SMALL_TENSORS_SIZE = 200 * SMALL_TENSOR;

export const ONE_TENSOR = `${RESIDENT}, one tensor`;
const SMALL_TENSORS_RESIDENT = `${RESIDENT}, tensors of ${SMALL_TENSOR}`;
const SMALL_TENSORS_CALLER = `${CALLER}, tensors of ${SMALL_TENSOR}`;

/** A step over the caller's arrays must at least copy the parameters in and out and the gradients in. */
const WITH_COPIES = `${RESIDENT}, and ${SET} for three arrays`;
const COPIES_AT_MOST = 1.25;
/**
 * A step must be so many times as fast as both loops: in one thread while the arrays fit the caches, and with the default
 * threads where one thread waits for the memory.
 */
const TIMES_FASTER = 6;
const ONE_THREAD_BELOW = 10_000_000;
/** From this size on, the default threads are measured too. */
const THREADS_FROM = 1_000_000;
/** Below this size, the cost of a call dominates. */
const COPIES_COUNT_FROM = 100_000;

const lr = 1e-3;

/** One tensor at every size, and many small tensors. */
export function adamWCases(
  sizes: readonly number[] = ADAMW_SIZES,
  smallTensorsSize = SMALL_TENSORS_SIZE,
): BenchCase[] {
  return [
    ...sizes.map((size) => ({
      suite: ADAMW,
      name: "one tensor",
      size,
      quick: true,
      prepare: () => prepareOneTensor(size),
    })),
    {
      suite: ADAMW,
      name: `tensors of ${SMALL_TENSOR}`,
      size: smallTensorsSize,
      quick: true,
      prepare: () => prepareSmallTensors(smallTensorsSize),
    },
  ];
}

function prepareOneTensor(size: number): PreparedCase {
  const lengths = [size];
  return {
    subjects: [
      residentSubject(RESIDENT, lengths, (params) => new AdamW(params, { lr, engine: "wasm", threads: 1 })),
      ...(size < THREADS_FROM ? [] : [defaultThreadsSubject(lengths)]),
      callerSubject(CALLER, lengths),
      ...(size <= HOST_SIZE_AT_MOST
        ? [residentSubject(HOST, lengths, (params) => new HostAdamW(params, { lr }))]
        : []),
      loopSubject(LOOP, lengths, adamWLoop),
      loopSubject(PAIRS, lengths, adamWLoopInPairs),
      copySubject(size),
      withCopiesSubject(lengths),
    ],
    opponents: [LOOP, PAIRS, WITH_COPIES],
    runs: RUNS,
    tolerance: lr * TOLERANCE,
    // Both loops must be beaten: which one is faster depends on the machine.
    targets: [
      ...[LOOP, PAIRS].flatMap((opponent) => [
        {
          subject: size < ONE_THREAD_BELOW ? RESIDENT : RESIDENT_THREADS,
          goals: [{ opponent, ratio: TIMES_FASTER }],
        },
        { subject: CALLER, goals: [{ opponent, ratio: 3 }] },
      ]),
      ...(size < COPIES_COUNT_FROM
        ? []
        : [{ subject: CALLER, goals: [{ opponent: WITH_COPIES, ratio: 1 / COPIES_AT_MOST }] }]),
    ],
  };
}

function prepareSmallTensors(size: number): PreparedCase {
  const lengths = Array<number>(size / SMALL_TENSOR).fill(SMALL_TENSOR);
  const create = (params: Float32Array[]) => new AdamW(params, { lr, engine: "wasm", threads: 1 });
  return {
    subjects: [
      residentSubject(SMALL_TENSORS_RESIDENT, lengths, create),
      residentSubject(ONE_TENSOR, [size], create),
      callerSubject(SMALL_TENSORS_CALLER, lengths),
      loopSubject(LOOP, lengths, adamWLoop),
      loopSubject(PAIRS, lengths, adamWLoopInPairs),
    ],
    opponents: [LOOP, PAIRS, ONE_TENSOR],
    runs: RUNS,
    tolerance: lr * TOLERANCE,
    targets: [{ subject: SMALL_TENSORS_RESIDENT, goals: [{ opponent: ONE_TENSOR, ratio: 1 / 1.5 }] }],
  };
}

/** More than one step, to find a moment that is not kept. */
const RUNS = 3;
/** The allowed difference after a few steps, as a share of a step: float32 rounding of numbers up to 1. */
const TOLERANCE = 2e-3;

interface StartValues {
  readonly parameters: Float32Array[];
  readonly gradients: Float32Array[];
}

/** Values in the range of a network's weights, the same for every subject and every division into tensors. */
function startValues(lengths: readonly number[]): StartValues {
  const size = lengths.reduce((sum, length) => sum + length, 0);
  if (drawn?.parameters.length !== size) {
    drawn = {
      parameters: Float32Array.from({ length: size }, (_, i) => Math.sin(i)),
      gradients: Float32Array.from({ length: size }, (_, i) => 0.01 * Math.cos(1.7 * i)),
    };
  }
  const { parameters, gradients } = drawn;
  return { parameters: cut(parameters, lengths), gradients: cut(gradients, lengths) };
}

/** Cached across subjects, because ten million sines take longer than the rounds. */
let drawn: { readonly parameters: Float32Array; readonly gradients: Float32Array } | null = null;

/** Copies of consecutive pieces. */
function cut(values: Float32Array, lengths: readonly number[]): Float32Array[] {
  let end = 0;
  return lengths.map((length) => {
    end += length;
    return values.slice(end - length, end);
  });
}

/** All tensors in one array. */
function joined(tensors: readonly Float32Array[]): Float32Array {
  const [only] = tensors;
  if (tensors.length === 1 && only !== undefined) return only;
  const all = new Float32Array(tensors.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const tensor of tensors) {
    all.set(tensor, start);
    start += tensor.length;
  }
  return all;
}

/** The gradients are already in the optimizer's own arrays. */
function residentSubject(
  name: string,
  lengths: readonly number[],
  create: (parameters: Float32Array[]) => Optimizer,
): BenchSubject {
  const { parameters, gradients } = startValues(lengths);
  const optimizer = create(parameters);
  for (const [i, gradient] of gradients.entries()) optimizer.grads[i]?.set(gradient);
  return { name, run: () => void optimizer.step(), result: () => joined(optimizer.params) };
}

/** With the options that a user gets by default, once the workers have started. */
function defaultThreadsSubject(lengths: readonly number[]): BenchSubject {
  const { parameters } = startValues(lengths);
  return residentSubject(RESIDENT_THREADS, lengths, () => {
    const optimizer = new AdamW(parameters, { lr });
    const start = optimizer.stateDict();
    for (const gradient of optimizer.grads) gradient.fill(0.01);
    settleThreads(optimizer);
    optimizer.loadStateDict(start);
    for (const [i, values] of parameters.entries()) optimizer.params[i]?.set(values);
    return optimizer;
  });
}

function callerSubject(name: string, lengths: readonly number[]): BenchSubject {
  const { parameters, gradients } = startValues(lengths);
  const optimizer = new AdamW(parameters, { lr, engine: "wasm", memory: "caller" });
  const options = { grads: gradients };
  return { name, run: () => void optimizer.step(options), result: () => joined(parameters) };
}

function loopSubject(name: string, lengths: readonly number[], loop: typeof adamWLoop): BenchSubject {
  const { parameters, gradients } = startValues(lengths);
  const tensors: AdamWArrays[] = parameters.map((values, i) => ({
    parameters: values,
    gradients: gradients[i] ?? values,
    first: new Float32Array(values.length),
    second: new Float32Array(values.length),
  }));
  let step = 0;
  return {
    name,
    run() {
      step++;
      for (const tensor of tensors) loop(tensor, step, lr);
    },
    result: () => joined(parameters),
  };
}

/** A resident step plus the copies of the caller's arrays. */
function withCopiesSubject(lengths: readonly number[]): BenchSubject {
  const step = residentSubject(
    WITH_COPIES,
    lengths,
    (params) => new AdamW(params, { lr, engine: "wasm", threads: 1 }),
  );
  const copy = copySubject(lengths.reduce((sum, length) => sum + length, 0));
  return {
    ...step,
    run() {
      step.run();
      copy.run();
    },
  };
}

/** The memory limit: a step reads four arrays and writes three. */
function copySubject(size: number): BenchSubject {
  const pairs = Array.from({ length: 3 }, () => [new Float32Array(size), new Float32Array(size)] as const);
  return {
    name: `${SET}, three arrays`,
    run() {
      for (const [target, source] of pairs) target.set(source);
    },
    result: () => null,
  };
}
