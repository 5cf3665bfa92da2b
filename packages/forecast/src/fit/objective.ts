/** The Huber loss of the log losses, and its derivatives. */
import { type Model, type Point, SHAPE_START } from "./model.js";

/** The residual beyond which the Huber loss is linear, as in the paper. */
export const HUBER_DELTA = 1e-3;

/** A point with its derived values. */
export interface Evaluated {
  readonly point: Point;
  readonly annealed: Float64Array;
  readonly predicted: Float64Array;
  /** `log(measured) - log(predicted)` */
  readonly residuals: Float64Array;
  /** The sum of the Huber losses of the residuals and of the priors; Infinity if a prediction is not above 0. */
  readonly value: number;
}

/** @param annealed The annealed part, if known for this shape. */
export function evaluate(
  model: Model,
  point: Point,
  target: Float64Array,
  annealed: Float64Array = model.annealed(Array.from(point.subarray(SHAPE_START))),
): Evaluated {
  const [L0, logA, logAlpha, logB] = point as unknown as [number, number, number, number];
  const [alpha, B] = [Math.exp(logAlpha), Math.exp(logB)];
  const predicted = model.logSums.map(
    (logSum, i) => L0 + Math.exp(logA - alpha * logSum) - B * (annealed[i] as number),
  );
  const residuals = target.map((log, i) => log - Math.log(predicted[i] as number));
  const value = residuals.reduce((sum, residual) => sum + huber(residual), penalty(model, point));
  return {
    point,
    annealed,
    predicted,
    residuals,
    value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value,
  };
}

/** The weight of a prior: a distance of one spread counts like a residual of `HUBER_DELTA`. */
export const PRIOR_WEIGHT = HUBER_DELTA ** 2;

function penalty({ priors }: Model, point: Point): number {
  return priors.reduce((sum, { coordinate, center, spread }) => {
    const distance = ((point[coordinate] as number) - center) / spread;
    return sum + 0.5 * PRIOR_WEIGHT * distance * distance;
  }, 0);
}

function huber(residual: number): number {
  const size = Math.abs(residual);
  return size <= HUBER_DELTA ? 0.5 * size * size : HUBER_DELTA * (size - 0.5 * HUBER_DELTA);
}

/** The relative step of numerical derivatives of values that are exact to 1e-13. */
const DIFFERENCE = 1e-6;

/** The derivatives of the residuals, one array per coordinate. */
export function slopes(model: Model, { point, annealed, predicted }: Evaluated): Float64Array[] {
  const [L0, , logAlpha, logB] = point as unknown as [number, number, number, number];
  const [alpha, B] = [Math.exp(logAlpha), Math.exp(logB)];
  const shape = Array.from(point.subarray(SHAPE_START));
  const power = predicted.map((loss, i) => loss - L0 + B * (annealed[i] as number));
  const columns = [
    predicted.map(() => 1),
    power,
    power.map((part, i) => -part * alpha * (model.logSums[i] as number)),
    annealed.map((part) => -B * part),
    ...shape.map((_, which) => {
      const moved = model.annealed(shape.map((value, i) => (i === which ? value + DIFFERENCE : value)));
      return moved.map((part, i) => (-B * (part - (annealed[i] as number))) / DIFFERENCE);
    }),
  ];
  return columns.map((column) => column.map((slope, i) => -slope / (predicted[i] as number)));
}
