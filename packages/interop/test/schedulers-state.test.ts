import { readFileSync } from "node:fs";
import { AdamW, InvalidArgumentError, LRScheduler } from "@anneal/core";
import { fromLibrary, savedStep, type TorchScheduler, torch } from "@anneal/interop";
import { describe, expect, it } from "vitest";
import { runStateFile } from "../../../spec/src/state-dict.js";
import type { SchedulerStateCase } from "../../../spec/src/state-dict-case.js";
import { optimizerOf, schedulerOf } from "../../../spec/src/torch-schedulers.js";

interface StateFile {
  readonly schedulers: Readonly<Record<string, SchedulerStateCase[]>>;
}

const read = (): StateFile =>
  JSON.parse(readFileSync(new URL("../../../spec/golden/state_dict.json", import.meta.url), "utf8"));

const plain = (...rates: number[]) => ({ paramGroups: rates.map((lr) => ({ lr, momentum: 0.9 })) });

function refusal(call: () => unknown): InvalidArgumentError {
  try {
    call();
  } catch (error) {
    if (error instanceof InvalidArgumentError) return error;
    throw error;
  }
  throw new Error("the call was accepted");
}

describe("states of other libraries", () => {
  it("continue with the rates of the run without a break", () => {
    const outcomes = runStateFile(read());
    expect(outcomes.filter(({ status }) => status === "failed")).toEqual([]);
    expect(outcomes.filter(({ status }) => status === "passed").length).toBeGreaterThanOrEqual(24);
  });

  it("fail where a rate or a step is another one", () => {
    const file = read();
    const torchStates = (file.schedulers.torch as SchedulerStateCase[]).map((golden) => ({
      ...golden,
      next_lr: golden.next_lr?.map((rates) => rates.map((rate) => rate * 1.001)),
    }));
    const outcomes = runStateFile({ schedulers: { torch: torchStates } });
    expect(outcomes.filter(({ status }) => status === "passed")).toEqual([]);
  });

  it("say their step", () => {
    expect(savedStep("deepspeed", { last_batch_iteration: -1 })).toBe(-1);
    const lr = fromLibrary("deepspeed", "WarmupLR", { args: { warmup_max_lr: 0.1 }, baseLr: 0.1 });
    expect(lr(savedStep("deepspeed", { last_batch_iteration: 2000 }))).toBe(0.1);
    expect(refusal(() => savedStep("megatron", { num_steps: 1.5 })).argument).toBe("state.num_steps");
    expect(refusal(() => savedStep("torch", {})).argument).toBe("state.last_epoch");
    expect(refusal(() => savedStep("timm" as never, {})).argument).toBe("library");
  });
});

const stepState = () => structuredClone(read().schedulers.torch?.[0] as SchedulerStateCase);

function loadInto(stepSize: number, gamma: number, policy?: "match" | "checkpoint" | "keep"): TorchScheduler {
  const scheduler = new torch.StepLR(plain(0.01), { stepSize, gamma });
  scheduler.loadStateDict(stepState().state_dict, policy === undefined ? {} : { policy });
  return scheduler;
}

describe("PyTorch's states and other arguments", () => {
  it("are rejected unless a policy says what holds", () => {
    const refused = refusal(() => loadInto(3, 0.438));
    expect([refused.argument, refused.received]).toEqual(["state.step_size", 2]);
    expect(refusal(() => loadInto(2, 0.1)).argument).toBe("state.gamma");
    expect(loadInto(3, 0.1, "keep").getLastLr()[0]).toBeCloseTo(0.01 * 0.1 ** 2, 15);
    expect(loadInto(3, 0.1, "checkpoint").getLastLr()[0]).toBeCloseTo(0.01 * 0.438 ** 3, 15);
  });

  it("are rejected where only the rate shows that they differ", () => {
    const golden = read().schedulers.torch?.find(({ name }) => name === "OneCycleLR") as SchedulerStateCase;
    const scheduler = schedulerOf(optimizerOf(golden), {
      ...golden,
      args: { ...golden.args, pct_start: 0.5 },
    });
    expect(refusal(() => scheduler.loadStateDict(golden.state_dict)).argument).toBe("state._last_lr[0]");
    expect(scheduler.lastEpoch).toBe(0);
  });

  it.each<[string, (state: Record<string, unknown>) => object]>([
    ["state.step_size", ({ step_size: _, ...rest }) => rest],
    ["state.gamma", (state) => ({ ...state, gamma: Number.NaN })],
    ["state.last_epoch", (state) => ({ ...state, last_epoch: -1 })],
    ["state.last_epoch", (state) => ({ ...state, last_epoch: "7" })],
    ["state._last_lr[0]", (state) => ({ ...state, _last_lr: [0.5] })],
    ["state._last_lr", (state) => ({ ...state, _last_lr: 0.5 })],
    ["state.base_lrs[0]", (state) => ({ ...state, base_lrs: [null] })],
    [
      "state.initialLrs.length",
      (state) => ({ ...state, base_lrs: [0.01, 0.01], _last_lr: [0.00084027672, 0.00084027672] }),
    ],
  ])("are rejected with another %s", (argument, damage) => {
    const scheduler = new torch.StepLR(plain(0.01), { stepSize: 2, gamma: 0.438 });
    const state = damage({ ...stepState().state_dict });
    expect(refusal(() => scheduler.loadStateDict(state as never)).argument).toBe(argument);
    expect([scheduler.lastEpoch, ...scheduler.getLastLr()]).toEqual([0, 0.01]);
  });

  it("are rejected inside a sequence, too", () => {
    const golden = read().schedulers.torch?.find(({ name }) => name === "SequentialLR") as SchedulerStateCase;
    const scheduler = schedulerOf(optimizerOf(golden), golden);
    const damaged = { ...golden.state_dict, _schedulers: [] };
    expect(refusal(() => scheduler.loadStateDict(damaged)).argument).toBe("state._schedulers.length");
    const [linear, cosine] = golden.state_dict._schedulers as Record<string, unknown>[];
    const other = { ...golden.state_dict, _schedulers: [linear, { ...cosine, T_max: 99 }] };
    expect(refusal(() => scheduler.loadStateDict(other)).argument).toBe("state.schedulers");
  });
});

