/** Reads a source in large chunks, also for small requests. */
import type { ByteSource } from "./ports.js";

/** The number of bytes per read. */
export const CHUNK_BYTES = 4 << 20;

/** For reading in order; going back is possible, but reads again. */
export class ChunkReader {
  readonly #source: ByteSource;
  readonly #chunk: Uint8Array;
  #start = 0;
  #end = 0;
  /** The last request. */
  #last: Promise<void> = Promise.resolve();

  constructor(source: ByteSource) {
    this.#source = source;
    this.#chunk = new Uint8Array(Math.min(CHUNK_BYTES, source.size));
  }

  /** Fills `into`, after earlier requests; large ones are read in place, without a copy. */
  read(position: number, into: Uint8Array): Promise<void> {
    const reading = this.#last.then(() => this.#read(position, into));
    this.#last = reading.catch(() => {});
    return reading;
  }

  async #read(position: number, into: Uint8Array): Promise<void> {
    if (into.byteLength >= this.#chunk.byteLength) {
      for (let done = 0; done < into.byteLength; done += CHUNK_BYTES) {
        await this.#source.read(position + done, into.subarray(done, done + CHUNK_BYTES));
      }
      return;
    }
    for (let done = 0; done < into.byteLength; ) {
      const at = position + done;
      if (at < this.#start || at >= this.#end) await this.#load(at);
      const count = Math.min(into.byteLength - done, this.#end - at);
      into.set(this.#chunk.subarray(at - this.#start, at - this.#start + count), done);
      done += count;
    }
  }

  async #load(position: number): Promise<void> {
    const count = Math.min(this.#chunk.byteLength, this.#source.size - position);
    if (count <= 0) throw new RangeError(`there are only ${this.#source.size} bytes, none at ${position}`);
    this.#end = this.#start;
    await this.#source.read(position, this.#chunk.subarray(0, count));
    this.#start = position;
    this.#end = position + count;
  }
}
