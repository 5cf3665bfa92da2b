/** Resuming under other circumstances than a run was saved in: by example; the laws are in spec/test/resume. */
import {
  AdamW,
  cosine,
  LRScheduler,
  linear,
  ReduceOnPlateau,
  type ScheduledOptimizer,
  type SchedulerOptions,
  warmupCosine,
} from "@anneal/core";
import { describe, expect, it } from "vitest";
import { plainOptimizer as plain } from "./support/plain-optimizer.js";
import { refusal } from "./support/refusals.js";

const lr = warmupCosine({ peak: 0.1, end: 0.01, warmupSteps: 4, totalSteps: 200 });
const half = cosine({ peak: 1, totalSteps: 100 });
const grads = [Float32Array.of(1)];

/** A relative scheduler that starts in the middle of a run. */
const relative = (optimizer: ScheduledOptimizer, options: SchedulerOptions) =>
  new LRScheduler(optimizer, half, { ...options, relative: true });

/** A run with a relative schedule, after some updates. */
function runTo(updates: number, rate: number, curve = half) {
  const optimizer = new AdamW([1], { lr: rate });
  const scheduler = new LRScheduler(optimizer, curve, { relative: true });
  for (let i = 0; i < updates; i++) scheduler.step(optimizer.step({ grads }));
  return { optimizer: optimizer.stateDict(), scheduler: JSON.parse(JSON.stringify(scheduler.stateDict())) };
}

describe("the initial rate", () => {
  const saved = runTo(50, 1e-4);

  it("is in the state of an optimizer's group", () => {
    expect(saved.optimizer.groups[0]).toMatchObject({ lr: 1e-4 * half(50), initialLr: 1e-4 });
  });

  it("of another program is rejected, taken over or kept, whichever is loaded first", () => {
    for (const order of ["new", "optimizer", "scheduler"] as const) {
      const load = (policy?: "checkpoint" | "keep") => {
        const optimizer = new AdamW([1], { lr: 1e-3 });
        if (order === "new") optimizer.loadStateDict(saved.optimizer);
        const scheduler = new LRScheduler(optimizer, half, { relative: true });
        if (order === "optimizer") optimizer.loadStateDict(saved.optimizer);
        scheduler.loadStateDict(saved.scheduler, policy === undefined ? {} : { policy });
        if (order === "scheduler") optimizer.loadStateDict(saved.optimizer);
        const { initialLr } = optimizer.groups[0] as { initialLr: number | null };
        return [...optimizer.step({ grads }).lr, initialLr];
      };
      const refused = refusal(load);
      expect([refused.argument, refused.received]).toEqual(["state.initialLrs[0]", 1e-4]);
      expect(refused.expected).toContain("0.001");
      expect(load("keep")).toEqual([1e-3 * half(50), 1e-3]);
      expect(load("checkpoint")).toEqual([1e-4 * half(50), 1e-4]);
    }
  });

  it("is the saved one for a new scheduler, or has to be decided on", () => {
    const restored = (rate: number) => {
      const optimizer = new AdamW([1], { lr: rate });
      optimizer.loadStateDict(saved.optimizer);
      return optimizer;
    };
    const same = restored(1e-4);
    relative(same, { lastEpoch: 50 });
    expect(same.groups[0]?.lr).toBe(1e-4 * half(50));
    const other = restored(1e-3);
    const refused = refusal(() => relative(other, { lastEpoch: 50 }));
    expect(refused.argument).toBe("initialLr");
    expect(refused.expected).toMatch(/0\.0001.*0\.001/);
    const options = { lastEpoch: 50, initialLr: "recorded" } as const;
    relative(other, options);
    expect(other.groups[0]?.lr).toBe(1e-4 * half(50));
    // Without lastEpoch a state may still be loaded; without one, nothing is multiplied.
    const undecided = new LRScheduler(restored(1e-3), half, { relative: true });
    expect(refusal(() => undecided.step()).argument).toBe("initialLr");
    expect(refusal(() => undecided.moveTo(3)).argument).toBe("initialLr");
    expect(refusal(() => relative(plain(0.05), { lastEpoch: 50 })).argument).toBe("groups[0].initialLr");
  });

  it("is the one that was set by hand before any scheduler", () => {
    const optimizer = new AdamW([1], { lr: 1e-3 });
    for (const group of optimizer.groups) group.lr = 0.5;
    expect(new LRScheduler(optimizer, half, { relative: true }).baseLrs).toEqual([0.5]);
  });

  it("isn't asked for if nothing is multiplied", () => {
    const optimizer = plain(0.4);
    const first = new LRScheduler(optimizer, half, { relative: true });
    for (let i = 0; i < 50; i++) first.step();
    new LRScheduler(optimizer, { weightDecay: linear({ start: 1, end: 0, totalSteps: 2 }) });
    expect(optimizer.paramGroups[0]).toMatchObject({ lr: 0.4 * half(50), weightDecay: 1, initialLr: 0.4 });
    new LRScheduler(optimizer, lr, { lastEpoch: 4 });
    expect(optimizer.paramGroups[0]).toMatchObject({ lr: 0.1, initialLr: 0.4 });
  });
});

