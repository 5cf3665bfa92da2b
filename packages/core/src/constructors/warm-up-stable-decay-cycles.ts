/** Warm-up, then repeated stable parts, each followed by a decay (WSD-S). */
import { rate } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import { build, type Schedule } from "../schedule/schedule.js";
import {
  type EndOptions,
  type Rate,
  readEnd,
  readOptions,
  type Share,
  type Steps,
  stepList,
} from "./options.js";
import { joinSegments, type Segment } from "./segments.js";
import { readWarmup, WARMUP_NAMES, type WarmupShapeOptions } from "./warm-up.js";
import { DECAY_SHAPES, type DecayShape, decayTree } from "./warm-up-stable-decay.js";

export interface WarmupStableDecayCyclesOptions extends WarmupShapeOptions, EndOptions {
  /** The rate of the stable parts. */
  readonly peak: Rate;
  /** The steps at which the decays end, in ascending order: one for each finished model. */
  readonly checkpoints: readonly Steps[];
  /** Number of steps of each decay, at least 1. Either this or `decayFraction`. */
  readonly decaySteps?: Steps;
  /** The share of each cycle that is its decay, above 0 and at most 1, rounded to whole steps. Default: 0.1. */
  readonly decayFraction?: Share;
  /** The shape of the decays. Default: `"inverse"` for an end above 0, else `"linear"`. */
  readonly decay?: DecayShape;
}

/**
 * `warmupFrom + (peak - warmupFrom) * step / warmupSteps`, then in each cycle `peak`, then `peak + (end - peak) * E(u)`
 * with `u` the share of the decay that is done
 *
 * One warm-up, then a stable part and a decay for each checkpoint. After a decay, training continues from the decayed
 * model at the peak, without another warm-up, so one run gives a finished model at each checkpoint. `E` is as in
 * `warmupStableDecay`.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, checkpoints that are not whole or not
 * ascending, both `decaySteps` and `decayFraction`, or a decay that is longer than its cycle.
 * @see Wen et al., Understanding Warmup-Stable-Decay Learning Rates: A River Valley Loss Landscape View, 2024 (WSD-S).
 * @whenToUse Finished models at several compute budgets from one run.
 * @whenNotTo One finished model: use `warmupStableDecay`. Branches off a stable run: use `branchDecay`.
 * @example
 * warmupStableDecayCycles({ peak: 3e-4, endRatio: 0.1, warmupSteps: 1_000, checkpoints: [12_500, 25_000, 50_000] })
 */
export function warmupStableDecayCycles(options: WarmupStableDecayCyclesOptions): Schedule {
  const names = ["peak", "end", "endRatio", "checkpoints", "decaySteps", "decayFraction", "decay"] as const;
  const given = readOptions("warmupStableDecayCycles", options, [...names, ...WARMUP_NAMES]);
  const peak = given.read("peak", rate);
  const to = readEnd(given, peak);
  const rise = readWarmup(given, peak);
  const checkpoints = given.read("checkpoints", stepList);
  if (checkpoints.length === 0) {
    throw new InvalidArgumentError("checkpoints", checkpoints, "an array of at least one step");
  }
  given.refuseWith("decaySteps", ["decayFraction"]);
  const fraction = given.positive("decayFraction", 0.1);
  if (fraction > 1) throw new InvalidArgumentError("decayFraction", fraction, "above 0 and at most 1");
  const shape = given.choice("decay", DECAY_SHAPES, to > 0 ? "inverse" : "linear");
  const endName = given.has("endRatio") ? "endRatio" : "end";

  const cycles = checkpoints.flatMap((end, i): Segment[] => {
    const start = i === 0 ? rise.until : (checkpoints[i - 1] as number);
    const decaySteps = given.has("decaySteps")
      ? given.whole("decaySteps", 1)
      : Math.max(1, Math.round(fraction * (end - start)));
    if (decaySteps > end - start) {
      const expected = `at least ${start + decaySteps}, so that the decay fits into the cycle from step ${start}`;
      throw new InvalidArgumentError(`checkpoints[${i}]`, end, expected);
    }
    const leg = { start: end - decaySteps, end, from: peak, to };
    return [
      { label: "stable", tree: { kind: "constant", value: peak }, until: leg.start },
      { label: "decay", tree: decayTree(shape, leg, "peak", endName), until: end },
    ];
  });
  return build(joinSegments([rise, ...cycles]));
}
