/** One cycle: up to the peak, down again, and further down. */
import { type Fields, rate } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import { build, type Schedule } from "../schedule/schedule.js";
import { type EndOptions, type Rate, readOptions, type Share, type Steps } from "./options.js";
import { cosineRamp, linearRamp } from "./ramps.js";
import { joinSegments } from "./segments.js";

export interface OneCycleOptions extends EndOptions {
  /** The highest rate. */
  readonly peak: Rate;
  /** The step at which `end` is reached and held; at least 2. */
  readonly totalSteps: Steps;
  /** The rate at step 0. Default: `peak / startDivisor`. */
  readonly start?: Rate;
  /** The ratio of the peak to the rate at step 0, above 0; instead of `start`. Default: 25. */
  readonly startDivisor?: number;
  /** The rate at the end. Default: the rate at step 0 divided by `endDivisor`. */
  readonly end?: Rate;
  /** The ratio of the rate at step 0 to the last rate, above 0; instead of `end`. Default: 10,000. */
  readonly endDivisor?: number;
  /** The share of all steps in which the rate rises, from 0 to 1, rounded to a whole step. Default: 0.3. */
  readonly warmupFraction?: Share;
  /** Number of steps in which the rate rises; instead of `warmupFraction`. */
  readonly upSteps?: Steps;
  /** 2: up, and down to the end. 3: up, down to the first rate, and down to the end. Default: 2. */
  readonly phases?: 2 | 3;
  /** With three phases, the number of steps down to the first rate. Default: `upSteps`. */
  readonly downSteps?: Steps;
  /** The shape of each phase: half a cosine wave or a straight line. Default: `"cosine"`. */
  readonly annealing?: "cosine" | "linear";
}

const NAMES = [
  "peak",
  "totalSteps",
  "start",
  "startDivisor",
  "end",
  "endRatio",
  "endDivisor",
  "warmupFraction",
  "upSteps",
  "phases",
  "downSteps",
  "annealing",
] as const;
type Given = Fields<(typeof NAMES)[number]>;

/**
 * `a + (b - a) * E(u)` from `start` to `peak`, back (to `start`, with three phases) and on to `end`
 * with `u` the share of the phase that is done and `E(u) = (1 - cos(pi * u)) / 2` (cosine) or `u` (linear)
 *
 * The 1cycle policy: a rise to the peak, then a decay far below the first rate. Both end rates are given directly or by
 * the usual divisors. For three linear phases use
 * `oneCycle({ peak, start, end, upSteps, downSteps, totalSteps, phases: 3, annealing: "linear" })`.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, counts that are not whole, phases that are
 * longer than the total, or two options for the same value.
 * @see Smith and Topin, Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates, 2018.
 * @whenToUse Fast training of small models, with momentum in the opposite direction.
 * @whenNotTo Runs that may be extended: the whole curve depends on the length.
 * @example
 * oneCycle({ peak: 1e-2, totalSteps: 10_000 })
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  const given = readOptions("oneCycle", options, NAMES);
  const peak = given.read("peak", rate);
  given.refuseWith("start", ["startDivisor"]);
  const start = given.has("start") ? given.read("start", rate) : peak / given.positive("startDivisor", 25);
  const end = readLastRate(given, peak, start);
  const { up, down, totalSteps } = readPhases(given);
  const ramp =
    given.choice("annealing", ["cosine", "linear"], "cosine") === "cosine" ? cosineRamp : linearRamp;
  const rise = { label: "up", tree: ramp({ start: 0, end: up, from: start, to: peak }), until: up };
  const lastLeg = { end: totalSteps, to: end };
  const until = Number.POSITIVE_INFINITY;
  if (down === null) {
    return build(
      joinSegments([rise, { label: "down", tree: ramp({ start: up, from: peak, ...lastLeg }), until }]),
    );
  }
  const low = up + down;
  return build(
    joinSegments([
      rise,
      { label: "down", tree: ramp({ start: up, end: low, from: peak, to: start }), until: low },
      { label: "final", tree: ramp({ start: low, from: start, ...lastLeg }), until },
    ]),
  );
}

function readLastRate(given: Given, peak: number, start: number): number {
  given.refuseWith("end", ["endRatio", "endDivisor"]);
  given.refuseWith("endRatio", ["endDivisor"]);
  if (given.has("end")) return given.read("end", rate);
  if (given.has("endRatio")) return given.read("endRatio", rate) * peak;
  return start / given.positive("endDivisor", 10_000);
}

/**
 * The number of steps up and, with three phases, down to the first rate; at least one step is left for the last phase.
 */
function readPhases(given: Given): { up: number; down: number | null; totalSteps: number } {
  const totalSteps = given.whole("totalSteps", 2);
  const phases = given.read(
    "phases",
    (argument, value) => {
      if (value !== 2 && value !== 3) throw new InvalidArgumentError(argument, value, "2 or 3");
      return value;
    },
    2,
  );
  given.refuseWith("upSteps", ["warmupFraction"]);
  const fraction = given.atLeast("warmupFraction", 0, 0.3);
  const up = given.has("upSteps") ? given.whole("upSteps", 0) : Math.round(fraction * totalSteps);
  const upName = given.has("upSteps") ? "upSteps" : "warmupFraction";
  if (phases === 2) {
    if (given.has("downSteps")) {
      const expected = "absent with two phases, in which the decay takes the remaining steps";
      throw new InvalidArgumentError("downSteps", given.get("downSteps"), expected);
    }
    refuseLonger(upName, given.get(upName) ?? fraction, up, totalSteps);
    return { up, down: null, totalSteps };
  }
  const down = given.has("downSteps") ? given.whole("downSteps", 0) : up;
  const longName = given.has("downSteps") ? "downSteps" : upName;
  refuseLonger(longName, given.get(longName) ?? fraction, up + down, totalSteps);
  return { up, down, totalSteps };
}

function refuseLonger(name: string, received: unknown, steps: number, totalSteps: number): void {
  if (steps < totalSteps) return;
  const expected = `small enough to leave one of ${totalSteps} steps for the last phase`;
  throw new InvalidArgumentError(name, received, expected);
}
