/** Reads scalars from TensorBoard's event files. */
import { PbfReader } from "pbf";
import { readFrame } from "../record-file.js";
import type { FlatRecord } from "../records.js";
import { LogError } from "./log-error.js";
import type { Chunk } from "./text.js";

/** The fields of Event, Summary, Summary.Value and TensorProto that contain scalars. */
const EVENT = { step: 2, summary: 5 };
const SUMMARY = { value: 1 };
const VALUE = { tag: 1, simpleValue: 2, tensor: 8 };
const TENSOR = { dtype: 1, content: 4, floats: 5, doubles: 6 };
const DTYPE = { float: 1, double: 2 };

interface ScalarValue {
  tag: string;
  value: number | undefined;
}

/**
 * One record per event with scalars; a step may have several records.
 *
 * An unfinished last event, of a file that is still being written or whose process was stopped, is skipped.
 * @throws LogError for a wrong checksum.
 */
export async function* readEventFile(
  chunks: AsyncIterable<Chunk>,
  file: string | undefined,
): AsyncGenerator<FlatRecord> {
  let held = new Uint8Array(0);
  for await (const chunk of chunks) {
    if (typeof chunk === "string") throw new LogError("an event file must be read as bytes", { file });
    held = joined(held, chunk);
    let offset = 0;
    for (;;) {
      const frame = readFrame(held.subarray(offset));
      if (frame === "wrong")
        throw new LogError("this is not an event file, or it is damaged: a checksum is wrong", { file });
      if (frame === "incomplete") break;
      offset += frame.length;
      const record = readEvent(frame.data, file);
      if (record !== null) yield record;
    }
    held = held.slice(offset);
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

function readEvent(data: Uint8Array, file: string | undefined): FlatRecord | null {
  const event: { step: number; scalars: ScalarValue[] } = { step: 0, scalars: [] };
  try {
    new PbfReader(data).readFields((field, held, reader) => {
      if (field === EVENT.step) held.step = reader.readVarint(true);
      else if (field === EVENT.summary) reader.readMessage(readSummary, held.scalars);
    }, event);
  } catch {
    throw new LogError("this is not an event file of TensorBoard", { file });
  }
  const numbers: Record<string, number> = Object.create(null);
  for (const { tag, value } of event.scalars) if (value !== undefined && tag !== "") numbers[tag] = value;
  if (Object.keys(numbers).length === 0 || event.step < 0) return null;
  return { ...numbers, step: event.step };
}

function readSummary(field: number, scalars: ScalarValue[], reader: PbfReader): void {
  if (field === SUMMARY.value)
    scalars.push(reader.readMessage(readValue, { tag: "", value: undefined } as ScalarValue));
}

function readValue(field: number, value: ScalarValue, reader: PbfReader): void {
  if (field === VALUE.tag) value.tag = reader.readString();
  else if (field === VALUE.simpleValue) value.value = reader.readFloat();
  else if (field === VALUE.tensor) value.value ??= readTensor(reader);
}

/** The number of a scalar tensor, which is how TensorFlow 2 writes scalars. */
function readTensor(reader: PbfReader): number | undefined {
  const tensor = { dtype: 0, content: new Uint8Array(0) as Uint8Array, numbers: [] as number[] };
  reader.readMessage((field, held, inner) => {
    if (field === TENSOR.dtype) held.dtype = inner.readVarint();
    else if (field === TENSOR.content) held.content = inner.readBytes();
    else if (field === TENSOR.floats) inner.readPackedFloat(held.numbers);
    else if (field === TENSOR.doubles) inner.readPackedDouble(held.numbers);
  }, tensor);
  const { dtype, content, numbers } = tensor;
  if (numbers.length > 0) return numbers[0];
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  if (dtype === DTYPE.float && content.length === 4) return view.getFloat32(0, true);
  return dtype === DTYPE.double && content.length === 8 ? view.getFloat64(0, true) : undefined;
}
