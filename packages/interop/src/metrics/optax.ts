/** The rule of Optax's contrib.reduce_on_plateau, whose rate is a scale of the updates. */
import { InvalidArgumentError } from "@anneal/core";
import type { Arguments } from "../lowering/definition.js";
import type { Round } from "./better.js";
import { anyNumber, count, counter, type MetricRule } from "./rule.js";

export const optaxPlateauNames = [
  "factor",
  "patience",
  "rtol",
  "atol",
  "cooldown",
  "accumulation_size",
  "min_scale",
] as const;

/** `ReduceLROnPlateauState` of Optax. */
type OptaxPlateauState = {
  readonly scale: number;
  readonly best_value: number;
  readonly plateau_count: number;
  readonly cooldown_count: number;
  readonly count: number;
  readonly avg_value: number;
};

export function optaxPlateau(
  args: Arguments<(typeof optaxPlateauNames)[number]>,
  round: Round,
  sane: boolean,
): MetricRule<OptaxPlateauState> {
  const factor = args.positive("factor", 0.1);
  if (factor >= 1) throw new InvalidArgumentError("factor", factor, "below 1");
  const rtol = args.atLeast("rtol", 0, 1e-4);
  const atol = args.atLeast("atol", 0, 0);
  if (rtol > 1) throw new InvalidArgumentError("rtol", rtol, "at most 1");
  if (rtol === 0 && atol === 0) throw new InvalidArgumentError("rtol", rtol, "above 0 where atol is 0");
  // With 0, the count would never be reached, and no metric would ever count.
  const size = args.whole("accumulation_size", 1, 1);
  const patience = args.whole("patience", 0, 10);
  const cooldown = args.whole("cooldown", 0, 0);
  const minScale = args.finite("min_scale", 0);

  /** For negative metrics the relative part has the wrong sign. */
  const mark = (best: number) => {
    if (!sane) return round(round(round(1 - rtol) * best) - round(atol));
    // Before the first metric the best one is infinite, so there is no relative part.
    return Number.isFinite(best) ? best - rtol * Math.abs(best) - atol : best;
  };

  function judged(state: OptaxPlateauState, average: number): OptaxPlateauState {
    const better = average < mark(state.best_value) && (!sane || Number.isFinite(average));
    const best_value = better ? average : state.best_value;
    const emptied = { best_value, count: 0, avg_value: 0 };
    if (state.cooldown_count > 0) {
      return { ...state, ...emptied, plateau_count: 0, cooldown_count: state.cooldown_count - 1 };
    }
    const bad = better ? 0 : state.plateau_count + 1;
    // With patience 0 this holds when a metric is better, and never when it is not.
    const reduces = sane ? bad >= Math.max(1, patience) : bad === patience;
    const scale = reduces ? round(state.scale * round(factor)) : state.scale;
    return {
      ...emptied,
      scale: Math.max(scale, round(minScale)),
      plateau_count: reduces ? 0 : bad,
      cooldown_count: reduces ? cooldown : 0,
    };
  }

  return {
    initial: {
      scale: 1,
      best_value: Number.POSITIVE_INFINITY,
      plateau_count: 0,
      cooldown_count: 0,
      count: 0,
      avg_value: 0,
    },
    next(state, metric) {
      const seen = state.count + 1;
      const average = round(round(round(state.count * state.avg_value) + round(metric)) / seen);
      return seen === size ? judged(state, average) : { ...state, count: seen, avg_value: average };
    },
    rates: ({ scale }) => [scale],
    checks: {
      scale: anyNumber,
      best_value: anyNumber,
      plateau_count: count,
      cooldown_count: counter,
      count,
      avg_value: anyNumber,
    },
  };
}
