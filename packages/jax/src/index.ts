/** Optax for jax-js: schedules and gradient transformations that trace under jit. */
export * from "./schedules/optax.js";
export { type StepArray, type TraceableSchedule, traceable } from "./schedules/traceable.js";
