/** How long the two engines take on this machine. `npm run bench` measures more, and more carefully. */
import { AdamW as HostAdamW, type Schedule, sample as sampleOnHost } from "@anneal/core";
import { AdamW, sample, sampleArray } from "@anneal/wasm";

/** Milliseconds on the module and in pure TypeScript. */
export interface Timing {
  readonly module: number;
  readonly typescript: number;
}

/** A curve of `count` steps into an array that is there already. */
export function timeCurve(schedule: Schedule, count: number): Timing {
  const resident = sampleArray(count);
  const ordinary = new Float64Array(count);
  return {
    module: medianOf(5, () => sample(schedule, { out: resident })),
    typescript: medianOf(3, () => sampleOnHost(schedule, { out: ordinary })),
  };
}

/** One step of AdamW over `length` parameters: the fused kernel, and the reference in TypeScript with the same bits. */
export function timeStep(lr: Schedule, length: number): Timing {
  const [module, typescript] = [AdamW, HostAdamW].map((Optimizer) => {
    const optimizer = new Optimizer([length], { lr });
    optimizer.grads[0]?.fill(0.01);
    const steps = 20;
    const time = medianOf(15, () => {
      for (let i = 0; i < steps; i++) optimizer.step();
    });
    optimizer.free();
    return time / steps;
  }) as [number, number];
  return { module, typescript };
}

/** The median time of some runs, after one to warm up. */
function medianOf(runs: number, run: () => void): number {
  run();
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[runs >> 1] as number;
}
