/** The benchmark cases: a curve and an optimizer step, each in WebAssembly, in TypeScript, and as a plain loop. */
import { type Schedule, warmupCosine } from "@anneal/core";
import { AdamW, type EngineChoice, sample, sampleArray } from "@anneal/wasm";
import type { Subject } from "./measure.js";
import { plainAdamW, plainWarmupCosine } from "./plain-loops.js";

export interface BenchCase {
  readonly name: string;
  /** The number of items of one run. */
  readonly count: number;
  readonly unit: "value" | "element";
  readonly subjects: readonly Subject[];
}

/** The names of the subjects; the others are compared with the plain loop. */
export const PLAIN_LOOP = "plain loop";
const ENGINES = { wasm: "WebAssembly", host: "TypeScript" } as const;
type Engine = keyof typeof ENGINES;

const COUNT = 1_000_000;

/** The cases for the available engines. */
export function benchCases(engines: readonly Engine[], count = COUNT): BenchCase[] {
  return [curveCase(engines, count), optimizerCase(engines, count)];
}

function curveCase(engines: readonly Engine[], count: number): BenchCase {
  const options = { peak: 3e-4, warmupSteps: Math.ceil(count / 50), totalSteps: count };
  const schedule = warmupCosine(options);
  const plain = new Float64Array(count);
  return {
    name: "warm-up and cosine, float64",
    count,
    unit: "value",
    subjects: [
      ...engines.map((engine) => curveSubject(schedule, engine, count)),
      { name: PLAIN_LOOP, run: () => plainWarmupCosine(plain, options) },
    ],
  };
}

function curveSubject(schedule: Schedule, engine: Engine, count: number): Subject {
  // Preallocated memory, as for the plain loop; the module's own memory is written without a copy.
  const out = engine === "wasm" ? sampleArray(count) : new Float64Array(count);
  return { name: ENGINES[engine], run: () => void sample(schedule, { out, engine }) };
}

function optimizerCase(engines: readonly Engine[], count: number): BenchCase {
  const lr = 1e-3;
  const arrays = {
    parameters: Float32Array.from({ length: count }, (_, i) => Math.sin(i)),
    gradients: Float32Array.from({ length: count }, (_, i) => 0.01 * Math.cos(i)),
    first: new Float32Array(count),
    second: new Float32Array(count),
  };
  let step = 0;
  return {
    name: "AdamW step, float32",
    count,
    unit: "element",
    subjects: [
      ...engines.map((engine) => optimizerSubject(engine, arrays, lr)),
      { name: PLAIN_LOOP, run: () => plainAdamW(arrays, lr, ++step) },
    ],
  };
}

function optimizerSubject(
  engine: EngineChoice & Engine,
  { parameters, gradients }: { readonly parameters: Float32Array; readonly gradients: Float32Array },
  lr: number,
): Subject {
  const optimizer = new AdamW([parameters.length], { lr, engine });
  optimizer.params[0]?.set(parameters);
  optimizer.grads[0]?.set(gradients);
  return { name: ENGINES[engine], run: () => void optimizer.step() };
}
