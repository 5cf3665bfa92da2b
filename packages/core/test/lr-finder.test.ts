/** A range test from the first rate to the restored model, on models that are really trained. */
import { describe, expect, test } from "vitest";
import {
  AdamW,
  type FindLearningRateOptions,
  findLearningRate,
  NoSuggestionError,
  suggestedRate,
} from "../src/index.js";
import { refusal } from "./support/refusals.js";

/** Least squares: rows of inputs and what they should give, without noise. */
class Regression {
  readonly optimizer: AdamW;
  rate = 0;
  readonly #inputs: readonly Float32Array[];
  readonly #targets: readonly number[];

  constructor() {
    let seed = 7;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647 - 0.5;
    };
    const truth = Array.from({ length: 6 }, random);
    this.#inputs = Array.from({ length: 64 }, () => Float32Array.from({ length: 6 }, random));
    this.#targets = this.#inputs.map((row) => dot(row, truth) + 0.3);
    const start = Float32Array.from({ length: 6 }, random);
    this.optimizer = new AdamW([{ params: [start, 1] }], { lr: () => this.rate, weightDecay: 0 });
  }

  step(rate: number, index: number): number {
    const [weights, bias] = this.optimizer.params as [Float32Array, Float32Array];
    const [gradient, biasGradient] = this.optimizer.grads as [Float32Array, Float32Array];
    this.optimizer.zeroGrad();
    let loss = 0;
    for (let i = 0; i < 16; i++) {
      const row = this.#inputs[(16 * index + i) % 64] as Float32Array;
      const error = dot(row, weights) + (bias[0] ?? 0) - (this.#targets[(16 * index + i) % 64] ?? 0);
      loss += (error * error) / 16;
      row.forEach((value, j) => {
        gradient[j] = (gradient[j] ?? 0) + (error * value) / 8;
      });
      biasGradient[0] = (biasGradient[0] ?? 0) + error / 8;
    }
    this.rate = rate;
    this.optimizer.step();
    return loss;
  }

  /** The parameters and the whole state, as plain data. */
  save() {
    return structuredClone({ params: this.optimizer.params, state: this.optimizer.stateDict() });
  }

  restore({ params, state }: ReturnType<Regression["save"]>): void {
    this.optimizer.params.forEach((values, i) => {
      values.set(params[i] ?? []);
    });
    this.optimizer.loadStateDict(state);
  }

  options(): FindLearningRateOptions<ReturnType<Regression["save"]>> {
    return {
      trainStep: (rate, index) => this.step(rate, index),
      save: () => this.save(),
      restore: (state) => this.restore(state),
    };
  }
}

function dot(row: ArrayLike<number>, weights: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += (row[i] ?? 0) * (weights[i] ?? 0);
  return sum;
}

/** A model that only counts what happens to it. */
function counter(losses: (index: number) => number | Promise<number>) {
  const calls = { steps: 0, saved: 0, restored: [] as number[] };
  const options = {
    trainStep: (_rate: number, index: number) => {
      calls.steps += 1;
      return losses(index);
    },
    save: () => {
      calls.saved += 1;
      return calls.steps;
    },
    restore: (state: number) => {
      calls.restored.push(state);
    },
  };
  return { calls, options };
}

describe("with AdamW on a small regression", () => {
  test("the suggested rate trains well, and rates far off don't", async () => {
    const result = await findLearningRate({ ...new Regression().options(), start: 1e-6, end: 100 });
    const rate = suggestedRate(result.suggestion);
    const finalLoss = (lr: number) => {
      const model = new Regression();
      return Array.from({ length: 200 }, (_, step) => model.step(lr, step)).at(-1) ?? Number.NaN;
    };
    const start = new Regression().step(0, 0);
    expect(finalLoss(rate)).toBeLessThan(start / 100);
    expect(finalLoss(rate / 1000)).toBeGreaterThan(start / 2);
    expect(finalLoss(rate * 1000)).toBeGreaterThan(start);
    expect(result.ended).toBe("diverged");
    expect(result.rates).toHaveLength((result.stoppedAt ?? 0) + 1);
  });

  test("the test leaves no trace: training continues with the same bits", async () => {
    const [tested, untouched] = [new Regression(), new Regression()];
    for (const model of [tested, untouched]) for (let i = 0; i < 5; i++) model.step(0.01, i);
    await findLearningRate(tested.options());
    expect(tested.save()).toEqual(untouched.save());
    for (const model of [tested, untouched]) for (let i = 5; i < 9; i++) model.step(0.01, i);
    expect(tested.save()).toEqual(untouched.save());
  });
});

