/** PyTorch's classes, resumed under other circumstances: by example; the laws are in spec/test/resume. */
import {
  AdamW,
  InvalidArgumentError,
  LRScheduler,
  piecewiseConstant,
  ReduceOnPlateau,
  type ScheduledOptimizer,
} from "@anneal/core";
import { fromLibrary, type TorchScheduler, torch } from "@anneal/interop";
import { describe, expect, it } from "vitest";

const plain = (...rates: number[]) => ({ paramGroups: rates.map((lr) => ({ lr, momentum: 0.9 })) });
const grads = [Float32Array.of(1)];

function refusal(call: () => unknown): InvalidArgumentError {
  try {
    call();
  } catch (error) {
    if (error instanceof InvalidArgumentError) return error;
    throw error;
  }
  throw new Error("the call was accepted");
}

type Make = (optimizer: ScheduledOptimizer) => TorchScheduler;

/** The state of a scheduler after some steps, as JSON. */
function savedOf(make: Make) {
  const scheduler = make(plain(0.1));
  for (let i = 0; i < 9; i++) scheduler.step();
  return JSON.parse(JSON.stringify(scheduler.stateDict()));
}

describe("arguments that one side leaves at their defaults", () => {
  it.each<[string, Make, Make]>([
    [
      "gamma",
      (o) => new torch.StepLR(o, { stepSize: 7 }),
      (o) => new torch.StepLR(o, { stepSize: 7, gamma: 0.5 }),
    ],
    [
      "gamma",
      (o) => new torch.StepLR(o, { stepSize: 7, gamma: 0.5 }),
      (o) => new torch.StepLR(o, { stepSize: 7 }),
    ],
    [
      "eta_min",
      (o) => new torch.CosineAnnealingLR(o, { tMax: 9 }),
      (o) => new torch.CosineAnnealingLR(o, { tMax: 9, etaMin: 0.01 }),
    ],
    [
      "anneal_strategy",
      (o) => new torch.SWALR(o, { swaLr: 0.01 }),
      (o) => new torch.SWALR(o, { swaLr: 0.01, annealStrategy: "linear" }),
    ],
    [
      "base_momentum",
      (o) => new torch.OneCycleLR(o, { maxLr: 1, totalSteps: 50 }),
      (o) => new torch.OneCycleLR(o, { maxLr: 1, totalSteps: 50, baseMomentum: 0.7 }),
    ],
    [
      "scale_fn",
      (o) => new torch.CyclicLR(o, { baseLr: 0.1, maxLr: 1 }),
      (o) => new torch.CyclicLR(o, { baseLr: 0.1, maxLr: 1, scaleFn: () => 1 }),
    ],
    [
      "schedulers[1].args.gamma",
      (o) =>
        new torch.ChainedScheduler(o, {
          schedulers: [new torch.ConstantLR(o), new torch.StepLR(o, { stepSize: 7 })],
        }),
      (o) =>
        new torch.ChainedScheduler(o, {
          schedulers: [new torch.ConstantLR(o), new torch.StepLR(o, { stepSize: 7, gamma: 0.5 })],
        }),
    ],
    [
      "schedulers[0].name",
      (o) => new torch.ChainedScheduler(o, { schedulers: [new torch.ConstantLR(o)] }),
      (o) => new torch.ChainedScheduler(o, { schedulers: [new torch.LinearLR(o)] }),
    ],
  ])("are compared: %s", (name, saved, own) => {
    const optimizer = plain(0.1);
    const scheduler = own(optimizer);
    const before = JSON.stringify([optimizer, scheduler.stateDict()]);
    const refused = refusal(() => scheduler.loadStateDict(savedOf(saved)));
    expect(refused.argument).toBe(`state.settings.args.${name}`);
    expect(JSON.stringify([optimizer, scheduler.stateDict()])).toBe(before);
  });

  it("are the same where they are written out", () => {
    const state = savedOf((o) => new torch.OneCycleLR(o, { maxLr: 1, epochs: 10, stepsPerEpoch: 5 }));
    const scheduler = new torch.OneCycleLR(plain(0.1), { maxLr: 1, totalSteps: 50, pctStart: 0.3 });
    scheduler.loadStateDict(state);
    expect(scheduler.lastEpoch).toBe(9);
  });

  it("are no functions that only a state has", () => {
    const state = savedOf((o) => new torch.CyclicLR(o, { baseLr: 0.1, maxLr: 1, scaleFn: () => 1 }));
    const scheduler = new torch.CyclicLR(plain(0.1), { baseLr: 0.1, maxLr: 1 });
    expect(refusal(() => scheduler.loadStateDict(state)).argument).toBe("state.settings.args.scale_fn");
    const policy = "checkpoint";
    expect(refusal(() => scheduler.loadStateDict(state, { policy })).argument).toBe(
      "state.settings.args.scale_fn",
    );
  });
});

