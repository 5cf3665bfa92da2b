/** The parameters as they are handed in: lengths and values, before anything is allocated. */
import { InvalidArgumentError } from "../errors.js";
import { isDetached, isFloat32Array } from "./float32.js";

/** One parameter: how many values, and where they are now; null when they are all 0. */
export interface CheckedParameter {
  readonly length: number;
  readonly source: Float32Array | null;
}

/** @throws InvalidArgumentError */
export function readParameter(
  argument: string,
  value: unknown,
  memory: "resident" | "caller",
): CheckedParameter {
  if (isFloat32Array(value)) {
    if (isDetached(value)) {
      throw new InvalidArgumentError(argument, value, "a Float32Array whose buffer is not detached");
    }
    return { length: value.length, source: value };
  }
  if (memory === "resident" && Number.isSafeInteger(value) && (value as number) >= 0) {
    return { length: value as number, source: null };
  }
  const expected =
    memory === "resident"
      ? "a Float32Array, or a whole number of values"
      : 'a Float32Array (memory: "caller")';
  throw new InvalidArgumentError(argument, value, expected);
}

/**
 * Refuses two parameters that share an element: each would be updated by the other's step.
 * @throws InvalidArgumentError
 */
export function refuseOverlaps(parameters: readonly CheckedParameter[]): void {
  const views = new Map<ArrayBufferLike, { start: number; end: number; index: number }[]>();
  const seen = new Map<Float32Array, number>();
  for (const [index, { source }] of parameters.entries()) {
    if (source === null) continue;
    const twin = seen.get(source);
    if (twin !== undefined) throw overlap(index, twin, source);
    seen.set(source, index);
    if (source.length === 0) continue;
    const sameBuffer = views.get(source.buffer) ?? [];
    sameBuffer.push({ start: source.byteOffset, end: source.byteOffset + source.byteLength, index });
    views.set(source.buffer, sameBuffer);
  }
  for (const ranges of views.values()) {
    ranges.sort((a, b) => a.start - b.start);
    for (const [i, range] of ranges.entries()) {
      const next = ranges[i + 1];
      if (next !== undefined && next.start < range.end) {
        throw overlap(next.index, range.index, parameters[next.index]?.source);
      }
    }
  }
}

function overlap(index: number, other: number, value: unknown): InvalidArgumentError {
  return new InvalidArgumentError(
    `parameter ${index}`,
    value,
    `apart from parameter ${other}, whose values it shares`,
  );
}
