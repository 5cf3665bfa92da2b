/**
 * The parts that evaluate schedules on other engines: the curves, grids and elementary functions of the host
 * interpreter, for engines that compute the same values. docs/entries.md lists the exports.
 */

export { type AffinePowerCurve, type Curve, curveOf, powerCurve } from "../evaluate/curve.js";
export { cycleStart } from "../evaluate/cycles.js";
export { firstIndexAtOrAfter, LEAST_SPACING } from "../evaluate/grid.js";
export { rampEnd, rampStart } from "../evaluate/ramp.js";
export { wholeQuotient } from "../evaluate/time-nodes.js";
export { isWarmUp } from "../lint/warm-up-ramp.js";
export { logarithm } from "../math/logarithm.js";
export { power } from "../math/power.js";
export { highWord, withHighWord } from "../math/words.js";
export { fillOnHost, planSample, type RangePlan, type SamplePlan } from "../schedule/sample.js";
export { asSchedule } from "../schedule/schedule.js";
