/** A reader of TensorBoard's event files that shares nothing with the writer: bit by bit, from the formats' definitions. */
import { readFileSync } from "node:fs";

export interface ReadEvent {
  readonly wallTime: number;
  readonly step: bigint;
  readonly fileVersion?: string;
  readonly sessionStatus?: number;
  readonly scalars: ReadonlyMap<string, number>;
}

type Field = { readonly number: number; readonly value: bigint | Buffer };

/** CRC-32C by polynomial division of the message, a bit at a time, without a table. */
export function slowCrc32c(bytes: Uint8Array): number {
  let remainder = 0xffffffffn;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const incoming = BigInt((byte >> bit) & 1);
      const carry = (remainder & 1n) ^ incoming;
      remainder >>= 1n;
      if (carry === 1n) remainder ^= 0x82f63b78n;
    }
  }
  return Number(remainder ^ 0xffffffffn);
}

/** The records of a file; throws where a checksum or a length is wrong. */
export function readFrames(path: string): Buffer[] {
  const bytes = readFileSync(path);
  const frames: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    expectCrc(bytes.subarray(at, at + 8), bytes.readUInt32LE(at + 8));
    const data = bytes.subarray(at + 12, at + 12 + length);
    if (data.length !== length) throw new Error(`a record of ${length} bytes ends after ${data.length}`);
    expectCrc(data, bytes.readUInt32LE(at + 12 + length));
    frames.push(data);
    at += 16 + length;
  }
  return frames;
}

export function readEvents(path: string): ReadEvent[] {
  return readFrames(path).map((frame) => {
    const event = { wallTime: Number.NaN, step: 0n, scalars: new Map<string, number>() };
    const more: { fileVersion?: string; sessionStatus?: number } = {};
    for (const { number, value } of readFields(frame)) {
      if (number === 1) event.wallTime = (value as Buffer).readDoubleLE();
      else if (number === 2) event.step = value as bigint;
      else if (number === 3) more.fileVersion = value.toString();
      else if (number === 5) readSummary(value as Buffer, event.scalars);
      else if (number === 7) more.sessionStatus = Number(readFields(value as Buffer)[0]?.value);
      else throw new Error(`an event has no field ${number} here`);
    }
    return { ...event, ...more };
  });
}

function readSummary(message: Buffer, scalars: Map<string, number>): void {
  for (const { number, value } of readFields(message)) {
    if (number !== 1) throw new Error(`a summary has no field ${number}`);
    const fields = readFields(value as Buffer);
    const tag = fields.find((field) => field.number === 1)?.value.toString();
    const scalar = fields.find((field) => field.number === 2)?.value as Buffer | undefined;
    if (tag === undefined || !scalar) throw new Error("a scalar without tag or value");
    if (scalars.has(tag)) throw new Error(`${tag} is there twice`);
    scalars.set(tag, scalar.readFloatLE());
  }
}

function readFields(message: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++];
      if (byte === undefined) throw new Error("a message ends within a number");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number) => {
    if (at + length > message.length) throw new Error("a message ends within a field");
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const key = Number(varint());
    const number = key >> 3;
    const encoding = key & 7;
    if (encoding === 0) fields.push({ number, value: varint() });
    else if (encoding === 1) fields.push({ number, value: take(8) });
    else if (encoding === 2) fields.push({ number, value: take(Number(varint())) });
    else if (encoding === 5) fields.push({ number, value: take(4) });
    else throw new Error(`no field is encoded by ${encoding}`);
  }
  return fields;
}

function expectCrc(bytes: Uint8Array, masked: number): void {
  const rotated = (masked - 0xa282ead8) >>> 0;
  const crc = ((rotated << 15) | (rotated >>> 17)) >>> 0;
  if (crc !== slowCrc32c(bytes)) throw new Error("the checksum of a record is wrong");
}
