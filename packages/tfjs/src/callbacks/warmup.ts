/** The usual schedules as callbacks: warm-up, then a cosine, a line, or a plateau and a decay. */
import {
  InvalidArgumentError,
  type Schedule,
  warmupCosine,
  warmupLinear,
  warmupStableDecay,
} from "@anneal/core";
import { isRecord } from "@anneal/core/arguments";
import { LearningRateScheduler, type LearningRateSchedulerOptions } from "./learning-rate-scheduler.js";

/** The options of a schedule, and what a step of it is. */
export type WarmupOptions<Make extends (options: never) => Schedule> = Parameters<Make>[0] &
  LearningRateSchedulerOptions;

/**
 * A linear warm-up and a cosine: `warmupCosine` of @anneal/core, a step for each batch or epoch.
 *
 * ```ts
 * new WarmupCosine({ peak: 1e-3, warmupSteps: 100, totalSteps: 5_000 });
 * ```
 */
export class WarmupCosine extends LearningRateScheduler {
  /** @throws InvalidArgumentError */
  constructor(options: WarmupOptions<typeof warmupCosine>) {
    super(...scheduled(warmupCosine, options));
  }
}

/** A linear warm-up and a linear decay: `warmupLinear` of @anneal/core, a step for each batch or epoch. */
export class WarmupLinear extends LearningRateScheduler {
  /** @throws InvalidArgumentError */
  constructor(options: WarmupOptions<typeof warmupLinear>) {
    super(...scheduled(warmupLinear, options));
  }
}

/** A linear warm-up, a plateau and a decay: `warmupStableDecay` of @anneal/core, a step for each batch or epoch. */
export class WarmupStableDecay extends LearningRateScheduler {
  /** @throws InvalidArgumentError */
  constructor(options: WarmupOptions<typeof warmupStableDecay>) {
    super(...scheduled(warmupStableDecay, options));
  }
}

function scheduled<Make extends (options: never) => Schedule>(
  make: Make,
  options: WarmupOptions<Make>,
): [Schedule, LearningRateSchedulerOptions] {
  if (!isRecord(options))
    throw new InvalidArgumentError("options", options, "an object with those of the schedule");
  const { per, firstStep, ...rest } = options as LearningRateSchedulerOptions & Record<string, unknown>;
  const settings = {
    ...(per === undefined ? {} : { per }),
    ...(firstStep === undefined ? {} : { firstStep }),
  };
  return [make(rest as never), settings];
}
