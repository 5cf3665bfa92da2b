/** Records of a training run, and where they go. What writes files is in `@anneal/monitor/node`. */

export { type ConsoleSinkOptions, consoleSink } from "./console-sink.js";
export { ClosedError, FileBusyError, SinkError, type SinkFailure } from "./errors.js";
export {
  type RateSource,
  type RecordRatesOptions,
  type ReportingOptimizer,
  recordRates,
  type SteppingScheduler,
} from "./record-rates.js";
export { Recorder, type RecorderOptions } from "./recorder.js";
export type { FlatRecord, LogRecord } from "./records.js";
export type { Sink } from "./sink.js";
export { type StepTracker, trackerSink } from "./tracker-sink.js";
