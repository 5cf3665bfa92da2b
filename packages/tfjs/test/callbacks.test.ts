/** Callbacks change the rate of every optimizer, under `fit` and `fitDataset`, for each batch and each epoch. */
import { InvalidArgumentError, warmupCosine, warmupLinear, warmupStableDecay } from "@anneal/core";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { sampled } from "../../core/test/support/random-cases.js";
import {
  LearningRateScheduler,
  ReduceLROnPlateau,
  WarmupCosine,
  WarmupLinear,
  WarmupStableDecay,
} from "../src/callbacks/index.js";
import * as anneal from "../src/index.js";
import { backends, useBackend } from "./support/backends.js";
import { distance, makeModel, makers, trainModel, WeightRecord } from "./support/models.js";

const { AdamW, RuleBasedOptimizer, SGD } = anneal;
const lengths = { peak: 0.1, warmupSteps: 2, totalSteps: 6 };
const perEpoch = { per: "epoch", firstStep: 1 } as const;
const methods = ["fit", "fitDataset"] as const;
const units = ["batch", "epoch"] as const;
const BATCHES = 2;

/** All optimizers of this package by name. */
const own = Object.entries(anneal).filter(
  ([, value]) => Object.getPrototypeOf(value) === RuleBasedOptimizer,
) as [string, new (options?: object) => tf.Optimizer][];

const uses = methods.flatMap((method) =>
  units.flatMap((per) => Object.keys(makers).map((name) => [name, method, per] as const)),
);

describe.each(backends)("on the backend %s", (backend) => {
  useBackend(backend);

  it.each(sampled(uses, 8))(
    "the weights of %s in %s follow a schedule for each %s",
    async (name, method, per) => {
      const train = async (last: number) => {
        // The rate of the new optimizer is never used.
        const model = makeModel((makers[name] as (rate: number) => tf.Optimizer)(0.7));
        const record = new WeightRecord(model);
        const rates = [0, 0.01, last];
        await trainModel(model, method, 3, [
          new LearningRateScheduler((step) => rates[Math.min(step, 2)] as number, { per }),
          record,
        ]);
        return record;
      };
      const [slow, fast] = [await train(0.001), await train(0.003)];
      const length = per === "batch" ? 1 : BATCHES;
      for (let batch = 0; batch < length; batch++)
        expect(slow.changes(batch).every((each) => each === 0)).toBe(true);
      for (let batch = length; batch < 2 * length; batch++) {
        expect(slow.changes(batch).some((each) => each !== 0)).toBe(true);
        expect(fast.changes(batch)).toEqual(slow.changes(batch));
      }
      // Weights of about 1 are rounded to 6e-8, and change by 1e-4 and more.
      expect(distance(fast.changes(2 * length), slow.changes(2 * length), 3)).toBeLessThan(5e-3);
    },
  );

  it.each(sampled(uses, 8, 4))(
    "a plateau reduces the changes of %s in %s after each %s",
    async (name, method, per) => {
      const train = async (factor: number) => {
        const model = makeModel((makers[name] as (rate: number) => tf.Optimizer)(0.003));
        const record = new WeightRecord(model);
        // No metric is an improvement on the first.
        const never = { threshold: 1e9, thresholdMode: "absolute", patience: 0 } as const;
        await trainModel(model, method, 3, [
          new ReduceLROnPlateau({ per, monitor: "loss", factor, ...never }),
          record,
        ]);
        return {
          record,
          rate: (model as unknown as { optimizer: { learningRate: number } }).optimizer.learningRate,
        };
      };
      const [half, fifth] = [await train(0.5), await train(0.2)];
      const [first, observations] = per === "batch" ? [2, 6] : [2 * BATCHES, 3];
      for (let batch = 0; batch < first; batch++)
        expect(half.record.changes(batch)).toEqual(fifth.record.changes(batch));
      expect(distance(half.record.changes(first), fifth.record.changes(first), 2.5)).toBeLessThan(5e-3);
      expect(half.rate).toBeCloseTo(0.003 * 0.5 ** (observations - 1), 10);
    },
  );

  it.each(sampled(own, 8).flatMap(([name, Own]) => methods.map((method) => [name, method, Own] as const)))(
    "%s in %s has the bits of the schedule as its option",
    async (name, method, Own) => {
      const schedule = warmupCosine({ peak: 0.02, warmupSteps: 2, totalSteps: 6 });
      const weights = await Promise.all(
        [new Own({ lr: schedule }), new Own({ lr: schedule(0) })].map(async (optimizer, i) => {
          const model = makeModel(optimizer, name !== "Muon");
          const record = new WeightRecord(model);
          await trainModel(
            model,
            method,
            3,
            i === 0 ? [record] : [new LearningRateScheduler(schedule), record],
          );
          return record.weights;
        }),
      );
      expect(weights[1]).toEqual(weights[0]);
      expect(weights[0]?.[6]).not.toEqual(weights[0]?.[0]);
    },
  );

  it.each([
    ["a cosine", () => new WarmupCosine(lengths, perEpoch), warmupCosine(lengths)],
    ["a line", () => new WarmupLinear(lengths, perEpoch), warmupLinear(lengths)],
    [
      "a plateau and a decay",
      () => new WarmupStableDecay({ ...lengths, decaySteps: 2 }, perEpoch),
      warmupStableDecay({ ...lengths, decaySteps: 2 }),
    ],
  ])("warms up, then follows %s, for each epoch", async (_, make, schedule) => {
    const rates: number[] = [];
    const model = makeModel(tf.train.sgd(1));
    const { optimizer } = model as unknown as { optimizer: { learningRate: number } };
    const record = new tf.CustomCallback({ onEpochEnd: async () => void rates.push(optimizer.learningRate) });
    await trainModel(model, "fit", 5, [make(), record]);
    expect(rates).toEqual([1, 2, 3, 4, 5].map((step) => schedule(step)));
  });
});

