/** What the shipped module must be: small, closed, vectorised, and silent about the machine that built it. */

import { readFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import openWabt from "wabt";
import { withoutCustomSections } from "../scripts/wasm/sections.mjs";
import { machinePaths } from "./support/machine-paths.js";
import { repository } from "./support/repository.js";

const bytes = readFileSync(join(repository, "packages/wasm/module/kernels.wasm"));
const module = new WebAssembly.Module(bytes);

describe("the module", () => {
  it("is at most 60 KB", () => expect(bytes.length).toBeLessThanOrEqual(60_000));

  it("imports nothing", () => expect(WebAssembly.Module.imports(module)).toEqual([]));

  it("exports its memory and functions, nothing else", () => {
    const kinds = WebAssembly.Module.exports(module).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "memory")).toHaveLength(1);
    expect(kinds.filter((kind) => kind === "function").length).toBeGreaterThan(0);
    expect(kinds.filter((kind) => kind !== "memory" && kind !== "function")).toEqual([]);
  });

  it("needs at most three pages of 64 KiB before anything is allocated", () => {
    const { memory } = new WebAssembly.Instance(module).exports;
    expect(memory).toBeInstanceOf(WebAssembly.Memory);
    expect((memory as WebAssembly.Memory).buffer.byteLength).toBeLessThanOrEqual(3 * 65_536);
  });

  it.each(["f32x4.mul", "f32x4.add", "f32x4.div", "f32x4.sqrt", "f64x2.mul", "f64x2.add"])(
    "still has %s: the compiler vectorised the loops",
    async (instruction) => {
      const wabt = await openWabt();
      const text = wabt.readWasm(bytes, { simd: true }).toText({});
      expect(text).toContain(instruction);
    },
  );

  it("never fuses a multiplication and an addition: the host can't do the same", async () => {
    const wabt = await openWabt();
    expect(wabt.readWasm(bytes, { simd: true }).toText({})).not.toMatch(/relaxed|fma|madd/);
  });

  it("has no custom section and no path of its builder", () => {
    expect(withoutCustomSections(bytes)).toEqual(bytes);
    const text = bytes.toString("latin1");
    const traces = [...machinePaths, repository, homedir(), tmpdir(), ".cargo", "rustlib"];
    expect(traces.filter((trace) => text.includes(trace))).toEqual([]);
    // A panic knows its source, as a path in this repository.
    const sources = text.match(/[\w/.-]+\.rs/g) ?? [];
    expect(sources.filter((path) => !path.startsWith("crates/"))).toEqual([]);
  });
});

describe("the removal of custom sections", () => {
  it("keeps what runs and drops the rest, long sections included", () => {
    const name = [4, ...new TextEncoder().encode("name")];
    const content = new Array<number>(200).fill(7);
    const length = name.length + content.length;
    const section = [0, (length & 127) | 128, length >> 7, ...name, ...content];
    const header = [...bytes.subarray(0, 8)];
    const noisy = Uint8Array.from([...header, ...section, ...bytes.subarray(8), ...section]);
    expect(WebAssembly.validate(noisy)).toBe(true);
    expect(withoutCustomSections(noisy)).toEqual(bytes);
  });

  it("refuses a module that is cut off", () => {
    expect(() => withoutCustomSections(Uint8Array.of(...bytes.subarray(0, 8), 1, 128))).toThrow(
      "ends inside",
    );
  });
});
