/** The uncertainty of a fit: the same fit to resampled residuals. */
import { minimize } from "./levenberg-marquardt.js";
import type { Model, Point } from "./model.js";
import { type Evaluated, evaluate } from "./objective.js";
import { randomIntegers } from "./random.js";
import type { ReadRun } from "./read-runs.js";

/** Neighboring errors are correlated: residuals are resampled in blocks of about this share of a run. */
const STRETCH = 1 / 8;
/** Few iterations, because the result is close to the best point. */
const FEW_ITERATIONS = { mostIterations: 20, tolerance: 1e-4 };

/** The results of `count` fits, each to the prediction plus residual blocks from elsewhere in the same run. */
export function resample(
  model: Model,
  best: Evaluated,
  runs: readonly ReadRun[],
  count: number,
  seed: number,
): Point[] {
  const random = randomIntegers(seed);
  return Array.from({ length: count }, () => {
    const target = best.predicted.map(Math.log);
    let start = 0;
    for (const { steps } of runs) {
      const length = Math.max(1, Math.round(steps.length * STRETCH));
      for (let i = 0; i < steps.length; ) {
        const from = random(steps.length);
        for (let j = 0; j < length && i < steps.length; j++, i++) {
          // A block past the end wraps around to the start.
          const residual = best.residuals[start + ((from + j) % steps.length)] as number;
          target[start + i] = (target[start + i] as number) + residual;
        }
      }
      start += steps.length;
    }
    const from = evaluate(model, best.point, target, best.annealed);
    return minimize(model, from, target, FEW_ITERATIONS).point;
  });
}
