/** What the shipped modules must be: small, closed, vectorized, and silent about the machine that built it. */

import { readFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import openWabt from "wabt";
import { withMemoryFromEnv, withoutCustomSections } from "../scripts/wasm/sections.mjs";
import { machinePaths } from "./support/machine-paths.js";
import { repository } from "./support/repository.js";

const vectors = ["f64x2.mul", "f64x2.add"];
const modules = [
  { path: "packages/wasm/module/schedules.wasm", size: 60_000, ownMemory: true, instructions: vectors },
  {
    path: "packages/wasm/module/optimizers.wasm",
    size: 90_000,
    ownMemory: false,
    instructions: ["f32x4.mul", "f32x4.add", "f32x4.div", "f32x4.sqrt", ...vectors],
  },
  {
    path: "packages/forecast/module/forecast.wasm",
    size: 16_500,
    ownMemory: true,
    instructions: ["f64x2.div", "i64x2.shl", "i64x2.shr_s", ...vectors],
  },
];
const read = (path: string) => readFileSync(join(repository, path));

describe.each(modules)("the module $path", ({ path, size, instructions }) => {
  const bytes = read(path);

  it(`is at most ${size} bytes`, () => expect(bytes.length).toBeLessThanOrEqual(size));

  it.each(instructions)("still has %s: the compiler vectorized the loops", async (instruction) => {
    const wabt = await openWabt();
    expect(wabt.readWasm(bytes, { simd: true }).toText({})).toContain(instruction);
  });

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

describe.each(modules.filter(({ ownMemory }) => ownMemory))("the module $path", ({ path }) => {
  const module = new WebAssembly.Module(read(path));

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
});

describe("optimizers.wasm", () => {
  const bytes = read("packages/wasm/module/optimizers.wasm");
  const module = new WebAssembly.Module(bytes);

  it("imports its memory, as env.memory, and nothing else", () =>
    expect(WebAssembly.Module.imports(module)).toEqual([{ module: "env", name: "memory", kind: "memory" }]));

  it("exports functions alone", () =>
    expect(WebAssembly.Module.exports(module).filter(({ kind }) => kind !== "function")).toEqual([]));

  it("has no globals, no data and no table: all it knows is in the memory of its caller", async () => {
    const wabt = await openWabt();
    const text = wabt.readWasm(bytes, { simd: true }).toText({});
    expect(text).not.toMatch(/\((global|data|table|elem) /);
  });

  it("takes any memory, a small one too", () => {
    const memory = new WebAssembly.Memory({ initial: 0 });
    expect(new WebAssembly.Instance(module, { env: { memory } }).exports.abi_version).toBeTypeOf("function");
  });
});

describe("the name of an imported memory", () => {
  it("becomes env, whatever it was", () => {
    const module = "./some_bg.js";
    const text = new TextEncoder();
    const content = [1, module.length, ...text.encode(module), 6, ...text.encode("memory"), 2, 0, 1];
    const own = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 2, content.length, ...content);
    const renamed = new WebAssembly.Module(withMemoryFromEnv(own));
    expect(WebAssembly.Module.imports(renamed)).toEqual([{ module: "env", name: "memory", kind: "memory" }]);
  });
});

describe("the removal of custom sections", () => {
  const bytes = read("packages/wasm/module/schedules.wasm");

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

  it("rejects a module that is cut off", () => {
    expect(() => withoutCustomSections(Uint8Array.of(...bytes.subarray(0, 8), 1, 128))).toThrow(
      "ends inside",
    );
  });
});
