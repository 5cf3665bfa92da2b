/** The rule of PyTorch's ReduceLROnPlateau, also used by transformers, timm and fairseq. */
import { InvalidArgumentError } from "@anneal/core";
import { finiteNumber, isArray, numberList } from "@anneal/core/arguments";
import type { Arguments } from "../lowering/definition.js";
import { type Improvement, isBetter, readImprovement, worst } from "./better.js";
import { anyNumber, count, counter, eachOf, type MetricRule } from "./rule.js";

export const torchPlateauNames = [
  "mode",
  "factor",
  "patience",
  "threshold",
  "threshold_mode",
  "cooldown",
  "min_lr",
  "eps",
] as const;

/** The arguments, checked as in PyTorch: a negative patience is allowed. */
export interface TorchPlateauSettings extends Improvement {
  readonly factor: number;
  readonly patience: number;
  readonly cooldown: number;
  /** One for all groups, or one for each. */
  readonly minLr: number | readonly number[];
  readonly eps: number;
}

export type TorchPlateauState = {
  readonly best: number;
  readonly num_bad_epochs: number;
  readonly cooldown_counter: number;
  readonly last_epoch: number;
  readonly _last_lr: readonly number[];
};

/** A factor below 1; PyTorch allows 0 and negative factors. */
export function factorBelowOne(args: Arguments<"factor">, otherwise: number): number {
  const factor = args.finite("factor", otherwise);
  if (factor >= 1) throw new InvalidArgumentError(args.path("factor"), factor, "below 1");
  return factor;
}

/** A limit for all groups, or a list with one for each of `groups`. */
export function limitOfEach<Name extends string>(
  args: Arguments<Name>,
  name: Name,
  otherwise: number,
  groups: number,
): number | readonly number[] {
  const given = args.get(name);
  if (!isArray(given)) return args.read(name, finiteNumber, otherwise);
  return args.counted(name, args.read(name, numberList), groups, "one for each parameter group");
}

/** The limit of one group. */
export function limitOf(limit: number | readonly number[], group: number): number {
  return typeof limit === "number" ? limit : (limit[group] as number);
}

export function readTorchPlateau(
  args: Arguments<(typeof torchPlateauNames)[number]>,
  groups: number,
  sane: boolean,
): TorchPlateauSettings {
  return {
    factor: factorBelowOne(args, 0.1),
    ...readImprovement(args, { threshold: 1e-4, threshold_mode: "rel" }, sane),
    patience: args.finite("patience", 10),
    cooldown: args.finite("cooldown", 0),
    minLr: limitOfEach(args, "min_lr", 0, groups),
    eps: args.finite("eps", 1e-8),
  };
}

/** The order is PyTorch's: better or not, then the cooldown, then the reduction. */
export function torchPlateauStep(
  settings: TorchPlateauSettings,
  state: TorchPlateauState,
  metric: number,
  step: number,
): TorchPlateauState {
  const better = isBetter(settings, metric, state.best);
  const best = better ? metric : state.best;
  const cooling = state.cooldown_counter > 0;
  const bad = better || cooling ? 0 : state.num_bad_epochs + 1;
  const common = { best, last_epoch: step };
  if (bad > settings.patience) {
    const { factor, minLr, eps } = settings;
    const rates = state._last_lr.map((rate, group) => {
      const reduced = Math.max(rate * factor, limitOf(minLr, group));
      return rate - reduced > eps ? reduced : rate;
    });
    return { ...common, num_bad_epochs: 0, cooldown_counter: settings.cooldown, _last_lr: rates };
  }
  return {
    ...common,
    num_bad_epochs: bad,
    cooldown_counter: state.cooldown_counter - (cooling ? 1 : 0),
    _last_lr: state._last_lr,
  };
}

export function torchPlateauStart(
  { mode }: TorchPlateauSettings,
  rates: readonly number[],
): TorchPlateauState {
  return { best: worst(mode), num_bad_epochs: 0, cooldown_counter: 0, last_epoch: 0, _last_lr: rates };
}

export function torchPlateauChecks(groups: number) {
  return {
    best: anyNumber,
    num_bad_epochs: count,
    cooldown_counter: counter,
    last_epoch: count,
    _last_lr: eachOf(groups),
  };
}

/** The rule without changes. */
export function torchPlateau(
  settings: TorchPlateauSettings,
  rates: readonly number[],
): MetricRule<TorchPlateauState> {
  return {
    initial: torchPlateauStart(settings, rates),
    next: (state, metric, step) => torchPlateauStep(settings, state, metric, step),
    rates: (state) => state._last_lr,
    checks: torchPlateauChecks(rates.length),
  };
}
