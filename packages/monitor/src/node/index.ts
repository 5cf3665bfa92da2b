/** Sinks that write files, for Node. */

export { type CsvSinkOptions, csvSink } from "./csv-sink.js";
export { jsonLinesSink } from "./json-lines-sink.js";
export { type TensorBoardSinkOptions, tensorBoardSink } from "./tensorboard-sink.js";
