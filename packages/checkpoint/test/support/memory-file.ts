/** A file in memory, to save to and load from. */
import type { ByteSink, ByteSource } from "@anneal/checkpoint";

export class MemoryFile implements ByteSink, ByteSource {
  /** Every place that was written, in order. */
  readonly positions: number[] = [];

  constructor(public bytes: Uint8Array = new Uint8Array()) {}

  get size(): number {
    return this.bytes.byteLength;
  }

  async write(position: number, bytes: Uint8Array): Promise<void> {
    this.positions.push(position);
    if (position + bytes.byteLength > this.size) {
      const longer = new Uint8Array(position + bytes.byteLength);
      longer.set(this.bytes);
      this.bytes = longer;
    }
    this.bytes.set(bytes, position);
  }

  async read(position: number, into: Uint8Array): Promise<void> {
    if (position + into.byteLength > this.size) throw new RangeError("read past the end");
    into.set(this.bytes.subarray(position, position + into.byteLength));
  }
}
