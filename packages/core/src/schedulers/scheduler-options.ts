/** The options that every scheduler takes. */
import type { StepCounter } from "./groups.js";
import type { InitialLr } from "./initial-rates.js";

export interface SchedulerOptions {
  /**
   * What counts updates. `"optimizer"`: the optimizer's `stepCount`, so that only updates advance the schedule, however
   * often and in whichever order `step` is called. `"calls"`: each call of `step` counts, as in PyTorch, for example
   * once per epoch for a schedule in epochs. A function returns the number of updates made. Default: `"optimizer"` if
   * it has a `stepCount`, otherwise `"calls"`.
   */
  readonly counter?: StepCounter;
  /** The source of the groups' initial rates; see `InitialLr`. */
  readonly initialLr?: InitialLr;
  /** The number of updates already made, for a run that continues without a saved state. Default: 0. */
  readonly lastEpoch?: number;
}

/** The names of the options that every scheduler takes. */
export const SCHEDULER_OPTIONS = ["counter", "initialLr", "lastEpoch"] as const;
