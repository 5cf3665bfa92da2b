/** A sink for trackers that take the step separately from the numbers, as Weights & Biases does. */
import { InvalidArgumentError } from "@anneal/core";
import { isFunction, isRecord } from "@anneal/core/arguments";
import type { FlatRecord } from "./records.js";
import type { Sink } from "./sink.js";

/** A run of a tracker: `wandb`, or the result of its `init`. */
export interface StepTracker {
  log(data: Record<string, number>, options: { readonly step: number }): unknown;
}

/**
 * A sink that calls `tracker.log(numbers, { step })`. A tracker that takes the step as one of the numbers is already a
 * sink.
 *
 * The tracker stays yours: the recorder awaits the result of its `log`, and does not finish the run.
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
