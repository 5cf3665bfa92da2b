/** What anneal's other packages build on. Not public: it changes without notice. */
export {
  choice,
  Fields,
  finiteNumber,
  flag,
  isDetached,
  isFloat32Array,
  isRecord,
  joinWords,
  list,
  numberAtLeast,
  numberList,
  positiveNumber,
  text,
  wholeNumber,
} from "./arguments.js";
export { type AffinePowerCurve, type Curve, curveOf, powerCurve } from "./evaluate/curve.js";
export { cycleStart } from "./evaluate/cycles.js";
export { firstIndexAtOrAfter } from "./evaluate/grid.js";
export { rampEnd, rampStart } from "./evaluate/ramp.js";
export { planSample, type RangePlan, type SamplePlan } from "./evaluate/sample.js";
export { wholeQuotient } from "./evaluate/warps.js";
export { isWarmUp } from "./lint/warm-up-ramp.js";
export { refuseDeepNesting } from "./nesting.js";
export * from "./optimizers/internal.js";
export * from "./schedulers/internal.js";
