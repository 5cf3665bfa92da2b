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
  joinWords,
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
export { type AffinePowerCurve, type Curve, curveOf, powerCurve } from "./evaluate/curve.js";
export { cycleStart } from "./evaluate/cycles.js";
export { firstIndexAtOrAfter } from "./evaluate/grid.js";
export { rampEnd, rampStart } from "./evaluate/ramp.js";
export { fillOnHost, planSample, type RangePlan, type SamplePlan } from "./evaluate/sample.js";
export { wholeQuotient } from "./evaluate/warps.js";
export { refuseDeepNesting } from "./nesting.js";
export * from "./optimizers/internal.js";
export * from "./schedulers/internal.js";
