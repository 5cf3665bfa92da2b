/** Encodes values as text or bytes, part by part. */
import { endianness } from "node:os";
import type { SampleArray } from "@anneal/core";
import { sixDigits } from "../words/numbers.js";

export const FORMATS = ["csv", "json", "text", "f32", "f64"] as const;
export type Format = (typeof FORMATS)[number];

/** Encodes values in one format. Except in `text`, a number is the shortest text that parses to the same bits. */
export interface Encoder {
  readonly isBinary: boolean;
  readonly dtype: "float64" | "float32";
  readonly head: string;
  readonly tail: string;
  /** Encodes the values of the steps; `isFirst` for the first part. The result is valid until the next call. */
  encode(steps: ArrayLike<number>, values: SampleArray, isFirst: boolean): string | Uint8Array;
}

const csv: Encoder = {
  isBinary: false,
  dtype: "float64",
  head: "step,value\n",
  tail: "",
  encode(steps, values) {
    let text = "";
    for (let i = 0; i < values.length; i++) text += `${steps[i]},${values[i]}\n`;
    return text;
  },
};

const json: Encoder = {
  isBinary: false,
  dtype: "float64",
  head: "[\n",
  tail: "\n]\n",
  encode(steps, values, isFirst) {
    let text = "";
    for (let i = 0; i < values.length; i++) {
      const separator = isFirst && i === 0 ? "" : ",\n";
      // JSON has no NaN and no infinities.
      const value = Number.isFinite(values[i]) ? values[i] : null;
      text += `${separator}{"step":${steps[i]},"value":${value}}`;
    }
    return text;
  },
};

/** Two readable columns: values of at most six digits. */
const text: Encoder = {
  isBinary: false,
  dtype: "float64",
  head: `${"step".padStart(12)}  value\n`,
  tail: "",
  encode(steps, values) {
    let lines = "";
    for (let i = 0; i < values.length; i++) {
      lines += `${String(steps[i]).padStart(12)}  ${sixDigits(values[i] as number)}\n`;
    }
    return lines;
  },
};

function binary(dtype: "float64" | "float32"): Encoder {
  return {
    isBinary: true,
    dtype,
    head: "",
    tail: "",
    encode: (_, values) => littleEndian(values),
  };
}

/** The bytes of the values, little-endian. */
export function littleEndian(values: SampleArray, order = endianness()): Uint8Array {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  if (order === "LE") return bytes;
  const copy = Buffer.from(bytes);
  return values.BYTES_PER_ELEMENT === 4 ? copy.swap32() : copy.swap64();
}

export const encoders: Readonly<Record<Format, Encoder>> = {
  csv,
  json,
  text,
  f32: binary("float32"),
  f64: binary("float64"),
};