describe("a plateau", () => {
  useBackend("cpu");

  it("reduces the rate to the lowest one, after epochs", async () => {
    const model = makeModel(new AdamW({ lr: 0 }));
    const { optimizer } = model as unknown as { optimizer: InstanceType<typeof AdamW> };
    optimizer.learningRate = 1e-30;
    const plateau = new ReduceLROnPlateau({ monitor: "loss", patience: 1, factor: 0.5, minLr: 2e-31 });
    await trainModel(model, "fit", 8, [plateau]);
    // The rate is reduced after epochs 3, 5 and 7, down to the lowest rate.
    expect(optimizer.learningRate).toBeCloseTo(2e-31, 40);
    await expect(trainModel(model, "fit", 1, [new ReduceLROnPlateau()])).rejects.toThrow(
      /^monitor must be .*: loss/,
    );
  });

  it.each(units.flatMap((per) => [true, false].map((isFirst) => [per, isFirst] as const)))(
    "reduces the rates of a schedule for each %s, first of the callbacks: %s",
    async (per, isFirst) => {
      const model = makeModel(new SGD({ lr: 1 }));
      const { optimizer } = model as unknown as { optimizer: InstanceType<typeof SGD> };
      const rates: number[] = [];
      const schedule = (step: number) => 1e-30 * (step + 1);
      const plateau = new ReduceLROnPlateau({ per, monitor: "loss", patience: 0, factor: 0.5, minLr: 1e-30 });
      const both = [plateau, new LearningRateScheduler(schedule)];
      const record = new tf.CustomCallback({
        onBatchBegin: async () => void rates.push(optimizer.learningRate),
      });
      const callbacks = [...(isFirst ? both : both.reverse()), record];
      await trainModel(model, "fit", 3, callbacks);
      // The loss of the second batch is another one; no weight changes.
      const factors = per === "epoch" ? [1, 1, 1, 1, 0.5, 0.5] : null;
      const expected = (factors ?? []).map((factor, i) => Math.max(schedule(i) * factor, 1e-30));
      if (factors !== null) expect(rates).toEqual(expected);
      else expect(rates.some((rate, i) => rate < schedule(i))).toBe(true);

      // The same callbacks continue with the reductions, and others start anew.
      const before = rates.length;
      await trainModel(model, "fit", 1, callbacks);
      expect(rates[before]).toBeLessThan(schedule(before));
      await trainModel(model, "fit", 1, [new LearningRateScheduler(schedule), record]);
      expect(rates.slice(-BATCHES)).toEqual([schedule(0), schedule(1)]);
    },
  );

  it("follows the loss of validation data", async () => {
    const model = makeModel(tf.train.momentum(1e-30, 0.9));
    const x = tf.ones([8, 2]);
    const y = tf.ones([8, 1]);
    await model.fit(x, y, {
      epochs: 4,
      verbose: 0,
      validationData: [x, y],
      callbacks: new ReduceLROnPlateau({ patience: 0, factor: 0.25 }),
    });
    const { optimizer } = model as unknown as { optimizer: { learningRate: number } };
    expect(optimizer.learningRate).toBeCloseTo(1e-30 * 0.25 ** 3, 40);
  });

  it("is given back to a callback that continues", async () => {
    const model = makeModel(tf.train.sgd(1e-30));
    const [first, second] = [0, 1].map(() => new ReduceLROnPlateau({ monitor: "loss", patience: 0 }));
    await trainModel(model, "fit", 3, [first as ReduceLROnPlateau]);
    second?.loadStateDict(JSON.parse(JSON.stringify(first?.stateDict())));
    expect(second?.stateDict()).toEqual(first?.stateDict());
  });
});

describe("callbacks", () => {
  it("refuse wrong options", () => {
    expect(() => new LearningRateScheduler(1 as never)).toThrow(InvalidArgumentError);
    expect(() => new LearningRateScheduler(() => 1, { per: "step" as never })).toThrow(InvalidArgumentError);
    expect(() => new LearningRateScheduler(() => 1, { firstStep: -1 })).toThrow(InvalidArgumentError);
    expect(() => new WarmupCosine(null as never)).toThrow(InvalidArgumentError);
    expect(() => new WarmupCosine(lengths, { per: "step" as never })).toThrow(InvalidArgumentError);
    expect(() => new WarmupCosine({ ...lengths, warmup: 3 } as never)).toThrow(InvalidArgumentError);
    expect(() => new ReduceLROnPlateau({ patience: -1 })).toThrow(InvalidArgumentError);
    expect(() => new ReduceLROnPlateau({ monitor: 1 as never })).toThrow(InvalidArgumentError);
    expect(() => new ReduceLROnPlateau({ minLr: Number.NaN })).toThrow(InvalidArgumentError);
    expect(() => new ReduceLROnPlateau({ per: "step" as never })).toThrow(InvalidArgumentError);
  });

  it("refuse a rate that is no number, before any weight changes", async () => {
    await tf.setBackend("cpu");
    const model = makeModel(tf.train.sgd(1));
    const record = new WeightRecord(model);
    const training = trainModel(model, "fit", 1, [new LearningRateScheduler(() => Number.NaN), record]);
    await expect(training).rejects.toThrow(/^schedule\(0\) must be/);
    expect(record.weights).toHaveLength(1);
  });
});
