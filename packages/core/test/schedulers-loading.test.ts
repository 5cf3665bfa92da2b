/** What loading, moving, and setting rates by hand leave behind, until the next step and after it. */
import { AdamW, LRScheduler, ReduceOnPlateau, type ScheduledOptimizer, stepDecay } from "@anneal/core";
import { describe, expect, it } from "vitest";
import { writeRates } from "../src/schedulers/groups.js";
import { plainOptimizer as plain } from "./support/plain-optimizer.js";
import { refusal } from "./support/refusals.js";

const curve = (step: number) => 1 / (step + 1);
const half = (step: number) => 0.5 ** step;
const grads = [Float32Array.of(1)];

const adam = (lr = 1) => new AdamW([1], { lr });

/** The state of an optimizer after some updates. */
function stateAfter(updates: number, lr = 1) {
  const optimizer = adam(lr);
  for (let i = 0; i < updates; i++) optimizer.step({ grads });
  return optimizer.stateDict();
}

const rateOf = ({ groups }: AdamW) => groups[0]?.lr;

describe("an optimizer's state, loaded after", () => {
  it("moveTo, leaves the scheduler at that step", () => {
    const optimizer = adam();
    const scheduler = new LRScheduler(optimizer, curve);
    scheduler.moveTo(10);
    optimizer.loadStateDict(stateAfter(5));
    expect([scheduler.lastEpoch, rateOf(optimizer)]).toEqual([10, curve(10)]);
    scheduler.step(optimizer.step({ grads }));
    expect([scheduler.lastEpoch, rateOf(optimizer)]).toEqual([11, curve(11)]);
  });

  it("a construction at a step, leaves the scheduler there, too", () => {
    const optimizer = adam();
    const scheduler = new LRScheduler(optimizer, curve, { lastEpoch: 50 });
    optimizer.loadStateDict(stateAfter(50));
    expect([scheduler.lastEpoch, rateOf(optimizer)]).toEqual([50, curve(50)]);
  });

  it("calls that were counted, leaves their count", () => {
    const optimizer = adam();
    const scheduler = new LRScheduler(optimizer, curve, { counter: "calls" });
    for (let i = 0; i < 3; i++) scheduler.step();
    optimizer.loadStateDict(stateAfter(50));
    expect([scheduler.lastEpoch, rateOf(optimizer)]).toEqual([3, curve(3)]);
  });

  it("a function that counts, says nothing about that count", () => {
    const optimizer = adam();
    let counted = 0;
    const scheduler = new LRScheduler(optimizer, curve, { counter: () => counted });
    scheduler.loadStateDict({ ...scheduler.stateDict(), lastEpoch: 20, updates: 50 });
    counted = 5;
    expect(scheduler.stateDict()).toMatchObject({ lastEpoch: 20, updates: 0 });
    optimizer.loadStateDict(stateAfter(3));
    expect([scheduler.lastEpoch, rateOf(optimizer)]).toEqual([20, curve(20)]);
  });

  it("an update that is before the schedule began, leaves the loaded rate until a step is possible", () => {
    const optimizer = adam();
    optimizer.loadStateDict(stateAfter(5));
    const scheduler = new LRScheduler(optimizer, curve);
    scheduler.step(optimizer.step({ grads }));
    optimizer.loadStateDict(stateAfter(2, 0.25));
    expect([scheduler.lastEpoch, rateOf(optimizer)]).toEqual([1, 0.25]);
    expect(refusal(() => scheduler.step()).argument).toBe("optimizer.stepCount");
    optimizer.loadStateDict(stateAfter(8));
    expect([scheduler.lastEpoch, rateOf(optimizer)]).toEqual([3, curve(3)]);
  });

  it("another initial rate, leaves the loaded rate until that is decided", () => {
    const saved = adam(0.5);
    new LRScheduler(saved, half, { relative: true }).moveTo(2);
    const optimizer = adam(0.25);
    const rule = new ReduceOnPlateau({ factor: 0.5, patience: 0 });
    const scheduler = new LRScheduler(optimizer, rule.apply(half), { relative: true });
    optimizer.loadStateDict(saved.stateDict());
    expect(rateOf(optimizer)).toBe(0.125);
    rule.step(1, 1);
    rule.step(1, 1);
    expect(rateOf(optimizer)).toBe(0.125);
    expect(refusal(() => scheduler.step()).argument).toBe("initialLr");
    scheduler.loadStateDict(scheduler.stateDict(), { policy: "keep" });
    expect(scheduler.baseLrs).toEqual([0.25]);
  });

  it("another initial rate, also where a group was added before", () => {
    const optimizer = adam(0.25);
    const scheduler = new LRScheduler(optimizer, half, { relative: true });
    optimizer.addGroup({ params: [1], lr: 0.25 });
    scheduler.step();
    const saved = adam(0.5);
    saved.addGroup({ params: [1], lr: 0.25 });
    new LRScheduler(saved, half, { relative: true });
    optimizer.loadStateDict(saved.stateDict());
    expect(refusal(() => scheduler.step()).argument).toBe("initialLr");
  });

  it("another initial rate, is not decided by the curve of a new group", () => {
    const optimizer = adam(0.25);
    const scheduler = new LRScheduler(optimizer, [half], { relative: true });
    const saved = adam(0.5);
    new LRScheduler(saved, half, { relative: true });
    optimizer.loadStateDict(saved.stateDict());
    optimizer.addGroup({ params: [1], lr: 0.25 });
    scheduler.addGroup(half);
    expect(refusal(() => scheduler.step()).argument).toBe("initialLr");
  });

  it("is followed by the next step if the curve failed during the loading", () => {
    const optimizer = adam();
    let isBroken = false;
    const scheduler = new LRScheduler(optimizer, (step) => {
      if (isBroken) throw new Error("broken");
      return curve(step);
    });
    isBroken = true;
    optimizer.loadStateDict(stateAfter(0, 0.125));
    expect(rateOf(optimizer)).toBe(0.125);
    isBroken = false;
    scheduler.step();
    expect([scheduler.lastEpoch, rateOf(optimizer)]).toEqual([0, 1]);
  });
});

