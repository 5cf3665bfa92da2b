/** The kernel: its functions are exact enough, and both engines give the same bits. */
import { logarithm } from "@anneal/core/schedule-engine";
import { forecastEngine } from "@anneal/forecast";
import { describe, expect, it } from "vitest";
import { fewSums } from "../src/kernel/few-sums.js";
import { exponential, shortPower } from "../src/kernel/functions.js";
import { createHostKernel } from "../src/kernel/host-kernel.js";
import type { Kernel } from "../src/kernel/kernel.js";
import { RunSums } from "../src/kernel/run-sums.js";
import { createWasmKernel } from "../src/kernel/wasm-kernel.js";
import { NAMES, ratesOf } from "./support/reference.js";

const relative = (found: number, expected: number) => Math.abs(found - expected) / Math.abs(expected);

describe("the functions", () => {
  it("are within 1e-12 of those of the engine", () => {
    for (let x = 1e-11; x < 1e6; x *= 1.0137) {
      if (Math.abs(x - 1) > 1e-3) expect(relative(logarithm(x), Math.log(x))).toBeLessThan(1e-14);
      for (const y of [-0.58, 0.64, 1.9]) expect(relative(shortPower(x, y), x ** y)).toBeLessThan(1e-12);
    }
    for (let x = -700; x < 700; x += 0.317) expect(relative(exponential(x), Math.exp(x))).toBeLessThan(1e-14);
  });

  it("stay normal numbers at their ends", () => {
    expect(exponential(-1e6)).toBeGreaterThan(0);
    expect(exponential(1e6)).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(exponential(0)).toBe(1);
  });
});

describe("the engines", () => {
  it("are both available", () => {
    expect(forecastEngine()).toBe("wasm");
    expect([createWasmKernel().engine, createHostKernel().engine]).toEqual(["wasm", "host"]);
  });

  const shapes = [
    { logC: Math.log(2.06), beta: 0.58, gamma: 0.64 },
    { logC: Math.log(0.011), beta: 0.31, gamma: 1.13 },
    { logC: Math.log(80), beta: 1.7, gamma: 0 },
  ];
  const both = <T>(run: (kernel: Kernel) => T): [T, T] => [run(createWasmKernel()), run(createHostKernel())];

  it.each(NAMES)("give the same bits: %s", (name) => {
    const rates = ratesOf(name);
    // Some rates that lie far apart, in groups of every length.
    for (let step = 15_000; step < 15_500; step += 7) rates[step] = 1e-9 * step;
    const steps = Array.from({ length: 150 }, (_, i) => 3 + i * 160);
    for (const shape of shapes) {
      const [wasm, host] = both((kernel) => {
        const [run] = RunSums.prepare(kernel, [{ rates, steps }]) as [RunSums];
        return [...run.pending(shape)];
      });
      expect(wasm).toEqual(host);
      const [few, fewOnHost] = both((kernel) => fewSums(kernel, { rates, steps: [1234, 23_999] }, shape));
      expect([...few.pending]).toEqual([...fewOnHost.pending]);
    }
  });

  it("give the same bits for the final loss and its slopes", () => {
    const count = 1001;
    const [wasm, host] = both((kernel) => {
      const [rates, suffixes, factors, left] = kernel.take([count, count, count, count]) as [
        Float64Array,
        Float64Array,
        Float64Array,
        Float64Array,
      ];
      for (let i = 0; i < count; i++) {
        rates[i] = 1e-10 + 3e-4 * ((i * 37) % 101);
        suffixes[i] = 1e-3 * (count - i);
      }
      kernel.annealed(shapes[0] as (typeof shapes)[0], rates, suffixes, factors, left);
      return [[...factors], [...left]];
    });
    expect(wasm).toEqual(host);
    expect(wasm[1]?.every((value) => value > 0 && value < 1)).toBe(true);
  });

  it("separate several runs in one memory", () => {
    const shape = shapes[0] as (typeof shapes)[0];
    const runs = NAMES.map((name) => ({ rates: ratesOf(name), steps: [5000, 9000, 15_000, 20_000, 24_000] }));
    const together = RunSums.prepare(createWasmKernel(), runs);
    const alone = runs.map((run) => RunSums.prepare(createWasmKernel(), [run])[0] as RunSums);
    together.forEach((run, i) => {
      expect([...run.pending(shape)]).toEqual([...(alone[i] as RunSums).pending(shape)]);
    });
  });
});
