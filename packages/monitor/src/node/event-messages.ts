/**
 * The messages of TensorBoard's event files (tensorflow/core/util/event.proto and summary.proto) as protocol buffers.
 */

/** How a field is encoded. */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7 };
const SUMMARY = { value: 1 };
const SUMMARY_VALUE = { tag: 1, simpleValue: 2 };
const SESSION_LOG = { status: 1 };
const SESSION_START = 1;

/** The first event of every file. */
export function versionEvent(wallTime: number): Uint8Array {
  return event(wallTime, 0, bytesField(EVENT.fileVersion, Buffer.from("brain.Event:2")));
}

/** Marks that the run continues at `step`: values from there on in earlier files of the folder are discarded. */
export function sessionStartEvent(wallTime: number, step: number): Uint8Array {
  const sessionLog = varintField(SESSION_LOG.status, SESSION_START);
  return event(wallTime, step, bytesField(EVENT.sessionLog, sessionLog));
}

/** The scalars of one step. TensorBoard stores them in float32. */
export function scalarsEvent(
  wallTime: number,
  step: number,
  scalars: Iterable<readonly [string, number]>,
): Uint8Array {
  const values = Array.from(scalars, ([tag, value]) => {
    const message = Buffer.concat([
      bytesField(SUMMARY_VALUE.tag, Buffer.from(tag)),
      floatField(SUMMARY_VALUE.simpleValue, value),
    ]);
    return bytesField(SUMMARY.value, message);
  });
  return event(wallTime, step, bytesField(EVENT.summary, Buffer.concat(values)));
}

function event(wallTime: number, step: number, what: Uint8Array): Uint8Array {
  return Buffer.concat([doubleField(EVENT.wallTime, wallTime), varintField(EVENT.step, step), what]);
}

function bytesField(field: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([key(field, BYTES), varint(bytes.length), bytes]);
}

function varintField(field: number, value: number): Uint8Array {
  return Buffer.concat([key(field, VARINT), varint(value)]);
}

function doubleField(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([key(field, FIXED64), bytes]);
}

function floatField(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([key(field, FIXED32), bytes]);
}

function key(field: number, encoding: number): Uint8Array {
  return varint(field * 8 + encoding);
}

/** Seven bits per byte, lowest first. Without shifts, because a step may have 53 bits. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
