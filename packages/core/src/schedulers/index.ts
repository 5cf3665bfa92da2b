/** Schedules over the groups of an optimizer, step by step. */
export {
  type CosineWarmupOptions,
  CosineWarmupScheduler,
  type CosineWarmupState,
  cosineWarmupLr,
  getCosineWarmupScheduler,
} from "./cosine-warmup.js";
export type { Curves, FieldCurves } from "./curve-plan.js";
export type { SchedulerOptions } from "./group-scheduler.js";
export type { ScheduledGroup, ScheduledOptimizer, StepCounter } from "./groups.js";
export type { InitialLr } from "./initial-rates.js";
export { LRScheduler, type LRSchedulerOptions } from "./lr-scheduler.js";
export type { ScheduleFunction } from "./plan.js";
export type { LoadPolicy, SchedulerState } from "./scheduler-state.js";
export type { UpdateReport } from "./update-report.js";
export {
  WarmupCosineSchedule,
  type WarmupCosineScheduleOptions,
  type WarmupCosineScheduleState,
} from "./warmup-cosine-schedule.js";
