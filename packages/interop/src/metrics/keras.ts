/** The rule of Keras' callbacks.ReduceLROnPlateau. */
import { InvalidArgumentError } from "@anneal/core";
import { flag, wholeNumber } from "@anneal/core/arguments";
import type { Arguments } from "../lowering/definition.js";
import type { Round } from "./better.js";
import { anyNumberOrNull, counter, eachOf, type MetricRule } from "./rule.js";
import { factorBelowOne } from "./torch-plateau.js";

export const kerasPlateauNames = [
  "monitor",
  "factor",
  "patience",
  "verbose",
  "mode",
  "min_delta",
  "cooldown",
  "min_lr",
] as const;

type KerasPlateauState = {
  /** Null before the first metric, whatever it is: a NaN is kept, and nothing is ever better than it. */
  readonly best: number | null;
  readonly wait: number;
  readonly cooldown_counter: number;
  /** The rates of the optimizers. */
  readonly learning_rate: readonly number[];
};

/** Whether smaller is better. An unknown mode is `"auto"` in Keras, which depends on the name of the metric. */
function isMinimum(args: Arguments<"monitor" | "mode">, sane: boolean): boolean {
  const mode = sane ? args.choice("mode", ["auto", "min", "max"], "auto") : (args.get("mode") ?? "auto");
  if (mode === "min" || mode === "max") return mode === "min";
  const monitor = args.get("monitor") ?? "val_loss";
  if (monitor === "val_loss" || monitor === "loss") return true;
  const expected =
    '"min" or "max" if the metric is not the loss, because Keras reads the direction from the model';
  throw new InvalidArgumentError("mode", args.get("mode"), expected);
}

export function kerasPlateau(
  args: Arguments<(typeof kerasPlateauNames)[number]>,
  rates: readonly number[],
  round: Round,
  sane: boolean,
): MetricRule<KerasPlateauState> {
  const factor = factorBelowOne(args, 0.1);
  const minimum = isMinimum(args, sane);
  const delta = Math.abs(args.finite("min_delta", 1e-4));
  const patience = args.finite("patience", 10);
  const cooldown = args.finite("cooldown", 0);
  const minLr = args.finite("min_lr", 0);
  const verbose = args.get("verbose");
  if (verbose !== undefined) (typeof verbose === "boolean" ? flag : wholeNumber)("verbose", verbose);

  function isBetter(metric: number, best: number | null): boolean {
    if (sane && !Number.isFinite(metric)) return false;
    if (best === null) return true;
    const [moved, mark] = [round(minimum ? metric + delta : metric - delta), round(best)];
    return minimum ? moved < mark : moved > mark;
  }

  return {
    initial: { best: null, wait: 0, cooldown_counter: 0, learning_rate: rates.map(round) },
    next(state, metric) {
      const cooling = Math.max(0, state.cooldown_counter - (state.cooldown_counter > 0 ? 1 : 0));
      const waited = state.cooldown_counter > 0 ? 0 : state.wait;
      const common = { ...state, cooldown_counter: cooling, wait: waited };
      if (isBetter(metric, state.best)) return { ...common, best: metric, wait: 0 };
      if (cooling > 0) return common;
      const wait = waited + 1;
      // The minimum is rounded to float32 for the comparison, even if rates are float64.
      const isReducible = (rate: number) => rate > Math.fround(minLr);
      if (wait < patience || !state.learning_rate.some(isReducible)) return { ...common, wait };
      const reduced = state.learning_rate.map((rate) =>
        isReducible(rate) ? round(Math.max(rate * factor, minLr)) : rate,
      );
      return { ...common, wait: 0, cooldown_counter: cooldown, learning_rate: reduced };
    },
    rates: (state) => state.learning_rate,
    checks: {
      best: anyNumberOrNull,
      wait: counter,
      cooldown_counter: counter,
      learning_rate: eachOf(rates.length),
    },
  };
}
