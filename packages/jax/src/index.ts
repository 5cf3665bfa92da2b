/** Optax for jax-js: schedules and gradient transformations that trace under jit. */
export * as contrib from "./contrib/index.js";
export * from "./contrib/index.js";
export { init } from "./devices.js";
export * from "./optimizers/index.js";
export {
  constantSchedule,
  cosineDecaySchedule,
  cosineOnecycleSchedule,
  exponentialDecay,
  joinSchedules,
  linearOnecycleSchedule,
  linearSchedule,
  piecewiseConstantSchedule,
  piecewiseInterpolateSchedule,
  polynomialSchedule,
  sgdrSchedule,
  type Traceable,
  warmupConstantSchedule,
  warmupCosineDecaySchedule,
  warmupExponentialDecaySchedule,
} from "./schedules/optax.js";
export {
  type JittedSchedule,
  jit,
  type StepArray,
  type TraceableSchedule,
  traceable,
} from "./schedules/traceable.js";
export * from "./transforms/index.js";
export * as tree from "./tree/index.js";
