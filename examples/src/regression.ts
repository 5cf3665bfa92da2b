/** Fitting a line to points: the smallest model, for examples about other subjects. */

/** Points near `y = 3 x - 1`. */
const POINTS = Array.from({ length: 64 }, (_, i) => {
  const x = i / 32 - 1;
  return { x, y: 3 * x - 1 + 0.1 * Math.sin(12.9898 * i) };
});

/** Writes the gradient of the mean squared error of `weights[0] * x + weights[1]`, and returns the error. */
export function meanSquaredError(weights: Float32Array, gradient: Float32Array): number {
  const [slope = 0, intercept = 0] = weights;
  let [error, bySlope, byIntercept] = [0, 0, 0];
  for (const { x, y } of POINTS) {
    const difference = slope * x + intercept - y;
    error += difference ** 2 / POINTS.length;
    bySlope += (2 * difference * x) / POINTS.length;
    byIntercept += (2 * difference) / POINTS.length;
  }
  gradient.set([bySlope, byIntercept]);
  return error;
}
