/** Warm-up, a long stable part at the peak, and a short decay (WSD). */
import { rate } from "../arguments.js";
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
  cosineRamp,
  geometricRamp,
  halfLifeRamp,
  inverseRamp,
  type Leg,
  linearRamp,
  squareRootRamp,
} from "./ramps.js";
import { joinSegments } from "./segments.js";
import { readWarmup, WARMUP_NAMES, type WarmupShapeOptions } from "./warm-up.js";

/** The shape of the decay; `"exponential"` and `"inverse"` need an end above 0. */
export type DecayShape = "linear" | "cosine" | "exponential" | "inverse" | "1-sqrt" | "half-life";

export const DECAY_SHAPES: readonly DecayShape[] = [
  "linear",
  "cosine",
  "exponential",
  "inverse",
  "1-sqrt",
  "half-life",
];

export interface WarmupStableDecayOptions extends WarmupShapeOptions, EndOptions, AfterEndOptions {
  /** The rate of the stable part. */
  readonly peak: Rate;
  /** Number of steps at the peak between warm-up and decay. Either this or `totalSteps`. */
  readonly stableSteps?: Steps;
  /** The step at which the decay ends, warm-up included. Either this or `stableSteps`. */
  readonly totalSteps?: Steps;
  /** Number of steps of the decay, at least 1. */
  readonly decaySteps: Steps;
  /** The shape of the decay. Default: `"linear"`. */
  readonly decay?: DecayShape;
}

/**
 * `warmupFrom + (peak - warmupFrom) * step / warmupSteps`, then `peak`, then `peak + (end - peak) * E(u)`
 * with `u = (step - warmupSteps - stableSteps) / decaySteps`
 *
 * Warm-up, a stable part at the peak, and a decay. `E(u)` is `u` (linear), `(1 - cos(pi * u)) / 2` (cosine), `sqrt(u)`
 * (1-sqrt) or `2 * (1 - 0.5 ^ u)` (half-life, which Megatron-LM calls exponential). Exponential:
 * `peak * (end / peak) ^ u`; inverse: `1 / ((1 - u) / peak + u / end)`.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, counts that are not whole, both or neither of
 * `stableSteps` and `totalSteps`, or a warm-up and a decay that are longer than the total.
 * @see Hu et al., MiniCPM, 2024; for 1-sqrt: Hägele et al., Scaling Laws and Compute-Optimal Training Beyond Fixed
 * Training Durations, 2024.
 * @whenToUse Runs that may be extended, and several finished models from one long run.
 * @whenNotTo Very short runs, in which the stable part is too brief to matter.
 * @example
 * warmupStableDecay({ peak: 3e-4, warmupSteps: 2_000, totalSteps: 100_000, decaySteps: 20_000, decay: "1-sqrt" })
 */
export function warmupStableDecay(options: WarmupStableDecayOptions): Schedule {
  const names = [
    "stableSteps",
    "totalSteps",
    "decaySteps",
    "decay",
    "peak",
    "end",
    "endRatio",
    "afterEnd",
  ] as const;
  const given = readOptions("warmupStableDecay", options, [...names, ...WARMUP_NAMES]);
  const peak = given.read("peak", rate);
  const to = readEnd(given, peak);
  const rise = readWarmup(given, peak);
  const decaySteps = given.whole("decaySteps", 1);
  given.refuseWith("stableSteps", ["totalSteps"]);
  const start = given.has("stableSteps")
    ? rise.until + given.whole("stableSteps", 0)
    : given.whole("totalSteps", 0) - decaySteps;
  if (start < rise.until) {
    const expected = `at least warmupSteps + decaySteps, which is ${rise.until + decaySteps}`;
    throw new InvalidArgumentError("totalSteps", given.get("totalSteps"), expected);
  }
  const leg = { start, end: start + decaySteps, from: peak, to, after: readAfterEnd(given) };
  const shape = given.choice("decay", DECAY_SHAPES, "linear");
  const endName = given.has("endRatio") ? "endRatio" : "end";
  return build(
    joinSegments([
      rise,
      { label: "stable", tree: { kind: "constant", value: peak }, until: start },
      { label: "decay", tree: decayTree(shape, leg, "peak", endName), until: Number.POSITIVE_INFINITY },
    ]),
  );
}

/** The decay of the given shape; `fromName` and `endName` are the arguments of its two rates. */
export function decayTree(shape: DecayShape, leg: Leg, fromName: string, endName: string): ScheduleDraft {
  switch (shape) {
    case "linear":
      return linearRamp(leg);
    case "cosine":
      return cosineRamp(leg);
    case "exponential":
      return geometricRamp(leg, fromName, endName);
    case "inverse":
      return inverseRamp(leg, fromName, endName);
    case "1-sqrt":
      return squareRootRamp(leg);
    case "half-life":
      return halfLifeRamp(leg);
    default:
      return shape satisfies never;
  }
}
