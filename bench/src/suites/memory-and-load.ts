/** The size and load time of a module, and the memory of an optimizer. */
import { AdamW, engineInfo } from "@anneal/wasm";
import { type AdamWArrays, adamWLoop } from "../loops/adamw.js";
import { CALLER, LOOP, RESIDENT } from "./names.js";

export const MEMORY_AND_LOAD = "memory-and-load";
export const MEMORY_SIZE = 10_000_000;
export const MEMORY_SUBJECTS = [RESIDENT, CALLER, LOOP] as const;
export type MemorySubject = (typeof MEMORY_SUBJECTS)[number];

/** A measured quantity other than the time of a run. */
export interface Quantity {
  readonly suite: string;
  readonly case: string;
  readonly size: number;
  readonly subject: string;
  readonly value: number;
  readonly unit: string;
  /** The upper limit; null if there is none. */
  readonly atMost: number | null;
}

export interface LoadReport {
  readonly moduleBytes: number;
  readonly milliseconds: number;
}

export const MODULES = ["schedules", "optimizers"] as const;
export type Module = (typeof MODULES)[number];

/** Reads, compiles and instantiates a module. Meaningful only in a process that has not loaded it before. */
export function loadModule(module: Module): LoadReport {
  const start = performance.now();
  const { engine, reason, moduleBytes } = engineInfo(module);
  const milliseconds = performance.now() - start;
  if (engine !== "wasm" || moduleBytes === null) throw new Error(`${module}.wasm can't be loaded: ${reason}`);
  return { moduleBytes, milliseconds };
}

/** Bytes per parameter for itself, its gradient and two moments in float32. */
export const BYTES_NEEDED = 16;
const STEPS = 5;
const lr = 1e-3;

/**
 * The memory of `size` parameters after a few steps, relative to the size of their numbers. The first call's small
 * optimizer excludes the memory of the code. Garbage is collected if Node was started with `--expose-gc`.
 */
export function measureMemory(subject: MemorySubject, size: number): number {
  hold(subject, 1000);
  const before = residentBytes();
  const held = hold(subject, size);
  const after = residentBytes();
  // Used after the measurement, so that nothing is collected before it.
  if (held.some((array) => array.length !== size)) throw new Error("an array has another length than before");
  return (after - before) / (BYTES_NEEDED * size);
}

function residentBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss;
}

/** Creates an optimizer and makes a few steps, so that every memory page is in use. */
function hold(subject: MemorySubject, size: number): readonly Float32Array[] {
  switch (subject) {
    case RESIDENT:
      return holdResident(size);
    case CALLER:
      return holdCaller(size);
    case LOOP:
      return holdPlain(size);
    default:
      return subject satisfies never;
  }
}

function holdResident(size: number): readonly Float32Array[] {
  const optimizer = new AdamW([size], { lr, engine: "wasm", threads: 1 });
  optimizer.grads[0]?.fill(0.1);
  for (let i = 0; i < STEPS; i++) optimizer.step();
  return [...optimizer.params, ...optimizer.grads];
}

function holdCaller(size: number): readonly Float32Array[] {
  const [parameters, gradients] = [new Float32Array(size).fill(1), new Float32Array(size).fill(0.1)];
  const optimizer = new AdamW([parameters], { lr, engine: "wasm", memory: "caller" });
  for (let i = 0; i < STEPS; i++) optimizer.step({ grads: [gradients] });
  kept.push(optimizer);
  return [parameters, gradients];
}

/** Keeps optimizers reachable whose moments nothing else references. */
const kept: AdamW[] = [];

function holdPlain(size: number): readonly Float32Array[] {
  const arrays: AdamWArrays = {
    parameters: new Float32Array(size).fill(1),
    gradients: new Float32Array(size).fill(0.1),
    first: new Float32Array(size),
    second: new Float32Array(size),
  };
  for (let step = 1; step <= STEPS; step++) adamWLoop(arrays, step, lr);
  return Object.values(arrays);
}
