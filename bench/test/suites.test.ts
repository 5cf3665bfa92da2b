/** Every case runs at a tiny size and has the right result. */
import { describe, expect, it } from "vitest";
import { sampled } from "../../packages/core/test/support/random-cases.js";
import type { BenchCase } from "../src/measure/benchmark-case.js";
import { measureCase } from "../src/measure/measure-case.js";
import { adamWCases } from "../src/suites/adamw.js";
import { checkpointQuantities, measureCheckpoints } from "../src/suites/checkpoints.js";
import { curveCases } from "../src/suites/curves.js";
import { forecastCases, forecastQuantities } from "../src/suites/forecast.js";
import { allCases } from "../src/suites/index.js";
import { jaxCases } from "../src/suites/jax.js";
import { lowMemoryCases } from "../src/suites/low-memory.js";
import { loadModule, MEMORY_SUBJECTS, MODULES, measureMemory } from "../src/suites/memory-and-load.js";
import { optimizerCases } from "../src/suites/optimizers.js";
import { schedulerCases } from "../src/suites/schedulers.js";

const effort = { rounds: 2, turnSeconds: 0.0005, warmUpSeconds: 0 };
/** More than one block of the kernels, which process 4096 steps or 16,384 values at a time. */
const curves = curveCases([20_000]);
const steps = adamWCases([1, 1001], 1500);
const titles = (cases: readonly BenchCase[]) =>
  cases.map((each) => [`${each.suite}: ${each.name}, ${each.size}`, each] as const);

describe("a case", () => {
  const all = [
    ...curves,
    ...steps,
    ...optimizerCases([1003], [[16, 12]], 1500),
    ...lowMemoryCases([5003]),
    ...schedulerCases(7),
    ...forecastCases(3000, 9000),
    ...jaxCases([1003], [30, 20]),
  ];
  it.each(titles(sampled(all, 4)))("%s", (_, benchCase) => {
    const { subjects, opponents } = benchCase.prepare();
    const { results, verdicts } = measureCase(benchCase, effort);
    expect(results).toHaveLength(opponents.length * (subjects.length - 1));
    for (const result of results) {
      expect(result).toEqual({
        suite: benchCase.suite,
        case: benchCase.name,
        size: benchCase.size,
        subject: expect.any(String),
        opponent: expect.any(String),
        nsPerElement: expect.any(Number),
        ratio: expect.any(Number),
      });
      expect(result.nsPerElement).toBeGreaterThan(0);
      expect(result.ratio).toBeGreaterThan(0);
    }
    const { targets } = benchCase.prepare();
    expect(verdicts.length > 0).toBe(targets.length > 0);
  });

  it("has a unique name", () => {
    const places = allCases().map(({ suite, name, size }) => `${suite} ${name} ${size}`);
    expect(new Set(places).size).toBe(places.length);
  });
});

describe("a checkpoint", () => {
  it("is saved and loaded, and compared with dd", async () => {
    const report = await measureCheckpoints(1000, 2);
    expect(report.bytes).toBeGreaterThan(12_000);
    const quantities = checkpointQuantities(report, 1000);
    expect(quantities.map(({ unit }) => unit)).toEqual([
      ...["GB/s", "GB/s", "GB/s"],
      "times the time of dd with fsync",
      ...["MB more memory", "MB more memory"],
    ]);
    for (const { value } of quantities) expect(value).toBeGreaterThanOrEqual(0);
  });
});

describe("a fit and a search", () => {
  it("take some time", () => {
    const quantities = forecastQuantities(600, 12);
    expect(quantities.map(({ unit }) => unit)).toEqual(["s", "s"]);
    for (const { value } of quantities) expect(value).toBeGreaterThan(0);
  });
});

describe("memory and loading", () => {
  it("finds the module", () => {
    for (const module of MODULES)
      expect(loadModule(module)).toEqual({
        moduleBytes: expect.any(Number),
        milliseconds: expect.any(Number),
      });
  });

  it.each(MEMORY_SUBJECTS)("measures the memory of %s", (subject) => {
    expect(Number.isFinite(measureMemory(subject, 2000))).toBe(true);
  });
});
