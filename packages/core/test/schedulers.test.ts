import {
  AdamW,
  InvalidArgumentError,
  LRScheduler,
  linear,
  Optimizer,
  type Rule,
  stepDecay,
  warmupCosine,
} from "@anneal/core";
import { describe, expect, it } from "vitest";
import { plainOptimizer as plain } from "./support/plain-optimizer.js";
import { refusal } from "./support/refusals.js";
import { rules } from "./support/rules.js";

const lr = warmupCosine({ peak: 0.1, end: 0.01, warmupSteps: 4, totalSteps: 20 });

describe("writing rates", () => {
  it("writes the rate of update 0 at construction, and of each next one after it", () => {
    const optimizer = plain(1, 1);
    const scheduler = new LRScheduler(optimizer, lr);
    for (let step = 0; step < 30; step++) {
      expect(scheduler.lastEpoch).toBe(step);
      expect(optimizer.paramGroups.map((group) => group.lr)).toEqual([lr(step), lr(step)]);
      expect(scheduler.getLastLr()).toEqual([lr(step), lr(step)]);
      scheduler.step();
    }
  });

  it.each(rules.map((rule) => [rule.name, rule] as const))("writes a rate of 0 to %s", (_, rule) => {
    const optimizer = new Optimizer(
      rule as Rule,
      [{ shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) }] as never,
    );
    const scheduler = new LRScheduler(optimizer, lr);
    expect(optimizer.groups[0]?.lr).toBe(0);
    optimizer.train();
    for (let step = 0; step < 3; step++) {
      optimizer.grads[0]?.fill(1);
      scheduler.step(optimizer.step());
    }
    expect(optimizer.params[0]?.every((value, i) => Number.isFinite(value) && value !== i + 1)).toBe(true);
  });

  it("takes a curve per group and for any field", () => {
    const optimizer = plain(1, 1);
    const weightDecay = linear({ start: 0, end: 0.4, totalSteps: 4 });
    const beta = (step: number) => 0.5 + step / 8;
    const scheduler = new LRScheduler(optimizer, {
      lr: [lr, stepDecay({ peak: 1, gamma: 0.5, every: 2 })],
      weightDecay,
      betas: beta,
    });
    scheduler.step();
    scheduler.step();
    const [first, second] = optimizer.paramGroups;
    expect([first?.lr, second?.lr]).toEqual([lr(2), 0.5]);
    expect([first?.weightDecay, second?.weightDecay]).toEqual([0.2, 0.2]);
    expect(second?.betas).toEqual([0.75, 0.999]);
    expect(second?.momentum).toBe(0.9);
  });

  it("evaluates a curve of many groups once", () => {
    let calls = 0;
    const optimizer = plain(...Array<number>(100).fill(1));
    const scheduler = new LRScheduler(optimizer, () => ++calls);
    scheduler.step();
    expect(calls).toBe(2);
  });

  it("multiplies each group's own rate if requested", () => {
    const optimizer = plain(0.5, 0.25);
    const scheduler = new LRScheduler(optimizer, (step) => 1 / (step + 1), { relative: true });
    expect(scheduler.baseLrs).toEqual([0.5, 0.25]);
    scheduler.step();
    expect(scheduler.getLastLr()).toEqual([0.25, 0.125]);
  });

  it("changes nothing when a curve gives no number, or a group rejects it", () => {
    const optimizer = new AdamW([{ params: [1] }, { params: [1] }], { lr: 0.1 });
    const scheduler = new LRScheduler(optimizer, [() => 0.2, (step) => 0.1 - step], { counter: "calls" });
    expect(() => scheduler.step()).toThrow(InvalidArgumentError);
    expect(scheduler.getLastLr()).toEqual([0.2, 0.1]);
    expect(scheduler.lastEpoch).toBe(0);

    const other = plain(1, 1);
    expect(refusal(() => new LRScheduler(other, { lr, momentum: () => Number.NaN }))).toMatchObject({
      argument: "momentum of groups[0] at step 0",
    });
    expect(other.paramGroups[0]?.lr).toBe(1);
    expect(other.paramGroups[0]).not.toHaveProperty("initialLr");
  });
});

