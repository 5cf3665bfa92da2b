/** The language model learns, gives the same losses each time, and its committed runs are those of its schedules. */
import { warmupConstant } from "@anneal/core";
import { defaultDevice, init } from "@jax-js/jax";
import { beforeAll, describe, expect, it } from "vitest";
import { predictRuns, readLosses } from "../src/language-model/evidence.js";
import { EVERY, runs } from "../src/language-model/runs.js";
import { loadText } from "../src/language-model/text.js";
import { train } from "../src/language-model/train.js";

describe("the language model", () => {
  beforeAll(async () => {
    await init("wasm");
    defaultDevice("wasm");
  });

  it("learns, and a run can be repeated", () => {
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

  it("are predicted to about one percent by a law that was fitted to three of them", () => {
    const { fit, predicted } = predictRuns();
    expect(fit.runs.map(({ label }) => label)).toEqual(["cosine-1500", "constant-1500", "drop-1500"]);
    for (const { name, meanAbsoluteError, r2 } of predicted) {
      expect(meanAbsoluteError, name).toBeLessThan(0.021);
      expect(r2, name).toBeGreaterThan(0.96);
    }
  });
});