describe("the base rate", () => {
  const saved = () => {
    const optimizer = new AdamW([1], { lr: 0.1 });
    const scheduler = new torch.CosineAnnealingLR(optimizer, { tMax: 100 });
    for (let i = 0; i < 50; i++) scheduler.step(optimizer.step({ grads }));
    return { optimizer: optimizer.stateDict(), scheduler: scheduler.stateDict() };
  };

  it("is the one that the run began with, not the decayed one of a loaded optimizer", () => {
    const optimizer = new AdamW([1], { lr: 0.1 });
    optimizer.loadStateDict(saved().optimizer);
    const scheduler = new torch.CosineAnnealingLR(optimizer, { tMax: 200 });
    expect(scheduler.baseLrs).toEqual([0.1]);
    scheduler.loadStateDict(saved().scheduler, { policy: "keep" });
    expect(optimizer.groups[0]?.lr).toBe(
      fromLibrary("torch", "CosineAnnealingLR", { args: { T_max: 200 }, baseLr: 0.1 })(50),
    );
  });

  it("of a state of PyTorch that differs is rejected under PyTorch's name", () => {
    const scheduler = new torch.StepLR(plain(0.2), { stepSize: 2, gamma: 0.5 });
    const state = { step_size: 2, gamma: 0.5, base_lrs: [0.1], last_epoch: 2, _last_lr: [0.05] };
    const refused = refusal(() => scheduler.loadStateDict(state));
    expect([refused.argument, refused.received]).toEqual(["state.base_lrs[0]", 0.1]);
    scheduler.loadStateDict(state, { policy: "keep" });
    expect(scheduler.getLastLr()).toEqual([0.1]);
    scheduler.loadStateDict(state, { policy: "checkpoint" });
    expect(scheduler.getLastLr()).toEqual([0.05]);
  });

  it("isn't asked for by schedulers that have all rates among their arguments", () => {
    const optimizer = plain(0.4);
    const first = new torch.StepLR(optimizer, { stepSize: 1 });
    first.step();
    expect(refusal(() => new torch.StepLR(optimizer, { stepSize: 1 })).argument).toBe("initialLr");
    new torch.OneCycleLR(optimizer, { maxLr: 1, totalSteps: 100, lastEpoch: 20 });
    new torch.CyclicLR(optimizer, { baseLr: 0.1, maxLr: 1 });
    expect(optimizer.paramGroups[0]?.lr).toBe(0.1);
  });

  it("may not be null in a state", () => {
    const scheduler = new torch.StepLR(plain(0.1, 0.2), { stepSize: 2 });
    const state = { ...scheduler.stateDict(), initialLrs: [null, 0.2] };
    for (const policy of ["match", "checkpoint", "keep"] as const) {
      const refused = refusal(() => scheduler.loadStateDict(state, { policy }));
      expect(refused.argument).toBe("state.initialLrs[0]");
    }
    expect(scheduler.getLastLr()).toEqual([0.1, 0.2]);
  });
});

