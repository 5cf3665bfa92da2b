/** The rule of transformers' GreedyLR. */
import type { Arguments } from "../lowering/definition.js";
import { isBetter, readImprovement, worst } from "./better.js";
import { anyNumber, count, counter, eachOf, type MetricRule, upTo } from "./rule.js";
import { factorBelowOne, limitOf, limitOfEach } from "./torch-plateau.js";

export const greedyNames = [
  "mode",
  "factor",
  "patience",
  "threshold",
  "threshold_mode",
  "cooldown",
  "warmup",
  "min_lr",
  "max_lr",
  "eps",
  "verbose",
  "smooth",
  "window_size",
  "reset_start",
] as const;

type GreedyState = {
  readonly best: number;
  readonly num_bad_epochs: number;
  readonly num_good_epochs: number;
  readonly cooldown_counter: number;
  readonly warmup_counter: number;
  readonly last_epoch: number;
  readonly reset_start: number;
  readonly _last_lr: readonly number[];
  /** The metrics of the running mean. */
  readonly values: readonly number[];
  /** Their sum, with accumulated rounding, and NaN forever after the first NaN. */
  readonly sum: number;
};

/** Updates the counters for a metric, before the rates change. */
type Counters = Omit<GreedyState, "_last_lr">;

export function greedy(
  args: Arguments<(typeof greedyNames)[number]>,
  initialRates: readonly number[],
  sane: boolean,
): MetricRule<GreedyState> {
  const groups = initialRates.length;
  const factor = factorBelowOne(args, 0.95);
  const improvement = readImprovement(args, { threshold: 1e-6, threshold_mode: "abs" }, sane);
  const patience = args.finite("patience", 10);
  const cooldown = args.finite("cooldown", 0);
  const warmup = args.finite("warmup", 0);
  const minLr = limitOfEach(args, "min_lr", 1e-3, groups);
  const maxLr = limitOfEach(args, "max_lr", 1, groups);
  const eps = args.finite("eps", 1e-8);
  const resetStart = args.finite("reset_start", 500);
  const smooth = args.flag("smooth", false);
  const windowSize = args.whole("window_size", 1, 50);
  args.flag("verbose", false);

  const initial: GreedyState = {
    best: worst(improvement.mode),
    num_bad_epochs: 0,
    num_good_epochs: 0,
    cooldown_counter: 0,
    warmup_counter: 0,
    last_epoch: 0,
    reset_start: resetStart,
    _last_lr: initialRates,
    values: [],
    sum: 0,
  };

  /** The smoothed metric, and the window after it. */
  function smoothed({ values, sum }: GreedyState, metric: number) {
    if (!smooth || (sane && !Number.isFinite(metric))) return { current: metric, values, sum };
    const longer = [...values, metric];
    const oldest = longer.length > windowSize ? longer.shift() : undefined;
    const added = sum + metric;
    const rest = oldest === undefined ? added : added - oldest;
    return { current: rest / longer.length, values: longer, sum: rest };
  }

  function raised(counters: Counters, rates: readonly number[]): GreedyState {
    const raisedRates = rates.map((rate, group) => {
      const higher = Math.min(rate / factor, limitOf(maxLr, group));
      return higher - rate > eps ? higher : rate;
    });
    const after = { warmup_counter: warmup, num_good_epochs: 0, reset_start: resetStart };
    return { ...counters, ...after, _last_lr: raisedRates };
  }

  function reduced(counters: Counters, rates: readonly number[]): GreedyState {
    const lower = rates.map((rate, group) => {
      const reducedRate = Math.max(rate * factor, limitOf(minLr, group));
      return rate - reducedRate > eps ? reducedRate : rate;
    });
    const after = { cooldown_counter: cooldown, num_bad_epochs: 0 };
    const allAtMinimum = lower.every((rate, group) => !(rate > limitOf(minLr, group)));
    if (!allAtMinimum) return { ...counters, ...after, _last_lr: lower };
    const left = counters.reset_start - 1;
    if (left > 0) return { ...counters, ...after, reset_start: left, _last_lr: lower };
    // The library starts the cooldown of a cut even if the cut reset everything.
    return { ...initial, cooldown_counter: sane ? 0 : cooldown, last_epoch: counters.last_epoch };
  }

  return {
    initial,
    next(state, metric, step) {
      const { current, values, sum } = smoothed(state, metric);
      const seen = { ...state, values, sum, last_epoch: step };
      const idle = { num_bad_epochs: 0, num_good_epochs: 0 };
      if (state.cooldown_counter > 0) {
        return { ...seen, ...idle, cooldown_counter: state.cooldown_counter - 1 };
      }
      if (state.warmup_counter > 0) return { ...seen, ...idle, warmup_counter: state.warmup_counter - 1 };
      const better = isBetter(improvement, current, state.best);
      const counters = {
        ...seen,
        best: better ? current : state.best,
        num_bad_epochs: better ? 0 : state.num_bad_epochs + 1,
        num_good_epochs: better ? state.num_good_epochs + 1 : 0,
      };
      if (counters.num_good_epochs > patience) return raised(counters, state._last_lr);
      if (counters.num_bad_epochs > patience) return reduced(counters, state._last_lr);
      return counters;
    },
    rates: (state) => state._last_lr,
    checks: {
      best: anyNumber,
      num_bad_epochs: count,
      num_good_epochs: count,
      cooldown_counter: counter,
      warmup_counter: counter,
      last_epoch: count,
      reset_start: counter,
      _last_lr: eachOf(groups),
      values: upTo(smooth ? windowSize : 0),
      sum: anyNumber,
    },
  };
}
