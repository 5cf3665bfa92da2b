/** Optax's schedules by their names in camelCase, traceable. */

import type { Schedule } from "@anneal/core";
import { optax } from "@anneal/interop";
import { type TraceableSchedule, traceable } from "./traceable.js";

/** The same function, of the same options, for a traceable schedule. */
export type Traceable<Make extends (...args: never[]) => Schedule> = (
  ...args: Parameters<Make>
) => TraceableSchedule;

function lift<Make extends (...args: never[]) => Schedule>(make: Make): Traceable<Make> {
  return (...args) => traceable(make(...args));
}

/** `value` always. */
export const constantSchedule: Traceable<typeof optax.constantSchedule> = lift(optax.constantSchedule);
/** `(initValue - endValue) * (1 - c / transitionSteps)^power + endValue`, `c` counted from `transitionBegin`. */
export const polynomialSchedule: Traceable<typeof optax.polynomialSchedule> = lift(optax.polynomialSchedule);
/** A line from `initValue` to `endValue`. */
export const linearSchedule: Traceable<typeof optax.linearSchedule> = lift(optax.linearSchedule);
/** `initValue` times the factors of all boundaries passed. */
export const piecewiseConstantSchedule: Traceable<typeof optax.piecewiseConstantSchedule> = lift(
  optax.piecewiseConstantSchedule,
);
/** Lines or cosines between those values. */
export const piecewiseInterpolateSchedule: Traceable<typeof optax.piecewiseInterpolateSchedule> = lift(
  optax.piecewiseInterpolateSchedule,
);
/** `initValue * decayRate^(count / transitionSteps)`, on a staircase if wanted, and not beyond `endValue`. */
export const exponentialDecay: Traceable<typeof optax.exponentialDecay> = lift(optax.exponentialDecay);
/** A cosine from `initValue` to `alpha * initValue` over `decaySteps`. */
export const cosineDecaySchedule: Traceable<typeof optax.cosineDecaySchedule> = lift(
  optax.cosineDecaySchedule,
);
/** Up to the peak, down and further down, in lines. */
export const linearOnecycleSchedule: Traceable<typeof optax.linearOnecycleSchedule> = lift(
  optax.linearOnecycleSchedule,
);
/** Up to the peak and down, in cosines. */
export const cosineOnecycleSchedule: Traceable<typeof optax.cosineOnecycleSchedule> = lift(
  optax.cosineOnecycleSchedule,
);
/** A line up to the peak, which holds. */
export const warmupConstantSchedule: Traceable<typeof optax.warmupConstantSchedule> = lift(
  optax.warmupConstantSchedule,
);
/** A line up to the peak, then a cosine; `decaySteps` counts the warm-up too. */
export const warmupCosineDecaySchedule: Traceable<typeof optax.warmupCosineDecaySchedule> = lift(
  optax.warmupCosineDecaySchedule,
);
/** A line up to the peak, then an exponential decay. */
export const warmupExponentialDecaySchedule: Traceable<typeof optax.warmupExponentialDecaySchedule> = lift(
  optax.warmupExponentialDecaySchedule,
);
/** Several `warmupCosineDecaySchedule`, one after the other. */
export const sgdrSchedule: Traceable<typeof optax.sgdrSchedule> = lift(optax.sgdrSchedule);
/** One schedule after the other, each counting from its own boundary. */
export const joinSchedules: Traceable<typeof optax.joinSchedules> = lift(optax.joinSchedules);
