/** Callbacks for common schedules: a warm-up, then a cosine, a line, or a plateau and a decay. */
import { warmupCosine, warmupLinear, warmupStableDecay } from "@anneal/core";
import { LearningRateScheduler, type LearningRateSchedulerOptions } from "./learning-rate-scheduler.js";

/**
 * A linear warm-up and a cosine: `warmupCosine` of @anneal/core, one step per batch or epoch.
 *
 * ```ts
 * new WarmupCosine({ peak: 1e-3, warmupSteps: 100, totalSteps: 5_000 });
 * ```
 */
export class WarmupCosine extends LearningRateScheduler {
  /** @throws InvalidArgumentError */
  constructor(schedule: Parameters<typeof warmupCosine>[0], options?: LearningRateSchedulerOptions) {
    super(warmupCosine(schedule), options);
  }
}

/** A linear warm-up and a linear decay: `warmupLinear` of @anneal/core, one step per batch or epoch. */
export class WarmupLinear extends LearningRateScheduler {
  /** @throws InvalidArgumentError */
  constructor(schedule: Parameters<typeof warmupLinear>[0], options?: LearningRateSchedulerOptions) {
    super(warmupLinear(schedule), options);
  }
}

/** A linear warm-up, a plateau and a decay: `warmupStableDecay` of @anneal/core, one step per batch or epoch. */
export class WarmupStableDecay extends LearningRateScheduler {
  /** @throws InvalidArgumentError */
  constructor(schedule: Parameters<typeof warmupStableDecay>[0], options?: LearningRateSchedulerOptions) {
    super(warmupStableDecay(schedule), options);
  }
}
