/** AdamW steps with one thread, two threads and `"auto"`, in a hot loop and with pauses between the steps. */
import type { Optimizer } from "@anneal/core";
import { AdamW } from "@anneal/wasm";
import type { BenchCase, BenchSubject, PreparedCase } from "../measure/benchmark-case.js";
import { median } from "../measure/median.js";
import type { Quantity } from "./memory-and-load.js";

export const THREADS = "threads";
export const THREAD_SIZES = [10_000, 100_000, 1_000_000, 10_000_000];
const ONE = "one thread";
const TWO = "two threads";
const AUTO = "auto";

/** The required speed of two threads relative to one, by size. */
const RATIOS: ReadonlyMap<number, number> = new Map([
  [100_000, 1.7],
  [1_000_000, 1.7],
  [10_000_000, 1.4],
]);
/** `auto` may be this much slower than one thread, in a hot loop and with pauses. */
const AUTO_AT_MOST = 1.03;
/** The pause, in which a model would compute gradients, and the number of compared steps. */
const PAUSE_MILLISECONDS = 5;
const PAUSED_STEPS = 300;
/** Steps before the measurement, in which the worker starts and `auto` chooses, and the pause after each. */
const SETTLING_STEPS = 100;
const SETTLING_MILLISECONDS = 3;

const lr = 1e-3;

export function threadCases(sizes: readonly number[] = THREAD_SIZES): BenchCase[] {
  return sizes.map((size) => ({
    suite: THREADS,
    name: "hot loop",
    size,
    quick: size <= 1_000_000,
    prepare: () => prepareThreads(size),
  }));
}

function prepareThreads(size: number): PreparedCase {
  const ratio = RATIOS.get(size);
  const subjects = [ONE, TWO, AUTO].map((name) => subjectOf(name, size));
  return {
    subjects,
    opponents: [ONE],
    runs: 1,
    tolerance: 0,
    targets: [
      ...(ratio === undefined ? [] : [{ subject: TWO, goals: [{ opponent: ONE, ratio }] }]),
      { subject: AUTO, goals: [{ opponent: ONE, ratio: 1 / AUTO_AT_MOST }] },
    ],
  };
}

/** Makes the same steps with all subjects while the workers start. */
function subjectOf(name: string, size: number): BenchSubject {
  const optimizer = createOptimizer(name, size);
  settleThreads(optimizer);
  return { name, run: () => void optimizer.step(), result: () => optimizer.params[0] as Float32Array };
}

/** Steps with pauses, in which the workers start and `"auto"` chooses. */
export function settleThreads(optimizer: Pick<Optimizer, "step">): void {
  for (let i = 0; i < SETTLING_STEPS; i++) {
    optimizer.step();
    pause(SETTLING_MILLISECONDS);
  }
}

function createOptimizer(name: string, size: number): AdamW {
  const threads = name === ONE ? 1 : name === TWO ? 2 : "auto";
  const optimizer = new AdamW([size], { lr, engine: "wasm", threads });
  const [values, gradient] = [optimizer.params[0] as Float32Array, optimizer.grads[0] as Float32Array];
  for (let i = 0; i < size; i++) {
    values[i] = Math.sin(i);
    gradient[i] = 0.01 * Math.cos(1.7 * i);
  }
  return optimizer;
}

/** The time of a step after a pause relative to one thread: the median over pairs of steps, each after a pause. */
export function pausedQuantity(size: number, steps = PAUSED_STEPS): Quantity {
  const [one, auto] = [createOptimizer(ONE, size), createOptimizer(AUTO, size)];
  const timeOf = (optimizer: AdamW) => {
    pause(PAUSE_MILLISECONDS);
    const start = performance.now();
    optimizer.step();
    return performance.now() - start;
  };
  const ratios: number[] = [];
  for (let i = -SETTLING_STEPS; i < steps; i++) {
    const times = i % 2 === 0 ? [timeOf(one), timeOf(auto)] : [timeOf(auto), timeOf(one)].reverse();
    const [alone, automatic] = times as [number, number];
    if (i >= 0) ratios.push(automatic / alone);
  }
  return {
    suite: THREADS,
    case: `${PAUSE_MILLISECONDS} ms between steps`,
    size,
    subject: AUTO,
    value: median(ratios),
    unit: "times the step of one thread",
    atMost: AUTO_AT_MOST,
  };
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
