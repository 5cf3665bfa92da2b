/** Composer's and llm-foundry's schedules, typed. The options are followed by the optimizer's rate and the run. */
import type { Schedule } from "@anneal/core";
import { composerDefinitions as definitions } from "../composer/definitions.js";
import type { ComposerRun } from "../lowering/composer-run.js";
import type { Definition, LoweringOptions } from "../lowering/definition.js";
import { fromOptimizer, type Options } from "../typed-functions.js";

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

/** The run that times refer to: `{ run: { maxDuration: "10ep", dataloaderLen: 500 } }`. */
export type ComposerOptions = LoweringOptions & { readonly run: ComposerRun };

/** A schedule that multiplies the optimizer's rate. */
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

/** Multiplied by `gamma` every `stepSize`. */
export const stepScheduler = /* @__PURE__ */ schedule("StepScheduler", definitions.StepScheduler, [
  "step_size",
]);

/** Multiplied by `gamma` at each milestone. */
export const multiStepScheduler = /* @__PURE__ */ schedule(
  "MultiStepScheduler",
  definitions.MultiStepScheduler,
  ["milestones"],
);

/** `alpha` until `tMax`. */
export const constantScheduler = /* @__PURE__ */ schedule("ConstantScheduler", definitions.ConstantScheduler);

export const linearScheduler = /* @__PURE__ */ schedule("LinearScheduler", definitions.LinearScheduler);

/** `gamma ^ (t / decayPeriod)`. */
export const exponentialScheduler = /* @__PURE__ */ schedule(
  "ExponentialScheduler",
  definitions.ExponentialScheduler,
  ["gamma"],
);

export const cosineAnnealingScheduler = /* @__PURE__ */ schedule(
  "CosineAnnealingScheduler",
  definitions.CosineAnnealingScheduler,
);

export const cosineAnnealingWarmRestartsScheduler = /* @__PURE__ */ schedule(
  "CosineAnnealingWarmRestartsScheduler",
  definitions.CosineAnnealingWarmRestartsScheduler,
  ["t_0"],
);

export const polynomialScheduler = /* @__PURE__ */ schedule(
  "PolynomialScheduler",
  definitions.PolynomialScheduler,
  ["power"],
);

export const multiStepWithWarmupScheduler = /* @__PURE__ */ schedule(
  "MultiStepWithWarmupScheduler",
  definitions.MultiStepWithWarmupScheduler,
  ["t_warmup", "milestones"],
);

export const constantWithWarmupScheduler = /* @__PURE__ */ schedule(
  "ConstantWithWarmupScheduler",
  definitions.ConstantWithWarmupScheduler,
  ["t_warmup"],
);

export const linearWithWarmupScheduler = /* @__PURE__ */ schedule(
  "LinearWithWarmupScheduler",
  definitions.LinearWithWarmupScheduler,
  ["t_warmup"],
);

export const cosineAnnealingWithWarmupScheduler = /* @__PURE__ */ schedule(
  "CosineAnnealingWithWarmupScheduler",
  definitions.CosineAnnealingWithWarmupScheduler,
  ["t_warmup"],
);

export const polynomialWithWarmupScheduler = /* @__PURE__ */ schedule(
  "PolynomialWithWarmupScheduler",
  definitions.PolynomialWithWarmupScheduler,
  ["t_warmup"],
);

/** llm-foundry's: a line up, an inverse square root, and a line down at the end. */
export const inverseSquareRootWithWarmupScheduler = /* @__PURE__ */ schedule(
  "InverseSquareRootWithWarmupScheduler",
  definitions.InverseSquareRootWithWarmupScheduler,
  ["t_warmup", "t_scale", "t_cooldown"],
);
