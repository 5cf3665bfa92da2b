/** Lengths to steps, counted by hand or by going through the batches as a training loop does. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  describeRun,
  epochs,
  fraction,
  linearBatchRamp,
  type RunOptions,
  samples,
  scaleRate,
  steps,
  tokens,
  warmupCosine,
} from "../src/index.js";
import { refusal } from "./support/refusals.js";

describe("a run", () => {
  test("counts updates, not micro-batches and not devices", () => {
    const run = describeRun({
      batchSize: 8,
      accumulation: 4,
      worldSize: 16,
      sequenceLength: 2048,
      total: tokens(1024 * 1024 * 1024),
    });
    expect(run.globalBatchSize).toBe(512);
    expect(run.globalBatchTokens).toBe(1_048_576);
    expect(run.totalSteps).toBe(1024);
    expect(run.steps(samples(513))).toBe(2);
    expect(run.steps("50%")).toBe(512);
    expect(run.steps(fraction(0.25))).toBe(256);
    expect(run.steps(steps(7))).toBe(7);
    expect(run.steps(7)).toBe(7);
    expect(run.tokensAt(3)).toBe(3 * 1_048_576);
    expect(run.samplesAt(3)).toBe(1536);
  });

  test("counts an epoch as a data loader and a trainer do", () => {
    const size = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(
        size,
        size,
        size,
        fc.integer({ min: 800, max: 2000 }),
        fc.boolean(),
        fc.boolean(),
        (batchSize, accumulation, worldSize, datasetSize, dropLast, drops) => {
          let updates = 0;
          let waiting = 0;
          const perBatch = batchSize * worldSize;
          for (let left = datasetSize; left > 0; left -= perBatch) {
            if (left < perBatch && dropLast) break;
            waiting += 1;
            if (waiting === accumulation) {
              updates += 1;
              waiting = 0;
            }
          }
          if (waiting > 0 && !drops) updates += 1;
          const lastAccumulation = drops ? "drop" : "update";
          const run = describeRun({
            batchSize,
            accumulation,
            worldSize,
            datasetSize,
            dropLast,
            lastAccumulation,
          });
          expect(run.stepsPerEpoch).toBe(updates);
          expect(run.steps(epochs(3))).toBe(3 * updates);
        },
      ),
    );
  });

  test("carries micro-batches over to the next epoch, like an endless loader", () => {
    const size = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(
        size,
        size,
        size,
        fc.integer({ min: 1, max: 2000 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 12 }),
        (batchSize, accumulation, worldSize, datasetSize, dropLast, count) => {
          const perBatch = batchSize * worldSize;
          let waiting = 0;
          let updates = 0;
          for (let epoch = 0; epoch < count; epoch++) {
            for (let left = datasetSize; left > 0; left -= perBatch) {
              if (left < perBatch && dropLast) break;
              waiting += 1;
              if (waiting === accumulation) {
                updates += 1;
                waiting = 0;
              }
            }
          }
          fc.pre(updates > 0);
          const options = { batchSize, accumulation, worldSize, datasetSize, dropLast };
          const run = describeRun({ ...options, lastAccumulation: "carry" });
          // The first step by which so much is done: one that is still waiting for micro-batches is the next.
          expect(run.steps(epochs(count))).toBe(waiting > 0 ? updates + 1 : updates);
          expect(run.steps(epochs(count * accumulation))).toBe(updates * accumulation + waiting);
        },
      ),
    );
    const run = describeRun({ batchSize: 1, accumulation: 4, datasetSize: 10, lastAccumulation: "carry" });
    expect([run.stepsPerEpoch, run.steps(epochs(1)), run.steps(epochs(2))]).toEqual([null, 3, 5]);
    const even = describeRun({ batchSize: 1, accumulation: 5, datasetSize: 10, lastAccumulation: "carry" });
    expect(even.stepsPerEpoch).toBe(2);
  });

  test("does not count the rounding of a percentage", () => {
    const run = describeRun({ total: steps(100) });
    for (let percent = 0; percent <= 100; percent++) expect(run.steps(`${percent}%`)).toBe(percent);
    expect(run.steps("0.5%")).toBe(1);
    expect(describeRun({ total: steps(1000) }).steps("0.5%")).toBe(5);
  });

  test("counts growing batches", () => {
    const run = describeRun({
      globalBatchSize: 10,
      sequenceLength: 100,
      batchStages: [
        { size: 2, until: samples(7) }, // 4 updates, 8 samples
        { size: 5, until: tokens(2000) }, // 3 more, 23 samples
      ],
      datasetSize: 1000,
    });
    expect([0, 1, 2, 8, 9, 13, 14, 23, 24, 33, 34].map((count) => run.steps(samples(count)))).toEqual([
      0, 1, 1, 4, 5, 5, 6, 7, 8, 8, 9,
    ]);
    expect([0, 4, 5, 7, 8].map((step) => run.samplesAt(step))).toEqual([0, 8, 13, 23, 33]);
    expect(run.stepsPerEpoch).toBeNull();
    expect(run.steps(epochs(1))).toBe(7 + 98);
  });

  test("reaches each length with the step that it names, and not a step before", () => {
    const size = fc.integer({ min: 1, max: 50 });
    fc.assert(
      fc.property(
        size,
        size,
        size,
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 5000 }),
        (from, more, increments, over, count) => {
          const to = from + more;
          const run = describeRun({
            globalBatchSize: to,
            batchStages: linearBatchRamp({ from, to, over: samples(over), increments }),
          });
          const step = run.steps(samples(count));
          expect(run.samplesAt(step)).toBeGreaterThanOrEqual(count - 1e-9);
          expect(run.samplesAt(step - 1)).toBeLessThan(count);
        },
      ),
    );
  });

  test("resolves the lengths inside options, and leaves everything else", () => {
    const run = describeRun({ globalBatchTokens: 0.5e6, total: tokens(300e9) });
    const options = run.resolve({
      peak: 6e-4,
      warmupSteps: tokens(375e6),
      totalSteps: "100%",
      warmupRule: "t/W",
    });
    expect(options).toEqual({ peak: 6e-4, warmupSteps: 750, totalSteps: 600_000, warmupRule: "t/W" });
    expect(warmupCosine(options)(750)).toBe(6e-4);
    expect(run.resolve({ milestones: ["50%", steps(3), 4] })).toEqual({ milestones: [300_000, 3, 4] });
  });
});

describe("errors", () => {
  test.each([
    [{ total: steps(10) }, epochs(1), "datasetSize"],
    [{ datasetSize: 100 }, epochs(1), "a batch size"],
    [{ batchSize: 4 }, tokens(10), "sequenceLength"],
    [{ sequenceLength: 4 }, tokens(10), "a batch size"],
    [{ globalBatchTokens: 4 }, samples(10), "sequenceLength"],
    [{ batchSize: 4 }, "3%", "total"],
  ] as const)("%j can't count %j without %s", (options, length, need) => {
    const error = refusal(() => describeRun(options as RunOptions).steps(length));
    expect(error.expected).toContain(`needs ${need}`);
  });

  test.each([
    ["batchSize", { batchSize: 0 }],
    ["batchSize", { batchSize: 1.5 }],
    ["accumulation", { accumulation: 2, globalBatchSize: 8 }],
    ["accumulation", { accumulation: 2 }],
    ["worldSize", { worldSize: 2, globalBatchTokens: 8 }],
    ["globalBatchSize", { batchSize: 2, globalBatchSize: 8 }],
    ["datasetSize", { batchSize: 20, datasetSize: 8, dropLast: true }],
    ["total", { total: "50%" }],
    ["total", { total: Number.NaN }],
    ["total.count", { total: { unit: "tokens", count: -1 } }],
    ["total", { total: { unit: "hours", count: 1 } }],
    ["numProcesses", { numProcesses: 2 }],
    ["batchStages[0].until", { globalBatchSize: 8, batchStages: [{ size: 1, until: "3%" }] }],
    [
      "batchStages[1].until",
      {
        globalBatchSize: 8,
        batchStages: [
          { size: 1, until: 10 },
          { size: 1, until: 9 },
        ],
      },
    ],
  ])("%s in %j", (argument, options) => {
    expect(refusal(() => describeRun(options as RunOptions)).argument).toBe(argument);
  });

  test("too many steps, and invalid options", () => {
    const tiny = describeRun({ globalBatchTokens: 1e-300 });
    expect(refusal(() => tiny.steps(tokens(1e300))).argument).toBe("length");
    expect(refusal(() => tiny.resolve(null as unknown as object)).argument).toBe("options");
    expect(refusal(() => tiny.samplesAt(-1)).argument).toBe("step");
  });

  test("a ramp with too many stages", () => {
    const ramp = () => linearBatchRamp({ from: 1, to: 8, over: samples(100), increments: 1e9 });
    expect(refusal(ramp).argument).toBe("increments");
  });

  test("lists that contain themselves", () => {
    const circle: unknown[] = [];
    circle.push(circle);
    let deep: unknown[] = [];
    for (let i = 0; i < 100_000; i++) deep = [deep];
    const run = describeRun({ batchSize: 4, total: 100 });
    for (const held of [circle, deep])
      expect(() => run.resolve({ held })).toThrow("options must be nested at most 256 levels deep");
  });

  test("invalid lengths", () => {
    expect(refusal(() => steps(1.5)).argument).toBe("steps");
    expect(refusal(() => tokens(-1)).argument).toBe("tokens");
    expect(refusal(() => epochs(Number.POSITIVE_INFINITY)).argument).toBe("epochs");
    expect(refusal(() => fraction(1.01)).argument).toBe("fraction");
    const run = describeRun({ total: steps(10) });
    for (const text of ["3", "%", "-3%", "101%", "3 %"]) {
      expect(refusal(() => run.steps(text as "3%")).argument).toBe("length");
    }
    expect(refusal(() => run.resolve({ warmupSteps: epochs(1) })).argument).toBe("warmupSteps");
  });
});

test("scaleRate scales linearly or with the square root", () => {
  expect(scaleRate({ rate: 0.1, batchSize: 8192, referenceBatchSize: 256 })).toBeCloseTo(3.2, 14);
  expect(scaleRate({ rate: 0.1, batchSize: 1024, referenceBatchSize: 256, rule: "square-root" })).toBe(0.2);
  for (const options of [
    { rate: 0.1, batchSize: 0, referenceBatchSize: 1 },
    { rate: 1e308, batchSize: 1e10, referenceBatchSize: 1 },
    { rate: 0, batchSize: 1e300, referenceBatchSize: 1e-300 },
  ]) {
    expect(refusal(() => scaleRate(options)).argument).toBe("batchSize");
  }
});
