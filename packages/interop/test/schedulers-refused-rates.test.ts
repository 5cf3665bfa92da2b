/** A group that refuses its rate: schedulers without curves of their own change nothing either. */

import { InvalidArgumentError } from "@anneal/core";
import { CosineWarmupScheduler, WarmupCosineSchedule } from "@anneal/interop";
import { describe, expect, it } from "vitest";

const shape = { warmupSteps: 5, totalSteps: 50 };
type Optimizer = { paramGroups: { lr: number }[] };

const makers = {
  CosineWarmupScheduler: (optimizer: Optimizer) =>
    new CosineWarmupScheduler({ optimizer, maxLr: 0.1, ...shape }),
  WarmupCosineSchedule: (optimizer: Optimizer) => {
    const schedule = new WarmupCosineSchedule({ baseLr: [0.1, 0.01], ...shape });
    schedule.attachOptimizer(optimizer);
    return schedule;
  },
};

describe.each(Object.entries(makers))("%s", (_name, make) => {
  it("keeps its step and all rates where the second group is frozen", () => {
    const optimizer = { paramGroups: [{ lr: 0.5 }, { lr: 0.25 }] };
    const scheduler = make(optimizer);
    scheduler.step();
    for (const group of optimizer.paramGroups.slice(1)) Object.freeze(group);
    const present = () => JSON.stringify([optimizer, scheduler.stateDict(), scheduler.getLastLr()]);
    const before = present();
    expect(() => scheduler.step()).toThrow(InvalidArgumentError);
    expect(present()).toBe(before);
  });
});

it("WarmupCosineSchedule keeps its state where a group rejects the loaded one", () => {
  const optimizer = { paramGroups: [{ lr: 0.5 }, { lr: 0.25 }] };
  const schedule = makers.WarmupCosineSchedule(optimizer);
  for (const group of optimizer.paramGroups.slice(1)) Object.freeze(group);
  const before = JSON.stringify([optimizer, schedule.stateDict()]);
  const state = { lastEpoch: 7, baseLrs: [1, 2], currentLrs: [1, 2] };
  expect(() => schedule.loadStateDict(state, { policy: "checkpoint" })).toThrow(InvalidArgumentError);
  expect(JSON.stringify([optimizer, schedule.stateDict()])).toBe(before);
});
