/** How near predictions come to what was measured. */

export interface PredictionErrors {
  /** The coefficient of determination. */
  readonly r2: number;
  readonly meanAbsoluteError: number;
  /** The largest error relative to the loss. */
  readonly largestRelativeError: number;
}

/** The errors of predicted losses, one for each measured one. */
export function errorsOf(measured: readonly number[], predicted: readonly number[]): PredictionErrors {
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
