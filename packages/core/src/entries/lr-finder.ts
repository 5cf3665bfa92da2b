/** Learning-rate range tests: `@anneal/core/lr-finder`. */

export { analyzeRangeTest, type RecordedRangeTest, rangeTestRates } from "../lr-finder/analyze.js";
export type { FinderLibrary, RateRange, SuggestionMethod } from "../lr-finder/conventions.js";
export {
  type FindLearningRateOptions,
  findLearningRate,
  type RangeTestProgress,
  type RestorableOptimizer,
  type StopSignal,
} from "../lr-finder/find-learning-rate.js";
export type { SlideRule } from "../lr-finder/log-suggestions.js";
export type { CurveOptions, RangeTestOptions } from "../lr-finder/options.js";
export type { RangeTestEnd, RangeTestResult } from "../lr-finder/range-test.js";
export {
  type NoSuggestion,
  NoSuggestionError,
  type NoSuggestionReason,
  type SuggestedRate,
  type Suggestion,
  suggestedRate,
} from "../lr-finder/suggestion.js";
export type { RangeTestWarning, RangeTestWarningCode } from "../lr-finder/warnings.js";
