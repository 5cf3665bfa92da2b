/**
 * The parts of schedulers over an optimizer's groups: the base class, its plans, and the rates that it writes.
 * docs/entries.md lists the exports.
 */

export { eventsOf, type FieldWriter, type OptimizerEvents } from "../optimizers/optimizer-events.js";
export { GroupScheduler } from "../schedulers/group-scheduler.js";
export { groupsOf, type OpenGroup, presentRate, writeRates } from "../schedulers/groups.js";
export { LookAhead } from "../schedulers/look-ahead.js";
export type { FieldCurve, InitialRate, Plan } from "../schedulers/plan.js";
export { SCHEDULER_OPTIONS } from "../schedulers/scheduler-options.js";
export {
  LOAD_ADVICE,
  readPolicy,
  refuseDifference,
  refuseOtherRates,
} from "../schedulers/scheduler-state.js";