describe("whatever happens, the model is restored once", () => {
  const broken = new Error("out of memory");

  test.each<[string, (index: number) => number | Promise<number>]>([
    [
      "a step throws",
      (index) => {
        if (index === 3) throw broken;
        return 1;
      },
    ],
    ["a step rejects", (index) => (index === 3 ? Promise.reject(broken) : Promise.resolve(1))],
  ])("%s", async (_, losses) => {
    const { calls, options } = counter(losses);
    await expect(findLearningRate(options)).rejects.toBe(broken);
    expect(calls).toEqual({ steps: 4, saved: 1, restored: [0] });
  });

  test("a loss is not a number", async () => {
    const { calls, options } = counter(() => "1" as unknown as number);
    await expect(findLearningRate(options)).rejects.toMatchObject({ argument: "the loss of step 0" });
    expect(calls.restored).toEqual([0]);
  });

  test.each<[string, () => void | Promise<void>]>([
    [
      "progress throws",
      () => {
        throw broken;
      },
    ],
    ["progress rejects", () => Promise.reject(broken)],
  ])("%s", async (_, onProgress) => {
    const { calls, options } = counter(() => 1);
    await expect(findLearningRate({ ...options, onProgress })).rejects.toBe(broken);
    expect(calls).toEqual({ steps: 1, saved: 1, restored: [0] });
  });

  test("it is aborted while a step is running, which is waited for", async () => {
    const controller = new AbortController();
    const { calls, options } = counter(async (index) => {
      if (index === 2) controller.abort(broken);
      await Promise.resolve();
      return 1;
    });
    await expect(findLearningRate({ ...options, signal: controller.signal })).rejects.toBe(broken);
    expect(calls).toEqual({ steps: 3, saved: 1, restored: [0] });
  });

  test("it was aborted before it began, and nothing changes", async () => {
    const { calls, options } = counter(() => 1);
    await expect(findLearningRate({ ...options, signal: AbortSignal.abort() })).rejects.toThrow("aborted");
    expect(calls).toEqual({ steps: 0, saved: 0, restored: [] });
  });

  test("an error of restore comes with the error before it", async () => {
    const { options } = counter(() => Promise.reject(broken));
    const lost = new Error("disk full");
    const restore = () => Promise.reject(lost);
    await expect(findLearningRate({ ...options, restore })).rejects.toMatchObject({ errors: [broken, lost] });
    const finished = counter(() => 1);
    await expect(findLearningRate({ ...finished.options, restore })).rejects.toBe(lost);
  });
});

