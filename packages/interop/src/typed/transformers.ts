/** transformers' `get_scheduler`, typed. */
import type { Schedule } from "@anneal/core";
import { libraryProfiles } from "../library-profiles.js";
import type { LoweringOptions } from "../lowering/definition.js";
import { lowerSchedule, ratesOf } from "../lowering/lower.js";
import { transformersDefinitions } from "../transformers/definitions.js";
import { withOptions } from "./typed.js";

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
  /** The schedule's own keyword arguments, under the library's names: `{ num_cycles: 2 }`. */
  readonly schedulerSpecificKwargs?: Readonly<Record<string, number | string | null>>;
}

const NAMES = ["num_warmup_steps", "num_training_steps", "scheduler_specific_kwargs"];

/** `get_scheduler(name, optimizer, ...)`; `baseLr` is the rate in the optimizer. */
export function getScheduler(
  name: TransformersName,
  options: GetSchedulerOptions | undefined,
  baseLr: number,
  more?: LoweringOptions,
): Schedule {
  const profile = { ...libraryProfiles.transformers, definitions: transformersDefinitions };
  return withOptions(
    name,
    NAMES,
    options,
    (args) => ratesOf(lowerSchedule(profile, name, { args, baseLr, options: more ?? {} })) as Schedule,
  );
}
