/** torch.ReduceLROnPlateau over an optimizer, against PyTorch's own runs and its saved state. */
import { readFileSync } from "node:fs";
import { AdamW, InvalidArgumentError } from "@anneal/core";
import { describe, expect, it } from "vitest";
import { type ReduceLROnPlateauOptions, torch } from "../src/index.js";

function read(file: string) {
  return JSON.parse(readFileSync(new URL(`../../../spec/golden/${file}`, import.meta.url), "utf8"));
}

interface Golden {
  readonly id: string;
  readonly base_lr: number | readonly number[];
  readonly args: Record<string, unknown>;
  readonly lr: readonly (number | readonly number[])[];
  readonly metrics: readonly unknown[];
  readonly raises?: string;
}

const cases: readonly Golden[] = read("schedules.json").filter(({ id }: Golden) =>
  id.startsWith("torch/ReduceLROnPlateau/"),
);
const saved = read("state_dict.json").schedulers.torch.find(
  ({ name }: { name: string }) => name === "ReduceLROnPlateau",
);

function optimizerOf(rates: number | readonly number[]) {
  return { paramGroups: [rates].flat().map((lr) => ({ lr })) };
}

function optionsOf(args: Record<string, unknown>): ReduceLROnPlateauOptions {
  const camel = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [camel(name), value]));
}