describe("our own states of PyTorch's schedulers", () => {
  it("may leave defaults out, and are rejected for another class or argument", () => {
    const saved = new torch.StepLR(plain(1), { stepSize: 4 });
    saved.moveTo(9);
    const state = JSON.parse(JSON.stringify(saved.stateDict()));
    const explicit = new torch.StepLR(plain(1), { stepSize: 4, gamma: 0.1 });
    explicit.loadStateDict(state);
    expect(explicit.getLastLr()).toEqual(saved.getLastLr());
    expect(refusal(() => new torch.StepLR(plain(1), { stepSize: 5 }).loadStateDict(state)).argument).toBe(
      "state.settings.args.step_size",
    );
    expect(
      refusal(() => new torch.ExponentialLR(plain(1), { gamma: 0.9 }).loadStateDict(state)).argument,
    ).toBe("state.name");
    expect(() => new LRScheduler(plain(1), () => 1).loadStateDict(state)).toThrow(InvalidArgumentError);
    const sane = new torch.StepLR(plain(1), { stepSize: 4 }, { quirks: "avoid" });
    expect(refusal(() => sane.loadStateDict(state)).argument).toBe("state.settings.quirks");
    for (const hostile of [null, [], {}, { ...state, settings: null }, { ...state, lastEpoch: Number.NaN }]) {
      const scheduler = new torch.StepLR(plain(1), { stepSize: 4 });
      for (const policy of ["match", "checkpoint"] as const) {
        expect(() => scheduler.loadStateDict(hostile as never, { policy })).toThrow(InvalidArgumentError);
      }
      expect([scheduler.lastEpoch, ...scheduler.getLastLr()]).toEqual([0, 1]);
    }
  });

  it("are rejected where they hold what JSON can't say", () => {
    const make = () => {
      const optimizer = plain(1);
      const children = [
        new torch.ConstantLR(optimizer, { totalIters: 3 }),
        new torch.StepLR(optimizer, { stepSize: 4 }),
      ];
      return new torch.SequentialLR(optimizer, { schedulers: children, milestones: [3] });
    };
    for (const [path, value] of [
      ["schedulers", [undefined, undefined]],
      ["milestones", [3n]],
      ["milestones", [Number.NaN]],
    ] as const) {
      for (const policy of ["match", "checkpoint"] as const) {
        const scheduler = make();
        const state = scheduler.stateDict() as { settings: { args: object } };
        const hostile = {
          ...state,
          settings: { ...state.settings, args: { ...state.settings.args, [path]: value } },
        };
        const error = refusal(() => scheduler.loadStateDict(hostile as never, { policy }));
        expect(error.argument).toBe(`state.settings.args.${path}[0]`);
      }
    }
  });
});

it("follows our AdamW past updates that are skipped, first beta included", () => {
  const optimizer = new AdamW([1], { lr: 1, nonFinite: "skip" });
  const scheduler = new torch.OneCycleLR(optimizer, { maxLr: 0.1, totalSteps: 20 });
  const lr = fromLibrary("torch", "OneCycleLR", { args: { max_lr: 0.1, total_steps: 20 }, baseLr: 1 });
  let updates = 0;
  for (let i = 0; i < 30 && updates < 19; i++) {
    const grads = [Float32Array.of(i % 3 === 1 ? Number.NaN : 1)];
    const report = optimizer.step({ grads });
    expect(report.lr).toEqual([lr(updates)]);
    scheduler.step(report);
    if (report.stepped) updates++;
    expect(scheduler.lastEpoch).toBe(updates);
  }
  expect(updates).toBe(19);
  expect(optimizer.groups[0]?.betas).toEqual([0.95, 0.999]);
});
