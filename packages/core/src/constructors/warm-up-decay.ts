/** Warm-up and then one decay, or none, with the steps of both in one total. */
import type { Fields } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import type { ScheduleDraft } from "../schedule/draft.js";
import type { Schedule } from "../schedule/schedule.js";
import {
  type CosineShapeOptions,
  geometricRamp,
  type Leg,
  linearRamp,
  readCosineEasing,
  readPolynomialShape,
} from "./decays.js";
import {
  type AfterEndOptions,
  build,
  type EndOptions,
  rate,
  readAfterEnd,
  readEnd,
  readOptions,
} from "./options.js";
import { segments } from "./segments.js";
import { readWarmup, WARMUP_NAMES, type WarmupShapeOptions } from "./warm-up.js";

export interface WarmupConstantOptions extends WarmupShapeOptions {
  /** The rate after the warm-up. */
  readonly peak: number;
}

/**
 * `warmupFrom + (peak - warmupFrom) * step / warmupSteps`, then `peak`
 *
 * A straight line to `peak`, which holds from step `warmupSteps` on. No warm-up steps: `peak` from the start.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, and counts that are not whole.
 */
export function warmupConstant(options: WarmupConstantOptions): Schedule {
  const given = readOptions("warmupConstant", options, ["peak", ...WARMUP_NAMES]);
  const peak = given.read("peak", rate);
  const stable: ScheduleDraft = { kind: "constant", value: peak };
  const after = { label: "stable", tree: stable, until: Number.POSITIVE_INFINITY };
  return build(segments([readWarmup(given, peak), after]));
}

export interface WarmupDecayOptions extends WarmupShapeOptions, EndOptions, AfterEndOptions {
  /** The rate at step `warmupSteps`. */
  readonly peak: number;
  /**
   * The step at which the decay ends, warm-up included; at least `warmupSteps`. Where nothing is left for the decay it
   * takes one step, so that the peak is used once.
   */
  readonly totalSteps: number;
}

const DECAY_NAMES = ["peak", "totalSteps", "end", "endRatio", "afterEnd", ...WARMUP_NAMES] as const;
type DecayFields = Fields<(typeof DECAY_NAMES)[number]>;

/**
 * `warmupFrom + (peak - warmupFrom) * step / warmupSteps`, then `peak + (end - peak) * u`
 * with `u = (step - warmupSteps) / (totalSteps - warmupSteps)`
 *
 * Warm-up, then a straight line down to `end` at step `totalSteps`.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, counts that are not whole, and a warm-up that
 * is longer than the total.
 */
export function warmupLinear(options: WarmupDecayOptions): Schedule {
  const given = readOptions("warmupLinear", options, DECAY_NAMES);
  return build(warmupThen(given, (leg) => linearRamp({ ...leg, after: readAfterEnd(given) })));
}

export interface WarmupCosineOptions extends WarmupDecayOptions, CosineShapeOptions {}

/**
 * `warmupFrom + (peak - warmupFrom) * step / warmupSteps`, then
 * `end + (peak - end) * ((1 + cos(pi * halfCycles * u)) / 2) ^ exponent`
 * with `u = (step - warmupSteps) / (totalSteps - warmupSteps)`
 *
 * Warm-up, then cosine annealing to `end` at step `totalSteps`.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, counts that are not whole, and a warm-up that
 * is longer than the total.
 */
export function warmupCosine(options: WarmupCosineOptions): Schedule {
  const given = readOptions("warmupCosine", options, [...DECAY_NAMES, "halfCycles", "exponent"]);
  const easing = readCosineEasing(given);
  const after = readAfterEnd(given);
  return build(warmupThen(given, (leg) => ({ kind: "ramp", ...leg, easing, after })));
}

export interface WarmupPolynomialOptions extends WarmupDecayOptions {
  /** The power, above 0: 1 is a straight line, above 1 the rate falls earlier. Default: 1. */
  readonly power?: number;
}

/**
 * `warmupFrom + (peak - warmupFrom) * step / warmupSteps`, then `end + (peak - end) * (1 - u) ^ power`
 * with `u = (step - warmupSteps) / (totalSteps - warmupSteps)`
 *
 * Warm-up, then polynomial decay to `end` at step `totalSteps`.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, counts that are not whole, and a warm-up that
 * is longer than the total.
 */
export function warmupPolynomial(options: WarmupPolynomialOptions): Schedule {
  const given = readOptions("warmupPolynomial", options, [...DECAY_NAMES, "power"]);
  const shape = readPolynomialShape(given);
  return build(warmupThen(given, (leg) => ({ kind: "ramp", ...leg, ...shape })));
}

/**
 * `warmupFrom + (peak - warmupFrom) * step / warmupSteps`, then `peak * (end / peak) ^ u`
 * with `u = (step - warmupSteps) / (totalSteps - warmupSteps)`
 *
 * Warm-up, then the same factor at each step down to `end`, above 0, at step `totalSteps`. For a decay without an end:
 * `warmup({ schedule: exponential({ peak, gamma }), warmupSteps })`.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, an end that is not above 0, counts that are not
 * whole, and a warm-up that is longer than the total.
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
  return segments([rise, { label: "decay", tree: decay(leg), until: Number.POSITIVE_INFINITY }]);
}
