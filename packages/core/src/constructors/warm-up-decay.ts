/** Warm-up followed by one decay or none, within one total number of steps. */
import { type Fields, rate } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import { build, type Schedule } from "../schedule/schedule.js";
import type { ScheduleDraft } from "../tree/draft.js";
import {
  type AfterEndOptions,
  type EndOptions,
  type Rate,
  readAfterEnd,
  readEnd,
  readOptions,
  type Steps,
} from "./options.js";
import {
  type CosineShapeOptions,
  cosineDecay,
  geometricRamp,
  type Leg,
  linearRamp,
  type PolynomialShapeOptions,
  readPolynomialShape,
  type TailOptions,
} from "./ramps.js";
import { joinSegments } from "./segments.js";
import { readWarmup, WARMUP_NAMES, type WarmupShapeOptions } from "./warm-up.js";

export interface WarmupConstantOptions extends WarmupShapeOptions {
  /** The rate after the warm-up. */
  readonly peak: Rate;
}

/**
 * `warmupFrom + (peak - warmupFrom) * step / warmupSteps`, then `peak`
 *
 * A linear warm-up to `peak`, which is held from step `warmupSteps` on. Without warm-up steps: `peak` from the start.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, and counts that are not whole.
 * @whenToUse Fine-tuning, Schedule-Free optimizers, and the trunk of a run that branches into decays.
 * @whenNotTo A single run with a fixed length: a decay at the end lowers the loss.
 * @example
 * warmupConstant({ peak: 3e-4, warmupSteps: 2_000 })
 */
export function warmupConstant(options: WarmupConstantOptions): Schedule {
  const given = readOptions("warmupConstant", options, ["peak", ...WARMUP_NAMES]);
  const peak = given.read("peak", rate);
  const stable: ScheduleDraft = { kind: "constant", value: peak };
  const after = { label: "stable", tree: stable, until: Number.POSITIVE_INFINITY };
  return build(joinSegments([readWarmup(given, peak), after]));
}

export interface WarmupDecayOptions extends WarmupShapeOptions, EndOptions, AfterEndOptions {
  /** The rate at step `warmupSteps`. */
  readonly peak: Rate;
  /**
   * The step at which the decay ends, warm-up included; at least `warmupSteps`. If no steps are left for the decay, it
   * takes one step, so that the peak is used once.
   */
  readonly totalSteps: Steps;
}

const DECAY_NAMES = ["peak", "totalSteps", "end", "endRatio", "afterEnd", ...WARMUP_NAMES] as const;
type DecayFields = Fields<(typeof DECAY_NAMES)[number]>;

/**
 * `warmupFrom + (peak - warmupFrom) * step / warmupSteps`, then `peak + (end - peak) * u`
 * with `u = (step - warmupSteps) / (totalSteps - warmupSteps)`
 *
 * Warm-up, then a linear decay to `end` at step `totalSteps`.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, counts that are not whole, and a warm-up that
 * is longer than the total.
 * @whenToUse Training with a fixed length, especially with little compute: a line to 0 often beats a cosine.
 * @whenNotTo Runs that may be extended.
 * @example
 * warmupLinear({ peak: 3e-4, warmupSteps: 2_000, totalSteps: 100_000 })
 */
export function warmupLinear(options: WarmupDecayOptions): Schedule {
  const given = readOptions("warmupLinear", options, DECAY_NAMES);
  return build(warmupThen(given, (leg) => linearRamp({ ...leg, after: readAfterEnd(given) })));
}

export interface WarmupCosineOptions extends WarmupDecayOptions, CosineShapeOptions, TailOptions {}

/**
 * `warmupFrom + (peak - warmupFrom) * step / warmupSteps`, then
 * `end + (peak - end) * ((1 + cos(pi * halfCycles * u)) / 2) ^ exponent`
 * with `u = ((step - warmupSteps) / (totalSteps - warmupSteps)) ^ timeExponent`
 *
 * Warm-up, then cosine annealing to `end` at step `totalSteps`, or `tailSteps` before it.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, counts that are not whole, and a warm-up that
 * is longer than the total.
 * @whenToUse The default for transformers with Adam and a fixed length.
 * @whenNotTo Runs that may be extended or stopped early: use `warmupStableDecay`.
 * @example
 * warmupCosine({ peak: 3e-4, warmupSteps: 2_000, totalSteps: 100_000 })
 */
export function warmupCosine(options: WarmupCosineOptions): Schedule {
  const given = readOptions("warmupCosine", options, [
    ...DECAY_NAMES,
    "halfCycles",
    "exponent",
    "timeExponent",
    "tailSteps",
  ]);
  return build(warmupThen(given, (leg) => cosineDecay(given, leg)));
}

export interface WarmupPolynomialOptions extends WarmupDecayOptions, PolynomialShapeOptions {}

/**
 * `warmupFrom + (peak - warmupFrom) * step / warmupSteps`, then `end + (peak - end) * (1 - u) ^ power`
 * with `u = ((step - warmupSteps) / (totalSteps - warmupSteps)) ^ timeExponent`
 *
 * Warm-up, then polynomial decay to `end` at step `totalSteps`.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, counts that are not whole, and a warm-up that
 * is longer than the total.
 * @whenToUse BERT-like training and recipes that state a power.
 * @whenNotTo New training without such a recipe: a line or a cosine is simpler.
 * @example
 * warmupPolynomial({ peak: 3e-4, warmupSteps: 2_000, totalSteps: 100_000, power: 2 })
 */
export function warmupPolynomial(options: WarmupPolynomialOptions): Schedule {
  const given = readOptions("warmupPolynomial", options, [...DECAY_NAMES, "power", "timeExponent"]);
  const shape = readPolynomialShape(given);
  return build(warmupThen(given, (leg) => ({ kind: "ramp", ...leg, ...shape })));
}

/**
 * `warmupFrom + (peak - warmupFrom) * step / warmupSteps`, then `peak * (end / peak) ^ u`
 * with `u = (step - warmupSteps) / (totalSteps - warmupSteps)`
 *
 * Warm-up, then a constant factor per step down to `end`, above 0, at step `totalSteps`. For a decay without an end use
 * `warmup({ schedule: exponential({ peak, gamma }), warmupSteps })`.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, an end that is not above 0, counts that are not
 * whole, and a warm-up that is longer than the total.
 * @whenToUse Recipes that state a factor, such as those of speech models.
 * @whenNotTo An end of 0, which a factor never reaches.
 * @example
 * warmupExponential({ peak: 3e-4, warmupSteps: 2_000, totalSteps: 100_000, endRatio: 0.01 })
 */
export function warmupExponential(options: WarmupDecayOptions): Schedule {
  const given = readOptions("warmupExponential", options, DECAY_NAMES);
  const endName = given.has("endRatio") ? "endRatio" : "end";
  const after = readAfterEnd(given);
  return build(warmupThen(given, (leg) => geometricRamp({ ...leg, after }, "peak", endName)));
}

function warmupThen(given: DecayFields, decay: (leg: Leg) => ScheduleDraft): ScheduleDraft {
  const peak = given.read("peak", rate);
  const end = readEnd(given, peak);
  const rise = readWarmup(given, peak);
  const totalSteps = given.whole("totalSteps", 0);
  if (rise.until > totalSteps) {
    throw new InvalidArgumentError("warmupSteps", rise.until, `at most totalSteps, which is ${totalSteps}`);
  }
  const leg = { start: rise.until, end: Math.max(totalSteps, rise.until + 1), from: peak, to: end };
  return joinSegments([rise, { label: "decay", tree: decay(leg), until: Number.POSITIVE_INFINITY }]);
}