it("settings that contain themselves are rejected", () => {
  const scheduler = new torch.StepLR(plain(0.1), { stepSize: 2 });
  const state = JSON.parse(JSON.stringify(scheduler.stateDict()));
  state.settings.args.itself = state.settings;
  expect(refusal(() => scheduler.loadStateDict(state)).argument).toBe("state.settings");
});

it("groups that the optimizer has replaced are followed", () => {
  const optimizer = plain(0.1, 0.2);
  const scheduler = new torch.ExponentialLR(optimizer, { gamma: 0.5 });
  scheduler.step();
  optimizer.paramGroups = JSON.parse(JSON.stringify(optimizer.paramGroups));
  scheduler.step();
  expect(optimizer.paramGroups.map(({ lr }) => lr)).toEqual([0.025, 0.05]);
  expect(scheduler.getLastLr()).toEqual([0.025, 0.05]);
});

describe("fractions of an epoch", () => {
  it("are steps to move to", () => {
    const lr = fromLibrary("torch", "CosineAnnealingWarmRestarts", {
      args: { T_0: 5, T_mult: 2 },
      baseLr: 0.5,
    });
    const scheduler = new torch.CosineAnnealingWarmRestarts(plain(0.5), { t0: 5, tMult: 2 });
    for (const epoch of [0.25, 2.5, 5, 7.75]) {
      scheduler.moveTo(epoch);
      expect(scheduler.getLastLr()).toEqual([lr(epoch)]);
    }
    expect(refusal(() => scheduler.step(2.5 as never)).expected).toContain("moveTo");
    const lambda = new torch.LambdaLR(plain(0.5), { lrLambda: (step) => 1 / (1 + step) });
    lambda.moveTo(1.5);
    expect(lambda.getLastLr()).toEqual([0.2]);
  });

  it("are in PyTorch's states, too", () => {
    const scheduler = new torch.CosineAnnealingWarmRestarts(plain(0.5), { t0: 5, tMult: 2 });
    const lr = fromLibrary("torch", "CosineAnnealingWarmRestarts", {
      args: { T_0: 5, T_mult: 2 },
      baseLr: 0.5,
    });
    const rest = { T_0: 5, T_i: 10, T_mult: 2, eta_min: 0, base_lrs: [0.5] };
    scheduler.loadStateDict({ ...rest, T_cur: 2.5, last_epoch: 7, _last_lr: [lr(7.5)] });
    expect([scheduler.lastEpoch, ...scheduler.getLastLr()]).toEqual([7.5, lr(7.5)]);
  });
});

it("a metric rule as a factor holds as soon as it is observed, also inside another scheduler", () => {
  const rule = new ReduceOnPlateau({ factor: 0.5, patience: 0 });
  const [alone, inner] = [plain(0.1), plain(0.1)];
  new torch.LambdaLR(alone, { lrLambda: rule.apply(1) });
  const schedulers = [new torch.LambdaLR(inner, { lrLambda: rule.apply(1) })];
  new torch.ChainedScheduler(inner, { schedulers });
  for (const metric of [1, 1]) rule.step(metric, 0);
  expect([alone.paramGroups[0]?.lr, inner.paramGroups[0]?.lr]).toEqual([0.05, 0.05]);
});

