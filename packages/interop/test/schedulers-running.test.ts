/** Curves that are computed from each step to the next: what they remember, and how far they go. */
import { InvalidArgumentError, ReduceOnPlateau, type ScheduledOptimizer } from "@anneal/core";
import { type TorchScheduler, torch } from "@anneal/interop";
import { describe, expect, it } from "vitest";

type Factor = (step: number) => number;
type Make = (optimizer: ScheduledOptimizer, lrLambda: Factor) => TorchScheduler;

const plain = () => ({ paramGroups: [{ lr: 0.1 }] });

const running: readonly (readonly [string, Make])[] = [
  ["MultiplicativeLR", (o, lrLambda) => new torch.MultiplicativeLR(o, { lrLambda })],
  [
    "a chain in which LambdaLR overwrites",
    (o, lrLambda) =>
      new torch.ChainedScheduler(o, {
        schedulers: [new torch.LambdaLR(o, { lrLambda }), new torch.StepLR(o, { stepSize: 9 })],
      }),
  ],
  [
    "a sequence with MultiplicativeLR",
    (o, lrLambda) =>
      new torch.SequentialLR(o, {
        schedulers: [new torch.ConstantLR(o), new torch.MultiplicativeLR(o, { lrLambda })],
        milestones: [1],
      }),
  ],
];

describe.each(running)("%s", (_name, make) => {
  it("has the rate of a metric at once, and the same as a run that is resumed then", () => {
    const rule = new ReduceOnPlateau({ factor: 0.5, patience: 0 });
    const factor = rule.apply(1);
    const optimizer = plain();
    const scheduler = make(optimizer, factor);
    for (let i = 0; i < 4; i++) scheduler.step();
    const before = optimizer.paramGroups[0]?.lr;
    for (const step of [2, 3]) rule.step(1, step);
    expect(optimizer.paramGroups[0]?.lr).toBeLessThan(before as number);

    const again = plain();
    const resumed = make(again, factor);
    resumed.loadStateDict(scheduler.stateDict());
    expect(again).toMatchObject(optimizer);
    for (const each of [scheduler, resumed]) each.step();
    expect(again).toMatchObject(optimizer);
  });

  it("rejects a step that would take hours to get to, and stays where it is", () => {
    const optimizer = plain();
    const scheduler = make(optimizer, () => 0.9);
    for (let i = 0; i < 3; i++) scheduler.step();
    const rates = scheduler.getLastLr();
    const state = { ...scheduler.stateDict(), lastEpoch: Number.MAX_SAFE_INTEGER };
    expect(() => scheduler.loadStateDict(state)).toThrow(InvalidArgumentError);
    expect(() => scheduler.moveTo(1e12)).toThrow(/^step must be at most/);
    expect(scheduler.getLastLr()).toEqual(rates);
    expect(scheduler.lastEpoch).toBe(3);
  });
});

it("a step that no state can hold is rejected", () => {
  const scheduler = new torch.StepLR(plain(), { stepSize: 3 });
  for (const step of [2 ** 53, 1e300]) expect(() => scheduler.moveTo(step)).toThrow(/^lastEpoch must be/);
  scheduler.moveTo(Number.MAX_SAFE_INTEGER);
  scheduler.loadStateDict(JSON.parse(JSON.stringify(scheduler.stateDict())));
});
