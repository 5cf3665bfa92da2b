/** Rows and headers of CSV (RFC 4180). */
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { InvalidArgumentError } from "@anneal/core";
import Papa from "papaparse";

/** The longest header, in bytes, so that a file without a line break is not read to its end. */
const MAX_HEADER_BYTES = 1 << 20;

/** A row with its line break. */
export function csvRow(fields: readonly string[]): string {
  return `${Papa.unparse([[...fields]], { newline: "\n" })}\n`;
}

/**
 * The columns of an existing table; null if there is none.
 * @throws InvalidArgumentError if the file is something else.
 */
export function readHeader(path: string): readonly string[] | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile() || stats.size === 0) return null;
  const bytes = Buffer.alloc(Math.min(stats.size, MAX_HEADER_BYTES));
  const descriptor = openSync(path, "r");
  try {
    readSync(descriptor, bytes, 0, bytes.length, 0);
  } finally {
    closeSync(descriptor);
  }
  // The line end is that of the file: spreadsheet programs write CRLF.
  const { data, meta } = Papa.parse<string[]>(bytes.toString(), { delimiter: ",", preview: 1 });
  if (meta.linebreak === "\r") {
    throw new InvalidArgumentError(
      "path",
      path,
      "a table whose lines end in a newline, not in a carriage return",
    );
  }
  const columns = data[0] ?? [];
  if (columns[0] !== "step" || new Set(columns).size < columns.length) {
    throw new InvalidArgumentError(
      "path",
      path,
      "a new file, or a table with step and other names once each in its header",
    );
  }
  return columns;
}
