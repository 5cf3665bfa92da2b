/** Trackers that take the step beside the numbers, as Weights & Biases does. */
import { InvalidArgumentError } from "@anneal/core";
import { isFunction, isRecord } from "@anneal/core/arguments";
import type { FlatRecord } from "./records.js";
import type { Sink } from "./sink.js";

/** A run of a tracker: `wandb`, or what its `init` gives. */
export interface StepTracker {
  log(data: Record<string, number>, options: { readonly step: number }): unknown;
}

/**
 * A sink that calls `tracker.log(numbers, { step })`. A tracker that takes the step as one more number needs none: it
 * is a sink as it is.
 *
 * The tracker stays yours: the recorder waits for what its `log` gives, and does not finish the run.
 * @throws InvalidArgumentError
 */
export function trackerSink(tracker: StepTracker): Sink {
  if (!isRecord(tracker) || !isFunction(tracker.log)) {
    throw new InvalidArgumentError("tracker", tracker, "an object with a method log");
  }
  return {
    name: "tracker",
    log({ step, ...numbers }: FlatRecord) {
      return tracker.log(numbers, { step });
    },
  };
}
