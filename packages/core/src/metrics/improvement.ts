/** When a metric is better than the best one so far. */
import type { Fields } from "../arguments.js";

export interface ImprovementOptions {
  /** Whether a smaller metric is better (`"min"`: a loss) or a larger one (`"max"`: an accuracy). Default: `"min"`. */
  readonly mode?: "min" | "max";
  /** By how much a metric has to be better than the best one, to be better at all; at least 0. */
  readonly threshold?: number;
  /** Whether `threshold` is a share of the size of the best metric, or a difference from it. */
  readonly thresholdMode?: "relative" | "absolute";
}

/** The names of the options above. */
export const improvementNames = ["mode", "threshold", "thresholdMode"] as const;

/** Reads the options above; the rules differ in their defaults. */
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
 * Whether `metric` is better than `best` by more than the threshold. The first finite metric is better than none (null).
 *
 * NaN and the infinities are never better: the one is no measurement, and nothing could ever be better than the others.
 */
export function isBetter(
  { mode, threshold, thresholdMode }: Required<ImprovementOptions>,
  metric: number,
  best: number | null,
): boolean {
  if (!Number.isFinite(metric)) return false;
  if (best === null) return true;
  // A share of its size, not of the metric itself: below 0 that would be a step in the wrong direction.
  const margin = thresholdMode === "relative" ? threshold * Math.abs(best) : threshold;
  return mode === "min" ? metric < best - margin : metric > best + margin;
}
