/** Sinks that write files, and the reader of log files, for Node. */

export { type CsvSinkOptions, csvSink } from "./csv-sink.js";
export { jsonLinesSink } from "./json-lines-sink.js";
export { readLogFile } from "./read-log-file.js";
export { type TensorBoardSinkOptions, tensorBoardSink } from "./tensorboard-sink.js";
