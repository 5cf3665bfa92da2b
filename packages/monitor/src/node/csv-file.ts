/** A CSV table that other processes may append to, widen, rotate and truncate while this one writes it. */
import { existsSync, realpathSync } from "node:fs";
import { InvalidArgumentError } from "@anneal/core";
import { AppendFile } from "./append-file.js";
import { csvRow, readHeader } from "./csv-table.js";
import { FileLock } from "./file-lock.js";
import { MOVED, widenTable } from "./widen-table.js";

/**
 * Rows are appended without a lock. A process that writes the header or adds a column holds a lock, and a row appended
 * meanwhile is written again: `widenTable` marks the end of the copied part.
 */
export class CsvFile {
  readonly #path: string;
  readonly #extends: boolean;
  readonly #file: AppendFile;
  readonly #lock: FileLock;
  /** The header of the table, as last read or written; empty while there is none. */
  #columns: readonly string[];
  /** The size after the last row of this process. Another size means that other processes have written. */
  #size = -1;

  /**
   * @param extendsTable Whether new names become columns.
   * @throws InvalidArgumentError if the file is not such a table
   */
  constructor(path: string, extendsTable: boolean) {
    this.#path = path;
    this.#extends = extendsTable;
    this.#columns = readHeader(path) ?? [];
    this.#file = new AppendFile(path);
    this.#lock = new FileLock(existsSync(path) ? realpathSync(path) : path);
    if (this.#file.isRegular && !this.#file.endsWithLine) {
      this.#lock.hold(() => this.#endLastLine());
    }
  }

  /** Appends the row of a record. When it returns, the row is in the file that the path names. */
  write(record: Readonly<Record<string, number>>): void {
    const names = Object.keys(record);
    for (;;) {
      const size = this.#catchUp();
      const missing = names.filter((name) => !this.#columns.includes(name));
      if (missing.length > 0 || (size === 0 && this.#file.isRegular)) {
        this.#extend(missing);
        continue;
      }
      const row = csvRow(this.#columns.map((name) => (name in record ? String(record[name]) : "")));
      if (this.#append(row, size)) return;
    }
  }

  sync(): void {
    this.#file.sync();
  }

  close(): void {
    this.#file.close();
  }

  /**
   * Switches to the file that the path names now, rereads the header if other processes have written, and returns the
   * size.
   */
  #catchUp(): number {
    const file = this.#file;
    if (!file.isRegular) return 0;
    this.#lock.wait();
    const size = file.currentSize();
    if (size !== null && size === this.#size) return size;
    if (size === null) file.reopen();
    // An empty file, after a rotation, gets the current columns.
    this.#columns = readHeader(this.#path) ?? this.#columns;
    return size ?? file.size;
  }

  /** Writes the header, or one with more names. */
  #extend(missing: readonly string[]): void {
    const file = this.#file;
    if (!file.isRegular) {
      if (this.#columns.length > 0) this.#refuse(missing);
      this.#columns = missing;
      file.append(csvRow(missing));
      return;
    }
    if (this.#columns.length > 0 && missing.length > 0 && !this.#extends) this.#refuse(missing);
    this.#lock.hold(() => {
      // Another process may have extended it first.
      if (!file.isCurrent()) file.reopen();
      const present = readHeader(this.#path);
      const columns = [...new Set([...(present ?? this.#columns), ...missing])];
      if (present === null) {
        file.append(csvRow(columns));
      } else if (columns.length > present.length) {
        if (!this.#extends) this.#refuse(columns.slice(present.length));
        widenTable(file, columns);
        file.reopen();
      }
      this.#columns = columns;
    });
  }

  #refuse(names: readonly string[]): never {
    throw new InvalidArgumentError("record", names, `an object with ${this.#columns.join(", ")} only`);
  }

  /** Appends a row to the file of that size; false if the file was replaced before the row was copied. */
  #append(row: string, size: number): boolean {
    const file = this.#file;
    // A row of a process that was killed while writing is unfinished.
    const piece = Buffer.from(size === this.#size || file.endsWithLine ? row : `\n${row}`);
    file.append(piece, size);
    this.#size = size + piece.length;
    if (!file.isRegular || (!this.#lock.isHeld && file.isCurrent())) return true;
    this.#lock.wait();
    return file.isCurrent() || !isLeftBehind(file.readFrom(size), row);
  }

  /** An unfinished header is complete if it equals the intended header; an unfinished row may lack digits. */
  #endLastLine(): void {
    const file = this.#file;
    if (file.readLastLine().length === file.size) file.append("\n");
    else file.setLastLineAside();
  }
}

/**
 * Whether the row comes after the part that was copied from a replaced file. Everything in a rotated file counts as
 * copied.
 */
function isLeftBehind(written: Buffer, row: string): boolean {
  // Earlier marks come from processes that were killed before they replaced the file.
  const moved = written.lastIndexOf(MOVED);
  // The line break before the row is included, because another row may end with the same text.
  return moved >= 0 && written.indexOf(`\n${row}`, moved + MOVED.length - 1) >= 0;
}
