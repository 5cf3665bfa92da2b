/** Gives a table more columns, row by row, whatever its size. */
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

/** How much is read at once. */
const CHUNK = 1 << 20;

/**
 * Ends what is taken over from a table. Rows that other processes append to the old file come before or after it: those
 * after it are not in the new table. Readers of CSV pass over lines without anything.
 */
export const MOVED = Buffer.from("\n\n");

/**
 * Writes the table anew with a longer header, and empty fields in the rows that lack them, and puts it in the place of
 * the old one. When anything fails before that, the old one is as it was. The lock of the path has to be held.
 * @throws FileBusyError where the system can't replace a file that is open
 */
export function widenTable(file: AppendFile, columns: readonly string[]): void {
  const target = realpathSync(file.path);
  const next = `${target}.new`;
  const from = openSync(target, "r");
  const to = openSync(next, "w", fstatSync(from).mode);
  try {
    try {
      const rows = new RowWidener(to, columns.length, csvRow(columns));
      const position = copyRows(from, 0, rows);
      // The disk has all but the last rows before others have to wait.
      fsyncSync(to);
      file.append(MOVED);
      copyRows(from, position, rows);
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

/** Copies from `start` to the present end of the file; gives where that is. */
function copyRows(from: number, start: number, rows: RowWidener): number {
  const chunk = Buffer.alloc(CHUNK);
  let position = start;
  for (;;) {
    const count = readSync(from, chunk, 0, CHUNK, position);
    if (count === 0) return position;
    rows.take(chunk.subarray(0, count));
    position += count;
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Where the reading of a table stands between two chunks. */
interface Position {
  /** Fields of the row so far. */
  fields: number;
  isRowEmpty: boolean;
  isFieldStart: boolean;
  isQuoted: boolean;
  /** Whether the last byte was a quote within quotes: it ends them, unless another follows. */
  endsQuotes: boolean;
  /** Whether the last byte was a carriage return, which is dropped before a line feed. */
  hasReturn: boolean;
}

/** Takes the bytes of a table (RFC 4180), of which a chunk may end anywhere, and writes its rows with all columns. */
class RowWidener {
  readonly #descriptor: number;
  readonly #columns: number;
  readonly #header: Buffer;
  #isHeader = true;
  /** Room for a chunk after what is written at the latest when it has the length of a chunk. */
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
    // Variables: fields of an object would be read for every byte.
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

  /** Writes the new header in the place of the old one, whose bytes are forgotten. */
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
