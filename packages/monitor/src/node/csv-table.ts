/** Rows and headers of CSV (RFC 4180), and a table that gets more columns. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { InvalidArgumentError } from "@anneal/core";
import Papa from "papaparse";

/** More than any header; a file without an end to its first line is not read to its end. */
const MAX_HEADER_BYTES = 1 << 20;

/** Rows are collected to pieces of this many characters. */
const PIECE = 1 << 16;

/** A row with its end. */
export function csvRow(fields: readonly string[]): string {
  return `${Papa.unparse([[...fields]], { newline: "\n" })}\n`;
}

/**
 * The columns of a table that is there; null where there is none yet.
 * @throws InvalidArgumentError when the file is something else.
 */
export function readHeader(path: string): readonly string[] | null {
  if (!existsSync(path) || !statSync(path).isFile()) return null;
  const bytes = Buffer.alloc(Math.min(statSync(path).size, MAX_HEADER_BYTES));
  if (bytes.length === 0) return null;
  const descriptor = openSync(path, "r");
  try {
    readSync(descriptor, bytes, 0, bytes.length, 0);
  } finally {
    closeSync(descriptor);
  }
  const { data } = Papa.parse<string[]>(unixLines(bytes.toString()), {
    delimiter: ",",
    newline: "\n",
    preview: 1,
  });
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

/**
 * Gives a table a longer header, and empty fields to the rows that lack them. The file is replaced when the new one is
 * whole and on the disk; when anything fails before that, it is as it was.
 */
export function widenTable(path: string, columns: readonly string[]): void {
  const target = realpathSync(path);
  const next = `${target}.new`;
  const descriptor = openSync(next, "w", statSync(target).mode);
  try {
    try {
      writeRows(descriptor, unixLines(readFileSync(target, "utf8")), columns);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(next, target);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
}

function writeRows(descriptor: number, table: string, columns: readonly string[]): void {
  let piece = csvRow(columns);
  let isHeader = true;
  Papa.parse<string[]>(table, {
    delimiter: ",",
    newline: "\n",
    skipEmptyLines: true,
    step({ data: row }) {
      if (!isHeader)
        piece += csvRow([...row, ...new Array(Math.max(0, columns.length - row.length)).fill("")]);
      isHeader = false;
      if (piece.length < PIECE) return;
      writeFileSync(descriptor, piece);
      piece = "";
    },
  });
  writeFileSync(descriptor, piece);
}

/** Also what a spreadsheet program saved. */
function unixLines(table: string): string {
  return table.replaceAll("\r\n", "\n");
}
