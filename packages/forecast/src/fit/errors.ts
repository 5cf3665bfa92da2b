/** How near predictions come to what was measured. */
import { InvalidArgumentError } from "@anneal/core";
import { numberList } from "@anneal/core/arguments";

export interface PredictionErrors {
  /** The coefficient of determination. */
  readonly r2: number;
  readonly meanAbsoluteError: number;
  /** The largest error relative to the loss. */
  readonly largestRelativeError: number;
}

/**
 * The errors of predicted losses, one for each measured one.
 * @throws InvalidArgumentError for values that are not finite, none at all, and lists of different lengths.
 */
export function errorsOf(measured: ArrayLike<number>, predicted: ArrayLike<number>): PredictionErrors {
  const losses = numberList("measured", measured);
  const ours = numberList("predicted", predicted);
  if (losses.length === 0) throw new InvalidArgumentError("measured", losses, "at least one loss");
  if (ours.length !== losses.length) {
    throw new InvalidArgumentError(
      "predicted.length",
      ours.length,
      `${losses.length}, one for each measured loss`,
    );
  }
  return compare(losses, ours);
}

function compare(measured: readonly number[], predicted: readonly number[]): PredictionErrors {
  const errors = measured.map((loss, i) => Math.abs(loss - (predicted[i] as number)));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const average = mean(measured);
  const variance = mean(measured.map((loss) => (loss - average) ** 2));
  return {
    r2: 1 - mean(errors.map((error) => error * error)) / variance,
    meanAbsoluteError: mean(errors),
    largestRelativeError: Math.max(...errors.map((error, i) => error / (measured[i] as number))),
  };
}
