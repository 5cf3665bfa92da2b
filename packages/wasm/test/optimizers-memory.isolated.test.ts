/** The memory of optimizers on the module: how much, where, and how it goes. */
import { FreedError, OutOfMemoryError } from "@anneal/core";
import { describe, expect, test, vi } from "vitest";
import { leastGrowth } from "../../core/test/support/growth.js";
import { cases } from "../../core/test/support/random-cases.js";
import { AdamW } from "../src/optimizers/index.js";

const engine = "wasm";

const memoryOf = (optimizer: AdamW) => (optimizer.params[0] as Float32Array).buffer;

describe("memory", () => {
  test("is at most a tenth more than the 16 bytes a parameter that p, g, m and v need", () => {
    for (const parameters of [1e6, 1e7]) {
      const optimizer = new AdamW([parameters], { engine });
      expect(memoryOf(optimizer).byteLength).toBeLessThanOrEqual(1.1 * 16 * parameters);
      optimizer.dispose();
    }
  });

  test("with arrays of the caller is half of that", () => {
    const { Memory } = WebAssembly;
    let used = 0;
    const counted = class {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        const memory = new Memory(descriptor);
        used += memory.buffer.byteLength;
        // biome-ignore lint/correctness/noConstructorReturn: what is created is the engine's own memory.
        return memory;
      }
    };
    vi.spyOn(WebAssembly, "Memory").mockImplementation(counted as never);
    const optimizer = new AdamW([new Float32Array(1e6)], { engine, memory: "caller" });
    expect(used).toBeGreaterThanOrEqual(8 * 1e6);
    expect(used).toBeLessThanOrEqual(1.1 * 8 * 1e6);
    optimizer.dispose();
  });

  test("never moves: views stay valid through everything an optimizer does", () => {
    const optimizer = new AdamW([100, 30_000], { engine, amsgrad: true, nonFinite: "skip" });
    const { params, grads } = optimizer;
    const buffer = memoryOf(optimizer);
    for (let t = 0; t < 3; t++) {
      grads[0]?.fill(t + 1);
      optimizer.clipGradNorm(1);
      optimizer.step();
      optimizer.loadStateDict(optimizer.stateDict());
      optimizer.zeroGrad();
      new AdamW([50_000], { engine }).dispose();
    }
    expect(optimizer.params).toBe(params);
    expect(optimizer.grads).toBe(grads);
    expect(memoryOf(optimizer)).toBe(buffer);
    expect(params.map(({ length }) => length)).toEqual([100, 30_000]);
    expect(params[0]?.[0]).not.toBe(0);
  });

  test("of two optimizers is not shared", () => {
    const [a, b] = [new AdamW([8], { engine }), new AdamW([8], { engine })];
    a.grads[0]?.fill(1);
    a.step();
    expect(memoryOf(a)).not.toBe(memoryOf(b));
    expect(b.grads[0]).toEqual(new Float32Array(8));
    expect(b.params[0]).toEqual(new Float32Array(8));
  });

  test("goes with free: views are empty, not somebody's numbers", () => {
    const optimizer = new AdamW([8], { engine });
    const [param] = optimizer.params;
    optimizer.dispose();
    optimizer.dispose();
    expect(param?.length).toBe(0);
    expect(() => optimizer.step()).toThrow(FreedError);
  });

  test("that 32-bit addresses don't reach is refused, with the sizes", () => {
    const attempt = () => new AdamW([3e8], { engine, threads: 1 });
    expect(attempt).toThrow(OutOfMemoryError);
    expect(attempt).toThrow(
      /^48\d+ bytes are needed, more than the 42\d+ that fit; one parameter of 300000000 values/,
    );
  });

  // First, because garbage of other tests may go while it measures.
  test("that is kept is seen by the measurement", async () => {
    const kept: AdamW[] = [];
    const work = () => {
      for (let i = 0; i < 10; i++) kept.push(new AdamW([100_000], { engine, threads: 1 }));
      for (const optimizer of kept) optimizer.step();
    };
    expect(await leastGrowth(work, 1e6)).toBeGreaterThan(1e6);
    for (const optimizer of kept) optimizer.dispose();
  });

  test.each([
    ["made and freed", (optimizer: AdamW) => optimizer.dispose()],
    ["made and forgotten", () => {}],
  ])("doesn't pile up when optimizers are %s", async (_, end) => {
    // In CI, a tenth of what each round takes.
    const limit = 16e6;
    const work = () => {
      for (let i = 0; i < cases(100); i++) {
        const optimizer = new AdamW([100_000], { engine });
        optimizer.grads[0]?.fill(1);
        optimizer.step();
        end(optimizer);
      }
    };
    expect(await leastGrowth(work, limit)).toBeLessThan(limit);
  });
});
