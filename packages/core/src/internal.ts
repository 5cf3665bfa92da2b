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
export { fillOnHost, planSample, type RangePlan, type SamplePlan } from "./evaluate/sample.js";
export { wholeQuotient } from "./evaluate/warps.js";
export { isWarmUp } from "./lint/warm-up-ramp.js";
export { logarithm } from "./math/logarithm.js";
export { power } from "./math/power.js";
export { highWord, withHighWord } from "./math/words.js";
export { refuseDeepNesting } from "./nesting.js";
export { BaseRate, GIVEN_RATE } from "./optimizers/base-rate.js";
export {
  type Arena,
  BLOCK_LENGTH,
  type Engine,
  type Kernel,
  type Matrices,
  type Places,
  scratchFloats,
} from "./optimizers/engine.js";
export { float32Array } from "./optimizers/float32.js";
export { showGroup } from "./optimizers/group.js";
export { GroupHyper } from "./optimizers/group-hyper.js";
export { hostEngine, hostKernel } from "./optimizers/host/host-engine.js";
export {
  announceLoads,
  eventsOf,
  type FieldWriter,
  type OptimizerEvents,
} from "./optimizers/optimizer-events.js";
export { optionNames, readFlags, readHypers } from "./optimizers/options.js";
export { compile, slotsOf, WORK } from "./optimizers/rule/compile.js";
export { ScalarEvaluator } from "./optimizers/rule/evaluate.js";
export type { HyperDefinition, HyperValue } from "./optimizers/rule/hyper.js";
export { interpreted } from "./optimizers/rule/interpret.js";
export type {
  ElementInstruction,
  ElementProgram,
  PrintedRules,
  RuleProgram,
  ScalarInstruction,
  ScalarProgram,
  Stage,
} from "./optimizers/rule/program.js";
export { isRule } from "./optimizers/rule/rule.js";
export { ema } from "./optimizers/rules/ema.js";
export { loadState, type OptimizerState, type StatefulGroup, saveState } from "./optimizers/state.js";
export { WholePowers } from "./optimizers/whole-powers.js";
export { exclusiveOptions, joinWords, unknownOption } from "./option-errors.js";
export { asSchedule } from "./schedule/schedule.js";
export { GroupScheduler, SCHEDULER_OPTIONS } from "./schedulers/group-scheduler.js";
export { groupsOf, type OpenGroup, presentRate, writeRates } from "./schedulers/groups.js";
export type { InitialRate } from "./schedulers/initial-rates.js";
export { LookAhead } from "./schedulers/look-ahead.js";
export type { FieldCurve, Plan } from "./schedulers/plan.js";
export {
  LOAD_ADVICE,
  readPolicy,
  readSchedulerState,
  refuseDifference,
  refuseOtherRates,
} from "./schedulers/scheduler-state.js";
export type { OwnedFloat32Array, OwnedFloat64Array, OwnedUint32Array } from "./typed-arrays.js";
