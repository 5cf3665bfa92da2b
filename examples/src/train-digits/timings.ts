/** Times the parts on this machine, compared with the same work in TypeScript. */

import {
  type Optimizer,
  sample as sampleInTypeScript,
  AdamW as TypeScriptAdamW,
  warmupCosine,
} from "@anneal/core";
import { AdamW, sample, sampleArray } from "@anneal/wasm";
import {
  type AdamWArrays,
  adamWLoop,
  cosineWave,
  type Effort,
  line,
  median,
  medianRatio,
  type Subject,
  timeInRounds,
} from "@anneal-dev/bench";

/** The time of one implementation. */
export interface Timed {
  readonly name: string;
  readonly milliseconds: number;
  /** The time relative to the first implementation. */
  readonly ratio: number;
}

/** A curve of `count` steps: warm-up and cosine in float64. */
export function timeCurve(steps: number, effort: Effort): Timed[] {
  const [peak, warmupSteps] = [3e-4, Math.round(steps / 100)];
  const schedule = warmupCosine({ peak, warmupSteps, totalSteps: steps });
  const [own, yours, plain] = [sampleArray(steps), new Float64Array(steps), new Float64Array(steps)];
  return timed(effort, [
    { name: "anneal, in WebAssembly", run: () => void sample(schedule, { out: own }) },
    {
      name: "anneal, in TypeScript (the same bits)",
      run: () => void sampleInTypeScript(schedule, { out: yours }),
    },
    {
      name: "a TypeScript loop with Math.cos",
      run() {
        line(plain, 0, warmupSteps, 0, peak);
        cosineWave(plain, warmupSteps, steps, peak, 0);
      },
    },
  ]);
}

/** One AdamW step on tensors of the given lengths. */
export function timeStep(lengths: readonly number[], effort: Effort): Timed[] {
  const lr = 1e-3;
  const stepOf = (name: string, optimizer: Optimizer): Subject => {
    for (const gradient of optimizer.grads) gradient.fill(0.01);
    return { name, run: () => void optimizer.step() };
  };
  const tensors = lengths.map(
    (length): AdamWArrays => ({
      parameters: new Float32Array(length),
      gradients: new Float32Array(length).fill(0.01),
      first: new Float32Array(length),
      second: new Float32Array(length),
    }),
  );
  let step = 0;
  return timed(effort, [
    stepOf("anneal, in WebAssembly", new AdamW(lengths, { lr })),
    stepOf("anneal, in TypeScript (the same bits)", new TypeScriptAdamW(lengths, { lr })),
    {
      name: "a TypeScript loop in float64",
      run() {
        step++;
        for (const tensor of tensors) adamWLoop(tensor, step, lr);
      },
    },
  ]);
}

function timed(effort: Effort, subjects: readonly [Subject, ...Subject[]]): Timed[] {
  const timings = timeInRounds(subjects, effort);
  return timings.map((timing) => ({
    name: timing.name,
    milliseconds: 1000 * median(timing.seconds),
    ratio: medianRatio(timing, timings[0] ?? timing),
  }));
}
