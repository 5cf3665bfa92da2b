/** Leaves only the sections of a WebAssembly module that an engine runs. */

const headerLength = 8;
const custom = 0;

/**
 * The module without its custom sections. They name the versions of the tools that wrote it: two builds of the same
 * instructions would differ by them.
 *
 * @param {Uint8Array} bytes a valid module
 * @returns {Buffer}
 */
export function withoutCustomSections(bytes) {
  const kept = [bytes.subarray(0, headerLength)];
  for (let start = headerLength; start < bytes.length; ) {
    const { value: length, end: body } = readLength(bytes, start + 1);
    const end = body + length;
    if (bytes[start] !== custom) kept.push(bytes.subarray(start, end));
    start = end;
  }
  return Buffer.concat(kept);
}

/**
 * An unsigned LEB128 number of at most 32 bits.
 *
 * @param {Uint8Array} bytes
 * @param {number} start
 * @returns {{ value: number, end: number }}
 */
function readLength(bytes, start) {
  let value = 0;
  for (let position = start, weight = 1; ; position++, weight *= 128) {
    const byte = bytes[position];
    if (byte === undefined) throw new Error(`the module ends inside a section length at byte ${position}`);
    value += (byte & 127) * weight;
    if (byte < 128) return { value, end: position + 1 };
  }
}
