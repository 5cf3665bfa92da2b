/**
 * The rule of braintools' ReduceLROnPlateau: PyTorch's, but metrics during the cooldown are ignored, and `eps` has no
 * effect.
 */
import { InvalidArgumentError } from "@anneal/core";
import { finiteNumber, isArray, numberList } from "@anneal/core/arguments";
import type { Arguments } from "../lowering/definition.js";
import { isBetter, type Round, readImprovement, worst } from "./better.js";
import { anyNumber, count, counter, eachOf, type MetricRule } from "./rule.js";
import { factorBelowOne } from "./torch-plateau.js";

export const braintoolsPlateauNames = [
  "base_lr",
  "mode",
  "factor",
  "patience",
  "threshold",
  "threshold_mode",
  "cooldown",
  "min_lr",
  "eps",
  "last_epoch",
] as const;

type BraintoolsPlateauState = {
  readonly last_epoch: number;
  readonly current_lrs: readonly number[];
  readonly best: number;
  readonly num_bad_epochs: number;
  readonly cooldown_counter: number;
};

type Args = Arguments<(typeof braintoolsPlateauNames)[number]>;

/** A number or a list of at least one. */
function oneOrMore(args: Args, name: "base_lr" | "min_lr", otherwise: number): readonly number[] {
  const given = args.get(name);
  if (!isArray(given)) return [args.read(name, finiteNumber, otherwise)];
  const numbers = args.read(name, numberList);
  if (numbers.length === 0) throw new InvalidArgumentError(name, given, "a number or a list of at least one");
  return numbers;
}

export function braintoolsPlateau(
  args: Args,
  round: Round,
  sane: boolean,
): MetricRule<BraintoolsPlateauState> {
  const baseLrs = oneOrMore(args, "base_lr", 1e-3);
  const minLrs = oneOrMore(args, "min_lr", 0);
  if (minLrs.length > baseLrs.length) {
    throw new InvalidArgumentError("min_lr.length", minLrs.length, `at most ${baseLrs.length}, as base_lr`);
  }
  const factor = factorBelowOne(args, 0.1);
  const improvement = readImprovement(args, { threshold: 1e-4, threshold_mode: "rel" }, sane);
  const patience = args.finite("patience", 10);
  const cooldown = args.finite("cooldown", 0);
  args.finite("eps", 1e-8);
  const lastEpoch = args.whole("last_epoch", Number.MIN_SAFE_INTEGER, 0);
  // A list that is too short is extended with its last value.
  const floors = baseLrs.map((_, group) => round(minLrs[Math.min(group, minLrs.length - 1)] as number));

  return {
    initial: {
      last_epoch: lastEpoch,
      current_lrs: baseLrs,
      best: worst(improvement.mode),
      num_bad_epochs: 0,
      cooldown_counter: 0,
    },
    next(state, metric, step) {
      // The first metric rounds the rates to JAX's precision.
      const rates = state.current_lrs.map(round);
      const common = { ...state, last_epoch: step, current_lrs: rates };
      if (state.cooldown_counter > 0) return { ...common, cooldown_counter: state.cooldown_counter - 1 };
      const value = round(metric);
      const better = isBetter(improvement, value, state.best, round);
      const best = better ? value : state.best;
      const bad = better ? 0 : state.num_bad_epochs + 1;
      if (!(bad > patience)) return { ...common, best, num_bad_epochs: bad };
      const reduced = rates.map((rate, group) =>
        Math.max(round(rate * round(factor)), floors[group] as number),
      );
      return { ...common, best, num_bad_epochs: 0, cooldown_counter: cooldown, current_lrs: reduced };
    },
    rates: (state) => state.current_lrs,
    checks: {
      last_epoch: count,
      current_lrs: eachOf(baseLrs.length),
      best: anyNumber,
      num_bad_epochs: count,
      cooldown_counter: counter,
    },
  };
}
