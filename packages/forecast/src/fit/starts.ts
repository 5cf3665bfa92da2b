/** The start points of a fit: for each shape, the best linear parameters. */
import { type Matrix, solvePositive } from "./linear-algebra.js";
import type { Model } from "./model.js";
import { type Evaluated, evaluate } from "./objective.js";

const ALPHAS = [0.25, 0.5, 1];

/** The points of all start shapes, best first. */
export function startingPoints(model: Model): Evaluated[] {
  return model.starts
    .flatMap((shape) => {
      const annealed = model.annealed(shape);
      return ALPHAS.map((alpha) => {
        const linear = linearPart(model, alpha, annealed);
        const point = Float64Array.from([
          linear[0],
          Math.log(linear[1]),
          Math.log(alpha),
          Math.log(linear[2]),
          ...shape,
        ]);
        return evaluate(model, clamped(model, point), model.logLosses, annealed);
      });
    })
    .filter(({ value }) => Number.isFinite(value))
    .sort((a, b) => a.value - b.value);
}

/** `L0`, `A` and `B` by least squares of the relative errors; values of 0 or below are replaced by small ones. */
function linearPart(model: Model, alpha: number, annealed: Float64Array): [number, number, number] {
  const losses = model.logLosses.map(Math.exp);
  const columns = [
    losses.map(() => 1),
    model.logSums.map((logSum) => Math.exp(-alpha * logSum)),
    annealed.map((part) => -part),
  ].map((column) => column.map((value, i) => value / (losses[i] as number)));
  const found = leastSquares(columns);
  if (found.every((value) => value > 0)) return found as [number, number, number];
  const [first, second] = leastSquares(columns.slice(0, 2)) as [number, number];
  const least = losses.reduce((a, b) => Math.min(a, b));
  return [
    Math.max(first, 0.1 * least),
    second > 0 ? second : 0.1 * least,
    found[2] && found[2] > 0 ? found[2] : 1e-3,
  ];
}

/** The combination of the columns that is closest to 1 everywhere. */
function leastSquares(columns: readonly Float64Array[]): number[] {
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  const matrix: Matrix = columns.map((a, i) =>
    Float64Array.from(
      columns,
      (b, j) => sum(a.map((value, k) => value * (b[k] as number))) * (i === j ? 1 + 1e-12 : 1),
    ),
  );
  return [...(solvePositive(matrix, Float64Array.from(columns, sum)) ?? columns.map(() => 0))];
}

function clamped({ bounds }: Model, point: Float64Array): Float64Array {
  return point.map((value, i) => {
    const [least, most] = bounds[i] as readonly [number, number];
    return Math.max(least, Math.min(most, value));
  });
}