it("a factor that makes a rate infinite is rejected, and nothing changes", () => {
  for (const rates of [[2], [1, 2]]) {
    const optimizer = { paramGroups: rates.map((lr) => ({ lr })) };
    const curve = (step: number) => (step === 0 ? 1 : 1.7e308);
    const scheduler = new LRScheduler(optimizer, curve, { relative: true });
    expect(() => scheduler.step()).toThrow(InvalidArgumentError);
    expect(scheduler.getLastLr()).toEqual(rates);
    expect(scheduler.lastEpoch).toBe(0);
  }
});

describe("counting updates", () => {
  const grads = [Float32Array.of(1)];
  const infinite = [Float32Array.of(Number.POSITIVE_INFINITY)];

  it("follows the optimizer, in any order and however often it is called", () => {
    const before = new AdamW([1], { lr: 1 });
    const after = new AdamW([1], { lr: 1 });
    const [early, late] = [new LRScheduler(before, lr), new LRScheduler(after, lr)];
    for (let step = 0; step < 25; step++) {
      early.step();
      expect(before.step({ grads }).lr).toEqual([lr(step)]);
      expect(after.step({ grads }).lr).toEqual([lr(step)]);
      late.step();
      late.step();
    }
  });

  it("doesn't advance on a skipped update, and catches up with missed updates", () => {
    const optimizer = new AdamW([1], { lr: 1, nonFinite: "skip" });
    const scheduler = new LRScheduler(optimizer, lr);
    scheduler.step(optimizer.step({ grads: infinite }));
    scheduler.step(optimizer.step({ grads, foundInf: true }));
    expect(scheduler.lastEpoch).toBe(0);
    optimizer.step({ grads });
    optimizer.step({ grads });
    scheduler.step();
    expect([scheduler.lastEpoch, optimizer.groups[0]?.lr]).toEqual([2, lr(2)]);
  });

  it("takes the report of an optimizer that doesn't count", () => {
    const scheduler = new LRScheduler(plain(1), lr);
    scheduler.step({ stepped: false, skipped: "foundInf" });
    scheduler.step({ skipped: true });
    expect(scheduler.lastEpoch).toBe(0);
    scheduler.step({ stepped: true, skipped: null });
    expect(scheduler.lastEpoch).toBe(1);
    expect(() => scheduler.step(3 as never)).toThrow(InvalidArgumentError);
    expect(() => scheduler.step({ stepped: "no" } as never)).toThrow(InvalidArgumentError);
  });

  it("counts calls or what a function says if requested", () => {
    const optimizer = new AdamW([1], { lr: 1 });
    const byCalls = new LRScheduler(optimizer, lr, { counter: "calls" });
    byCalls.step();
    expect(byCalls.lastEpoch).toBe(1);
    let updates = 10;
    const followed = new LRScheduler(plain(1), lr, { counter: () => updates });
    updates = 13;
    followed.step();
    expect(followed.lastEpoch).toBe(3);
    updates = Number.NaN;
    expect(() => followed.step()).toThrow(InvalidArgumentError);
    expect(followed.lastEpoch).toBe(3);
    expect(() => new LRScheduler(plain(1), lr, { counter: "optimizer" })).toThrow(InvalidArgumentError);
  });
});

describe("groups that are added later", () => {
  it("follow the curve of all groups, from their own rate where it multiplies", () => {
    const optimizer = plain(0.5);
    const scheduler = new LRScheduler(optimizer, (step) => 2 ** -step, { relative: true });
    scheduler.step();
    optimizer.paramGroups.push(...plain(0.8).paramGroups);
    scheduler.step();
    expect(scheduler.getLastLr()).toEqual([0.125, 0.2]);
    expect(scheduler.baseLrs).toEqual([0.5, 0.8]);
  });

  it("need a curve where the others have one each, and nothing moves before", () => {
    const optimizer = plain(1);
    const scheduler = new LRScheduler(optimizer, [lr]);
    optimizer.paramGroups.push(...plain(7).paramGroups);
    expect(refusal(() => scheduler.step()).argument).toBe("curves.lr.length");
    expect([scheduler.lastEpoch, ...scheduler.getLastLr()]).toEqual([0, lr(0), 7]);
    scheduler.addGroup(() => 3);
    expect(scheduler.getLastLr()).toEqual([lr(0), 3]);
    scheduler.step();
    expect(scheduler.getLastLr()).toEqual([lr(1), 3]);
    expect(() => scheduler.addGroup({ momentum: () => 1 })).toThrow(InvalidArgumentError);
  });

  it("can't be removed", () => {
    const optimizer = plain(1, 1);
    const scheduler = new LRScheduler(optimizer, lr);
    optimizer.paramGroups.pop();
    expect(refusal(() => scheduler.step()).argument).toBe("groups.length");
  });
});

