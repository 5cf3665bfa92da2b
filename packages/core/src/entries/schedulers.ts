/** Schedulers that write rates into the groups of an optimizer: `@anneal/core/schedulers`. */

export type { FactorChange, FactorMove } from "../metrics/factor-history.js";
export { Greedy, type GreedyOptions, type GreedyState } from "../metrics/greedy.js";
export type { ImprovementOptions } from "../metrics/improvement.js";
export type { MetricReport, WindowOptions } from "../metrics/multiplier.js";
export {
  ReduceOnPlateau,
  type ReduceOnPlateauOptions,
  type ReduceOnPlateauState,
} from "../metrics/reduce-on-plateau.js";
export type { Curves, FieldCurves } from "../schedulers/curve-plan.js";
export type { ScheduledGroup, ScheduledOptimizer, StepCounter } from "../schedulers/groups.js";
export type { InitialLr } from "../schedulers/initial-rates.js";
export { LRScheduler, type LRSchedulerOptions } from "../schedulers/lr-scheduler.js";
export type { ScheduleFunction } from "../schedulers/plan.js";
export type { SchedulerOptions } from "../schedulers/scheduler-options.js";
export type { LoadPolicy, SchedulerState } from "../schedulers/scheduler-state.js";
export type { UpdateReport } from "../schedulers/update-report.js";
