/** The twin of a module for memory that several threads share. */

const HEADER_LENGTH = 8;
const IMPORTS = 2;
/** A memory of at least 0 pages that is not shared, as an import says it, and one of at most 65,536 that is. */
const OWN_MEMORY = [0x02, 0x00, 0x00];
const SHARED_MEMORY = [0x02, 0x03, 0x00, 0x80, 0x80, 0x04];

/**
 * The same code over a shared memory. The modules coordinate threads from outside and use no atomic instruction, so that only
 * the declaration of the memory differs.
 *
 * @param bytes A module that imports a memory of at least 0 pages, and nothing else; see scripts/build-wasm.mjs.
 * @returns null where it is another module.
 */
export function withSharedMemory(bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
  for (let start = HEADER_LENGTH; start < bytes.length; ) {
    const [length, body] = readLength(bytes, start + 1);
    const end = body + length;
    if (bytes[start] === IMPORTS) {
      const declaration = end - OWN_MEMORY.length;
      if (!OWN_MEMORY.every((byte, i) => bytes[declaration + i] === byte)) return null;
      const content = [...bytes.subarray(body, declaration), ...SHARED_MEMORY];
      // A length of one byte is enough for the name of the memory.
      if (content.length > 127) return null;
      // Copied by `set`: spreading all bytes into a list takes longer than compiling them.
      const before = [...bytes.subarray(0, start), IMPORTS, content.length, ...content];
      const changed = new Uint8Array(before.length + bytes.length - end);
      changed.set(before);
      changed.set(bytes.subarray(end), before.length);
      return changed;
    }
    start = end;
  }
  return null;
}

/** An unsigned LEB128 number, and where it ends. */
function readLength(bytes: Uint8Array, start: number): [value: number, end: number] {
  let value = 0;
  for (let at = start, weight = 1; ; at++, weight *= 128) {
    const byte = bytes[at] ?? 0;
    value += (byte & 127) * weight;
    if (byte < 128) return [value, at + 1];
  }
}
