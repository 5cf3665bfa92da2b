/** Hyperbolic-tangent decay. */
import { rate } from "../arguments.js";
import { build, type Schedule } from "../schedule/schedule.js";
import {
  type AfterEndOptions,
  type EndOptions,
  type Rate,
  readAfterEnd,
  readEnd,
  readOptions,
  type Steps,
} from "./options.js";
import { readTanhShape } from "./ramps.js";

export interface TanhOptions extends EndOptions, AfterEndOptions {
  /** The upper limit of the curve, which starts just below it; `lower` sets how far. */
  readonly peak: Rate;
  /** Number of steps of the decay, at least 1. */
  readonly totalSteps: Steps;
  /** The argument of tanh at the start, below `upper`. Default: -6. */
  readonly lower?: number;
  /** The argument of tanh at the end. Default: 3. */
  readonly upper?: number;
}

/**
 * `end + (peak - end) * (1 - tanh(lower + (upper - lower) * step / totalSteps)) / 2`
 *
 * Hyperbolic-tangent decay: the curve is flat, falls around the middle, and is flat again. A tanh reaches neither
 * limit: by default the curve starts 6e-6 of the way below `peak` and ends 0.25 % of the way above `end`.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, counts that are not whole, a `lower` that is
 * not below `upper`, or both `end` and `endRatio`.
 * @see Hsueh et al., Stochastic Gradient Descent with Hyperbolic-Tangent Decay on Classification, 2019.
 * @whenToUse SGD on images, where it was found to beat step decay and cosine.
 * @whenNotTo When the end has to be exact, or the rate should fall from the start.
 * @example
 * tanh({ peak: 0.1, totalSteps: 10_000 })
 */
export function tanh(options: TanhOptions): Schedule {
  const names = ["peak", "end", "endRatio", "totalSteps", "lower", "upper", "afterEnd"] as const;
  const given = readOptions("tanh", options, names);
  const peak = given.read("peak", rate);
  const easing = readTanhShape(given);
  return build({
    kind: "ramp",
    start: 0,
    end: given.whole("totalSteps", 1),
    from: peak,
    to: readEnd(given, peak),
    easing,
    after: readAfterEnd(given),
  });
}
