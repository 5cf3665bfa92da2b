/** Records of a training run: writing them to sinks, and reading logs. File access is in `@anneal/monitor/node`. */

export { type ConsoleSinkOptions, consoleSink } from "./console-sink.js";
export { ClosedError, FileBusyError, SinkError, type SinkFailure } from "./errors.js";
export { LogError } from "./logs/log-error.js";
export { LOG_FORMATS, type LogFormat, type ReadLogOptions, readLog } from "./logs/read-log.js";
export { type LogSeries, readSeries, type SeriesColumns } from "./logs/series.js";
export type { Chunk } from "./logs/text.js";
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