describe("groups that are replaced", () => {
  it("are followed", () => {
    const optimizer = plain(0.5, 0.25);
    const scheduler = new LRScheduler(optimizer, half, { relative: true });
    for (let i = 0; i < 5; i++) scheduler.step();
    optimizer.paramGroups = JSON.parse(JSON.stringify(optimizer.paramGroups));
    scheduler.step();
    expect(optimizer.paramGroups.map((group) => group.lr)).toEqual([0.5 * half(6), 0.25 * half(6)]);
    expect(scheduler.getLastLr()).toEqual([0.5 * half(6), 0.25 * half(6)]);
  });

  it("are rejected where they began with another rate, unless it is decided", () => {
    const optimizer = plain(0.5);
    const scheduler = new LRScheduler(optimizer, half, { relative: true });
    const other = () => [{ ...plain(0.2).paramGroups[0], initialLr: 0.3 }] as typeof optimizer.paramGroups;
    optimizer.paramGroups = other();
    const refused = refusal(() => scheduler.step());
    expect(refused.argument).toBe("initialLr");
    expect(refused.expected).toMatch(/0\.3.*0\.5/);
    scheduler.loadStateDict(JSON.parse(JSON.stringify(scheduler.stateDict())), { policy: "keep" });
    optimizer.paramGroups = other();
    scheduler.step();
    expect(optimizer.paramGroups[0]).toMatchObject({ lr: 0.5 * half(1), initialLr: 0.5 });
  });

  it("may be more than a state has: those that were added since the last step", () => {
    const optimizer = plain(0.5);
    const scheduler = new LRScheduler(optimizer, half, { relative: true });
    scheduler.step();
    const before = JSON.parse(JSON.stringify(scheduler.stateDict()));
    optimizer.paramGroups.push(...plain(0.8).paramGroups);
    const after = JSON.parse(JSON.stringify(scheduler.stateDict()));
    expect(after.initialLrs).toEqual([0.5, 0.8]);
    for (const state of [before, after]) {
      const resumed = new LRScheduler(plain(0.5, 0.8), half, { relative: true });
      resumed.loadStateDict(state);
      resumed.step();
      expect(resumed.getLastLr()).toEqual([0.5 * half(2), 0.8 * half(2)]);
    }
  });
});

describe("the count of updates", () => {
  it("is caught up if a checkpoint was written before the scheduler's step", () => {
    const optimizer = new AdamW([1], { lr: 1 });
    const scheduler = new LRScheduler(optimizer, lr);
    for (let i = 0; i < 7; i++) scheduler.step(optimizer.step({ grads }));
    const early = scheduler.stateDict();
    optimizer.step({ grads });
    const states = { optimizer: optimizer.stateDict(), late: scheduler.stateDict() };
    expect([states.late.lastEpoch, states.late.updates]).toEqual([8, 8]);
    for (const state of [early, states.late]) {
      for (const isOptimizerFirst of [true, false]) {
        const restored = new AdamW([1], { lr: 1 });
        const resumed = new LRScheduler(restored, lr);
        if (isOptimizerFirst) restored.loadStateDict(states.optimizer);
        resumed.loadStateDict(state);
        if (!isOptimizerFirst) restored.loadStateDict(states.optimizer);
        for (let step = 8; step < 12; step++) {
          const report = restored.step({ grads });
          expect(report.lr).toEqual([lr(step)]);
          resumed.step(report);
        }
      }
    }
  });

  it("continues from a scheduler's state alone, however rarely it steps", () => {
    const { scheduler: state } = runTo(50, 0.1);
    const optimizer = new AdamW([1], { lr: 0.1 });
    const scheduler = new LRScheduler(optimizer, half, { relative: true });
    scheduler.loadStateDict(state);
    for (const expected of [110, 170]) {
      for (let i = 0; i < 60; i++) optimizer.step({ grads });
      scheduler.step();
      expect([scheduler.lastEpoch, optimizer.groups[0]?.lr]).toEqual([expected, 0.1 * half(expected)]);
    }
  });

  it("goes back with the optimizer, and rejects a count from before the schedule began", () => {
    const optimizer = new AdamW([1], { lr: 1 });
    const start = optimizer.stateDict();
    for (let i = 0; i < 5; i++) optimizer.step({ grads });
    const middle = optimizer.stateDict();
    const scheduler = new LRScheduler(optimizer, lr);
    for (let i = 0; i < 5; i++) scheduler.step(optimizer.step({ grads }));
    optimizer.loadStateDict(middle);
    expect([scheduler.lastEpoch, optimizer.groups[0]?.lr]).toEqual([0, lr(0)]);
    optimizer.loadStateDict(start);
    expect(refusal(() => scheduler.step()).argument).toBe("optimizer.stepCount");
    scheduler.moveTo(7);
    expect(optimizer.groups[0]?.lr).toBe(lr(7));
  });

  it("of another optimizer, loaded after the scheduler, can't be told from updates", () => {
    const optimizer = { ...plain(1), stepCount: 0 };
    const scheduler = new LRScheduler(optimizer, lr);
    scheduler.loadStateDict({ ...scheduler.stateDict(), lastEpoch: 50, updates: 50 });
    optimizer.stepCount = 60;
    expect(refusal(() => scheduler.step()).argument).toBe("optimizer.stepCount");
    scheduler.moveTo(60);
    optimizer.stepCount++;
    scheduler.step();
    expect(scheduler.lastEpoch).toBe(61);
  });

  it("leaves a scheduler that another one has replaced alone", () => {
    const optimizer = new AdamW([1], { lr: 1 });
    const state = optimizer.stateDict();
    new LRScheduler(optimizer, { lr: () => 0.5, weightDecay: () => 0.25 });
    new LRScheduler(optimizer, () => 0.75);
    for (const group of optimizer.groups) Object.assign(group, { lr: 9, weightDecay: 9 });
    optimizer.loadStateDict(state);
    expect(optimizer.groups[0]).toMatchObject({ lr: 0.75, weightDecay: 0.25 });
  });
});