describe("torch.ReduceLROnPlateau", () => {
  it.each(cases)("$id", ({ base_lr, args, lr, metrics, raises }) => {
    const optimizer = optimizerOf(base_lr);
    if (raises !== undefined) {
      expect(() => new torch.ReduceLROnPlateau(optimizer, optionsOf(args))).toThrow(InvalidArgumentError);
      return;
    }
    const scheduler = new torch.ReduceLROnPlateau(optimizer, optionsOf(args));
    const rates = () => (Array.isArray(base_lr) ? scheduler.getLastLr() : scheduler.getLastLr()[0]);
    const seen = [rates()];
    for (const metric of metrics.map(Number)) {
      scheduler.step(metric);
      seen.push(rates());
      expect(optimizer.paramGroups.map((group) => group.lr)).toEqual(scheduler.getLastLr());
    }
    expect(seen).toEqual(lr);
    expect(scheduler.lastEpoch).toBe(metrics.length);
  });

  const make = (rate = saved.base_lr) => {
    const optimizer = optimizerOf(rate);
    return { optimizer, scheduler: new torch.ReduceLROnPlateau(optimizer, optionsOf(saved.args)) };
  };

  it("changes nothing where a group rejects its rate", () => {
    const { optimizer, scheduler } = make([0.1, 0.2]);
    const before = scheduler.stateDict();
    const [, second] = optimizer.paramGroups;
    Object.freeze(second);
    expect(() => {
      for (let i = 0; i < 50; i++) scheduler.step(1);
    }).toThrow(InvalidArgumentError);
    expect(scheduler.getLastLr()).toEqual([0.1, 0.2]);
    expect(optimizer.paramGroups.map(({ lr }) => lr)).toEqual([0.1, 0.2]);
    expect(scheduler.lastEpoch).toBe(before.last_epoch);
  });

  it("saves the state that PyTorch saves", () => {
    const { scheduler } = make();
    for (const metric of saved.metrics.slice(0, saved.steps_done)) scheduler.step(metric);
    expect(scheduler.stateDict()).toEqual(saved.state_dict);
    expect(JSON.parse(JSON.stringify(scheduler.stateDict()))).toEqual(saved.state_dict);
  });

  it("continues from a state of PyTorch as PyTorch does", () => {
    const { optimizer, scheduler } = make(123);
    scheduler.loadStateDict(saved.state_dict);
    expect(optimizer.paramGroups).toEqual([{ lr: saved.lr_now[0] }]);
    const next = saved.metrics.slice(saved.steps_done).map((metric: number) => {
      scheduler.step(metric);
      return scheduler.getLastLr();
    });
    expect(next.slice(0, saved.next_lr.length)).toEqual(saved.next_lr);
  });

  it("continues from the state of a new one, whose best metric is infinite", () => {
    const { scheduler } = make();
    const state = JSON.parse(JSON.stringify(scheduler.stateDict()));
    expect(state.best).toBe("Infinity");
    const other = make(9).scheduler;
    other.loadStateDict(state);
    expect(other.best).toBe(Number.POSITIVE_INFINITY);
    expect(other.stateDict()).toEqual(state);
  });

  it("rejects a state with other arguments, takes them, or keeps its own", () => {
    const optimizer = optimizerOf(0.01);
    const build = () => new torch.ReduceLROnPlateau(optimizer, { patience: 7, factor: 0.5 });
    expect(() => build().loadStateDict(saved.state_dict)).toThrow(/^state\.(patience|factor) must be/);
    const taken = build();
    taken.loadStateDict(saved.state_dict, { policy: "checkpoint" });
    expect(taken.stateDict()).toEqual(saved.state_dict);
    const kept = build();
    kept.loadStateDict(saved.state_dict, { policy: "keep" });
    expect(kept.stateDict()).toMatchObject({ patience: 7, factor: 0.5, best: saved.state_dict.best });
  });

  it("rejects anything but a state, and stays as it is", () => {
    const { optimizer, scheduler } = make();
    scheduler.step(3);
    const before = scheduler.stateDict();
    const wrong = [
      null,
      "{}",
      {},
      { ...saved.state_dict, best: "good" },
      { ...saved.state_dict, best: null },
      { ...saved.state_dict, num_bad_epochs: 0.5 },
      { ...saved.state_dict, _last_lr: [0.1, 0.2] },
      { ...saved.state_dict, _last_lr: ["NaN"] },
      { ...saved.state_dict, min_lrs: 0 },
      { ...saved.state_dict, mode: "up" },
      { ...saved.state_dict, extra: 1 },
    ];
    for (const state of wrong) {
      for (const policy of ["match", "checkpoint", "keep"] as const) {
        expect(() => scheduler.loadStateDict(state as never, { policy })).toThrow(InvalidArgumentError);
      }
    }
    expect(() => scheduler.loadStateDict(saved.state_dict, { policy: "guess" as never })).toThrow(/^policy/);
    expect(() => scheduler.step("1" as never)).toThrow(/^metric must be a number/);
    expect(scheduler.stateDict()).toEqual(before);
    expect(optimizer.paramGroups).toEqual([{ lr: saved.base_lr }]);
  });

  it("takes groups that are added later, and a rate that was set by hand, as PyTorch does", () => {
    const { optimizer, scheduler } = make(1);
    scheduler.step(1);
    optimizer.paramGroups.push({ lr: 10 });
    (optimizer.paramGroups[0] as { lr: number }).lr = 4;
    for (let i = 0; i < 3; i++) scheduler.step(1);
    expect(scheduler.getLastLr()).toEqual([4 * 0.49, 10 * 0.49]);

    const listed = optimizerOf(1);
    const strict = new torch.ReduceLROnPlateau(listed, { minLr: [0.1] });
    listed.paramGroups.push({ lr: 1 });
    expect(() => strict.step(1)).toThrow(/^minLr\.length must be 2/);
  });

  it("drives our own optimizers", () => {
    const optimizer = new AdamW([{ params: [1] }], { lr: 0.1 });
    const scheduler = new torch.ReduceLROnPlateau(optimizer, { patience: 0, factor: 0.5 });
    scheduler.step(1);
    scheduler.step(1);
    expect(optimizer.groups[0]?.lr).toBe(0.05);
  });

  it.each([
    ["optimizer", null, {}],
    ["optimizer.paramGroups", { paramGroups: [] }, {}],
    ["factor", { paramGroups: [{ lr: 1 }] }, { factor: 1 }],
    ["thresholdMode", { paramGroups: [{ lr: 1 }] }, { thresholdMode: "ratio" }],
    ["threshold_mode", { paramGroups: [{ lr: 1 }] }, { threshold_mode: "rel" }],
    ["groups[0].lr", { paramGroups: [{ lr: () => 1 }] }, {}],
  ])("rejects a wrong %s", (argument, optimizer, options) => {
    let blamed: string | null = null;
    try {
      new torch.ReduceLROnPlateau(optimizer as never, options as never);
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      blamed = error.argument;
    }
    expect(blamed).toBe(argument);
  });
});
