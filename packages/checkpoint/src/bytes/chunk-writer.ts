/** Writes arrays one after the other in large pieces, while the next piece is prepared. */
import { CHUNK_BYTES } from "./chunk-reader.js";
import type { ByteSink } from "./ports.js";

export class ChunkWriter {
  readonly #sink: ByteSink;
  #position = 0;
  /** Small arrays are collected in one of two; the other may still be written. */
  readonly #buffers: Uint8Array[] = [];
  #turn = 0;
  #count = 0;
  #pending: Promise<void> = Promise.resolve();

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** Appends at most a chunk of bytes, which must not change until `finish`. Few are copied and written with others. */
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
    this.#buffers[this.#turn] ??= new Uint8Array(CHUNK_BYTES);
    (this.#buffers[this.#turn] as Uint8Array).set(bytes, this.#count);
    this.#count += bytes.byteLength;
  }

  async #flush(): Promise<void> {
    if (this.#count === 0) return;
    const bytes = (this.#buffers[this.#turn] as Uint8Array).subarray(0, this.#count);
    this.#turn = 1 - this.#turn;
    this.#count = 0;
    await this.#write(bytes);
  }

  /** Begins to write a piece once the one before it is written. */
  async #write(bytes: Uint8Array): Promise<void> {
    await this.#pending;
    this.#pending = this.#sink.write(this.#position, bytes);
    // It is waited for with the next piece; until then a rejection is not unhandled.
    this.#pending.catch(() => {});
    this.#position += bytes.byteLength;
  }
}