describe("a step between two", () => {
  it("can be moved to, saved and resumed from", () => {
    const scheduler = new LRScheduler(plain(1), lr);
    scheduler.moveTo(6);
    scheduler.moveTo(6.5);
    expect([scheduler.lastEpoch, ...scheduler.getLastLr()]).toEqual([6.5, lr(6.5)]);
    const resumed = new LRScheduler(plain(1), lr);
    resumed.loadStateDict(JSON.parse(JSON.stringify(scheduler.stateDict())));
    expect([resumed.lastEpoch, ...resumed.getLastLr()]).toEqual([6.5, lr(6.5)]);
    resumed.step();
    expect([resumed.lastEpoch, ...resumed.getLastLr()]).toEqual([7.5, lr(7.5)]);
    expect(refusal(() => scheduler.moveTo(-0.5)).argument).toBe("lastEpoch");
    const state = { ...scheduler.stateDict(), fraction: 1 };
    expect(refusal(() => resumed.loadStateDict(state)).argument).toBe("state.fraction");
  });
});

describe("a rule that follows a metric", () => {
  const cutter = () => new ReduceOnPlateau({ factor: 0.5, patience: 0 });

  it("holds from the step that observe says, also between two steps of a scheduler", () => {
    const [through, straight] = [cutter(), cutter()];
    const optimizer = new AdamW([1], { lr: 1 });
    const scheduler = new LRScheduler(optimizer, { lr: through.apply(lr), weightDecay: () => 0.5 });
    const other = new AdamW([1], { lr: straight.apply(lr) });
    for (const group of optimizer.groups) group.weightDecay = 0.25;
    for (let step = 1; step <= 12; step++) {
      const report = optimizer.step({ grads });
      scheduler.step(report);
      expect(report.lr).toEqual(other.step({ grads }).lr);
      for (const rule of [through, straight]) rule.step(step % 3 === 0 ? 2 : -step, step);
      expect(optimizer.groups[0]?.lr).toBe(straight.apply(lr)(step));
    }
    expect(through.changes).toHaveLength(4);
  });

  it("is on time for a schedule in epochs", () => {
    const rule = cutter();
    const optimizer = plain(1);
    const scheduler = new LRScheduler(optimizer, rule.apply(0.4), { counter: "calls" });
    scheduler.step();
    rule.step(1, 1);
    rule.step(1, 1);
    expect(optimizer.paramGroups[0]?.lr).toBe(0.2);
    new LRScheduler(optimizer, () => 7);
    rule.step(1, 1);
    expect(optimizer.paramGroups[0]?.lr).toBe(7);
  });
});

it("a state that contains itself is rejected", () => {
  const scheduler = new LRScheduler(plain(1), lr);
  const state = JSON.parse(JSON.stringify(scheduler.stateDict()));
  state.settings.curves.again = state.settings;
  for (const policy of ["match", "checkpoint", "keep"] as const) {
    expect(refusal(() => scheduler.loadStateDict(state, { policy })).argument).toBe("state.settings");
  }
});
