/** Records as JSON Lines. */
import { text } from "@anneal/core/internal";
import type { FlatRecord } from "../records.js";
import type { Sink } from "../sink.js";
import { AppendFile } from "./append-file.js";

/**
 * A sink that appends a line of JSON for each record, `{"step":0,"lr":0.001,"loss":2.3}`, to a new or existing file.
 *
 * JSON has no words for numbers that are not finite, and a loss of null says nothing: they are the strings `"NaN"`,
 * `"Infinity"` and `"-Infinity"`, which `Number` in JavaScript and `float` in Python read.
 *
 * A last line that is no whole JSON, which a machine that stopped can leave, is moved to `<path>.partial`.
 * @throws InvalidArgumentError, or the error of the file system.
 */
export function jsonLinesSink(path: string): Sink {
  const file = new AppendFile(text("path", path));
  const rest = file.readLastLine();
  if (rest.length > 0 && isJson(rest.toString())) file.append("\n");
  else if (rest.length > 0) file.setLastLineAside();
  return {
    name: `JSON Lines in ${path}`,
    log: (record: FlatRecord) => file.append(`${JSON.stringify(record, readable)}\n`),
    flush: () => file.sync(),
    close: () => file.close(),
  };
}

function readable(_name: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
