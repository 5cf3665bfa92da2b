/** The learning-rate finder: range tests, the curves of other libraries' ones, and what both suggest. */
export { analyseRangeTest, type RecordedRangeTest, rangeTestRates } from "./analyse.js";
export type { FinderLibrary, RateRange, SuggestionMethod } from "./conventions.js";
export {
  type FindLearningRateOptions,
  findLearningRate,
  type RangeTestProgress,
  type StopSignal,
} from "./find-learning-rate.js";
export type { SlideRule } from "./log-suggestions.js";
export type { CurveOptions, RangeOptions } from "./options.js";
export type { RangeTestEnd, RangeTestResult } from "./range-test.js";
export {
  type NoSuggestion,
  NoSuggestionError,
  type NoSuggestionReason,
  type SuggestedRate,
  type Suggestion,
  suggestedRate,
} from "./suggestion.js";