it("an initial rate is recorded where a group has none, or null", () => {
  const optimizer = plain(0.5, 0.25);
  Object.assign(optimizer.paramGroups[1] as object, { initialLr: null });
  new LRScheduler(optimizer, half, { relative: true }).step();
  expect(optimizer.paramGroups.map(({ lr, initialLr }) => [lr, initialLr])).toEqual([
    [0.25, 0.5],
    [0.125, 0.25],
  ]);
});

it("an ambiguous initial rate is not recorded", () => {
  const optimizer = adam(0.25);
  const saved = stateAfter(0, 0.125);
  const groups = saved.groups.map((group) => ({ ...group, initialLr: null }));
  optimizer.loadStateDict({ ...saved, groups });
  const scheduler = new LRScheduler(optimizer, half, { relative: true });
  expect(refusal(() => scheduler.step()).argument).toBe("initialLr");
  expect(optimizer.groups[0]?.initialLr).toBeNull();
});

describe("a scheduler's state", () => {
  it("is not of the run of an optimizer that was never loaded", () => {
    const optimizer = adam();
    for (let i = 0; i < 57; i++) optimizer.step({ grads });
    const scheduler = new LRScheduler(optimizer, curve);
    scheduler.loadStateDict({ ...scheduler.stateDict(), lastEpoch: 20, updates: 50 });
    expect(scheduler.lastEpoch).toBe(20);
    scheduler.step(optimizer.step({ grads }));
    expect(scheduler.lastEpoch).toBe(21);
  });

  it("brings the initial rates, also of groups whose rate it does not write", () => {
    const scheduler = new LRScheduler(plain(0.5), { momentum: half });
    const state = { ...scheduler.stateDict(), initialLrs: [0.25] };
    scheduler.loadStateDict(state, { policy: "checkpoint" });
    expect(scheduler.baseLrs).toEqual([0.25]);
  });

  it("leaves the recorded rates of groups if nothing is multiplied", () => {
    const optimizer = plain(0.5);
    const scheduler = new LRScheduler(optimizer, half);
    scheduler.loadStateDict({ ...scheduler.stateDict(), initialLrs: [0.25] }, { policy: "checkpoint" });
    expect(optimizer.paramGroups[0]?.initialLr).toBe(0.5);
  });

  it("has settings, whatever the policy, and settings of one kind for another are a difference", () => {
    const lr = stepDecay({ peak: 0.1, gamma: 0.5, every: 2 });
    const scheduler = new LRScheduler(plain(1), lr);
    const state = scheduler.stateDict();
    for (const policy of ["match", "checkpoint", "keep"] as const) {
      const load = () => scheduler.loadStateDict({ ...state, settings: 3 }, { policy });
      expect(refusal(load).argument).toBe("state.settings");
    }
    const letters = { ...JSON.parse(JSON.stringify(lr)), format: [..."anneal/schedule"] };
    const load = () =>
      scheduler.loadStateDict({ ...state, settings: { relative: false, curves: { lr: letters } } });
    expect(refusal(load).argument).toBe("state.settings.curves.lr.format");
  });
});

