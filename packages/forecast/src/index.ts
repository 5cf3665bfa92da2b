/** What a learning-rate schedule does to the loss: laws, fits, choices and bounds. */
export type { ScheduleLike } from "./input/rates.js";
export { forecastEngine, initForecast } from "./kernel/engine.js";
export { type AnnealingParameters, annealingLaw } from "./laws/annealing.js";
export { lawFromJSON } from "./laws/from-json.js";
export type { LawDocument, LawName, LossLaw } from "./laws/law.js";
export { type MultiPowerParameters, multiPowerLaw } from "./laws/multi-power.js";
export { publishedLaws } from "./laws/published.js";
export {
  type FitOptions,
  type FittedRun,
  fitLossLaw,
  type Interval,
  type LawFit,
} from "./fit/fit-loss-law.js";
export type { FittedLaw } from "./fit/model.js";
export type { TrainedRun } from "./fit/read-runs.js";
export type { FitWarning, FitWarningCode } from "./fit/warnings.js";
