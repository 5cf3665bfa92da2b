/**
 * The language model learns with reproducible losses that agree across libraries, and its committed runs match their
 * schedules.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { warmupConstant } from "@anneal/core";
import { defaultDevice, init } from "@jax-js/jax";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { beforeAll, describe, expect, it } from "vitest";
import { isDue, sampled } from "../../packages/core/test/support/random-cases.js";
import { learners, type Run, runLearner } from "../src/language-model/compare.js";
import { predictRuns, readLosses } from "../src/language-model/evidence.js";
import { EVERY, runs } from "../src/language-model/runs.js";
import { loadText } from "../src/language-model/text.js";
import { train } from "../src/language-model/train.js";

describe("the language model", () => {
  beforeAll(async () => {
    await init("wasm");
    defaultDevice("wasm");
  });

  it.runIf(isDue(3, 1))("learns, and a run can be repeated", () => {
    const options = {
      schedule: warmupConstant({ peak: 5e-3, warmupSteps: 10 }),
      totalSteps: 40,
      seed: 1,
      every: 39,
    };
    const text = loadText();
    const [first, last] = train(text, options);
    expect(first?.loss).toBeGreaterThan(4);
    expect(last?.loss).toBeLessThan(3.2);
    expect(train(text, options)).toEqual([first, last]);
  });
});

describe("the comparison of libraries", () => {
  const text = loadText();
  const plain = { totalSteps: 10, folder: null };
  beforeAll(async () => {
    await init("wasm");
    defaultDevice("wasm");
    await tf.setBackend("wasm");
  });

  it.each(sampled(Object.keys(learners), 3))(
    "%s learns, and an interrupted run continues with the same bits",
    async (name) => {
      const folder = mkdtempSync(join(tmpdir(), "anneal-learner-"));
      try {
        const whole = await runLearner(text, name, { ...plain, until: 8 });
        await runLearner(text, name, { totalSteps: 10, folder, until: 4 });
        const continued = await runLearner(text, name, { totalSteps: 10, folder, until: 8 });
        expect(continued.losses).toEqual(whole.losses);
        expect(whole.losses[7]).toBeLessThan((whole.losses[0] as number) - 0.3);
        expect(whole.optimizerShare).toBeGreaterThan(0);
        expect(whole.optimizerShare).toBeLessThan(1);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );

  it("makes the same updates of the same model", async () => {
    const names = ["tfjs, anneal", "jax-js, jitted", "jax-js, fused"];
    const runs: Run[] = [];
    for (const name of names) runs.push(await runLearner(text, name, { ...plain, until: 6 }));
    const [first, ...others] = runs as [Run, ...Run[]];
    for (const { losses } of others) {
      for (const [step, loss] of losses.entries()) expect(loss).toBeCloseTo(first.losses[step] as number, 4);
    }
  });
});

describe("the committed runs", () => {
  it("have a loss for every measurement, at the steps of their schedules", () => {
    expect(runs).toHaveLength(10);
    for (const { name, totalSteps } of runs) {
      const { steps, losses } = readLosses(name);
      expect(steps.at(-1)).toBe(totalSteps - 1);
      expect(steps.slice(0, -1).every((step) => step % EVERY === 0)).toBe(true);
      expect(losses.every((loss) => loss > 1.8 && loss < 2.6)).toBe(true);
    }
  });

  it("are predicted to about one percent by a law fitted to three of them", () => {
    const { fit, predicted } = predictRuns();
    expect(fit.runs.map(({ label }) => label)).toEqual(["cosine-1500", "constant-1500", "drop-1500"]);
    for (const { name, meanAbsoluteError, r2 } of predicted) {
      expect(meanAbsoluteError, name).toBeLessThan(0.021);
      expect(r2, name).toBeGreaterThan(0.96);
    }
  });
});
