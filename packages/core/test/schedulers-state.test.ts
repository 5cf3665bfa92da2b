import {
  AdamW,
  cosine,
  InvalidArgumentError,
  LRScheduler,
  type SchedulerState,
  warmupCosine,
} from "@anneal/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainOptimizer as plain } from "./support/plain-optimizer.js";
import { refusal } from "./support/refusals.js";

const lr = warmupCosine({ peak: 0.1, end: 0.01, warmupSteps: 4, totalSteps: 20 });

const throughJson = (state: SchedulerState): SchedulerState => JSON.parse(JSON.stringify(state));

describe("saving and loading", () => {
  it("continues as if it had never stopped, from any step", () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), fc.boolean(), (before, after, relative) => {
        const whole = new LRScheduler(
          plain(0.3, 0.7),
          { lr, momentum: cosine({ peak: 1, totalSteps: 9 }) },
          { relative },
        );
        for (let i = 0; i < before; i++) whole.step();
        const resumed = new LRScheduler(
          plain(0.3, 0.7),
          { lr, momentum: cosine({ peak: 1, totalSteps: 9 }) },
          { relative },
        );
        resumed.loadStateDict(throughJson(whole.stateDict()));
        for (let i = 0; i < after; i++) {
          expect(resumed.optimizer).toEqual(whole.optimizer);
          whole.step();
          resumed.step();
        }
        expect(resumed.getLastLr()).toEqual(whole.getLastLr());
      }),
    );
  });

  it("continues an optimizer that counts, whichever is loaded first", () => {
    const grads = [Float32Array.of(1)];
    const run = (steps: number) => {
      const optimizer = new AdamW([1], { lr: 0.3 });
      const scheduler = new LRScheduler(optimizer, lr);
      for (let i = 0; i < steps; i++) scheduler.step(optimizer.step({ grads }));
      return { optimizer, scheduler };
    };
    const saved = run(7);
    const states = {
      optimizer: saved.optimizer.stateDict(),
      scheduler: throughJson(saved.scheduler.stateDict()),
    };
    for (const order of ["optimizer first", "scheduler first", "scheduler only"]) {
      const { optimizer, scheduler } = run(0);
      if (order === "optimizer first") optimizer.loadStateDict(states.optimizer);
      scheduler.loadStateDict(states.scheduler);
      if (order === "scheduler first") optimizer.loadStateDict(states.optimizer);
      scheduler.step();
      expect([order, scheduler.lastEpoch, optimizer.groups[0]?.lr]).toEqual([order, 7, lr(7)]);
      for (let step = 7; step < 12; step++) {
        const report = optimizer.step({ grads });
        expect([order, report.lr]).toEqual([order, [lr(step)]]);
        scheduler.step(report);
      }
    }
    // Into a run that is further on: that one's updates go on from the saved step.
    const ahead = run(11);
    ahead.scheduler.loadStateDict(states.scheduler);
    ahead.scheduler.step(ahead.optimizer.step({ grads }));
    expect(ahead.scheduler.lastEpoch).toBe(8);
    // Back in the same run: both are loaded, in either order.
    for (const first of ["optimizer", "scheduler"] as const) {
      const back = run(11);
      if (first === "optimizer") back.optimizer.loadStateDict(states.optimizer);
      back.scheduler.loadStateDict(states.scheduler);
      if (first === "scheduler") back.optimizer.loadStateDict(states.optimizer);
      back.scheduler.step(back.optimizer.step({ grads }));
      expect([first, back.scheduler.lastEpoch]).toEqual([first, 8]);
    }
  });

  it("has a policy for curves that differ", () => {
    const other = warmupCosine({ peak: 0.2, end: 0.01, warmupSteps: 4, totalSteps: 20 });
    const saved = new LRScheduler(plain(1), lr);
    saved.moveTo(6);
    const state = throughJson(saved.stateDict());
    const fresh = () => new LRScheduler(plain(1), other);
    const refused = refusal(() => fresh().loadStateDict(state));
    expect(refused.argument).toBe("state.settings.curves.lr.root.children[0].to");
    expect([refused.received, refused.expected]).toEqual([0.1, expect.stringContaining("0.2")]);
    const kept = fresh();
    kept.loadStateDict(state, { policy: "keep" });
    expect(kept.getLastLr()).toEqual([other(6)]);
    const replaced = fresh();
    replaced.loadStateDict(state, { policy: "checkpoint" });
    replaced.step();
    expect(replaced.getLastLr()).toEqual([lr(7)]);
    expect(() => fresh().loadStateDict(state, { policy: "mine" as never })).toThrow(InvalidArgumentError);
  });

  it("keeps functions, which a state can't contain", () => {
    const saved = new LRScheduler(plain(1, 1), [lr, () => 5]);
    const state = throughJson(saved.stateDict());
    const loaded = new LRScheduler(plain(1, 1), [() => 9, () => 6]);
    loaded.loadStateDict(state, { policy: "checkpoint" });
    expect(loaded.getLastLr()).toEqual([lr(0), 6]);
    const none = new LRScheduler(plain(1, 1), lr);
    expect(refusal(() => none.loadStateDict(state, { policy: "checkpoint" })).argument).toBe(
      "state.settings.curves.lr[1]",
    );
  });

  it.each<[string, (state: Record<string, unknown>) => unknown]>([
    ["state", () => null],
    ["state", () => []],
    ["state.format", (state) => ({ ...state, format: "torch" })],
    ["state.version", (state) => ({ ...state, version: 2 })],
    ["state.name", (state) => ({ ...state, name: "StepLR" })],
    ["state.lastEpoch", (state) => ({ ...state, lastEpoch: -1 })],
    ["state.lastEpoch", (state) => ({ ...state, lastEpoch: 1.5 })],
    ["state.lastEpoch", (state) => ({ ...state, lastEpoch: Number.NaN })],
    ["state.updates", (state) => ({ ...state, updates: "7" })],
    ["state.initialLrs[0]", (state) => ({ ...state, initialLrs: [Number.NaN] })],
    ["state.initialLrs.length", (state) => ({ ...state, initialLrs: [1, 2] })],
    [
      "state.settings.relative",
      (state) => ({ ...state, settings: { ...(state.settings as object), relative: true } }),
    ],
    [
      "state.settings.curves.lr",
      (state) => ({ ...state, settings: { relative: false, curves: { lr: "x" } } }),
    ],
    ["state.extra", (state) => ({ ...state, extra: 1 })],
  ])("rejects a state with another %s and changes nothing", (argument, damage) => {
    const scheduler = new LRScheduler(plain(1), lr);
    scheduler.moveTo(3);
    const before = scheduler.stateDict();
    const damaged = damage(throughJson(before) as never) as never;
    expect(refusal(() => scheduler.loadStateDict(damaged)).argument).toBe(argument);
    expect(scheduler.stateDict()).toEqual(before);
    expect(scheduler.getLastLr()).toEqual([lr(3)]);
  });
});
