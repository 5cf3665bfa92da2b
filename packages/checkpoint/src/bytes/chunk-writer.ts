/** Writes arrays one after the other in large pieces, while the next piece is prepared. */
import { CHUNK_BYTES } from "./chunk-reader.js";
import type { ByteSink } from "./ports.js";

export class ChunkWriter {
  readonly #sink: ByteSink;
  /** Sees every byte before it is written. */
  readonly #onChunk: (bytes: Uint8Array) => void;
  #position = 0;
  /** Small arrays are collected here; the other one is being written. */
  #collected: Uint8Array | null = null;
  #other: Uint8Array | null = null;
  #count = 0;
  #pending: Promise<void> = Promise.resolve();

  constructor(sink: ByteSink, onChunk: (bytes: Uint8Array) => void) {
    this.#sink = sink;
    this.#onChunk = onChunk;
  }

  /** Appends bytes, which must not change until `finish`. Few are copied and written with others. */
  async add(bytes: Uint8Array): Promise<void> {
    if (bytes.byteLength < CHUNK_BYTES / 4) {
      await this.#collect(bytes);
      return;
    }
    await this.#flush();
    await this.#write(bytes);
  }

  /** Resolves when everything is written. */
  async finish(): Promise<void> {
    await this.#flush();
    await this.#pending;
  }

  async #collect(bytes: Uint8Array): Promise<void> {
    if (this.#count + bytes.byteLength > CHUNK_BYTES) await this.#flush();
    this.#collected ??= new Uint8Array(CHUNK_BYTES);
    this.#collected.set(bytes, this.#count);
    this.#count += bytes.byteLength;
  }

  async #flush(): Promise<void> {
    if (this.#collected === null || this.#count === 0) return;
    const bytes = this.#collected.subarray(0, this.#count);
    this.#count = 0;
    [this.#collected, this.#other] = [this.#other, this.#collected];
    await this.#write(bytes);
  }

  /** Begins to write a piece once the one before it is written. */
  async #write(bytes: Uint8Array): Promise<void> {
    this.#onChunk(bytes);
    await this.#pending;
    this.#pending = this.#sink.write(this.#position, bytes);
    // Whoever waits for it next gets the error; until then it is not unhandled.
    this.#pending.catch(() => {});
    this.#position += bytes.byteLength;
  }
}
