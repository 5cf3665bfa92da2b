/** Records as CSV. */
import { Fields } from "@anneal/core/arguments";
import type { FlatRecord } from "../records.js";
import type { Sink } from "../sink.js";
import { filePath } from "./append-file.js";
import { CsvFile } from "./csv-file.js";

/** How a CSV sink deals with columns. */
export interface CsvSinkOptions {
  /**
   * What becomes of a name that the header lacks: `"extend"`, the default, adds a column; `"refuse"` throws, and the
   * record is not written.
   */
  readonly newColumns?: "extend" | "refuse";
}

/**
 * A sink that appends a row for each record to a new or existing file.
 *
 * The header is made from the first record; a record that lacks a column leaves its field empty. A name that is new
 * later becomes a column at the end: the table is copied row by row into a new file, with empty fields in the rows so
 * far, which then replaces the old one. An existing file keeps its header, and must have `step` in its first column.
 * Numbers have all their digits, and `NaN`, `Infinity` and `-Infinity` are written so. Quotes are as in RFC 4180.
 *
 * Several processes may write one file, and it may be rotated, by renaming it or by copying and truncating it: rows go to
 * the file that the path names, under a header of its own. While a column is added, `<path>.lock` holds the id of the
 * process that does so; others wait, and a lock whose process is gone does not count.
 *
 * A last row without an end, which a machine that stopped can leave, may lack digits: it is moved to `<path>.partial`.
 * @throws InvalidArgumentError when the file is no such table, or the error of the file system. `log` throws
 * FileBusyError where the system can't replace a file that is open.
 */
export function csvSink(path: string, options: CsvSinkOptions = {}): Sink {
  const fields = new Fields("csvSink", "options", options, ["newColumns"]);
  const newColumns = fields.choice("newColumns", ["extend", "refuse"], "extend");
  const file = new CsvFile(filePath("path", path), newColumns === "extend");
  return {
    name: `CSV in ${path}`,
    log: (record: FlatRecord) => file.write(record),
    flush: () => file.sync(),
    close: () => file.close(),
  };
}
