/** States that are checked before anything is changed, and states without copies. */
import { describe, expect, it } from "vitest";
import {
  AdamW,
  Greedy,
  LRScheduler,
  type OptimizerState,
  ReduceOnPlateau,
  type ScheduledOptimizer,
  stepDecay,
} from "../src/index.js";
import { plainOptimizer } from "./support/plain-optimizer.js";
import { refusal } from "./support/refusals.js";

function createAdamW(values = [1, 2, 3]) {
  return new AdamW([{ name: "w", values: Float32Array.from(values) }], { memory: "resident" });
}

describe("the state of an optimizer", () => {
  it("contains views of the slots with copy: false", () => {
    const optimizer = createAdamW();
    const { slots } = optimizer.stateDict({ copy: false }).params[0] as OptimizerState["params"][0];
    optimizer.step({ grads: [Float32Array.of(1, 1, 1)] });
    expect(slots).toEqual(optimizer.stateDict().params[0]?.slots);
    slots.expAvg?.fill(5);
    expect(optimizer.stateDict().params[0]?.slots.expAvg).toEqual(Float32Array.of(5, 5, 5));
    expect(refusal(() => optimizer.stateDict({ copy: 1 } as never)).argument).toBe("copy");
  });

  it("is checked without being loaded", () => {
    const optimizer = createAdamW();
    const other = createAdamW([4, 5, 6]);
    other.step({ grads: [Float32Array.of(1, 2, 3)] });
    const before = optimizer.stateDict();
    optimizer.checkStateDict(other.stateDict());
    const wrong = { ...other.stateDict(), step: -1 };
    expect(refusal(() => optimizer.checkStateDict(wrong)).argument).toBe("state.step");
    expect(optimizer.stateDict()).toEqual(before);
    optimizer.dispose();
    expect(() => optimizer.checkStateDict(before)).toThrow("was freed");
  });

  it("may contain the optimizer's own views", () => {
    const optimizer = createAdamW();
    const own = optimizer.stateDict({ copy: false });
    const [parameter] = own.params as [OptimizerState["params"][0]];
    parameter.slots.expAvg?.fill(2);
    const { groups } = own;
    const filled = {
      ...own,
      step: 4,
      groups: groups.map((group) => ({ ...group, step: 4 })),
      params: [{ ...parameter, step: 4 }],
    } as OptimizerState;
    optimizer.checkStateDict(filled);
    optimizer.loadStateDict(filled);
    const copy = createAdamW();
    copy.loadStateDict(structuredClone(optimizer.stateDict()));
    expect(optimizer.stepCount).toBe(4);
    expect(copy.stateDict()).toEqual(optimizer.stateDict());
    expect(copy.stateDict().params[0]?.slots.expAvg).toEqual(Float32Array.of(2, 2, 2));
  });
});

describe("the state of a scheduler", () => {
  const curve = stepDecay({ peak: 1, gamma: 0.5, every: 2 });
  const create = () => new LRScheduler(plainOptimizer(1), curve, { counter: "calls" });

  it("is checked without being loaded", () => {
    const scheduler = create();
    const other = create();
    for (let t = 0; t < 5; t++) other.step();
    const saved = other.stateDict();
    const before = [scheduler.stateDict(), scheduler.getLastLr()];
    scheduler.checkStateDict(saved);
    const wrong = { ...saved, lastEpoch: -1 };
    expect(refusal(() => scheduler.checkStateDict(wrong)).argument).toBe("state.lastEpoch");
    const another = new LRScheduler(plainOptimizer(1), stepDecay({ peak: 1, gamma: 0.1, every: 2 }));
    expect(refusal(() => scheduler.checkStateDict(another.stateDict())).argument).toMatch(/^state\.settings/);
    scheduler.checkStateDict(another.stateDict(), { policy: "keep" });
    expect(refusal(() => scheduler.checkStateDict(saved, { policy: "?" } as never)).argument).toBe("policy");
    expect([scheduler.stateDict(), scheduler.getLastLr()]).toEqual(before);
  });

  it("is checked against the count that its optimizer will have", () => {
    const optimizer = createAdamW();
    const scheduler = new LRScheduler(optimizer, curve);
    const saved = { ...scheduler.stateDict(), lastEpoch: 2, updates: 10 };
    scheduler.checkStateDict(saved, { updates: 8 });
    expect(refusal(() => scheduler.checkStateDict(saved, { updates: 7 })).argument).toBe(
      "optimizer.stepCount",
    );
    expect(refusal(() => scheduler.checkStateDict(saved, { updates: 0.5 })).argument).toBe("updates");
  });

  /** A scheduler whose curve has no number at one step, which a check for that step reports. */
  const brokenAt = (step: number, optimizer: ScheduledOptimizer) =>
    new LRScheduler(optimizer, (each) => (each === step ? Number.NaN : 1));
  const rejected = "lr of groups[0] at step 10";

  it("is checked at its own step where the optimizer was never loaded", () => {
    const scheduler = brokenAt(10, createAdamW());
    const saved = { ...scheduler.stateDict(), lastEpoch: 10, updates: 0 };
    expect(refusal(() => scheduler.checkStateDict(saved)).argument).toBe(rejected);
    expect(refusal(() => scheduler.checkStateDict({ ...saved, updates: 10 })).argument).toBe(rejected);
  });

  it("is checked at its own step if one of both counts no updates", () => {
    const counting = brokenAt(10, createAdamW());
    const uncounted = { ...counting.stateDict(), lastEpoch: 10, updates: null };
    expect(refusal(() => counting.checkStateDict(uncounted, { updates: 3 })).argument).toBe(rejected);
    const calls = brokenAt(10, plainOptimizer(1));
    const counted = { ...calls.stateDict(), lastEpoch: 10, updates: 5 };
    expect(refusal(() => calls.checkStateDict(counted, { updates: 7 })).argument).toBe(rejected);
  });

  it("is rejected where its curve has no number", () => {
    const broken = new LRScheduler(plainOptimizer(1), (step) => (step === 3 ? Number.NaN : 1), {
      counter: "calls",
    });
    const saved = { ...broken.stateDict(), lastEpoch: 3 };
    expect(refusal(() => broken.checkStateDict(saved)).argument).toBe("lr of groups[0] at step 3");
    broken.checkStateDict({ ...saved, lastEpoch: 4 });
    let factor = 1;
    const large = new LRScheduler(plainOptimizer(1e300), () => factor, { relative: true, counter: "calls" });
    factor = 1e300;
    expect(refusal(() => large.checkStateDict({ ...large.stateDict(), lastEpoch: 1 })).argument).toBe(
      "lr of groups[0]",
    );
  });
});

describe.each([
  ["ReduceOnPlateau", (patience: number) => new ReduceOnPlateau({ patience })],
  ["Greedy", (patience: number) => new Greedy({ patience })],
])("the state of %s", (_name, create) => {
  it("is checked without being loaded", () => {
    const rule = create(3);
    const other = create(3);
    for (const metric of [3, 2, 2, 2, 2, 2]) other.step(metric);
    const before = rule.stateDict();
    rule.checkStateDict(other.stateDict());
    expect(refusal(() => rule.checkStateDict(create(4).stateDict())).argument).toBe("state.options.patience");
    expect(refusal(() => rule.checkStateDict({ ...before, lastStep: -1 })).argument).toBe("state.lastStep");
    expect(rule.stateDict()).toEqual(before);
    rule.loadStateDict(other.stateDict());
    expect(rule.stateDict()).toEqual(other.stateDict());
  });
});
