/** When a metric counts as better, in PyTorch and the libraries that copy it. */
import type { Arguments } from "../lowering/definition.js";

/** The precision of a library: each operation rounds to it. */
export type Round = (value: number) => number;

export interface Improvement {
  readonly mode: "min" | "max";
  readonly threshold: number;
  readonly relative: boolean;
  /**
   * Whether the relative threshold is a share of the absolute value of the best metric, and infinities are never
   * better.
   */
  readonly sane: boolean;
}

/** Reads `mode`, `threshold` and `threshold_mode`. */
export function readImprovement(
  args: Arguments<"mode" | "threshold" | "threshold_mode">,
  defaults: { readonly threshold: number; readonly threshold_mode: "rel" | "abs" },
  sane: boolean,
): Improvement {
  return {
    mode: args.choice("mode", ["min", "max"], "min"),
    threshold: args.finite("threshold", defaults.threshold),
    relative: args.choice("threshold_mode", ["rel", "abs"], defaults.threshold_mode) === "rel",
    sane,
  };
}

/** The best metric before the first one. */
export function worst(mode: "min" | "max"): number {
  return mode === "min" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}

/** Whether `metric` is better; NaN never is. */
export function isBetter(
  { mode, threshold, relative, sane }: Improvement,
  metric: number,
  best: number,
  round: Round = (value) => value,
): boolean {
  const sign = mode === "min" ? -1 : 1;
  // For negative metrics the threshold has the wrong sign: worse metrics count as better.
  const asTheyDo = () =>
    relative ? round(best * round(1 + sign * threshold)) : round(best + sign * round(threshold));
  const asItShould = () => best + sign * threshold * (relative && Number.isFinite(best) ? Math.abs(best) : 1);
  if (sane && !Number.isFinite(metric)) return false;
  const mark = sane ? asItShould() : asTheyDo();
  return mode === "min" ? metric < mark : metric > mark;
}
