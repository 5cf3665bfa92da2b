/** `optax.schedules`, typed. */
import { optaxBasic } from "../optax/basic.js";
import { optaxDefinitions } from "../optax/definitions.js";
import { optaxComposed, WARMUP_COSINE } from "../optax/warm-up.js";
import { selfContained, selfContainedList } from "../typed-functions.js";

const composed = /* @__PURE__ */ optaxComposed(() => optaxDefinitions);

/** A constant value. */
export const constantSchedule = /* @__PURE__ */ selfContained(
  "optax",
  "constant_schedule",
  optaxBasic.constant_schedule,
  ["value"],
);

/** From `initValue` to `endValue` by a power of the remaining share. */
export const polynomialSchedule = /* @__PURE__ */ selfContained(
  "optax",
  "polynomial_schedule",
  optaxBasic.polynomial_schedule,
  ["init_value", "end_value", "power", "transition_steps"],
);

/** A line from `initValue` to `endValue`. */
export const linearSchedule = /* @__PURE__ */ selfContained(
  "optax",
  "linear_schedule",
  optaxBasic.linear_schedule,
  ["init_value", "end_value", "transition_steps"],
);

/** `initValue * decayRate ^ (count / transitionSteps)` */
export const exponentialDecay = /* @__PURE__ */ selfContained(
  "optax",
  "exponential_decay",
  optaxBasic.exponential_decay,
  ["init_value", "transition_steps", "decay_rate"],
);

/** A cosine from `initValue` to `alpha * initValue`. */
export const cosineDecaySchedule = /* @__PURE__ */ selfContained(
  "optax",
  "cosine_decay_schedule",
  optaxBasic.cosine_decay_schedule,
  ["init_value", "decay_steps"],
);

/** `initValue` times the factors of all boundaries passed. */
export const piecewiseConstantSchedule = /* @__PURE__ */ selfContained(
  "optax",
  "piecewise_constant_schedule",
  optaxBasic.piecewise_constant_schedule,
  ["init_value"],
);

/** Lines or cosines between those values. */
export const piecewiseInterpolateSchedule = /* @__PURE__ */ selfContained(
  "optax",
  "piecewise_interpolate_schedule",
  optaxBasic.piecewise_interpolate_schedule,
  ["interpolate_type", "init_value"],
);

/** Up to the peak, down, and further down, linearly. */
export const linearOnecycleSchedule = /* @__PURE__ */ selfContained(
  "optax",
  "linear_onecycle_schedule",
  optaxBasic.linear_onecycle_schedule,
  ["transition_steps", "peak_value"],
);

/** Up to the peak and down, in cosines. */
export const cosineOnecycleSchedule = /* @__PURE__ */ selfContained(
  "optax",
  "cosine_onecycle_schedule",
  optaxBasic.cosine_onecycle_schedule,
  ["transition_steps", "peak_value"],
);

/** A line up, then the peak. */
export const warmupConstantSchedule = /* @__PURE__ */ selfContained(
  "optax",
  "warmup_constant_schedule",
  composed.warmup_constant_schedule,
  ["init_value", "peak_value", "warmup_steps"],
);

/** A line up, then a cosine; `decaySteps` includes the warm-up. */
export const warmupCosineDecaySchedule = /* @__PURE__ */ selfContained(
  "optax",
  "warmup_cosine_decay_schedule",
  composed.warmup_cosine_decay_schedule,
  ["init_value", "peak_value", "warmup_steps", "decay_steps"],
);

/** A line up, then an exponential decay. */
export const warmupExponentialDecaySchedule = /* @__PURE__ */ selfContained(
  "optax",
  "warmup_exponential_decay_schedule",
  composed.warmup_exponential_decay_schedule,
  ["init_value", "peak_value", "warmup_steps", "transition_steps", "decay_rate"],
);

/** Several `warmupCosineDecaySchedule`, one after the other. */
export const sgdrSchedule = /* @__PURE__ */ selfContainedList(
  "optax",
  "sgdr_schedule",
  composed.sgdr_schedule,
  "cosine_kwargs",
  WARMUP_COSINE,
);

/** One schedule after another. */
export const joinSchedules = /* @__PURE__ */ selfContained(
  "optax",
  "join_schedules",
  composed.join_schedules,
  ["schedules", "boundaries"],
);
