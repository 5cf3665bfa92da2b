/** Records as CSV. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, text } from "@anneal/core/internal";
import type { FlatRecord } from "../records.js";
import type { Sink } from "../sink.js";
import { AppendFile } from "./append-file.js";
import { csvRow, readHeader, widenTable } from "./csv-table.js";

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
 * later becomes a column at the end: the file is written again beside the old one, with empty fields in the rows so
 * far, and takes its place when it is whole. An existing file keeps its header, and must have `step` in its first column.
 * Numbers have all their digits, and `NaN`, `Infinity` and `-Infinity` are written so. Quotes are as in RFC 4180.
 *
 * A last row without an end, which a machine that stopped can leave, may lack digits: it is moved to `<path>.partial`.
 * @throws InvalidArgumentError when the file is no such table, or the error of the file system.
 */
export function csvSink(path: string, options: CsvSinkOptions = {}): Sink {
  const fields = new Fields("csvSink", "options", options, ["newColumns"]);
  const newColumns = fields.choice("newColumns", ["extend", "refuse"], "extend");
  text("path", path);
  let columns = readHeader(path);
  let file = new AppendFile(path);
  if (columns && file.readLastLine().length > 0) endLastLine(file);

  const extend = (names: readonly string[]) => {
    const wider = [...(columns ?? []), ...names];
    if (!columns) file.append(csvRow(wider));
    else if (newColumns === "refuse" || !file.isRegular) {
      throw new InvalidArgumentError("record", names, `an object with ${columns.join(", ")} only`);
    } else {
      widenTable(path, wider);
      file.close();
      file = new AppendFile(path);
    }
    columns = wider;
  };
  return {
    name: `CSV in ${path}`,
    log(record: FlatRecord) {
      // Another sink may have begun the table by now.
      columns ??= readHeader(path);
      const names = Object.keys(record).filter((name) => !columns?.includes(name));
      if (names.length > 0) extend(names);
      file.append(csvRow((columns ?? []).map((name) => (name in record ? String(record[name]) : ""))));
    },
    flush: () => file.sync(),
    close: () => file.close(),
  };
}

/** A header without an end is whole, if it is the header that its table was to have; a row may lack digits. */
function endLastLine(file: AppendFile): void {
  if (file.readLastLine().length === file.size) file.append("\n");
  else file.setLastLineAside();
}
