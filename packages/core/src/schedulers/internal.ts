/** What a package with other curves needs to offer schedulers of its own. Not public. */
export { GroupScheduler, SCHEDULER_OPTIONS } from "./group-scheduler.js";
export { groupsOf, type OpenGroup, presentRate, writeRates } from "./groups.js";
export type { InitialRate } from "./initial-rates.js";
export type { FieldCurve, Plan } from "./plan.js";
export {
  LOAD_ADVICE,
  readPolicy,
  readSchedulerState,
  refuseDifference,
  refuseOtherRates,
} from "./scheduler-state.js";
