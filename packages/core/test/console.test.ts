/** What Node's console shows for optimizers, their groups, schedulers and rules that follow a metric. */
import { inspect } from "node:util";
import { expect, it } from "vitest";
import { AdamW, cosine, LRScheduler, ReduceOnPlateau } from "../src/index.js";

const text = (value: unknown) => inspect(value, { breakLength: Number.POSITIVE_INFINITY });

it("an optimizer is shown with its engine, its count, its parameters and its groups", () => {
  const optimizer = new AdamW([3, { name: "bias", length: 1 }], { lr: 0.1 });
  expect(text(optimizer)).toContain(
    "AdamW { engine: 'host', stepCount: 0, params: [ '0: Float32Array(3)', 'bias: Float32Array(1)' ], ",
  );
  optimizer.dispose();
  expect(text(optimizer)).toBe("[AdamW]");
});

it("a group is shown with its rule and its hyper-parameters", () => {
  const [group] = new AdamW([3], { lr: cosine({ peak: 1, totalSteps: 10 }) }).groups;
  expect(text(group)).toMatch(/^Group \{ rule: 'AdamW', lr: \[Schedule: ramp .*\], betas: \[ 0.9, 0.999 \]/);
});

it("a scheduler is shown with its position and its rates", () => {
  const scheduler = new LRScheduler({ paramGroups: [{ lr: 0.1 }] }, cosine({ peak: 1, totalSteps: 10 }));
  scheduler.moveTo(5);
  expect(text(scheduler)).toBe("LRScheduler { lastEpoch: 5, lr: [ 0.5 ], baseLrs: [ 0.1 ] }");
});

it("a rule that follows a metric is shown with its factor and its options", () => {
  const rule = new ReduceOnPlateau({ patience: 2 });
  rule.step(1);
  expect(text(rule)).toMatch(/^ReduceOnPlateau \{ factor: 1, lastStep: 1, options: \{ .*patience: 2/);
});