describe("a run", () => {
  test("takes the rates in turn and reports each step", async () => {
    const seen: number[] = [];
    const progress: unknown[] = [];
    const { rates, losses, smoothed, ended, stoppedAt } = await findLearningRate({
      trainStep: async (rate, index) => {
        seen.push(rate);
        return 4 - index;
      },
      start: 0.5,
      end: 2,
      steps: 4,
      range: "linear",
      smoothing: 0,
      onProgress: (each) => progress.push(each),
    });
    expect(seen).toEqual([0.5, 1, 1.5, 2]);
    expect({ rates, losses, smoothed }).toEqual({ rates: seen, losses: [4, 3, 2, 1], smoothed: losses });
    expect({ ended, stoppedAt }).toEqual({ ended: "finished", stoppedAt: null });
    expect(progress.at(-1)).toEqual({ index: 3, steps: 4, rate: 2, loss: 1, smoothed: 1, best: 1 });
    expect(progress).toHaveLength(4);
  });

  test("skips single NaNs, and ends at the third in a row", async () => {
    const values = [
      3,
      Number.NaN,
      2,
      Number.POSITIVE_INFINITY,
      Number.NaN,
      1,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ];
    const { ended, stoppedAt, smoothed } = await findLearningRate({
      trainStep: (_, index) => values[index] ?? 1,
      smoothing: 0,
    });
    expect({ ended, stoppedAt }).toEqual({ ended: "non-finite", stoppedAt: 8 });
    expect(smoothed.filter(Number.isFinite)).toEqual([3, 2, 1]);
  });

  test.each([
    [0, 1],
    [4, 5],
    [Number.POSITIVE_INFINITY, 12],
  ])("skips %s in a row when told", async (skipNonFinite, steps) => {
    const { losses } = await findLearningRate({ trainStep: () => Number.NaN, skipNonFinite, steps: 12 });
    expect(losses).toHaveLength(steps);
  });

  test("tolerates a spike, but not a loss that stays high", async () => {
    const run = (from: number, to: number) =>
      findLearningRate({ trainStep: (_, index) => (index >= from && index <= to ? 500 : 2 - index / 100) });
    for (const at of [0, 3, 9]) expect(await run(at, at)).toMatchObject({ ended: "finished" });
    expect(await run(60, 99)).toMatchObject({ ended: "diverged", stoppedAt: 60 });
    expect(await run(0, 99)).toMatchObject({ ended: "finished" });
  });

  test("of negative losses continues while they fall", async () => {
    const { ended } = await findLearningRate({ trainStep: (_, index) => -1 - index / 10 });
    expect(ended).toBe("finished");
  });
});

describe("without a suggestion", () => {
  test("it says why, and throws only when asked", async () => {
    const { suggestion, suggestions } = await findLearningRate({ trainStep: (_, index) => 1 + index / 100 });
    expect(suggestion).toMatchObject({ rate: null, why: "never-falls" });
    expect(Object.values(suggestions).map(({ rate }) => rate)).toEqual([null, null, null, null]);
    expect(() => suggestedRate(suggestion)).toThrow(NoSuggestionError);
  });

  test("because it stopped immediately", async () => {
    const { suggestion } = await findLearningRate({ trainStep: (_, index) => 10 ** index, smoothing: 0 });
    expect(suggestion).toMatchObject({ rate: null, why: "too-few-points" });
  });
});

describe("arguments are rejected before anything is touched:", () => {
  test.each<[string, Record<string, unknown>]>([
    ["trainStep", { trainStep: undefined }],
    ["trainStep", { trainStep: 1 }],
    ["save", { save: undefined }],
    ["restore", { restore: undefined }],
    ["restore", { restore: "yes" }],
    ["signal", { signal: {} }],
    ["signal", { signal: 1 }],
    ["onProgress", { onProgress: {} }],
    ["start", { start: 0 }],
    ["start", { start: Number.NaN }],
    ["start", { like: "ignite" }],
    ["end", { start: 1, end: 1 }],
    ["end", { start: 1e-300, end: 1e300 }],
    ["end", { end: Number.POSITIVE_INFINITY }],
    ["steps", { steps: 1 }],
    ["steps", { steps: 2.5 }],
    ["steps", { steps: 1e7 }],
    ["range", { range: "log" }],
    ["like", { like: "keras" }],
    ["smoothing", { smoothing: 1 }],
    ["smoothing", { smoothing: -0.1 }],
    ["divergence", { divergence: 0.5 }],
    ["divergence", { divergence: Number.NaN }],
    ["skipNonFinite", { skipNonFinite: -1 }],
    ["skipStart", { skipStart: 0.5 }],
    ["skipEnd", { skipEnd: -1 }],
    ["suggest", { suggest: "best" }],
    ["slide", { slide: 3 }],
    ["slide.distance", { slide: { distance: 0 } }],
    ["slide.factor", { slide: { factor: 0 } }],
    ["slide.size", { slide: { size: 1 } }],
    ["lr", { lr: 1 }],
  ])("%s %j", async (argument, changes) => {
    const { calls, options } = counter(() => 1);
    const given = { ...options, ...changes } as unknown as FindLearningRateOptions;
    const error: unknown = await findLearningRate(given).catch((reason: unknown) => reason);
    const thrown = refusal(() => {
      throw error;
    });
    expect(thrown.argument).toBe(argument);
    expect(calls).toEqual({ steps: 0, saved: 0, restored: [] });
  });
});