describe("the initial rate", () => {
  const half = (step: number) => 0.5 ** step;

  it("is recorded in the group", () => {
    const optimizer = plain(0.4);
    new LRScheduler(optimizer, lr);
    expect(optimizer.paramGroups[0]?.initialLr).toBe(0.4);
  });

  it("is required for a second scheduler after the first changed the rate", () => {
    const optimizer = plain(0.4);
    const first = new LRScheduler(optimizer, half, { relative: true });
    first.step();
    expect(refusal(() => new LRScheduler(optimizer, half, { relative: true })).argument).toBe("initialLr");
    expect(optimizer.paramGroups[0]?.lr).toBe(0.2);
    const base = (initialLr: "recorded" | "current" | number | number[]) =>
      new LRScheduler(optimizer, () => 1, { relative: true, initialLr }).baseLrs;
    expect(base("recorded")).toEqual([0.4]);
    optimizer.paramGroups[0] = { ...(optimizer.paramGroups[0] as object), lr: 0.2 } as never;
    expect(base("current")).toEqual([0.2]);
    expect(base(3)).toEqual([3]);
    expect(base([4])).toEqual([4]);
    expect(() => base([4, 5])).toThrow(InvalidArgumentError);
    expect(() => base("mine" as never)).toThrow(InvalidArgumentError);
  });

  it("comes from a checkpoint where the group has it", () => {
    const optimizer = { paramGroups: [{ lr: 0.001, initialLr: 0.1 }] };
    const scheduler = new LRScheduler(optimizer, half, { relative: true, lastEpoch: 3 });
    expect(scheduler.getLastLr()).toEqual([0.1 * 0.125]);
  });

  it("is not a function: two schedules would overwrite each other", () => {
    const optimizer = new AdamW([1], { lr });
    expect(refusal(() => new LRScheduler(optimizer, lr)).argument).toBe("groups[0].lr");
    const decay = new LRScheduler(optimizer, { weightDecay: linear({ start: 0, end: 1, totalSteps: 2 }) });
    optimizer.step({ grads: [Float32Array.of(1)] });
    decay.step();
    expect(optimizer.groups[0]?.weightDecay).toBe(0.5);
    expect(decay.getLastLr()).toEqual([lr(1)]);
    decay.loadStateDict(JSON.parse(JSON.stringify(decay.stateDict())));
  });
});

it.each<[string, () => unknown]>([
  ["optimizer", () => new LRScheduler(null as never, lr)],
  ["optimizer.groups", () => new LRScheduler({} as never, lr)],
  ["optimizer.paramGroups", () => new LRScheduler({ paramGroups: [] }, lr)],
  ["groups[0].lr", () => new LRScheduler({ paramGroups: [{ lr: Number.NaN }] }, lr)],
  ["curves", () => new LRScheduler(plain(1), 0.1 as never)],
  ["curves", () => new LRScheduler(plain(1), {})],
  ["curves.lr[1]", () => new LRScheduler(plain(1), { lr: [lr, 1 as never] })],
  ["curves.lr.length", () => new LRScheduler(plain(1), [lr, lr])],
  ["groups[0].dampening", () => new LRScheduler(plain(1), { dampening: lr })],
  ["lastEpoch", () => new LRScheduler(plain(1), lr, { lastEpoch: -1 })],
  ["counter", () => new LRScheduler(plain(1), lr, { counter: "steps" as never })],
  ["lastepoch", () => new LRScheduler(plain(1), lr, { lastepoch: 1 } as never)],
])("rejects a bad %s", (argument, construct) => {
  expect(refusal(construct).argument).toBe(argument);
});
