/**
 * Reads JSON logs: one object per line, a list of objects, or transformers' `trainer_state.json` with its
 * `log_history`.
 */
import { JSONParser } from "@streamparser/json";
import type { FlatRecord } from "../records.js";
import { type EntryOptions, numbersOf, recordOf } from "./entries.js";
import { LogError } from "./log-error.js";
import { type Chunk, linesOf, textOf } from "./text.js";

/**
 * One object per line. An unfinished last line is skipped: the process that wrote it was stopped.
 * @throws LogError for any other line that is not a JSON object, or a log without steps.
 */
export async function* readJsonLines(
  chunks: AsyncIterable<Chunk>,
  options: EntryOptions,
): AsyncGenerator<FlatRecord> {
  const { file } = options;
  for await (const { text, number: line, isLast } of linesOf(chunks, file)) {
    if (text.trim() === "") continue;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      if (isLast) return;
      throw new LogError("this is not a line of JSON", { file, line });
    }
    const record = recordOf(numbersOf(value), options, { line });
    if (record !== null) yield record;
  }
}

/**
 * The objects of a list, `[{"step": 0}]`, or those under `log_history`, one by one. The rest of the file is not kept in
 * memory.
 * @throws LogError for text that is not JSON.
 */
export async function* readJsonHistory(
  chunks: AsyncIterable<Chunk>,
  options: EntryOptions,
): AsyncGenerator<FlatRecord> {
  const { file } = options;
  const found: unknown[] = [];
  let parser: JSONParser | null = null;
  let hasEnded = false;
  for await (const text of textOf(chunks, file)) {
    const content = parser === null ? text.trimStart() : text;
    if (content === "") continue;
    if (parser === null) {
      parser = new JSONParser({
        paths: [content.startsWith("[") ? "$.*" : "$.log_history.*"],
        keepStack: false,
      });
      parser.onValue = ({ value }) => found.push(value);
      parser.onEnd = () => {
        hasEnded = true;
      };
    }
    try {
      parser.write(content);
    } catch (error) {
      throw new LogError(`this is not JSON: ${error instanceof Error ? error.message : String(error)}`, {
        file,
      });
    }
    for (const value of found.splice(0)) {
      const record = recordOf(numbersOf(value), options, {});
      if (record !== null) yield record;
    }
  }
  if (parser !== null && !hasEnded) throw new LogError("the JSON ends too early", { file });
}