describe("rates set by hand hold until the next update", () => {
  const byHand = (optimizer: AdamW, scheduler: LRScheduler) => {
    for (const group of optimizer.groups) group.lr = 9;
    scheduler.step();
    expect(rateOf(optimizer)).toBe(9);
    scheduler.step(optimizer.step({ grads }));
    expect(rateOf(optimizer)).toBe(curve(scheduler.lastEpoch));
  };

  it.each<[string, (optimizer: AdamW, scheduler: LRScheduler) => void]>([
    ["the construction", () => {}],
    ["a step", (optimizer, scheduler) => scheduler.step(optimizer.step({ grads }))],
    ["moveTo", (_, scheduler) => scheduler.moveTo(7)],
    ["a state of the scheduler", (_, scheduler) => scheduler.loadStateDict(scheduler.stateDict())],
    ["a state of the optimizer", (optimizer) => optimizer.loadStateDict(stateAfter(4))],
  ])("after %s", (_, before) => {
    const optimizer = adam();
    const scheduler = new LRScheduler(optimizer, curve);
    before(optimizer, scheduler);
    byHand(optimizer, scheduler);
  });
});

describe("groups that come and go", () => {
  it("may be new ones without an initial rate: it is known", () => {
    const optimizer = plain(0.5);
    const scheduler = new LRScheduler(optimizer, half, { relative: true });
    optimizer.paramGroups = plain(0.5).paramGroups;
    scheduler.step();
    expect(optimizer.paramGroups[0]).toMatchObject({ lr: 0.25, initialLr: 0.5 });
  });

  it("don't make a count ambiguous where one was added", () => {
    const optimizer = { ...plain(1), stepCount: 0 };
    const scheduler = new LRScheduler(optimizer, curve);
    scheduler.moveTo(10);
    optimizer.paramGroups.push(...plain(1).paramGroups);
    optimizer.stepCount = 1;
    scheduler.step();
    expect([scheduler.lastEpoch, ...scheduler.getLastLr()]).toEqual([11, curve(11), curve(11)]);
  });

  it("get nothing more from a rule once the optimizer has others", () => {
    const rule = new ReduceOnPlateau({ factor: 0.5, patience: 0 });
    const optimizer = plain(1);
    new LRScheduler(optimizer, rule.apply(0.5));
    const [old] = optimizer.paramGroups;
    optimizer.paramGroups = plain(1).paramGroups;
    for (let i = 0; i < 2; i++) rule.step(1, 1);
    expect([old?.lr, optimizer.paramGroups[0]?.lr]).toEqual([0.5, 1]);
  });

  it("that rejected what a rule gave get it at the next step", () => {
    const rule = new ReduceOnPlateau({ factor: 0.5, patience: 0 });
    let isBroken = false;
    let held = 1;
    const group = {
      get lr() {
        return held;
      },
      set lr(value: number) {
        if (isBroken) throw new Error("broken");
        held = value;
      },
    };
    const optimizer = { paramGroups: [group], stepCount: 0 };
    const scheduler = new LRScheduler(optimizer, rule.apply(0.5));
    isBroken = true;
    for (let i = 0; i < 2; i++) rule.step(1, 0);
    expect(held).toBe(0.5);
    isBroken = false;
    scheduler.step();
    expect([scheduler.lastEpoch, held]).toEqual([0, 0.25]);
  });

  it("that bring another initial rate are rejected as often as one tries", () => {
    const optimizer = plain(0.5);
    const scheduler = new LRScheduler(optimizer, half, { relative: true });
    optimizer.paramGroups = [
      { ...plain(0.5).paramGroups[0], initialLr: 0.25 } as (typeof optimizer.paramGroups)[0],
    ];
    expect(refusal(() => scheduler.step()).argument).toBe("initialLr");
    expect(refusal(() => scheduler.step()).argument).toBe("initialLr");
  });
});

