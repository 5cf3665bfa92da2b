/** Schedules that several tests draw. */
import { cosineRestarts, warmupCosine, warmupStableDecay } from "@anneal/core";

export const cosine = warmupCosine({ peak: 3e-4, warmupSteps: 2000, totalSteps: 100_000, end: 3e-5 });

export const stable = warmupStableDecay({
  peak: 3e-4,
  warmupSteps: 4000,
  totalSteps: 100_000,
  decaySteps: 20_000,
});

export const restarts = cosineRestarts({
  peak: 3e-4,
  firstCycleSteps: 10_000,
  cycleMultiplier: 2,
  cycles: 3,
});
