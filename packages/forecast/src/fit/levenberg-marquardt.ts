/** The Levenberg-Marquardt method for a robust sum, within bounds. */
import { type Matrix, solvePositive } from "./linear-algebra.js";
import type { Model, Point } from "./model.js";
import { type Evaluated, evaluate, HUBER_DELTA, PRIOR_WEIGHT, slopes } from "./objective.js";

export interface MinimizeOptions {
  readonly mostIterations: number;
  /** The relative gain of an iteration below which the search stops. */
  readonly tolerance: number;
}

const LARGEST_DAMPING = 1e8;

/** The minimum reached from `start`. */
export function minimize(
  model: Model,
  start: Evaluated,
  target: Float64Array,
  { mostIterations, tolerance }: MinimizeOptions,
): Evaluated {
  let best = start;
  let damping = 1e-3;
  let idle = 0;
  for (let iteration = 0; iteration < mostIterations && idle < 3; iteration++) {
    const { matrix, gradient } = normalEquations(best.residuals, slopes(model, best));
    addPriors(model, best.point, matrix, gradient);
    const before = best.value;
    let improved = false;
    while (!improved && damping < LARGEST_DAMPING) {
      const step = solvePositive(damped(matrix, damping), gradient);
      const next = step && evaluate(model, moved(model, best.point, step), target);
      improved = next !== null && next.value < best.value;
      if (next !== null && improved) best = next;
      damping = improved ? Math.max(damping / 5, 1e-12) : damping * 4;
    }
    if (!improved) return best;
    idle = before - best.value < tolerance * before ? idle + 1 : 0;
  }
  return best;
}

/** The weighted normal matrix of the derivatives, and their products with the residuals. */
export function normalEquations(residuals: Float64Array, columns: readonly Float64Array[]) {
  const weights = residuals.map((residual) => Math.min(1, HUBER_DELTA / Math.abs(residual)));
  const weighted = columns.map((column) => column.map((slope, i) => slope * (weights[i] as number)));
  const matrix: Matrix = columns.map((row) => Float64Array.from(weighted, (column) => dot(row, column)));
  return { matrix, gradient: Float64Array.from(weighted, (column) => -dot(column, residuals)) };
}

/** The contributions of the priors. */
function addPriors({ priors }: Model, point: Point, matrix: Matrix, gradient: Float64Array): void {
  for (const { coordinate, center, spread } of priors) {
    const weight = PRIOR_WEIGHT / spread ** 2;
    const row = matrix[coordinate] as Float64Array;
    row[coordinate] = (row[coordinate] as number) + weight;
    const distance = (point[coordinate] as number) - center;
    gradient[coordinate] = (gradient[coordinate] as number) - weight * distance;
  }
}

/** The matrix with a larger diagonal: shorter steps, closer to the direction of steepest descent. */
function damped(matrix: Matrix, damping: number): Matrix {
  return matrix.map((row, i) => {
    const copy = Float64Array.from(row);
    copy[i] = (row[i] as number) * (1 + damping) + Number.MIN_VALUE;
    return copy;
  });
}

/** No coordinate except L0, all of which are logarithms, moves by more than this in one step. */
const LONGEST_STEP = 1;

function moved({ bounds }: Model, point: Point, step: Float64Array): Point {
  return point.map((value, i) => {
    const [least, most] = bounds[i] as readonly [number, number];
    const length = step[i] as number;
    const limited = i === 0 ? length : Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, length));
    return Math.max(least, Math.min(most, value + limited));
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
