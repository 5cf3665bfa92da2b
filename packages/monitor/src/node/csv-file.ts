/** A table of CSV that other processes may append to, widen, rotate and truncate while this one writes it. */
import { existsSync, realpathSync } from "node:fs";
import { InvalidArgumentError } from "@anneal/core";
import { AppendFile } from "./append-file.js";
import { csvRow, readHeader } from "./csv-table.js";
import { FileLock } from "./file-lock.js";
import { MOVED, widenTable } from "./widen-table.js";

/**
 * Rows are appended without a lock. Who makes the header or adds a column holds one, and a row that comes between is
 * written again: `widenTable` marks the end of what it takes over.
 */
export class CsvFile {
  readonly #path: string;
  readonly #extends: boolean;
  readonly #file: AppendFile;
  readonly #lock: FileLock;
  /** The header of the table, as it was read or written last; empty while there is none. */
  #columns: readonly string[];
  /** Its size after the last row of this process. Where it is another one, others have written. */
  #size = -1;

  /**
   * @param extendsTable Whether new names become columns.
   * @throws InvalidArgumentError when the file is no such table
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

  /** Follows the path to the file that it names now, reads the header anew where others have written; gives the size. */
  #catchUp(): number {
    const file = this.#file;
    if (!file.isRegular) return 0;
    this.#lock.wait();
    const size = file.currentSize();
    if (size !== null && size === this.#size) return size;
    if (size === null) file.reopen();
    // An empty file, after a rotation, gets the columns so far.
    this.#columns = readHeader(this.#path) ?? this.#columns;
    return size ?? file.size;
  }

  /** Makes the header, or one with more names. */
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
      // Another process may have been first.
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

  /** Appends a row to the file of that size; false when the file was replaced before the row was taken over. */
  #append(row: string, size: number): boolean {
    const file = this.#file;
    // A row of a process that was killed while it wrote has no end.
    const piece = Buffer.from(size === this.#size || file.endsWithLine ? row : `\n${row}`);
    file.append(piece, size);
    this.#size = size + piece.length;
    if (!file.isRegular || (!this.#lock.isHeld && file.isCurrent())) return true;
    this.#lock.wait();
    return file.isCurrent() || !isLeftBehind(file.readFrom(size), row);
  }

  /** A header without an end is whole, if it is the header that its table was to have; a row may lack digits. */
  #endLastLine(): void {
    const file = this.#file;
    if (file.readLastLine().length === file.size) file.append("\n");
    else file.setLastLineAside();
  }
}

/** Whether the row stands after what was taken over from a file that was replaced. Of a rotated file everything is. */
function isLeftBehind(written: Buffer, row: string): boolean {
  const moved = written.indexOf(MOVED);
  return moved >= 0 && written.indexOf(row, moved + MOVED.length) >= 0;
}
