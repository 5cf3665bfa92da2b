/** A WebAssembly module that writes the addresses that it is called with into memory. */

/** The number of addresses per call. */
export const MOST_SLOTS = 256;

/** The type of an imported memory: at least 0 pages; or shared, with 0 to 65,536 pages. */
const MEMORY = { own: [0, 0], shared: [3, 0, 0x80, 0x80, 4] } as const;

const I32 = 0x7f;
const FUNCTION = 0x60;
const LOCAL_GET = 0x20;
const I32_STORE = 0x36;
const END = 0x0b;

/**
 * The bytes of a module with the function `kernel(a0, ..., a255, table, begin, end)`, which writes `a0, ..., a255` as 32-bit
 * numbers to `table`: jax-js calls its kernels with the addresses of inputs and outputs, and a range.
 *
 * @param kind The memory that the module imports.
 */
export function addressModule(kind: keyof typeof MEMORY): Uint8Array<ArrayBuffer> {
  const table = MOST_SLOTS;
  const parameters = MOST_SLOTS + 3;
  const stores = Array.from({ length: MOST_SLOTS }, (_, i) => [
    ...[LOCAL_GET, ...unsigned(table), LOCAL_GET, ...unsigned(i)],
    ...[I32_STORE, 2, ...unsigned(4 * i)],
  ]).flat();
  const body = [0, ...stores, END];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, FUNCTION, ...unsigned(parameters), ...Array(parameters).fill(I32), 0]),
    ...section(2, [1, ...name("env"), ...name("memory"), 2, ...MEMORY[kind]]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name("kernel"), 0, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function name(ascii: string): number[] {
  return [ascii.length, ...Array.from(ascii, (letter) => letter.charCodeAt(0))];
}

/** LEB128: seven bits per byte, low bits first. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...unsigned(Math.floor(value / 128))];
}
