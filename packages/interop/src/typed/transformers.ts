/** transformers' `get_scheduler`, typed. */

import type { Schedule } from "@anneal/core";
import { text } from "@anneal/core/arguments";
import { libraryProfiles } from "../library-profiles.js";
import type { LoweringOptions } from "../lowering/definition.js";
import { lowerSchedule, ratesOf } from "../lowering/lower.js";
import { transformersDefinitions } from "../transformers/definitions.js";
import { withOptions } from "../typed-functions.js";

/** The names of `get_scheduler` whose schedule is a function of the step. */
export type TransformersName =
  | "constant"
  | "constant_with_warmup"
  | "linear"
  | "cosine"
  | "cosine_with_restarts"
  | "polynomial"
  | "inverse_sqrt"
  | "cosine_with_min_lr"
  | "cosine_warmup_with_min_lr"
  | "warmup_stable_decay";

export interface GetSchedulerOptions {
  readonly numWarmupSteps?: number;
  readonly numTrainingSteps?: number;
  /** The schedule's own keyword arguments: `{ numCycles: 2 }`. */
  readonly schedulerSpecificKwargs?: SchedulerSpecificKwargs;
}

/** The keyword arguments of all schedules; each schedule rejects those of others. */
export interface SchedulerSpecificKwargs {
  readonly numCycles?: number | null;
  readonly lrEnd?: number | null;
  readonly power?: number | null;
  readonly timescale?: number | null;
  readonly minLr?: number | null;
  readonly minLrRate?: number | null;
  readonly warmupLrRate?: number | null;
  readonly numDecaySteps?: number | null;
  readonly numStableSteps?: number | null;
  readonly minLrRatio?: number | null;
  readonly warmupType?: "linear" | "cosine" | "1-sqrt";
  readonly decayType?: "linear" | "cosine" | "1-sqrt";
}

const KWARGS = [
  "num_cycles",
  "lr_end",
  "power",
  "timescale",
  "min_lr",
  "min_lr_rate",
  "warmup_lr_rate",
  "num_decay_steps",
  "num_stable_steps",
  "min_lr_ratio",
  "warmup_type",
  "decay_type",
];

const NAMES = ["num_warmup_steps", "num_training_steps", "scheduler_specific_kwargs"];

/** `get_scheduler(name, optimizer, ...)`; `baseLr` is the optimizer's rate. */
export function getScheduler(
  name: TransformersName,
  options: GetSchedulerOptions | undefined,
  baseLr: number,
  more?: LoweringOptions,
): Schedule {
  text("name", name);
  const profile = { ...libraryProfiles.transformers, definitions: transformersDefinitions };
  return withOptions(name, NAMES, options, ({ scheduler_specific_kwargs: given, ...counts }) =>
    withOptions(name, KWARGS, given ?? {}, (kwargs) => {
      const args = { ...counts, scheduler_specific_kwargs: kwargs };
      return ratesOf(lowerSchedule(profile, name, { args, baseLr, options: more ?? {} })) as Schedule;
    }),
  );
}
