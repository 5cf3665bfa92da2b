/** Writes arrays one after the other in pieces, while the next pieces are prepared. */
import type { ByteSink } from "./ports.js";

/**
 * The number of bytes per write: enough to make the cost of a call small, few enough that the second-level cache holds a
 * piece from the checks to the checksum.
 */
export const PIECE_BYTES = 1 << 20;
/** The number of writes in progress, so that the thread that writes never waits for the one that prepares. */
const WRITES_IN_PROGRESS = 3;

export class PieceWriter {
  readonly #sink: ByteSink;
  #position = 0;
  /** Small arrays are collected in one of these; the others may still be in use by a write. */
  readonly #buffers: Uint8Array[] = [];
  #turn = 0;
  #count = 0;
  readonly #pending: Promise<void>[] = [];

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** Appends at most a piece, which must not change until `finish`. Short arrays are copied and written together. */
  async add(bytes: Uint8Array): Promise<void> {
    if (bytes.byteLength < PIECE_BYTES / 4) {
      await this.#collect(bytes);
      return;
    }
    await this.#flush();
    await this.#write(bytes);
  }

  /** Resolves once everything is written. */
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
    this.#turn = (this.#turn + 1) % (WRITES_IN_PROGRESS + 1);
    this.#count = 0;
    await this.#write(bytes);
  }

  /** Starts to write a piece once few enough writes are in progress. */
  async #write(bytes: Uint8Array): Promise<void> {
    if (this.#pending.length === WRITES_IN_PROGRESS) await this.#pending.shift();
    const writing = this.#sink.write(this.#position, bytes);
    // Awaited with a later piece; until then a rejection must not count as unhandled.
    writing.catch(() => {});
    this.#pending.push(writing);
    this.#position += bytes.byteLength;
  }
}
