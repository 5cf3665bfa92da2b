/** Changes the sections of a WebAssembly module other than its code. */

const headerLength = 8;
const custom = 0;
const imports = 2;

/**
 * The module without its custom sections, which name the versions of the tools and would make builds of the same
 * instructions differ.
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
 * The module with its memory, if it imports one, imported from `env`, the name that compilers and other libraries use.
 * wasm-bindgen writes the name of a file that is not used.
 *
 * @param {Uint8Array} bytes a module whose only import, if any, is a memory
 * @returns {Buffer<ArrayBuffer>}
 */
export function withMemoryFromEnv(bytes) {
  const parts = [bytes.subarray(0, headerLength)];
  for (let start = headerLength; start < bytes.length; ) {
    const { value: length, end: body } = readLength(bytes, start + 1);
    const end = body + length;
    parts.push(
      bytes[start] === imports ? memoryImport(bytes.subarray(body, end)) : bytes.subarray(start, end),
    );
    start = end;
  }
  return Buffer.concat(parts);
}

/**
 * @param {Uint8Array} section the content of an import section
 * @returns {Buffer} the section
 */
function memoryImport(section) {
  const { value: count, end: module } = readLength(section, 0);
  if (count !== 1) throw new Error(`the module has ${count} imports; expected only a memory`);
  const { value: moduleLength, end: moduleName } = readLength(section, module);
  const rest = section.subarray(moduleName + moduleLength);
  const content = Buffer.concat([Uint8Array.of(1, 3), Buffer.from("env"), rest]);
  if (content.length > 127) throw new Error("the import section is too long");
  return Buffer.concat([Uint8Array.of(imports, content.length), content]);
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
