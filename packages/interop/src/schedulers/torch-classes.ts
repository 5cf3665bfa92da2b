/** `torch.optim.lr_scheduler` and `torch.optim.swa_utils` as classes over an optimizer. */
import { InvalidArgumentError, type ScheduledOptimizer } from "@anneal/core";
import { Fields, isInstance, listOf } from "@anneal/core/arguments";
import type { Definition } from "../lowering/definition.js";
import { torchCycles } from "../torch/cycles.js";
import { torchDecays } from "../torch/decays.js";
import { torchFunctions } from "../torch/functions.js";
import { type Options, type WithOptions, withOptions } from "../typed-functions.js";
import { TorchScheduler, type TorchSchedulerOptions } from "./torch-scheduler.js";

/** The start of a run without a saved state: updates done - 1, as in PyTorch. Default: -1. */
interface Standing {
  readonly lastEpoch?: number;
}

/** `new torch.StepLR(optimizer, { stepSize: 30 })` */
export type TorchSchedulerClass<Given> = new (
  optimizer: ScheduledOptimizer,
  ...given: WithOptions<Given & Standing, [more?: TorchSchedulerOptions]>
) => TorchScheduler;

function classOf<Name extends string, Needed extends Name = never>(
  name: string,
  { names }: Definition<Name>,
  _needed?: readonly Needed[],
): TorchSchedulerClass<Options<Name, Needed>> {
  const named = {
    [name]: class extends TorchScheduler {
      constructor(optimizer: ScheduledOptimizer, options?: object, more?: TorchSchedulerOptions) {
        super(optimizer, { name, args: withOptions(name, names, options, (args) => args) }, more);
      }
    },
  };
  return named[name] as TorchSchedulerClass<Options<Name, Needed>>;
}

export interface SequentialOptions {
  /** New schedulers over the same optimizer, which this one then steps. */
  readonly schedulers: readonly TorchScheduler[];
  /** The steps at which the next one starts: one fewer than the schedulers. */
  readonly milestones: readonly number[];
}

export type ChainedOptions = Pick<SequentialOptions, "schedulers">;

/** Checks that schedulers can be stepped by another one. */
function readSchedulers(optimizer: ScheduledOptimizer, value: unknown): readonly TorchScheduler[] {
  return listOf("schedulers", value, "schedulers", (path, child) => {
    if (!isInstance(child, TorchScheduler)) {
      const expected =
        "one of PyTorch's schedulers that is a function of the step; one that follows a metric is not";
      throw new InvalidArgumentError(path, child, expected);
    }
    if (child.optimizer !== optimizer) {
      throw new InvalidArgumentError(`${path}.optimizer`, child.optimizer, "the optimizer of the others");
    }
    if (child.lastEpoch !== 0) {
      throw new InvalidArgumentError(
        `${path}.lastEpoch`,
        child.lastEpoch,
        "0: a scheduler that has not stepped",
      );
    }
    return child;
  });
}

/**
 * One scheduler after another, each from its own start: PyTorch's numbers without its bugs in ordering and resuming.
 * The rate of the first update is right, whatever the order in which the schedulers were created.
 */
export class SequentialLR extends TorchScheduler {
  constructor(optimizer: ScheduledOptimizer, options: SequentialOptions, more?: TorchSchedulerOptions) {
    const fields = new Fields("SequentialLR", "options", options, ["schedulers", "milestones"]);
    const children = readSchedulers(optimizer, fields.get("schedulers"));
    const args = { schedulers: children.map(({ spec }) => spec), milestones: fields.get("milestones") };
    super(optimizer, { name: "SequentialLR", args }, more);
    this.takeOver(children);
  }
}

/** All schedulers at once: their factors multiply. A scheduler that sets the rate replaces the rates of those before it. */
export class ChainedScheduler extends TorchScheduler {
  constructor(optimizer: ScheduledOptimizer, options: ChainedOptions, more?: TorchSchedulerOptions) {
    const fields = new Fields("ChainedScheduler", "options", options, ["schedulers"]);
    const children = readSchedulers(optimizer, fields.get("schedulers"));
    super(
      optimizer,
      { name: "ChainedScheduler", args: { schedulers: children.map(({ spec }) => spec) } },
      more,
    );
    this.takeOver(children);
  }
}

/** `base * gamma ^ floor(step / stepSize)` */
export const StepLR = /* @__PURE__ */ classOf("StepLR", torchDecays.StepLR, ["step_size"]);

/** `base * gamma ^ (milestones passed)` */
export const MultiStepLR = /* @__PURE__ */ classOf("MultiStepLR", torchDecays.MultiStepLR, ["milestones"]);

/** `base * factor` for `totalIters` steps, then `base`. */
export const ConstantLR = /* @__PURE__ */ classOf("ConstantLR", torchDecays.ConstantLR);

/** A line from `base * startFactor` to `base * endFactor`. */
export const LinearLR = /* @__PURE__ */ classOf("LinearLR", torchDecays.LinearLR);

/** `base * gamma ^ step` */
export const ExponentialLR = /* @__PURE__ */ classOf("ExponentialLR", torchDecays.ExponentialLR, ["gamma"]);

/** `base * (1 - step / totalIters) ^ power` */
export const PolynomialLR = /* @__PURE__ */ classOf("PolynomialLR", torchDecays.PolynomialLR);

/** A cosine from `base` to `etaMin` at `tMax`, which rises again afterwards. */
export const CosineAnnealingLR = /* @__PURE__ */ classOf("CosineAnnealingLR", torchDecays.CosineAnnealingLR, [
  "T_max",
]);

/** Cosines from `base` to `etaMin`, each `tMult` times as long as the one before it. */
export const CosineAnnealingWarmRestarts = /* @__PURE__ */ classOf(
  "CosineAnnealingWarmRestarts",
  torchDecays.CosineAnnealingWarmRestarts,
  ["T_0"],
);

/** From `base` to `swaLr` in `annealEpochs` steps. */
export const SWALR = /* @__PURE__ */ classOf("SWALR", torchDecays.SWALR, ["swa_lr"]);

/** `base * lrLambda(step)`; a list has a function for each group. */
export const LambdaLR = /* @__PURE__ */ classOf("LambdaLR", torchFunctions.LambdaLR, ["lr_lambda"]);

/** `base * lrLambda(1) * ... * lrLambda(step)` */
export const MultiplicativeLR = /* @__PURE__ */ classOf("MultiplicativeLR", torchFunctions.MultiplicativeLR, [
  "lr_lambda",
]);

/** One cycle up to `maxLr` and down, and the momentum, or the first beta, against it. */
export const OneCycleLR = /* @__PURE__ */ classOf("OneCycleLR", torchCycles.OneCycleLR, ["max_lr"]);

/** Triangles from `baseLr` to `maxLr`, and the momentum, or the first beta, against them. */
export const CyclicLR = /* @__PURE__ */ classOf("CyclicLR", torchCycles.CyclicLR, ["base_lr", "max_lr"]);
