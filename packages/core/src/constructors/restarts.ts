/** Warm restarts of a decay of any shape. */
import { InvalidArgumentError } from "../errors.js";
import { build, type Schedule } from "../schedule/schedule.js";
import type { EasingDraft } from "../tree/draft.js";
import { type CosineRestartsOptions, cyclesOf, RESTART_NAMES } from "./cosine-restarts.js";
import { readOptions } from "./options.js";
import { readTanhShape } from "./ramps.js";

/** The shape of each cycle of `restarts`. */
export type RestartShape = "linear" | "cosine" | "polynomial" | "tanh";

export const RESTART_SHAPES: readonly RestartShape[] = ["linear", "cosine", "polynomial", "tanh"];

export interface RestartsOptions extends CosineRestartsOptions {
  /** The shape of each cycle. Default: `"linear"`. */
  readonly decay?: RestartShape;
  /** The power of a polynomial, above 0: above 1 the rate falls earlier. Default: 1. */
  readonly power?: number;
  /** The argument of tanh at the start of a cycle, below `upper`. Default: -6. */
  readonly lower?: number;
  /** The argument of tanh at the end of a cycle. Default: 3. */
  readonly upper?: number;
  /** The power of the share of the cycle that is done; above 1 the rate falls later (k-decay). Default: 1. */
  readonly timeExponent?: number;
}

const SHAPE_NAMES = ["decay", "power", "lower", "upper", "timeExponent"] as const;

/** The options of only one shape. */
const OWN = { power: "polynomial", lower: "tanh", upper: "tanh" } as const;

/**
 * `end + (peak * peakDecay ^ i - end) * (1 - E(u ^ timeExponent))`
 * with `u` the share of cycle `i` that is done, which lasts `firstCycleSteps * cycleMultiplier ^ i` steps
 *
 * Warm restarts: each cycle decays from its peak to `end`, and the next one starts at its own peak. `E(u)` is `u`
 * (linear), `(1 - cos(pi * u)) / 2` (cosine), `1 - (1 - u) ^ power` (polynomial) or
 * `(1 + tanh(lower + (upper - lower) * u)) / 2` (tanh).
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, counts that are not whole, both `end` and
 * `endRatio`, or options of another shape.
 * @see Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017.
 * @whenToUse Restarts that are not cosines, such as those of timm.
 * @whenNotTo Cosines: `cosineRestarts` is shorter.
 * @example
 * restarts({ peak: 0.1, firstCycleSteps: 1_000, cycles: 3, decay: "tanh" })
 */
export function restarts(options: RestartsOptions): Schedule {
  const given = readOptions("restarts", options, [...RESTART_NAMES, ...SHAPE_NAMES]);
  const decay = given.choice("decay", RESTART_SHAPES, "linear");
  for (const [name, shape] of Object.entries(OWN) as [keyof typeof OWN, RestartShape][]) {
    if (given.has(name) && decay !== shape) {
      throw new InvalidArgumentError(name, given.get(name), `absent, unless decay is "${shape}"`);
    }
  }
  const tanh = readTanhShape(given);
  const timeExponent = given.positive("timeExponent", 1);
  const easings: Readonly<Record<RestartShape, EasingDraft>> = {
    linear: { kind: "linear", timeExponent },
    cosine: { kind: "cosine", timeExponent },
    polynomial: { kind: "reversePower", exponent: given.positive("power", 1), timeExponent },
    tanh: { ...tanh, timeExponent },
  };
  return build(cyclesOf(given, easings[decay]));
}
