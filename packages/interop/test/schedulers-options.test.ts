/** Options of PyTorch's classes that are missing, misspelt or no options at all. */
import { InvalidArgumentError } from "@anneal/core";
import { describe, expect, it } from "vitest";
import { torch } from "../src/index.js";

const optimizer = () => ({ paramGroups: [{ lr: 0.1 }] });

describe.each(["SequentialLR", "ChainedScheduler"] as const)("%s", (name) => {
  const make = (options: unknown) => () => new torch[name](optimizer(), options as never);

  it.each([undefined, null, 5, "schedulers", [], new Map()])("refuses %s as options", (options) => {
    expect(make(options)).toThrow(InvalidArgumentError);
  });

  it("rejects options that it doesn't read, and names them", () => {
    const steps = optimizer();
    const schedulers = [new torch.StepLR(steps, { stepSize: 3 })];
    const rest = name === "SequentialLR" ? { milestones: [] } : {};
    for (const extra of [{ lastEpoch: 4 }, { typo: 1 }]) {
      const [key] = Object.keys(extra);
      const create = () => new torch[name](steps, { schedulers, ...rest, ...extra } as never);
      expect(create).toThrow(`unknown option "${key}" of ${name}`);
    }
    // The schedulers are still free to be given to another one.
    expect(() => new torch[name](steps, { schedulers, ...rest } as never)).not.toThrow();
  });
});

it("a list of schedulers with a hole is rejected", () => {
  // biome-ignore lint/suspicious/noSparseArray: that is what it is for.
  const schedulers = [, new torch.StepLR(optimizer(), { stepSize: 3 })];
  const create = () => new torch.ChainedScheduler(optimizer(), { schedulers } as never);
  expect(create).toThrow(/^schedulers\[0\] must be/);
});

it("arguments that contain themselves are rejected", () => {
  const milestones: unknown[] = [1];
  milestones.push(milestones);
  const one = { milestones } as never;
  expect(() => new torch.MultiStepLR(optimizer(), one)).toThrow(/^options must be nested/);
  const two = { maxLr: milestones, totalSteps: 9 } as never;
  expect(() => new torch.OneCycleLR(optimizer(), two)).toThrow(/^options must be nested/);
});
