/** The twin of the module for shared memory. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { withSharedMemory } from "../src/module/shared-memory.js";

const bytes = readFileSync(new URL("../module/optimizers.wasm", import.meta.url));
const shared = () => new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });

describe("the twin of a module", () => {
  test("takes shared memory, which the module itself refuses, and exports the same", () => {
    const twin = new WebAssembly.Module(withSharedMemory(bytes) as Uint8Array<ArrayBuffer>);
    const module = new WebAssembly.Module(bytes);
    expect(WebAssembly.Module.exports(twin)).toEqual(WebAssembly.Module.exports(module));
    expect(() => new WebAssembly.Instance(twin, { env: { memory: shared() } })).not.toThrow();
    expect(() => new WebAssembly.Instance(module, { env: { memory: shared() } })).toThrow(
      WebAssembly.LinkError,
    );
  });

  test("differs in the import alone", () => {
    const twin = withSharedMemory(bytes) as Uint8Array<ArrayBuffer>;
    expect(twin.length).toBe(bytes.length + 3);
    // What follows the imports.
    expect(Buffer.from(twin.subarray(-80_000))).toEqual(bytes.subarray(-80_000));
  });

  test("is none for a module without imports, one whose memory is another, and what is no module", () => {
    const schedules = readFileSync(new URL("../module/schedules.wasm", import.meta.url));
    for (const other of [
      schedules,
      withSharedMemory(bytes) as Uint8Array,
      new Uint8Array(8),
      new Uint8Array(0),
    ]) {
      expect(withSharedMemory(other)).toBeNull();
    }
  });
});
