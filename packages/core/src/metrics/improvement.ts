/** Decides whether a metric is better than the best one so far. */
import type { Fields } from "../arguments.js";

export interface ImprovementOptions {
  /** Whether smaller (`"min"`: a loss) or larger metrics are better (`"max"`: an accuracy). Default: `"min"`. */
  readonly mode?: "min" | "max";
  /** The improvement over the best metric that counts as better; at least 0. */
  readonly threshold?: number;
  /** Whether `threshold` is relative to the size of the best metric, or an absolute difference. */
  readonly thresholdMode?: "relative" | "absolute";
}

/** The names of the options above. */
export const improvementNames = ["mode", "threshold", "thresholdMode"] as const;

/** Reads the options above. Defaults differ between rules. */
export function readImprovement(
  fields: Fields<(typeof improvementNames)[number]>,
  defaults: { readonly threshold: number; readonly thresholdMode: "relative" | "absolute" },
): Required<ImprovementOptions> {
  return {
    mode: fields.choice("mode", ["min", "max"], "min"),
    threshold: fields.atLeast("threshold", 0, defaults.threshold),
    thresholdMode: fields.choice("thresholdMode", ["relative", "absolute"], defaults.thresholdMode),
  };
}

/**
 * Whether `metric` is better than `best` by more than the threshold. The first finite metric is better than none
 * (null).
 *
 * NaN and infinities are never better: NaN is not a measurement, and nothing could be better than an infinity.
 */
export function isBetter(
  { mode, threshold, thresholdMode }: Required<ImprovementOptions>,
  metric: number,
  best: number | null,
): boolean {
  if (!Number.isFinite(metric)) return false;
  if (best === null) return true;
  // Relative to the absolute value: for negative metrics the sign would reverse the threshold.
  const margin = thresholdMode === "relative" ? threshold * Math.abs(best) : threshold;
  return mode === "min" ? metric < best - margin : metric > best + margin;
}
