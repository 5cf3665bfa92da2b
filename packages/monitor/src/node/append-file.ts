/** A file to which whole pieces are appended. */
import {
  appendFileSync,
  type BigIntStats,
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { InvalidArgumentError } from "@anneal/core";
import { ClosedError } from "../errors.js";
import { sleep } from "./sleep.js";

const NEWLINE = 0x0a;
/**
 * The longest wait for the end of a line, in milliseconds. After it, the process that wrote the line must have been
 * killed.
 */
const PATIENCE = 20;

/**
 * Appends pieces. When `append` returns, the operating system has the piece: a process that is killed afterwards loses
 * nothing. A piece that can't be written completely, because the disk is full, is removed again.
 *
 * The file is the opened one, even if it is renamed: see `isCurrent` and `reopen`.
 */
export class AppendFile {
  readonly path: string;
  #descriptor: number | null;
  /** Device and inode; null for a device or a pipe, which can only be written. */
  #identity: BigIntStats | null;

  /**
   * Opens the file, and creates it and its folder if they are missing.
   * @param flag `"a"`: appends to an existing file; `"ax"`: throws if the file exists.
   */
  constructor(path: string, flag: "a" | "ax" = "a") {
    this.path = path;
    [this.#descriptor, this.#identity] = openToAppend(path, flag);
  }

  get isRegular(): boolean {
    return this.#identity !== null;
  }

  /** Whether the path still names the open file: not after a rotation, or after another process replaced it. */
  isCurrent(): boolean {
    return this.currentSize() !== null;
  }

  /** The size of the file, 0 for anything but a regular file; null if the path names another file, or none. */
  currentSize(): number | null {
    if (this.#identity === null) return 0;
    const named = statSync(this.path, { bigint: true, throwIfNoEntry: false });
    const isSame =
      named !== undefined && named.ino === this.#identity.ino && named.dev === this.#identity.dev;
    return isSame ? Number(named.size) : null;
  }

  /** Opens the file that the path names now, and creates it if there is none. */
  reopen(): void {
    const before = this.#open;
    const [descriptor, identity] = openToAppend(this.path, "a");
    closeSync(before);
    this.#descriptor = descriptor;
    this.#identity = identity;
  }

  /** In bytes; 0 for anything but a regular file. */
  get size(): number {
    return this.isRegular ? fstatSync(this.#open).size : 0;
  }

  /**
   * One write per piece, so that other processes' data comes before or after it, not inside.
   * @param before The size of the file, if known.
   */
  append(piece: string | Uint8Array, before = this.size): void {
    const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#open, bytes, written);
    } catch (error) {
      // Data that another process has appended meanwhile must not be removed.
      const isLast = written > 0 && this.isRegular && this.size === before + written;
      if (isLast) ftruncateSync(this.#open, before);
      throw error;
    }
  }

  /** The bytes of the open file from `start` on. */
  readFrom(start: number): Buffer {
    const bytes = Buffer.alloc(Math.max(0, this.size - start));
    let read = 0;
    while (read < bytes.length) {
      const count = readSync(this.#open, bytes, read, bytes.length - read, start + read);
      if (count === 0) break;
      read += count;
    }
    return bytes.subarray(0, read);
  }

  /**
   * Whether the file ends with a newline. File systems may show a line that another process is writing in pieces, so
   * this waits briefly for the end of an unfinished line.
   */
  get endsWithLine(): boolean {
    for (let waited = 0; ; waited += sleep(waited)) {
      const { size } = this;
      if (size === 0 || this.readFrom(size - 1)[0] === NEWLINE) return true;
      if (waited > PATIENCE) return false;
    }
  }

  /**
   * The bytes after the last newline: an unfinished line, because a machine stopped or another program wrote it. Empty
   * if there are none. Bytes, because it may end inside a character.
   */
  readLastLine(): Buffer {
    const { size } = this;
    const chunk = Buffer.alloc(4096);
    let tail = Buffer.alloc(0);
    for (let end = size; end > 0; ) {
      const start = Math.max(0, end - chunk.length);
      const count = readSync(this.#open, chunk, 0, end - start, start);
      const newline = chunk.subarray(0, count).lastIndexOf(NEWLINE);
      tail = Buffer.concat([chunk.subarray(newline + 1, count), tail]);
      if (newline >= 0) break;
      end = start;
    }
    return tail;
  }

  /**
   * Moves the unfinished last line to `<path>.partial`, so that nothing is lost and the file has only whole lines. If
   * another process has finished the line meanwhile, it stays.
   */
  setLastLineAside(): void {
    const { size } = this;
    const line = this.readLastLine();
    if (line.length === 0 || this.size !== size) return;
    appendFileSync(`${this.path}.partial`, Buffer.concat([line, Buffer.of(NEWLINE)]));
    ftruncateSync(this.#open, size - line.length);
  }

  /** Waits until everything is on the disk. */
  sync(): void {
    if (this.isRegular) fsyncSync(this.#open);
  }

  close(): void {
    if (this.#descriptor === null) return;
    closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  get #open(): number {
    if (this.#descriptor === null) throw new ClosedError(this.path);
    return this.#descriptor;
  }
}

/** The path of a file, as the file system takes it. */
export function filePath(argument: string, value: unknown): string {
  if (typeof value === "string" && value !== "" && !value.includes("\0")) return value;
  throw new InvalidArgumentError(argument, value, "the path of a file");
}

function openToAppend(path: string, flag: "a" | "ax"): [number, BigIntStats | null] {
  makeFolder(dirname(path));
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory())
    throw new InvalidArgumentError("path", path, "the path of a file, not of a folder");
  // Devices are opened only for writing: some can't be read, others never end, and a pipe would have no reader.
  const isSpecial = found?.isFile() === false;
  const descriptor = openSync(path, isSpecial ? flag : `${flag}+`);
  const stats = fstatSync(descriptor, { bigint: true });
  return [descriptor, stats.isFile() ? stats : null];
}

/** Makes a folder and its parents. With `recursive`, Node would never return below a folder like `/proc`. */
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have made it.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
