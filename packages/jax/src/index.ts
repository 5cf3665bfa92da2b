/** Optax for jax-js: schedules and gradient transformations that trace under jit. */
export * as contrib from "./contrib/index.js";
export * from "./contrib/index.js";
export * from "./optimizers/index.js";
export * from "./schedules/optax.js";
export {
  type JittedSchedule,
  jit,
  type StepArray,
  type TraceableSchedule,
  traceable,
} from "./schedules/traceable.js";
export * from "./transforms/index.js";
export * as tree from "./tree/index.js";
