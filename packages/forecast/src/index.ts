/** Predicts the effect of learning-rate schedules on the loss: laws, fits, choices and bounds. */

export { type ConvexBound, type ConvexBoundOptions, convexBound } from "./bound/convex-bound.js";
export { type TransferPeakOptions, transferPeak } from "./bound/transfer-peak.js";
export {
  type BestSchedule,
  type BestScheduleOptions,
  bestSchedule,
  type FreeSchedule,
  type ScheduleFamily,
} from "./choose/best-schedule.js";
export {
  type ComparedSchedule,
  type CompareOptions,
  compareSchedules,
  type RankedSchedule,
} from "./choose/compare-schedules.js";
export type { ConstructorFamily } from "./choose/families.js";
export { errorsOf, type PredictionErrors } from "./fit/errors.js";
export {
  type FitOptions,
  type FittedRun,
  fitLossLaw,
  fitToJSON,
  type LawFit,
} from "./fit/fit-loss-law.js";
export { type Interval, lossIntervals } from "./fit/intervals.js";
export type { TrainedRun } from "./fit/read-runs.js";
export type { FitWarning, FitWarningCode } from "./fit/warnings.js";
export type { ScheduleLike } from "./input/rates.js";
export { forecastEngine, initForecast } from "./kernel/engine.js";
export { annealingLaw } from "./laws/annealing.js";
export { lawFromJSON, resampledFromJSON } from "./laws/from-json.js";
export type {
  AnnealingParameters,
  FittedLaw,
  LawDocument,
  LawName,
  LossLaw,
  MultiPowerParameters,
} from "./laws/law.js";
export { multiPowerLaw } from "./laws/multi-power.js";
export { publishedLaws } from "./laws/published.js";
