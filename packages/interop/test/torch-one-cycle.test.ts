/** OneCycleLR at its limits: a run of a single step, and steps that come from epochs. */
import { describe, expect, it } from "vitest";
import { refusal } from "../../core/test/support/refusals.js";
import { fromLibrary } from "../src/index.js";

const lr = (args: Readonly<Record<string, unknown>>) =>
  fromLibrary("torch", "OneCycleLR", { args: { max_lr: 1, ...args }, baseLr: 0.1 });

describe("OneCycleLR", () => {
  it.each([
    { total_steps: 1 },
    { epochs: 1, steps_per_epoch: 1 },
    { total_steps: 1, three_phase: false, anneal_strategy: "linear" },
  ])("of one step is at its last rate: %j", (args) => {
    expect(lr(args)(0)).toBeCloseTo(1 / 25 / 1e4, 20);
  });

  it.each([0, -1, 1.5])("rejects %d steps", (steps) => {
    expect(refusal(() => lr({ total_steps: steps })).argument).toBe("total_steps");
    expect(refusal(() => lr({ epochs: steps, steps_per_epoch: 3 })).argument).toBe("epochs");
    expect(refusal(() => lr({ epochs: 3, steps_per_epoch: steps })).argument).toBe("steps_per_epoch");
  });

  it("has the product of epochs and their steps", () => {
    const [byEpochs, byTotal] = [lr({ epochs: 5, steps_per_epoch: 4 }), lr({ total_steps: 20 })];
    for (let step = 0; step < 20; step++) expect(byEpochs(step)).toBe(byTotal(step));
  });
});
