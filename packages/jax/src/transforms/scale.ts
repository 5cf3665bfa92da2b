/** Updates times a scalar: a constant, or a schedule. */
import { finiteNumber, flag } from "@anneal/core/internal";
import { numpy as np } from "@jax-js/jax";
import { checkedOnFloats } from "./checked.js";
import { stateless } from "./combine.js";
import { type Hyperparameter, hyperparameter, scaledBy } from "./hyperparameters.js";
import { asFloat, computedOnce, readScalar, readSchedule, times } from "./scalars.js";
import { firstCount, flatten, free, mapTree, needState, nextCount } from "./trees.js";
import type { GradientTransformation, ScalarOrSchedule, ScheduleFunction, Tree } from "./types.js";

const readStepSize = hyperparameter(finiteNumber);

/** Updates times `stepSize`. */
export function scale(stepSize: Hyperparameter): GradientTransformation {
  const factor = readStepSize("stepSize", stepSize);
  return stateless((updates) =>
    mapTree((update) => scaledBy(staysWhole(update, factor) ? update : asFloat(update), factor), updates),
  );
}

/** Whether a product of whole numbers is one, and of the same type. */
function staysWhole({ dtype }: np.Array, factor: Hyperparameter): boolean {
  if (typeof factor !== "number" || !Number.isInteger(factor)) return false;
  return dtype === np.int32 || (dtype === np.uint32 && factor >= 0);
}

/**
 * Updates times `stepSize(count)`, with the count of updates before this one. State: `{ count }`.
 * @param stepSize A traceable schedule, or any function of a jax-js array that consumes it.
 */
export function scaleBySchedule(stepSize: ScheduleFunction): GradientTransformation {
  return scaleByFunction(readSchedule("stepSize", stepSize), 1);
}

/** Updates times `-learningRate`, or `learningRate` where `flipSign` is false: a descent along the gradient. */
export function scaleByLearningRate(learningRate: ScalarOrSchedule, flipSign = true): GradientTransformation {
  const rate = readScalar("learningRate", learningRate);
  const sign = flag("flipSign", flipSign) ? -1 : 1;
  return typeof rate === "number" ? scale(sign * rate) : scaleByFunction(rate, sign);
}

function scaleByFunction(stepSize: ScheduleFunction, sign: number): GradientTransformation {
  return checkedOnFloats({
    init(params) {
      free(params);
      return { count: firstCount() };
    },
    update(updates, state, params) {
      free(params);
      const { count } = state as { count: np.Array };
      const step = computedOnce(stepSize(count.ref).mul(sign));
      const scaled = mapTree((update) => times(update, step), updates);
      step.dispose();
      return [scaled, { count: nextCount(count) } satisfies Tree];
    },
    check(updates, state) {
      flatten("updates", updates);
      needState(state, ["count"]);
    },
  });
}
