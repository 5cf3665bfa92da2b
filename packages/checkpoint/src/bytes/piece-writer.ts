/** Writes arrays one after the other in pieces, while the next pieces are prepared. */
import type { ByteSink } from "./ports.js";

/**
 * How many bytes are written at once: what the caches keep until another thread has copied it, and small enough that the
 * system finds memory for its copy without moving other pages.
 */
export const PIECE_BYTES = 256 << 10;
/** How many pieces may be under way: then a thread that writes does not wait for the one that prepares. */
const UNDER_WAY = 4;

export class PieceWriter {
  readonly #sink: ByteSink;
  #position = 0;
  /** Small arrays are collected in one buffer; the others may still be written. */
  readonly #buffers: Uint8Array[] = [];
  #turn = 0;
  #count = 0;
  readonly #pending: Promise<void>[] = [];

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** Appends at most a piece, which must not change until `finish`. Few bytes are copied and written with others. */
  async add(bytes: Uint8Array): Promise<void> {
    if (bytes.byteLength < PIECE_BYTES / 4) {
      await this.#collect(bytes);
      return;
    }
    await this.#flush();
    await this.#write(bytes);
  }

  /** Resolves when everything is written. */
  async finish(): Promise<void> {
    await this.#flush();
    await Promise.all(this.#pending);
  }

  async #collect(bytes: Uint8Array): Promise<void> {
    if (this.#count + bytes.byteLength > PIECE_BYTES) await this.#flush();
    this.#buffers[this.#turn] ??= new Uint8Array(PIECE_BYTES);
    (this.#buffers[this.#turn] as Uint8Array).set(bytes, this.#count);
    this.#count += bytes.byteLength;
  }

  async #flush(): Promise<void> {
    if (this.#count === 0) return;
    const bytes = (this.#buffers[this.#turn] as Uint8Array).subarray(0, this.#count);
    this.#turn = (this.#turn + 1) % (UNDER_WAY + 1);
    this.#count = 0;
    await this.#write(bytes);
  }

  /** Begins to write a piece as soon as few enough are under way. */
  async #write(bytes: Uint8Array): Promise<void> {
    if (this.#pending.length === UNDER_WAY) await this.#pending.shift();
    const writing = this.#sink.write(this.#position, bytes);
    // It is waited for with a later piece; until then a rejection is not unhandled.
    writing.catch(() => {});
    this.#pending.push(writing);
    this.#position += bytes.byteLength;
  }
}
