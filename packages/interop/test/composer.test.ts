/** What golden values don't say of Composer's schedules: how times are read, and which runs are refused. */
import { InvalidArgumentError } from "@anneal/core";
import { describe, expect, it } from "vitest";
import { type ComposerRun, composer, fromLibrary, tensor2tensor } from "../src/index.js";

const batches: ComposerRun = { maxDuration: "100ba" };
const linear = (tMax: string, run: ComposerRun) => composer.linearScheduler({ tMax }, 1, { run });

describe("a time", () => {
  it.each([
    ["50ba", 50],
    ["5e1BA", 50],
    ["1_0ba", 10],
    ["+25.0ba", 25],
    ["0.5dur", 50],
    [".29dur", 28], // 0.29 * 100 is below 29, as in Python
    ["0.999dur", 99],
  ])("%s of 100 batches ends at step %d", (time, end) => {
    const lr = linear(time, batches);
    expect(lr(end)).toBe(0);
    expect(lr(end - 1)).toBeGreaterThan(0);
  });

  it("of another unit moves by as much as a batch has", () => {
    const run = { maxDuration: "2ep", dataloaderLen: 50, batchSize: 7, tokensPerBatch: 1000, ssr: 0.5 };
    expect(linear("70sp", run)(5)).toBe(0);
    expect(linear("20000tok", run)(5)).toBe(0.5);
    expect(linear("1ep", run)(25)).toBe(0);
    expect(linear("1dur", run)(50)).toBe(0.5);
  });

  it.each([
    "",
    "ba",
    "10",
    "ten ba",
    "-5ba",
    "2.5ba",
    "1e400ba",
    "NaNdur",
    "5iter",
    "30sec",
    "1h30m",
    "5 ba ba",
  ])("is not %j", (time) => {
    expect(() => linear(time, batches)).toThrow(expect.objectContaining({ argument: "tMax" }));
  });
});

describe("a run", () => {
  const schedule = (run: unknown, tMax = "0.5dur") =>
    composer.linearScheduler({ tMax }, 1, { run: run as ComposerRun });

  it.each<[string, unknown, string, string?]>([
    ["that is not given", undefined, "run"],
    ["without a length", {}, "run.maxDuration"],
    ["that is a share of itself", { maxDuration: "1dur" }, "run.maxDuration"],
    ["in epochs of unknown length", { maxDuration: "3ep" }, "run.dataloaderLen"],
    ["in epochs of no batches", { maxDuration: "3ep", dataloaderLen: 0 }, "run.dataloaderLen"],
    ["in samples of unknown batches", { maxDuration: "3000sp" }, "run.batchSize"],
    ["in tokens of unknown batches", { maxDuration: "3000tok" }, "run.tokensPerBatch"],
    ["with half a batch", { maxDuration: "3000sp", batchSize: 0.5 }, "run.batchSize"],
    ["scaled by 0", { maxDuration: "30ba", ssr: 0 }, "run.ssr"],
    ["scaled by NaN", { maxDuration: "30ba", ssr: Number.NaN }, "run.ssr"],
    ["with what no run has", { maxDuration: "30ba", epochs: 3 }, "run.epochs"],
  ])("%s is rejected", (_, run, argument) => {
    expect(() => schedule(run)).toThrow(InvalidArgumentError);
    expect(() => schedule(run)).toThrow(expect.objectContaining({ argument }));
  });

  it("asks only for what its times need", () => {
    expect(schedule({ maxDuration: "30ba", ssr: 2 }, "5ba")(10)).toBe(0);
  });
});

describe("cosine restarts of a fractional multiplier", () => {
  const restarts = (tMult: number, t0 = "10ba") => ({ t_0: t0, t_mult: tMult });
  const name = "CosineAnnealingWarmRestartsScheduler";

  it("start where whole lengths add up to, also past the run if asked", () => {
    const lr = fromLibrary("composer", name, {
      args: restarts(1.55),
      baseLr: 1,
      run: { maxDuration: "20ba" },
      steps: 200,
    });
    const starts = [10];
    for (let length = 10; starts.length < 5; ) {
      length = Math.trunc(1.55 * length);
      starts.push((starts.at(-1) as number) + length);
    }
    for (const start of starts) {
      expect(lr(start)).toBe(1);
      expect(lr(start - 1)).toBeLessThan(0.1);
    }
  });

  it("repeat when they can grow no more", () => {
    const lr = fromLibrary("composer", name, { args: restarts(1.05), baseLr: 1, run: batches });
    expect([0, 10, 20, 1000].map(lr)).toEqual([1, 1, 1, 1]);
  });

  it("end where one has no length", () => {
    expect(() =>
      fromLibrary("composer", name, { args: restarts(0, "0ba"), baseLr: 1, run: batches }),
    ).toThrow(/t_0/);
  });
});

describe("tensor2tensor's schedule", () => {
  it("names the factors that it knows", () => {
    expect(() => tensor2tensor.learningRateSchedule({ learningRateSchedule: "constant*warmup" })).toThrow(
      /learningRateSchedule must be a product of constant, linear_warmup, .*; got "constant\*warmup"/,
    );
  });

  it("has the cycles that it means where quirks are avoided", () => {
    const hparams = {
      learningRateDecayScheme: "cyclelinear10x",
      learningRateWarmupSteps: 10,
      learningRate: 1,
      optimizer: "momentum",
    } as const;
    expect(() => tensor2tensor.learningRateSchedule(hparams)).toThrow(/treats a tensor as a number/);
    const lr = tensor2tensor.learningRateSchedule(hparams, { quirks: "avoid" });
    // By its formula: (1 - |t mod 20 - 10| / 10 + 0.1) * 3.
    for (let step = 10; step < 65; step++) {
      expect(lr(step)).toBeCloseTo((1 - Math.abs((step % 20) - 10) / 10 + 0.1) * 3, 12);
    }
  });

  it.each([
    [{ learningRateSchedule: "linear_warmup", learningRateWarmupSteps: 0 }, "learningRateWarmupSteps"],
    [{ learningRateSchedule: "linear_decay" }, "trainSteps"],
    [
      { learningRateDecayScheme: "piecewise", learningRateBoundaries: [5], learningRateMultiples: [] },
      "learningRateMultiples.length",
    ],
    [{ optimizerMultistepAccumulateSteps: 1.5 }, "optimizerMultistepAccumulateSteps"],
  ] as const)("rejects %j", (hparams, argument) => {
    expect(() => tensor2tensor.learningRateSchedule(hparams)).toThrow(expect.objectContaining({ argument }));
  });
});
