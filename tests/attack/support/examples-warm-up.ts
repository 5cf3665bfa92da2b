/** Calls that work of the warm-up cosines that other people named. */
import * as interop from "@anneal/interop";
import type { Examples } from "./attack.js";
import { groupsOf, method, of, schedulerOptions } from "./examples-core.js";

const warmupSchedule = () =>
  new interop.WarmupCosineSchedule({ baseLr: [0.1], warmupSteps: 2, totalSteps: 9 });

export const warmUpExamples: Examples = {
  CosineWarmupScheduler: of((options: never) => new interop.CosineWarmupScheduler(options), {
    optimizer: groupsOf(),
    maxLr: 1,
    minLr: 0.1,
    warmupSteps: 2,
    totalSteps: 9,
  }),
  "CosineWarmupScheduler.loadStateDict": method(
    () =>
      new interop.CosineWarmupScheduler({ optimizer: groupsOf(), maxLr: 1, warmupSteps: 2, totalSteps: 9 }),
    (owner, state: never) => owner.loadStateDict(state),
    (owner) => [owner.stateDict()],
    (owner) => [owner.stateDict(), owner.optimizer],
  ),
  cosineWarmupLr: of(interop.cosineWarmupLr, 3, { maxLr: 1, minLr: 0.1, warmupSteps: 2, totalSteps: 9 }),
  getCosineWarmupScheduler: () => ({
    call: interop.getCosineWarmupScheduler as never,
    args: [groupsOf(), 2, 9, 0.1, schedulerOptions()],
  }),
  WarmupCosineSchedule: of((options: never) => new interop.WarmupCosineSchedule(options), {
    baseLr: [0.1, 0.2],
    warmupSteps: 2,
    totalSteps: 9,
    warmupStartLr: 0.01,
    etaMin: 0.01,
    lastEpoch: 1,
  }),
  "WarmupCosineSchedule.attachOptimizer": method(
    warmupSchedule,
    (owner, optimizer: never) => owner.attachOptimizer(optimizer),
    () => [groupsOf()],
    (owner) => owner.stateDict(),
  ),
  "WarmupCosineSchedule.loadStateDict": method(
    warmupSchedule,
    (owner, state: never) => owner.loadStateDict(state),
    (owner) => [owner.stateDict()],
    (owner) => owner.stateDict(),
  ),
  "WarmupCosineSchedule.step": method(
    warmupSchedule,
    (owner, epoch: never) => owner.step(epoch),
    () => [3],
    (owner) => owner.stateDict(),
  ),
};
