/** Updates times a scalar: a constant, or a schedule. */
import { finiteNumber } from "@anneal/core/internal";
import type { numpy as np } from "@jax-js/jax";
import { identity } from "./combine.js";
import { computedOnce, readScalar } from "./scalars.js";
import { firstCount, free, mapTree, nextCount } from "./trees.js";
import type { GradientTransformation, ScalarOrSchedule, Tree } from "./types.js";

/** Updates times `stepSize`. */
export function scale(stepSize: number): GradientTransformation {
  const factor = finiteNumber("stepSize", stepSize);
  return {
    ...identity(),
    update(updates, state, params) {
      free(params);
      return [mapTree((update) => update.mul(factor), updates), state];
    },
  };
}

/**
 * Updates times `stepSize(count)`, with the count of updates before this one. State: `{ count }`.
 * @param stepSize A traceable schedule, or any function of a jax-js array that consumes it.
 */
export function scaleBySchedule(stepSize: Exclude<ScalarOrSchedule, number>): GradientTransformation {
  return scaleByFunction(stepSize, 1);
}

/** Updates times `-learningRate`, or `learningRate` where `flipSign` is false: a descent along the gradient. */
export function scaleByLearningRate(learningRate: ScalarOrSchedule, flipSign = true): GradientTransformation {
  const rate = readScalar("learningRate", learningRate);
  const sign = flipSign ? -1 : 1;
  return typeof rate === "number" ? scale(sign * rate) : scaleByFunction(rate, sign);
}

function scaleByFunction(stepSize: Exclude<ScalarOrSchedule, number>, sign: number): GradientTransformation {
  return {
    init(params) {
      free(params);
      return { count: firstCount() };
    },
    update(updates, state, params) {
      free(params);
      const { count } = state as { count: np.Array };
      const step = computedOnce(stepSize(count.ref).mul(sign));
      const scaled = mapTree((update) => update.mul(step.ref), updates);
      step.dispose();
      return [scaled, { count: nextCount(count) } satisfies Tree];
    },
  };
}
