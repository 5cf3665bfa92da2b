/** What anneal's other packages build on. Not public: it changes without notice. */
export {
  choice,
  Fields,
  fieldsOf,
  finiteNumber,
  flag,
  isFunction,
  isInstance,
  isRecord,
  list,
  listOf,
  numberAtLeast,
  numberList,
  numbersOf,
  positiveNumber,
  text,
  wholeNumber,
} from "./arguments.js";
export {
  byteLengthOf,
  isArray,
  isDetached,
  isFloat32Array,
  isRevoked,
  isTypedArray,
  viewOf,
} from "./arrays.js";
export { clip, renamed } from "./errors.js";
export { type AffinePowerCurve, type Curve, curveOf, powerCurve } from "./evaluate/curve.js";
export { cycleStart } from "./evaluate/cycles.js";
export { firstIndexAtOrAfter, LEAST_SPACING } from "./evaluate/grid.js";
export { rampEnd, rampStart } from "./evaluate/ramp.js";
export { wholeQuotient } from "./evaluate/warps.js";
export { isWarmUp } from "./lint/warm-up-ramp.js";
export { logarithm } from "./math/logarithm.js";
export { power } from "./math/power.js";
export { highWord, withHighWord } from "./math/words.js";
export { refuseDeepNesting } from "./nesting.js";
export { AdamOptimizer } from "./optimizers/adam-optimizer.js";
export { type ArenaFactory, BLOCK_LENGTH, type OptimizerArena } from "./optimizers/arena.js";
export { BaseRate, GIVEN_RATE } from "./optimizers/base-rate.js";
export { float32Array } from "./optimizers/float32.js";
export { createHostArena } from "./optimizers/host-arena.js";
export {
  announceLoads,
  eventsOf,
  type FieldWriter,
  type OptimizerEvents,
} from "./optimizers/optimizer-events.js";
export {
  type AdamDefaults,
  adam as adamDefaults,
  adamW as adamWDefaults,
  betaPair,
  learningRate,
} from "./optimizers/options.js";
export { readState } from "./optimizers/state.js";
export { WholePowers } from "./optimizers/whole-powers.js";
export { exclusiveOptions, joinWords, unknownOption } from "./option-errors.js";
export { fillOnHost, planSample, type RangePlan, type SamplePlan } from "./schedule/sample.js";
export { asSchedule } from "./schedule/schedule.js";
export { GroupScheduler, SCHEDULER_OPTIONS } from "./schedulers/group-scheduler.js";
export { groupsOf, type OpenGroup, presentRate, writeRates } from "./schedulers/groups.js";
export { LookAhead } from "./schedulers/look-ahead.js";
export type { FieldCurve, InitialRate, Plan } from "./schedulers/plan.js";
export {
  LOAD_ADVICE,
  readPolicy,
  readSchedulerState,
  refuseDifference,
  refuseOtherRates,
} from "./schedulers/scheduler-state.js";
export type { OwnedFloat32Array, OwnedFloat64Array, OwnedUint32Array } from "./typed-arrays.js";
