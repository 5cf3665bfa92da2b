/** A sink for CSV files. */
import { Fields } from "@anneal/core/arguments";
import type { FlatRecord } from "../records.js";
import type { Sink } from "../sink.js";
import { filePath } from "./append-file.js";
import { CsvFile } from "./csv-file.js";

/** The options of a CSV sink. */
export interface CsvSinkOptions {
  /**
   * What to do with a name that the header lacks: `"extend"`, the default, adds a column; `"refuse"` throws, and the
   * record is not written.
   */
  readonly newColumns?: "extend" | "refuse";
}

/**
 * A sink that appends a row for each record to a new or existing file.
 *
 * The header comes from the first record; a record that lacks a column leaves its field empty. A name that appears
 * later becomes a new last column: the table is copied row by row into a new file, with empty fields in the earlier
 * rows, which then replaces the old one. An existing file keeps its header and must have `step` in its first column.
 * Numbers have all their digits, with `NaN`, `Infinity` and `-Infinity` as text. Quotes are as in RFC 4180.
 *
 * Several processes may write one file, and it may be rotated, by renaming or by copying and truncating: rows go to the
 * file that the path names, under its own header. While a process adds a column, `<path>.lock` contains its process id
 * and the others wait; the lock of an ended process is ignored.
 *
 * An unfinished last row, left when a machine stopped, may lack digits: it is moved to `<path>.partial`.
 * @throws InvalidArgumentError if the file is not such a table, or the error of the file system. `log` throws
 * FileBusyError if the system can't replace an open file.
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
