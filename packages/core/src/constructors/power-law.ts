/** Decay as a power of the step, without an end. */
import { type Fields, rate } from "../arguments.js";
import { build, type Schedule } from "../schedule/schedule.js";
import type { ScheduleDraft } from "../tree/draft.js";
import { type Rate, readOptions } from "./options.js";
import { joinSegments } from "./segments.js";
import { readWarmup, WARMUP_NAMES, type WarmupShapeOptions } from "./warm-up.js";

const NAMES = ["peak", "end", "timescale", ...WARMUP_NAMES] as const;

/** The timescale if there is no warm-up. */
const TIMESCALE_WITHOUT_WARMUP = 10_000;

export interface PowerLawOptions extends WarmupShapeOptions {
  /** The rate at step `warmupSteps`. */
  readonly peak: Rate;
  /** The rate that the decay approaches. Default: 0. */
  readonly end?: Rate;
  /** How fast the rate falls, at least 0: 0.5 is an inverse square root, 1 a hyperbola. Default: 0.51. */
  readonly exponent?: number;
  /**
   * The number of steps after the peak at which the rate is `peak / 2 ^ exponent` if `end` is 0, above 0. Default: `warmupSteps`, or
   * 10,000 without a warm-up.
   */
  readonly timescale?: number;
}

/**
 * `warmupFrom + (peak - warmupFrom) * step / warmupSteps`, then
 * `end + (peak - end) * (1 + (step - warmupSteps) / timescale) ^ -exponent`
 *
 * Warm-up, then decay as a power of the step; with the default timescale and end that is `peak * (warmupSteps /
 * step) ^ exponent`.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, and counts that are not whole.
 * @see Shen et al., Power Scheduler: A Batch Size and Token Number Agnostic Learning Rate Scheduler, 2024, for 0.51.
 * @whenToUse Runs of unknown length, with `branchDecay` for a final model.
 * @whenNotTo A run with a fixed length: its rate is still high at the end.
 * @example
 * powerLaw({ peak: 1e-3, warmupSteps: 4_000, exponent: 0.51 })
 */
export function powerLaw(options: PowerLawOptions): Schedule {
  const given = readOptions("powerLaw", options, ["exponent", ...NAMES]);
  return powerOfStep(given, given.atLeast("exponent", 0, 0.51));
}

export interface InverseSqrtOptions extends WarmupShapeOptions {
  /** The rate at step `warmupSteps`. */
  readonly peak: Rate;
  /** The rate that the decay approaches. Default: 0. */
  readonly end?: Rate;
  /**
   * Number of steps after the peak at which the rate is `peak / sqrt(2)` if `end` is 0, above 0. Default: `warmupSteps`, or 10,000
   * without a warm-up.
   */
  readonly timescale?: number;
}

/**
 * `warmupFrom + (peak - warmupFrom) * step / warmupSteps`, then
 * `end + (peak - end) / sqrt(1 + (step - warmupSteps) / timescale)`
 *
 * Warm-up, then inverse square root decay; with the default timescale and end that is `peak * sqrt(warmupSteps /
 * step)`.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, and counts that are not whole.
 * @whenToUse Runs of unknown length, which can stop or branch into a decay at any step.
 * @whenNotTo A run with a fixed length: its rate is still high at the end.
 * @example
 * inverseSqrt({ peak: 1e-3, warmupSteps: 4_000 })
 */
export function inverseSqrt(options: InverseSqrtOptions): Schedule {
  return powerOfStep(readOptions("inverseSqrt", options, NAMES), 0.5);
}

function powerOfStep(given: Fields<(typeof NAMES)[number]>, exponent: number): Schedule {
  const peak = given.read("peak", rate);
  const rise = readWarmup(given, peak);
  const timescale = given.positive("timescale", rise.until === 0 ? TIMESCALE_WITHOUT_WARMUP : rise.until);
  // Counted from the end of the warm-up, the line and its power are exactly 1 there, so the peak is exact.
  const end = given.read("end", rate, 0);
  const fall: ScheduleDraft = {
    kind: "power",
    scale: peak - end,
    offset: 1,
    slope: 1 / timescale,
    exponent: -exponent,
  };
  const tree: ScheduleDraft =
    end === 0 ? fall : { kind: "sum", children: [{ kind: "constant", value: end }, fall] };
  return build(joinSegments([rise, { label: "decay", tree, until: Number.POSITIVE_INFINITY }], true));
}
