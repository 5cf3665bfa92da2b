/** The saved form of slots that are stored in fewer bits, and its check. */
import { Fields } from "../../arguments.js";
import { byteLengthOf, isDetached, isTypedArray, kindOf } from "../../arrays.js";
import { InvalidArgumentError } from "../../errors.js";
import { float32Array } from "../float32.js";
import { blocksOf } from "../numbers/blockwise.js";
import type { PackedPrecision } from "./packed-layout.js";

/** 8-bit codes with the largest magnitude of each block of 256 values, or bfloat16 values as their bits. */
export type PackedSlot =
  | { readonly codes: Uint8Array; readonly absmax: Float32Array }
  | { readonly bfloat16: Uint16Array };

/**
 * Checks a slot of a saved state.
 * @param isNonNegative Whether the slot holds no negative values.
 * @throws InvalidArgumentError
 */
export function readPackedSlot(
  path: string,
  value: unknown,
  precision: PackedPrecision,
  length: number,
  isNonNegative: boolean,
): PackedSlot {
  if (precision === "bf16") {
    const fields = new Fields("a slot", path, value, ["bfloat16"], `${path}.`);
    const saved = { bfloat16: fields.read("bfloat16", whole16(length)) };
    const index = isNonNegative ? saved.bfloat16.findIndex(isNegative) : -1;
    if (index < 0) return saved;
    const expected = "at least 0: a mean of squares";
    throw new InvalidArgumentError(`${path}.bfloat16[${index}]`, saved.bfloat16[index], expected);
  }
  const fields = new Fields("a slot", path, value, ["codes", "absmax"], `${path}.`);
  const codes = fields.read("codes", whole8(length));
  const absmax = fields.read("absmax", (argument, held) => float32Array(argument, held, blocksOf(length)));
  const index = absmax.findIndex((each) => !(each >= 0));
  if (index >= 0) {
    throw new InvalidArgumentError(`${path}.absmax[${index}]`, absmax[index], "a magnitude of at least 0");
  }
  return { codes, absmax };
}

/** @throws InvalidArgumentError if the buffer of an array was transferred. */
export function assertPackedAttached(path: string, saved: PackedSlot): void {
  for (const [name, array] of Object.entries(saved)) {
    if (!isDetached(array)) continue;
    throw new InvalidArgumentError(`${path}.${name}`, array, "an array whose buffer is not detached");
  }
}

/** Bits of a bfloat16 below 0. */
function isNegative(bits: number): boolean {
  return bits > 0x8000 && bits <= 0xff80;
}

const whole8 = (length: number) => (argument: string, value: unknown) =>
  wholeNumbers<Uint8Array>(argument, value, "Uint8Array", length);
const whole16 = (length: number) => (argument: string, value: unknown) =>
  wholeNumbers<Uint16Array>(argument, value, "Uint16Array", 2 * length, length);

function wholeNumbers<Values extends Uint8Array | Uint16Array>(
  argument: string,
  value: unknown,
  kind: "Uint8Array" | "Uint16Array",
  byteLength: number,
  length = byteLength,
): Values {
  if (kindOf(value) === kind && isTypedArray(value) && byteLengthOf(value) === byteLength)
    return value as Values;
  throw new InvalidArgumentError(argument, value, `a ${kind} of ${length} values`);
}
