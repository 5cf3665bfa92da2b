/** The L-BFGS method (limited-memory Broyden, Fletcher, Goldfarb and Shanno). */

/** Writes the gradient at `x` to `slopes`, and returns the value. */
export type Objective = (x: Float64Array, slopes: Float64Array) => number;

export interface LbfgsOptions {
  readonly mostIterations: number;
  /** The relative gain of ten iterations below which the search stops. */
  readonly tolerance: number;
}

const MEMORY = 12;
const SUFFICIENT = 1e-4;

/** A local minimum, starting from `start`. */
export function lbfgs(
  objective: Objective,
  start: Float64Array,
  { mostIterations, tolerance }: LbfgsOptions,
): { x: Float64Array; value: number } {
  let x = Float64Array.from(start);
  let slopes = new Float64Array(x.length);
  let value = objective(x, slopes);
  const pairs: { step: Float64Array; change: Float64Array; scale: number }[] = [];
  let checkpoint = value;
  for (let iteration = 1; iteration <= mostIterations; iteration++) {
    const direction = descent(slopes, pairs);
    const slope = dot(direction, slopes);
    if (!(slope < 0)) break;
    let length = pairs.length === 0 ? 0.1 / Math.sqrt(dot(slopes, slopes)) : 1;
    const next = new Float64Array(x.length);
    const nextSlopes = new Float64Array(x.length);
    let nextValue = Number.POSITIVE_INFINITY;
    for (let halvings = 0; halvings < 40; halvings++, length /= 2) {
      for (let i = 0; i < x.length; i++) next[i] = (x[i] as number) + length * (direction[i] as number);
      nextValue = objective(next, nextSlopes);
      if (nextValue <= value + SUFFICIENT * length * slope) break;
    }
    if (!(nextValue < value)) break;
    const step = next.map((each, i) => each - (x[i] as number));
    const change = nextSlopes.map((each, i) => each - (slopes[i] as number));
    const curvature = dot(step, change);
    if (curvature > 1e-12 * dot(change, change)) {
      pairs.push({ step, change, scale: 1 / curvature });
      if (pairs.length > MEMORY) pairs.shift();
    }
    [x, slopes, value] = [next, nextSlopes, nextValue];
    if (iteration % 10 !== 0) continue;
    if (checkpoint - value < tolerance * Math.abs(value)) break;
    checkpoint = value;
  }
  return { x, value };
}

/** The next search direction, by the two-loop recursion. */
function descent(
  slopes: Float64Array,
  pairs: readonly { step: Float64Array; change: Float64Array; scale: number }[],
): Float64Array {
  const direction = slopes.map((slope) => -slope);
  const shares: number[] = [];
  for (const { step, change, scale } of [...pairs].reverse()) {
    const share = scale * dot(step, direction);
    shares.push(share);
    add(direction, change, -share);
  }
  const latest = pairs.at(-1);
  if (latest) {
    const size = 1 / (latest.scale * dot(latest.change, latest.change));
    for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] as number) * size;
  }
  for (const { step, change, scale } of pairs) {
    add(direction, step, (shares.pop() as number) - scale * dot(change, direction));
  }
  return direction;
}

function add(to: Float64Array, values: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + factor * (values[i] as number);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
