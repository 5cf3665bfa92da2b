/** Decay by the inverse square root of the step, which needs no end. */
import type { ScheduleDraft } from "../schedule/draft.js";
import type { Schedule } from "../schedule/schedule.js";
import { build, rate, readOptions } from "./options.js";
import { segments } from "./segments.js";
import { readWarmup, WARMUP_NAMES, type WarmupShapeOptions } from "./warm-up.js";

/** The timescale where there is no warm-up to take it from. */
const TIMESCALE_WITHOUT_WARMUP = 10_000;

export interface InverseSqrtOptions extends WarmupShapeOptions {
  /** The rate at step `warmupSteps`. */
  readonly peak: number;
  /**
   * How many steps after the peak the rate has fallen to `peak / sqrt(2)`, above 0. Default: `warmupSteps`, or 10,000
   * without warm-up.
   */
  readonly timescale?: number;
}

/**
 * `warmupFrom + (peak - warmupFrom) * step / warmupSteps`, then
 * `peak / sqrt(1 + (step - warmupSteps) / timescale)`
 *
 * Warm-up, then inverse square root decay; with the default timescale that is `peak * sqrt(warmupSteps / step)`.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, and counts that are not whole.
 */
export function inverseSqrt(options: InverseSqrtOptions): Schedule {
  const given = readOptions("inverseSqrt", options, ["peak", "timescale", ...WARMUP_NAMES]);
  const peak = given.read("peak", rate);
  const rise = readWarmup(given, peak);
  const timescale = given.positive("timescale", rise.until === 0 ? TIMESCALE_WITHOUT_WARMUP : rise.until);
  // Counted from the end of the warm-up, the line is 1 there, and its power too: the peak is exact.
  const tree: ScheduleDraft = { kind: "power", scale: peak, offset: 1, slope: 1 / timescale, exponent: -0.5 };
  return build(segments([rise, { label: "decay", tree, until: Number.POSITIVE_INFINITY }], true));
}

export interface NoamOptions {
  /** The width of the model, at least 1. */
  readonly modelSize: number;
  /** How many steps the rate rises, at least 1; the peak is at step `warmupSteps - 1`. */
  readonly warmupSteps: number;
  /** Multiplies everything. Default: 1. */
  readonly factor?: number;
}

/**
 * `factor * modelSize ^ -0.5 * min((step + 1) ^ -0.5, (step + 1) * warmupSteps ^ -1.5)`
 *
 * The schedule of the first Transformer: a straight line, then inverse square root decay; the step counts from 1.
 *
 * @throws InvalidArgumentError for a factor that is negative or not finite, and counts that are not whole.
 * @see Vaswani et al., Attention Is All You Need, 2017.
 */
export function noam(options: NoamOptions): Schedule {
  const given = readOptions("noam", options, ["modelSize", "warmupSteps", "factor"]);
  const scale = given.read("factor", rate, 1) / Math.sqrt(given.whole("modelSize", 1));
  const warmupSteps = given.whole("warmupSteps", 1);
  const peak = scale / Math.sqrt(warmupSteps);
  const rise: ScheduleDraft = { kind: "ramp", start: -1, end: warmupSteps - 1, from: 0, to: peak };
  const fall: ScheduleDraft = { kind: "power", scale, offset: 1, slope: 1, exponent: -0.5 };
  return build(
    segments([
      { label: "warm-up", tree: rise, until: warmupSteps - 1 },
      { label: "decay", tree: fall, until: Number.POSITIVE_INFINITY },
    ]),
  );
}