describe("options that nobody reads", () => {
  it.each<[string, (optimizer: ScheduledOptimizer) => unknown]>([
    ["options", (o) => new torch.SequentialLR(o, undefined as never)],
    ["options", (o) => new torch.ChainedScheduler(o, null as never)],
    ["schedulers", (o) => new torch.ChainedScheduler(o, {} as never)],
    ["milestones", (o) => new torch.SequentialLR(o, { schedulers: [new torch.ConstantLR(o)] } as never)],
    [
      "lastEpoch",
      (o) =>
        new torch.SequentialLR(o, {
          schedulers: [new torch.ConstantLR(o)],
          milestones: [],
          lastEpoch: 4,
        } as never),
    ],
    [
      "typo",
      (o) => new torch.ChainedScheduler(o, { schedulers: [new torch.ConstantLR(o)], typo: 1 } as never),
    ],
    ["typo", (o) => new torch.StepLR(o, { stepSize: 1, typo: 1 } as never)],
    ["options", (o) => new torch.StepLR(o, { stepSize: 1 }, null as never)],
    ["options", (o) => new torch.ReduceLROnPlateau(o, null as never)],
    ["options", (o) => new torch.ReduceLROnPlateau(o, {}, null as never)],
    ["quirks", (o) => new torch.ReduceLROnPlateau(o, {}, { quirks: "avoid" } as never)],
  ])("are rejected: %s", (argument, make) => {
    expect(refusal(() => make(plain(0.1))).argument).toBe(argument);
  });
});

describe("torch.ReduceLROnPlateau with a group that was added before the next metric", () => {
  it.each(["match", "checkpoint", "keep"] as const)("goes on as PyTorch does: %s", (policy) => {
    const options = { patience: 0, factor: 0.5, minLr: 0.01 };
    const optimizer = plain(0.1);
    const whole = new torch.ReduceLROnPlateau(optimizer, options);
    for (const loss of [3, 3]) whole.step(loss);
    optimizer.paramGroups.push(...plain(0.8).paramGroups);
    const state = JSON.parse(JSON.stringify(whole.stateDict()));
    const restored = plain(0.05, 0.8);
    const resumed = new torch.ReduceLROnPlateau(restored, options);
    resumed.loadStateDict(state, { policy });
    for (const scheduler of [whole, resumed]) scheduler.step(3);
    expect(restored.paramGroups).toEqual(optimizer.paramGroups);
    expect(resumed.stateDict()).toEqual(whole.stateDict());
    expect(resumed.getLastLr()).toEqual([0.025, 0.4]);
  });

  it("has no endless cooldown in its state", () => {
    const scheduler = new torch.ReduceLROnPlateau(plain(0.1));
    for (const count of [Number.NaN, "Infinity"]) {
      const state = { ...scheduler.stateDict(), cooldown_counter: count };
      expect(refusal(() => scheduler.loadStateDict(state)).argument).toBe("state.cooldown_counter");
    }
  });

  it("takes the new group's limit from its own list", () => {
    const state = new torch.ReduceLROnPlateau(plain(0.1), { minLr: [0.06] }).stateDict();
    const wide = { minLr: [0.06, 0.7], patience: 0, factor: 0.5 };
    const scheduler = new torch.ReduceLROnPlateau(plain(0.1, 0.8), wide);
    scheduler.loadStateDict({ ...state, patience: 0, factor: 0.5 }, { policy: "checkpoint" });
    for (const loss of [1, 1]) scheduler.step(loss);
    expect(scheduler.getLastLr()).toEqual([0.06, 0.7]);
    const narrow = new torch.ReduceLROnPlateau(plain(0.1), { minLr: [0.06] });
    expect(refusal(() => narrow.loadStateDict(scheduler.stateDict(), { policy: "keep" })).argument).toBe(
      "state._last_lr.length",
    );
  });
});

it("a difference between long lists is a short message", () => {
  const milestones = Array.from({ length: 1000 }, (_, i) => i);
  const saved = new torch.MultiStepLR(plain(0.1), { milestones: [1] }).stateDict();
  const own = new torch.MultiStepLR(plain(0.1), { milestones });
  expect(refusal(() => own.loadStateDict(saved)).message.length).toBeLessThan(400);
  const curve = piecewiseConstant({ boundaries: milestones, values: [0, ...milestones] });
  const { paramGroups } = plain(0.1);
  const list = new LRScheduler({ paramGroups }, [curve]).stateDict();
  const one = new LRScheduler({ paramGroups }, curve);
  expect(refusal(() => one.loadStateDict(list)).message.length).toBeLessThan(400);
});
