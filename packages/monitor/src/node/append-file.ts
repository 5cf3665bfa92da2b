/** A file that only grows, and only by whole pieces. */
import {
  appendFileSync,
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { ClosedError } from "../errors.js";

const NEWLINE = 0x0a;

/**
 * Appends pieces, each of which is in the operating system's hands when `append` returns: a process that is killed
 * afterwards loses nothing. A piece that does not go in as a whole, because the disk is full, is taken out again.
 */
export class AppendFile {
  readonly path: string;
  #descriptor: number | null;
  /** A device or a pipe can only be written. */
  readonly isRegular: boolean;
  /** Whether the file system counts the names of the file, and so tells when it has none any more. */
  readonly #countsNames: boolean;

  /**
   * Opens the file, and makes it and its folder where they are missing.
   * @param flag `"a"`: goes on with a file that is there; `"ax"`: refuses one.
   */
  constructor(path: string, flag: "a" | "ax" = "a") {
    mkdirSync(dirname(path), { recursive: true });
    this.path = path;
    // To read its end, a device is not opened: some can't be read, and others never end.
    this.#descriptor = openSync(path, flag);
    const stats = fstatSync(this.#descriptor);
    this.isRegular = stats.isFile();
    this.#countsNames = this.isRegular && stats.nlink > 0;
  }

  /** Bytes; 0 for what is not a regular file. */
  get size(): number {
    return this.isRegular ? fstatSync(this.#open).size : 0;
  }

  /** @throws an error where the file was removed, or replaced by another one: nobody would find the piece. */
  append(piece: string | Uint8Array): void {
    const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
    const { size: before, nlink } = fstatSync(this.#open);
    if (this.#countsNames && nlink === 0) {
      throw new Error(`${this.path} was removed or replaced while it was written; create a new sink`);
    }
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#open, bytes, written);
    } catch (error) {
      if (written > 0 && this.isRegular) ftruncateSync(this.#open, before);
      throw error;
    }
  }

  /**
   * What comes after the last newline: a line whose end was never written, because a machine stopped or somebody else
   * wrote it so. Empty where there is nothing such. Bytes, because it may end within a character.
   */
  readLastLine(): Buffer {
    const { size } = this;
    if (size === 0) return Buffer.alloc(0);
    const descriptor = openSync(this.path, "r");
    try {
      const chunk = Buffer.alloc(4096);
      let tail = Buffer.alloc(0);
      for (let end = size; end > 0; ) {
        const start = Math.max(0, end - chunk.length);
        const count = readSync(descriptor, chunk, 0, end - start, start);
        const newline = chunk.subarray(0, count).lastIndexOf(NEWLINE);
        tail = Buffer.concat([chunk.subarray(newline + 1, count), tail]);
        if (newline >= 0) break;
        end = start;
      }
      return tail;
    } finally {
      closeSync(descriptor);
    }
  }

  /** Moves the last line, which has no end, to `<path>.partial`: nothing is lost, and the file has whole lines only. */
  setLastLineAside(): void {
    const line = this.readLastLine();
    appendFileSync(`${this.path}.partial`, Buffer.concat([line, Buffer.of(NEWLINE)]));
    ftruncateSync(this.#open, this.size - line.length);
  }

  /** Waits until the disk has everything. */
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
