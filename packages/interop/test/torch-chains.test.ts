/** Schedulers inside others that lose or find a rate on the way: values that PyTorch's own lr_scheduler.py gave. */
import { describe, expect, it } from "vitest";
import { fromLibrary, type TorchScheduler, torch } from "../src/index.js";

interface Spec {
  readonly name: string;
  readonly args: { readonly schedulers?: readonly Spec[]; readonly [argument: string]: unknown };
}

const decaying = { name: "LambdaLR", args: { lr_lambda: (step: number) => 0.9 ** step } };
const threes = { name: "LambdaLR", args: { lr_lambda: (step: number) => [1, 0.5, 2][step % 3] } };
const factors = { name: "MultiplicativeLR", args: { lr_lambda: (step: number) => [0.5, 1.5, 1][step % 3] } };
const halving = { name: "ExponentialLR", args: { gamma: 0.5 } };
const low = { name: "ConstantLR", args: { factor: 0.25, total_iters: 3 } };
const chained = (...schedulers: Spec[]): Spec => ({ name: "ChainedScheduler", args: { schedulers } });
const inTurn = (milestones: number[], ...schedulers: Spec[]): Spec => ({
  name: "SequentialLR",
  args: { schedulers, milestones },
});

const cases: readonly (readonly [string, Spec, readonly number[]])[] = [
  [
    "a decay that is over leaves the rate to the others",
    chained(decaying, { name: "PolynomialLR", args: { total_iters: 4, power: 2 } }),
    [0.4, 0.2025, 0.144, 0.0729, 0, 0.236196, 0.2125764, 0.19131876, 0.172186884],
  ],
  [
    "factors count from 0 at a milestone",
    inTurn([3], halving, factors),
    [0.4, 0.2, 0.1, 0.05, 0.075, 0.075, 0.0375, 0.05625, 0.05625],
  ],
  [
    "a cosine comes back from 0",
    chained(inTurn([], { name: "CosineAnnealingLR", args: { T_max: 2 } })),
    [0.4, 0.2, 0, 0.2, 0.4, 0.2, 0, 0.2, 0.4],
  ],
  [
    "a chain in a chain",
    chained(halving, chained({ name: "StepLR", args: { step_size: 2, gamma: 0.5 } }, threes, low)),
    [0.1, 0.2, 0.8, 1.6, 0.2, 0.8, 0.4, 0.2, 0.8],
  ],
  [
    "a sequence starts from the base rate, and factors from what they find",
    chained(low, inTurn([4], { name: "LinearLR", args: { start_factor: 0.5, total_iters: 2 } }, factors)),
    [0.2, 0.3, 0.4, 1.6, 0.8, 1.2, 1.2, 0.6, 0.9],
  ],
];

const camelCase = (name: string) =>
  name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

function make({ name, args }: Spec, optimizer: object): TorchScheduler {
  const options = Object.entries(args).map(([argument, value]) => [
    camelCase(argument),
    argument === "schedulers" ? args.schedulers?.map((child) => make(child, optimizer)) : value,
  ]);
  const Scheduler = torch[name as "StepLR"] as new (...given: unknown[]) => TorchScheduler;
  return new Scheduler(optimizer, Object.fromEntries(options));
}

describe.each(cases)("%s", (_, spec, values) => {
  it("as a schedule", () => {
    const lr = fromLibrary("torch", spec.name, { args: spec.args, baseLr: 0.4, steps: 20 });
    for (const [step, value] of values.entries()) expect(lr(step)).toBeCloseTo(value, 12);
  });

  it("as a class", () => {
    const scheduler = make(spec, { paramGroups: [{ lr: 0.4 }] });
    for (const value of values) {
      expect(scheduler.getLastLr()[0]).toBeCloseTo(value, 12);
      scheduler.step();
    }
  });
});
