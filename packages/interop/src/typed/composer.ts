/** Composer's and llm-foundry's schedules, typed. After the options: the rate in the optimizer, and the run. */
import type { Schedule } from "@anneal/core";
import { composerDefinitions as definitions } from "../composer/definitions.js";
import type { ComposerRun } from "../composer/run.js";
import type { Definition, LoweringOptions } from "../lowering/definition.js";
import { fromOptimizer, type Options } from "./typed.js";

/** Times are Composer's time strings: `"100ba"`, `"3ep"`, `"5e6tok"`, `"0.1dur"`. */
interface ComposerArguments {
  step_size: string;
  milestones: readonly string[];
  t_max: string;
  t_warmup: string;
  t_0: string;
  t_scale: string;
  t_cooldown: string;
  decay_period: string;
  scale_warmup: boolean;
}

/** Everything that depends on the run: `{ run: { maxDuration: "10ep", dataloaderLen: 500 } }`. */
export type ComposerOptions = LoweringOptions & { readonly run: ComposerRun };

/** A schedule that multiplies the rate in the optimizer. */
export interface ComposerSchedule<Given> {
  (options: Given, baseLr: readonly number[], more: ComposerOptions): readonly Schedule[];
  (options: Given, baseLr: number, more: ComposerOptions): Schedule;
}

function schedule<Name extends string, Needed extends Name = never>(
  name: string,
  definition: Definition<Name>,
  needed?: readonly Needed[],
): ComposerSchedule<Options<Name, Needed, ComposerArguments>> {
  const call: unknown = fromOptimizer("composer", name, definition, needed);
  return call as ComposerSchedule<Options<Name, Needed, ComposerArguments>>;
}

export const composer = {
  /** Times `gamma` every `stepSize`. */
  stepScheduler: schedule("StepScheduler", definitions.StepScheduler, ["step_size"]),
  /** Times `gamma` at each milestone. */
  multiStepScheduler: schedule("MultiStepScheduler", definitions.MultiStepScheduler, ["milestones"]),
  /** `alpha` until `tMax`. */
  constantScheduler: schedule("ConstantScheduler", definitions.ConstantScheduler),
  linearScheduler: schedule("LinearScheduler", definitions.LinearScheduler),
  /** `gamma ^ (t / decayPeriod)`. */
  exponentialScheduler: schedule("ExponentialScheduler", definitions.ExponentialScheduler, ["gamma"]),
  cosineAnnealingScheduler: schedule("CosineAnnealingScheduler", definitions.CosineAnnealingScheduler),
  cosineAnnealingWarmRestartsScheduler: schedule(
    "CosineAnnealingWarmRestartsScheduler",
    definitions.CosineAnnealingWarmRestartsScheduler,
    ["t_0"],
  ),
  polynomialScheduler: schedule("PolynomialScheduler", definitions.PolynomialScheduler, ["power"]),
  multiStepWithWarmupScheduler: schedule(
    "MultiStepWithWarmupScheduler",
    definitions.MultiStepWithWarmupScheduler,
    ["t_warmup", "milestones"],
  ),
  constantWithWarmupScheduler: schedule(
    "ConstantWithWarmupScheduler",
    definitions.ConstantWithWarmupScheduler,
    ["t_warmup"],
  ),
  linearWithWarmupScheduler: schedule("LinearWithWarmupScheduler", definitions.LinearWithWarmupScheduler, [
    "t_warmup",
  ]),
  cosineAnnealingWithWarmupScheduler: schedule(
    "CosineAnnealingWithWarmupScheduler",
    definitions.CosineAnnealingWithWarmupScheduler,
    ["t_warmup"],
  ),
  polynomialWithWarmupScheduler: schedule(
    "PolynomialWithWarmupScheduler",
    definitions.PolynomialWithWarmupScheduler,
    ["t_warmup"],
  ),
  /** llm-foundry's: a line up, an inverse square root, and a line down at the end. */
  inverseSquareRootWithWarmupScheduler: schedule(
    "InverseSquareRootWithWarmupScheduler",
    definitions.InverseSquareRootWithWarmupScheduler,
    ["t_warmup", "t_scale", "t_cooldown"],
  ),
};
