/** The schedule of the original Transformer. */
import { rate } from "../arguments.js";
import { build, type Schedule } from "../schedule/schedule.js";
import type { ScheduleDraft } from "../tree/draft.js";
import { readOptions, type Steps } from "./options.js";
import { joinSegments } from "./segments.js";

export interface NoamOptions {
  /** The width of the model, at least 1. */
  readonly modelSize: number;
  /** Number of warm-up steps, at least 1; the peak is at step `warmupSteps - 1`. */
  readonly warmupSteps: Steps;
  /** A factor on the whole schedule. Default: 1. */
  readonly factor?: number;
}

/**
 * `factor * modelSize ^ -0.5 * min((step + 1) ^ -0.5, (step + 1) * warmupSteps ^ -1.5)`
 *
 * The schedule of the original Transformer: linear warm-up, then inverse square root decay; steps count from 1.
 *
 * @throws InvalidArgumentError for a factor that is negative or not finite, and counts that are not whole.
 * @see Vaswani et al., Attention Is All You Need, 2017.
 * @whenToUse Reproducing the Transformer of 2017 and its successors.
 * @whenNotTo New training: `inverseSqrt` has the same shape with a peak that you choose.
 * @example
 * noam({ modelSize: 512, warmupSteps: 4_000 })
 */
export function noam(options: NoamOptions): Schedule {
  const given = readOptions("noam", options, ["modelSize", "warmupSteps", "factor"]);
  const scale = given.read("factor", rate, 1) / Math.sqrt(given.whole("modelSize", 1));
  const warmupSteps = given.whole("warmupSteps", 1);
  const peak = scale / Math.sqrt(warmupSteps);
  const rise: ScheduleDraft = { kind: "ramp", start: -1, end: warmupSteps - 1, from: 0, to: peak };
  const fall: ScheduleDraft = { kind: "power", scale, offset: 1, slope: 1, exponent: -0.5 };
  return build(
    joinSegments([
      { label: "warm-up", tree: rise, until: warmupSteps - 1 },
      { label: "decay", tree: fall, until: Number.POSITIVE_INFINITY },
    ]),
  );
}
