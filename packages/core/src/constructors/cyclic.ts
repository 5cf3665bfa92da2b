/** Triangular cycles between two rates. */
import { rate } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import { build, type Schedule } from "../schedule/schedule.js";
import type { ScheduleDraft } from "../tree/draft.js";
import { DECAYS_OF, type Rate, readOptions, type Steps } from "./options.js";
import { linearRamp } from "./ramps.js";
import { joinSegments } from "./segments.js";

export interface CyclicOptions {
  /** The lowest rate, at the start of each cycle; at most `peak`. */
  readonly low: Rate;
  /** The highest rate. */
  readonly peak: Rate;
  /** Number of steps from `low` to `peak`. 0: each cycle starts at the peak. */
  readonly upSteps: Steps;
  /** Number of steps from `peak` back to `low`. 0: a sawtooth. Default: `upSteps`. */
  readonly downSteps?: Steps;
  /**
   * The height of the triangles: constant (`"triangular"`), halved with each cycle (`"triangular2"`), or multiplied by
   * `gamma` at each step (`"exponential-range"`). Default: `"triangular"`.
   */
  readonly mode?: "triangular" | "triangular2" | "exponential-range";
  /** The factor per step of `"exponential-range"`, above 0; only for that mode. */
  readonly gamma?: number;
  /** The peak of each cycle relative to the previous one, at least 0; only for `"triangular"`. Default: 1. */
  readonly peakDecay?: number;
  /**
   * What `peakDecay` multiplies: the peak itself (`"peak"`), its height above `low` (`"amplitude"`), or all rates of the
   * cycle, `low` included (`"rate"`). Default: `"peak"`.
   */
  readonly decayOf?: "peak" | "amplitude" | "rate";
}

const NAMES = ["low", "peak", "upSteps", "downSteps", "mode", "gamma", "peakDecay", "decayOf"] as const;

/**
 * `low + (peak - low) * triangle(step) * height`
 * with `height` 1 (triangular), `0.5 ^ cycle` (triangular2) or `gamma ^ step` (exponential-range)
 *
 * Triangular cycles between two rates. `triangle` repeatedly rises from 0 to 1 in `upSteps` and falls back in
 * `downSteps`.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, counts that are not whole, a `low` above the
 * peak, cycles without steps, a `gamma` without its mode or the mode without it, or a `peakDecay` with another mode.
 * @see Smith, Cyclical Learning Rates for Training Neural Networks, 2017.
 * @whenToUse Exploring a range of rates with SGD, after a range test.
 * @whenNotTo Transformers with Adam.
 * @example
 * cyclic({ low: 1e-4, peak: 1e-2, upSteps: 2_000, mode: "triangular2" })
 */
export function cyclic(options: CyclicOptions): Schedule {
  const given = readOptions("cyclic", options, NAMES);
  const low = given.read("low", rate);
  const peak = given.read("peak", rate);
  if (low > peak) throw new InvalidArgumentError("low", low, `at most the peak, which is ${peak}`);
  const upSteps = given.whole("upSteps", 0);
  const downSteps = given.whole("downSteps", 0, upSteps);
  const length = upSteps + downSteps;
  if (length === 0) throw new InvalidArgumentError("upSteps", 0, "at least 1 if downSteps is 0");
  const mode = given.choice("mode", ["triangular", "triangular2", "exponential-range"], "triangular");
  if (mode !== "exponential-range" && given.has("gamma")) {
    const expected = `absent, unless mode is "exponential-range"`;
    throw new InvalidArgumentError("gamma", given.get("gamma"), expected);
  }
  const decay = given.atLeast("peakDecay", 0, 1);
  const decayOf = given.choice("decayOf", DECAYS_OF, "peak");
  if (mode !== "triangular" && given.has("peakDecay"))
    throw new InvalidArgumentError("peakDecay", decay, `absent, unless mode is "triangular"`);
  const child = triangle(upSteps / length);
  if (mode === "triangular") {
    // The child has the rates themselves, which the cycles scale as a whole.
    if (decayOf === "rate")
      return build({ kind: "cycles", child: triangle(upSteps / length, low, peak), length, decay });
    return build({ kind: "cycles", child, length, peak, floor: low, decay, decayOf });
  }
  if (mode === "triangular2") {
    return build({ kind: "cycles", child, length, peak, floor: low, decay: 0.5, decayOf: "amplitude" });
  }
  const height: ScheduleDraft = {
    kind: "ramp",
    start: 0,
    end: 1,
    from: 1,
    to: given.positive("gamma"),
    interpolation: "geometric",
    after: "extend",
  };
  const waves: ScheduleDraft = { kind: "cycles", child, length, peak: peak - low };
  const product: ScheduleDraft = { kind: "product", children: [waves, height] };
  return build(low === 0 ? product : { kind: "sum", children: [{ kind: "constant", value: low }, product] });
}

/** Rises from one rate to the other at `top` and falls back at 1. */
function triangle(top: number, low = 0, peak = 1): ScheduleDraft {
  const rise = linearRamp({ start: 0, end: top, from: low, to: peak });
  if (top === 1) return rise;
  const fall = linearRamp({ start: top, end: 1, from: peak, to: low });
  return joinSegments([
    { label: "up", tree: rise, until: top },
    { label: "down", tree: fall, until: 1 },
  ]);
}
