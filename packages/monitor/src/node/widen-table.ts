/** Adds columns to a table of any size, row by row. */
import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { FileBusyError } from "../errors.js";
import type { AppendFile } from "./append-file.js";
import { csvRow } from "./csv-table.js";

/** The size of a read. */
const CHUNK = 1 << 20;

/**
 * Marks the end of the copied part of a table. Rows that other processes append to the old file come before or after
 * the mark: those after it are not in the new table. CSV readers skip empty lines, and no other write makes two in a row.
 */
export const MOVED = Buffer.from("\n\n\n");

/**
 * Writes the table again with a longer header and empty fields in the existing rows, and replaces the old table. If
 * anything fails before that, the old table is unchanged. The caller must hold the lock of the path.
 * @throws FileBusyError if the system can't replace an open file
 */
export function widenTable(file: AppendFile, columns: readonly string[]): void {
  const target = realpathSync(file.path);
  const next = `${target}.new`;
  const from = openSync(target, "r");
  const to = openSync(next, "w", fstatSync(from).mode);
  try {
    try {
      const rows = new RowWidener(to, columns.length, csvRow(columns));
      const position = copyRows(from, rows);
      // All but the last rows are on the disk before other processes have to wait.
      fsyncSync(to);
      file.append(MOVED);
      copyToMark(file.readFrom(position), rows);
      fsyncSync(to);
    } finally {
      closeSync(from);
      closeSync(to);
    }
    replace(next, target);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
}

function replace(next: string, target: string): void {
  try {
    renameSync(next, target);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!["EPERM", "EACCES", "EBUSY", "EEXIST"].includes(code)) throw error;
    const advice =
      'this system does not replace an open file; log all names from the start, or newColumns: "refuse"';
    throw new FileBusyError(
      target,
      `can't be given another column while it is open (${code}): ${advice}`,
      error,
    );
  }
}

/** Copies to the current end of the file; returns that end. */
function copyRows(from: number, rows: RowWidener): number {
  const chunk = Buffer.alloc(CHUNK);
  let position = 0;
  for (;;) {
    const count = readSync(from, chunk, 0, CHUNK, position);
    if (count === 0) return position;
    rows.take(chunk.subarray(0, count));
    position += count;
  }
}

/** Copies the rows before the mark. Rows after it are there already if other processes have appended some since. */
function copyToMark(bytes: Buffer, rows: RowWidener): void {
  const end = bytes.indexOf(MOVED) + MOVED.length;
  for (let start = 0; start < end; start += CHUNK) {
    rows.take(bytes.subarray(start, Math.min(end, start + CHUNK)));
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The state of the reader between two chunks. */
interface Position {
  /** The number of fields in the row so far. */
  fields: number;
  isRowEmpty: boolean;
  isFieldStart: boolean;
  isQuoted: boolean;
  /** Whether the last byte was a quote inside quotes, which ends them unless another one follows. */
  endsQuotes: boolean;
  /** Whether the last byte was a carriage return, which is dropped before a line feed. */
  hasReturn: boolean;
}

/** Reads the bytes of a table (RFC 4180) in arbitrary chunks, and writes its rows with all columns. */
class RowWidener {
  readonly #descriptor: number;
  readonly #columns: number;
  readonly #header: Buffer;
  #isHeader = true;
  /** Room for one chunk, after the data that is written when it reaches the length of a chunk. */
  readonly #out: Buffer;
  #position: Position = {
    fields: 1,
    isRowEmpty: true,
    isFieldStart: true,
    isQuoted: false,
    endsQuotes: false,
    hasReturn: false,
  };

  constructor(descriptor: number, columns: number, header: string) {
    this.#descriptor = descriptor;
    this.#columns = columns;
    this.#header = Buffer.from(header);
    this.#out = Buffer.alloc(3 * CHUNK + columns);
  }

  take(chunk: Buffer): void {
    const out = this.#out;
    // Local variables, because reading object fields for every byte is slow.
    let { fields, isRowEmpty, isFieldStart, isQuoted, endsQuotes, hasReturn } = this.#position;
    let length = 0;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] as number;
      if (hasReturn && byte !== LINE_FEED) out[length++] = CARRIAGE_RETURN;
      hasReturn = false;
      if (endsQuotes) {
        isQuoted = byte === QUOTE;
        endsQuotes = false;
      } else if (isQuoted) {
        endsQuotes = byte === QUOTE;
      } else if (byte === QUOTE) {
        isQuoted = isFieldStart;
      }
      if (!isQuoted && byte === LINE_FEED) {
        if (this.#isHeader) length = this.#takeHeader(isRowEmpty);
        else if (!isRowEmpty) {
          for (; fields < this.#columns; fields++) out[length++] = COMMA;
          out[length++] = LINE_FEED;
        }
        if (length >= CHUNK) length = this.#write(length);
        fields = 1;
        isRowEmpty = true;
        isFieldStart = true;
      } else if (!isQuoted && byte === CARRIAGE_RETURN) {
        hasReturn = true;
      } else {
        isFieldStart = byte === COMMA && !isQuoted;
        if (isFieldStart) fields++;
        isRowEmpty = false;
        out[length++] = byte;
      }
    }
    if (this.#isHeader) length = 0;
    this.#write(length);
    this.#position = { fields, isRowEmpty, isFieldStart, isQuoted, endsQuotes, hasReturn };
  }

  /** Writes the new header in place of the old one. */
  #takeHeader(isRowEmpty: boolean): number {
    if (!isRowEmpty) {
      writeAll(this.#descriptor, this.#header);
      this.#isHeader = false;
    }
    return 0;
  }

  #write(length: number): number {
    writeAll(this.#descriptor, this.#out.subarray(0, length));
    return 0;
  }
}

function writeAll(descriptor: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(descriptor, bytes, written);
}
