/** PowerCool: a constant rate, then a power of the remaining steps. */

import { rate } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import { power } from "../math/power.js";
import { build, type Schedule } from "../schedule/schedule.js";
import type { ScheduleDraft } from "../tree/draft.js";
import { type Rate, readOptions, type Steps } from "./options.js";
import { joinSegments } from "./segments.js";
import { readWarmup, WARMUP_NAMES, type WarmupShapeOptions } from "./warm-up.js";

export interface PowerCoolOptions extends WarmupShapeOptions {
  /** The rate of the stable part. */
  readonly peak: Rate;
  /** The step at which the rate is 0, warm-up included. */
  readonly totalSteps: Steps;
  /** Number of steps of the decay, at least 1. Either this or `coefficient`. */
  readonly decaySteps?: Steps;
  /** The coefficient `c` of the power, above 0. Either this or `decaySteps`, which is `(peak / c) ^ (1 / exponent)`. */
  readonly coefficient?: number;
  /** The power of the remaining steps, above 0. Default: 1.2. */
  readonly exponent?: number;
}

/**
 * `warmupFrom + (peak - warmupFrom) * step / warmupSteps`, then `min(peak, c * (totalSteps - step) ^ exponent)`
 *
 * Warm-up, a stable part, and a decay to 0 as a power of the remaining steps.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, counts that are not whole, both or neither of
 * `decaySteps` and `coefficient`, or a warm-up that does not end before the decay starts.
 * @whenToUse Stable training with a final decay that is slightly steeper at its start than a line.
 * @whenNotTo A decay that ends above 0: use `warmupStableDecay`.
 * @example
 * powerCool({ peak: 3e-4, warmupSteps: 2_000, totalSteps: 100_000, decaySteps: 20_000 })
 */
export function powerCool(options: PowerCoolOptions): Schedule {
  const names = ["peak", "totalSteps", "decaySteps", "coefficient", "exponent"] as const;
  const given = readOptions("powerCool", options, [...names, ...WARMUP_NAMES]);
  const peak = given.read("peak", rate);
  const rise = readWarmup(given, peak);
  const totalSteps = given.whole("totalSteps", 1);
  const exponent = given.positive("exponent", 1.2);
  given.refuseWith("decaySteps", ["coefficient"]);
  const byCoefficient = given.has("coefficient");
  const decaySteps = byCoefficient
    ? power(peak / given.positive("coefficient"), 1 / exponent)
    : given.whole("decaySteps", 1);
  const start = totalSteps - decaySteps;
  if (!(decaySteps > 0 && start >= rise.until)) {
    const name = byCoefficient ? "coefficient" : "decaySteps";
    const expected = `such that the decay takes at most ${totalSteps - rise.until} steps, the number of steps after the warm-up`;
    throw new InvalidArgumentError(name, given.get(name), expected);
  }
  const decay: ScheduleDraft = {
    kind: "ramp",
    start,
    end: totalSteps,
    from: peak,
    to: 0,
    easing: { kind: "reversePower", exponent },
  };
  return build(
    joinSegments([
      rise,
      { label: "stable", tree: { kind: "constant", value: peak }, until: start },
      { label: "decay", tree: decay, until: Number.POSITIVE_INFINITY },
    ]),
  );
}
