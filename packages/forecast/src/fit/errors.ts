/** The errors of predictions. */
import { InvalidArgumentError } from "@anneal/core";
import { numberList, positiveNumber } from "@anneal/core/arguments";

export interface PredictionErrors {
  /** The coefficient of determination. If all losses are equal: 1 if all predictions are right, otherwise 0. */
  readonly r2: number;
  readonly meanAbsoluteError: number;
  /** The largest error relative to the loss. */
  readonly largestRelativeError: number;
}

/**
 * The errors of predicted losses, one per measured loss.
 * @throws InvalidArgumentError for losses that are not finite numbers above 0, empty lists, or lists of different
 * lengths.
 */
export function errorsOf(measured: ArrayLike<number>, predicted: ArrayLike<number>): PredictionErrors {
  const losses = numberList("measured", measured, positiveNumber);
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
  const unexplained = mean(errors.map((error) => error * error));
  return {
    r2: variance > 0 ? 1 - unexplained / variance : Number(unexplained === 0),
    meanAbsoluteError: mean(errors),
    largestRelativeError: errors.reduce(
      (most, error, i) => Math.max(most, error / (measured[i] as number)),
      0,
    ),
  };
}
