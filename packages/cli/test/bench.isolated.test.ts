/** `anneal bench`: that what it times is the same work, and that it reports it. */
import { warmupCosine } from "@anneal/core";
import { AdamW, sample } from "@anneal/wasm";
import { describe, expect, it, vi } from "vitest";
import { benchCases } from "../src/bench/cases.js";
import { compare, median } from "../src/bench/measure.js";
import { plainAdamW, plainWarmupCosine } from "../src/bench/plain-loops.js";
import { anneal } from "./support/anneal.js";

describe("the plain loops", () => {
  it("make the curve of the library", () => {
    const options = { peak: 3e-4, warmupSteps: 37, totalSteps: 1000 };
    const plain = new Float64Array(1000);
    plainWarmupCosine(plain, options);
    const values = sample(warmupCosine(options), { count: 1000 });
    for (const [i, value] of values.entries()) expect(Math.abs((plain[i] ?? 9) - value)).toBeLessThan(1e-15);
  });

  it("make the steps of AdamW", () => {
    const start = Float32Array.from({ length: 37 }, (_, i) => Math.sin(i));
    const gradients = Float32Array.from({ length: 37 }, (_, i) => Math.cos(3 * i));
    const arrays = {
      parameters: start.slice(),
      gradients,
      first: new Float32Array(37),
      second: new Float32Array(37),
    };
    const optimizer = new AdamW([start], { lr: 1e-2 });
    for (let step = 1; step <= 20; step++) {
      plainAdamW(arrays, 1e-2, step);
      optimizer.step({ grads: [gradients] });
    }
    const [parameters = new Float32Array()] = optimizer.params;
    expect(parameters).toHaveLength(37);
    for (const [i, value] of parameters.entries()) {
      expect(value).not.toBe(start[i]);
      expect(Math.abs((arrays.parameters[i] ?? 9) - value)).toBeLessThan(1e-6);
    }
  });
});

describe("the measurement", () => {
  it("alternates between the subjects and returns the median of each", () => {
    const turns: string[] = [];
    const busy = (name: string, milliseconds: number) => ({
      name,
      run: () => {
        turns.push(name);
        const end = performance.now() + milliseconds;
        while (performance.now() < end);
      },
    });
    const timings = compare([busy("a", 1), busy("b", 3)], 1);
    expect(timings.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(turns.join("")).toMatch(/^a+b+(a+b+){3,}$/);
    for (const { milliseconds } of timings) expect(milliseconds).toBeGreaterThan(0);
  });

  it("computes medians", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNaN();
  });
});

describe("the cases", () => {
  it.each([[["wasm", "host"] as const], [["host"] as const]])("run with %j", (engines) => {
    for (const { subjects } of benchCases(engines, 1000)) {
      expect(subjects).toHaveLength(engines.length + 1);
      for (const subject of subjects) subject.run();
    }
  });
});

describe("the report", () => {
  it("has every subject, as JSON and as text", async () => {
    // A clock that is 20 times as fast: what is tested is the report, not the measurement.
    const now = performance.now.bind(performance);
    vi.spyOn(performance, "now").mockImplementation(() => 20 * now());
    const { text, code } = await anneal(["bench", "--json"]);
    expect(code).toBe(0);
    const { results, cores } = JSON.parse(text);
    expect(cores).toBeGreaterThan(0);
    expect(results.map(({ subject }: { subject: string }) => subject)).toEqual([
      "WebAssembly",
      "TypeScript",
      "plain loop",
      "WebAssembly",
      "TypeScript",
      "plain loop",
    ]);
    for (const { nsPerElement, ratio } of results) {
      expect(nsPerElement).toBeGreaterThan(0);
      expect(ratio).toBeGreaterThan(0);
    }
  });
});
