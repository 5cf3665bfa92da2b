/** A sink for JSON Lines files. */
import type { FlatRecord } from "../records.js";
import type { Sink } from "../sink.js";
import { AppendFile, filePath } from "./append-file.js";

/**
 * A sink that appends a line of JSON for each record, `{"step":0,"lr":0.001,"loss":2.3}`, to a new or existing file.
 *
 * JSON can't represent numbers that are not finite, and null would hide a diverged loss. They are written as the
 * strings `"NaN"`, `"Infinity"` and `"-Infinity"`, which `Number` in JavaScript and `float` in Python parse.
 *
 * Several processes may write one file, and it may be rotated: lines go to the file that the path names.
 *
 * An incomplete last line, left when a machine stopped, is moved to `<path>.partial`.
 * @throws InvalidArgumentError, or the error of the file system.
 */
export function jsonLinesSink(path: string): Sink {
  const file = new AppendFile(filePath("path", path));
  const rest = file.readLastLine();
  if (rest.length > 0 && isJson(rest.toString())) file.append("\n");
  else if (rest.length > 0) file.setLastLineAside();
  /** The size after the last line of this process. */
  let size = file.size;
  return {
    name: `JSON Lines in ${path}`,
    log(record: FlatRecord) {
      const line = `${JSON.stringify(record, readable)}\n`;
      let before = file.currentSize();
      if (before === null) {
        file.reopen();
        before = file.size;
      }
      // A line of another process that was killed while writing is unfinished.
      const piece = Buffer.from(before === size || file.endsWithLine ? line : `\n${line}`);
      file.append(piece, before);
      size = before + piece.length;
    },
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
