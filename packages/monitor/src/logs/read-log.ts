/** Reads a log of any format, record by record. */
import { Fields, text } from "@anneal/core/arguments";
import type { FlatRecord } from "../records.js";
import { readCsv } from "./csv-log.js";
import { type EntryOptions, RowCounter } from "./entries.js";
import { readEventFile } from "./event-file-log.js";
import { readJsonHistory, readJsonLines } from "./json-log.js";
import { LogError } from "./log-error.js";
import { type Chunk, checkedChunk, type LogSource, partsOf } from "./text.js";

export const LOG_FORMATS = ["csv", "json-lines", "json", "tensorboard"] as const;

/**
 * `"csv"`: a header and rows. `"json-lines"`: one object per line. `"json"`: a list of objects, or transformers'
 * `trainer_state.json`. `"tensorboard"`: an event file.
 */
export type LogFormat = (typeof LOG_FORMATS)[number];

export interface ReadLogOptions {
  /** The format of the log. Default: recognized from the name or the beginning of the file. */
  readonly format?: LogFormat;
  /**
   * The column of the step. Default: `step`, `global_step`, `iteration` or another usual name. TensorBoard's events
   * contain it.
   */
  readonly step?: string;
  /** Whether to count the entries of a log without steps, such as that of a range test, from 0. Default: false. */
  readonly countRows?: boolean;
  /** The name of the file, for errors and to recognize the format. */
  readonly file?: string;
}

/**
 * The records of a log, one by one: numbers by name at a step, like those that the sinks write. Only the current part
 * is kept in memory.
 *
 * @param source The file's bytes or text, whole or in parts, for example a stream of Node or the web.
 * @throws InvalidArgumentError for any other source.
 * @throws LogError for a log that is damaged, has no steps, or is in another format. An unfinished last line or event
 * is skipped.
 */
export async function* readLog(source: LogSource, options: ReadLogOptions = {}): AsyncGenerator<FlatRecord> {
  const { format, step, countRows, file } = checkedOptions(options);
  const { first, all } = await peek(partsOf(source));
  const entries = { step, file, rows: countRows ? new RowCounter() : null };
  let count = 0;
  for await (const record of reader(format ?? formatByName(file) ?? formatSeen(first), all, entries)) {
    count++;
    yield record;
  }
  if (count === 0)
    throw new LogError(`the log has no numbers with a step${step === undefined ? "" : ` in ${step}`}`, {
      file,
    });
}

function checkedOptions(options: ReadLogOptions) {
  const fields = new Fields("readLog", "options", options, ["format", "step", "countRows", "file"]);
  return {
    format: fields.has("format") ? fields.choice("format", LOG_FORMATS) : undefined,
    step: fields.has("step") ? fields.read("step", text) : undefined,
    countRows: fields.flag("countRows", false),
    file: fields.has("file") ? fields.read("file", text) : undefined,
  };
}

function reader(
  format: LogFormat,
  chunks: AsyncIterable<Chunk>,
  options: EntryOptions,
): AsyncGenerator<FlatRecord> {
  switch (format) {
    case "csv":
      return readCsv(chunks, options);
    case "json-lines":
      return readJsonLines(chunks, options);
    case "json":
      return readJsonHistory(chunks, options);
    case "tensorboard":
      return readEventFile(chunks, options.file);
    default:
      return format satisfies never;
  }
}

/** The first part that is not empty, and all parts from the beginning. */
async function peek(source: AsyncIterable<Chunk> | Iterable<Chunk>) {
  const iterator =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let next = await iterator.next();
  while (next.done !== true && checkedChunk(next.value).length === 0) next = await iterator.next();
  const first = next.done === true ? "" : checkedChunk(next.value);
  async function* all(): AsyncGenerator<Chunk> {
    try {
      yield first;
      for (let later = await iterator.next(); later.done !== true; later = await iterator.next())
        yield checkedChunk(later.value);
    } finally {
      await iterator.return?.();
    }
  }
  return { first, all: all() };
}

function formatByName(file = ""): LogFormat | undefined {
  if (/tfevents/.test(file)) return "tensorboard";
  const extension = /\.(\w+)$/.exec(file)?.[1]?.toLowerCase();
  if (extension === "csv" || extension === "tsv") return "csv";
  if (extension === "jsonl" || extension === "ndjson") return "json-lines";
  return extension === "json" ? "json" : undefined;
}

/** An event file begins with an eight-byte length, JSON with a bracket. */
function formatSeen(first: Chunk): LogFormat {
  if (typeof first !== "string" && first.length > 8 && first.subarray(1, 8).every((byte) => byte === 0))
    return "tensorboard";
  const text = typeof first === "string" ? first : new TextDecoder().decode(first);
  const start = text.trimStart();
  if (start.startsWith("[")) return "json";
  if (!start.startsWith("{")) return "csv";
  try {
    JSON.parse(start.slice(0, start.indexOf("\n") === -1 ? undefined : start.indexOf("\n")));
    return /^\{[^\n]*"log_history"/.test(start) ? "json" : "json-lines";
  } catch {
    return "json";
  }
}