describe("a curve that calls its scheduler", () => {
  it.each<[string, (scheduler: LRScheduler) => unknown]>([
    ["step", (scheduler) => scheduler.step()],
    ["moveTo", (scheduler) => scheduler.moveTo(3)],
    ["loadStateDict", (scheduler) => scheduler.loadStateDict(scheduler.stateDict())],
  ])("by %s is rejected, and the scheduler continues afterwards", (_, call) => {
    let inner: ((scheduler: LRScheduler) => unknown) | null = null;
    const scheduler: LRScheduler = new LRScheduler(plain(1), (step) => {
      inner?.(scheduler);
      return curve(step);
    });
    inner = call;
    expect(() => scheduler.step()).toThrow(expect.objectContaining({ name: "ReentrantCallError" }));
    inner = null;
    scheduler.step();
    expect([scheduler.lastEpoch, ...scheduler.getLastLr()]).toEqual([1, curve(1)]);
  });
});

it("a step back after steps that looked ahead has the schedule's rate", () => {
  const lr = stepDecay({ peak: 1, gamma: 0.5, every: 1 });
  const scheduler = new LRScheduler(plain(1), lr);
  for (const step of [1, 0, 1, 2, 3, 2, 7, 6, 5, 100, 1]) {
    scheduler.moveTo(step);
    expect(scheduler.getLastLr()).toEqual([lr(step)]);
  }
});

describe("writing rates into groups without a curve", () => {
  type Groups = Parameters<typeof writeRates>[0];
  const groupsOf = (optimizer: ScheduledOptimizer) =>
    (optimizer as { paramGroups: unknown }).paramGroups as Groups;
  const frozen = (rate: number) => Object.freeze({ lr: rate });

  it("gives each its own, or all the same", () => {
    for (const count of [1, 3]) {
      const optimizer = plain(...Array<number>(count).fill(1));
      const rates = Array.from({ length: count }, (_, i) => i + 2);
      writeRates(groupsOf(optimizer), rates);
      expect(optimizer.paramGroups.map(({ lr }) => lr)).toEqual(rates);
      writeRates(groupsOf(optimizer), 7);
      expect(optimizer.paramGroups.map(({ lr }) => lr)).toEqual(rates.map(() => 7));
    }
  });

  it("writes none where one can't be written, and names that one", () => {
    const groups = [{ lr: 1 }, { lr: 2 }, frozen(3), { lr: 4 }];
    expect(refusal(() => writeRates(groups as never, [5, 6, 7, 8])).argument).toBe("groups[2].lr");
    expect(groups.map(({ lr }) => lr)).toEqual([1, 2, 3, 4]);
    expect(refusal(() => writeRates([frozen(3)] as never, 5)).argument).toBe("groups[0].lr");
  });

  it("passes on what a group throws", () => {
    const group = {
      set lr(_: number) {
        throw new RangeError("above 1");
      },
    };
    for (const groups of [[group], [group, { lr: 1 }]]) {
      expect(() => writeRates(groups as never, 5)).toThrow("above 1");
    }
  });
});
