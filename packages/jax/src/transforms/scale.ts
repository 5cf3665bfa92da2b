/** Updates times a scalar: a constant, or a schedule. */
import { flag } from "@anneal/core/arguments";
import { numpy as np } from "@jax-js/jax";
import { type Hyperparameter, readNumber, type Scalar } from "./hyperparameters.js";
import { perParameter, perUpdate } from "./per-parameter.js";
import { readRate, readSchedule } from "./scalars.js";
import type { CountState, GradientTransformation, ScalarOrSchedule, ScheduleFunction } from "./types.js";

/** Updates times `stepSize`. */
export function scale(stepSize: Hyperparameter): GradientTransformation<[]> {
  return scaleByConstant(readNumber("stepSize", stepSize), 1);
}

/**
 * Updates times `stepSize(count)`, with the count of updates before this one. State: `{ count }`.
 * @param stepSize A schedule, or any function of a jax-js array that consumes it.
 */
export function scaleBySchedule(stepSize: ScalarOrSchedule & object): GradientTransformation<CountState> {
  return scaleByFunction(readSchedule("stepSize", stepSize), 1);
}

/**
 * Updates times `-learningRate`, or `learningRate` where `flipSign` is false: a descent along the gradient.
 * State: `{ count }` for a schedule, else empty.
 */
export function scaleByLearningRate(
  learningRate: ScalarOrSchedule,
  flipSign = true,
): GradientTransformation<CountState | []> {
  const rate = readRate("learningRate", learningRate);
  const sign = flag("flipSign", flipSign) ? -1 : 1;
  return "constant" in rate ? scaleByConstant(rate.constant, sign) : scaleByFunction(rate.at, sign);
}

function scaleByConstant(factor: Scalar, sign: number): GradientTransformation<[]> {
  return perUpdate({
    // A product of whole numbers is one.
    staysWhole: (dtype) =>
      typeof factor === "number" &&
      Number.isInteger(factor) &&
      (dtype === np.int32 || (dtype === np.uint32 && factor * sign >= 0)),
    scalars: (step) => ({ size: step.value(factor).times(sign) }),
    update: (update, { size }) => update.times(size),
  });
}

function scaleByFunction(stepSize: ScheduleFunction, sign: number): GradientTransformation<CountState> {
  return perParameter({
    counter: "count",
    scalars: (step) => ({ size: step.scheduled(stepSize).times(sign).once() }),
    leaf: ({ gradient }, { size }) => ({ update: gradient.times(size) }),
  });
}
