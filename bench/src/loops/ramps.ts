/**
 * The fastest handwritten loops for parts of learning-rate curves, with one formula per step and all invariants
 * computed before the loop. Each fills the steps from `start` (included) to `end` (excluded).
 */

export type Curve = Float64Array | Float32Array;

/** A straight line from `from` at `start` to `to` at `end`. */
export function line(out: Curve, start: number, end: number, from: number, to: number): void {
  const slope = (to - from) / (end - start);
  for (let step = start; step < end; step++) out[step] = from + slope * (step - start);
}

/** Half a cosine wave from `from` at `start` to `to` at `end`. */
export function cosineWave(out: Curve, start: number, end: number, from: number, to: number): void {
  const angle = Math.PI / (end - start);
  const middle = (from + to) / 2;
  const amplitude = (from - to) / 2;
  for (let step = start; step < end; step++)
    out[step] = middle + amplitude * Math.cos(angle * (step - start));
}

/** `peak * exp(rate * t)` with `t` counted from `start`. */
export function exponentialDecay(out: Curve, start: number, end: number, peak: number, rate: number): void {
  for (let step = start; step < end; step++) out[step] = peak * Math.exp(rate * (step - start));
}

/** `peak * sqrt(timescale / step)`. */
export function inverseSquareRoot(
  out: Curve,
  start: number,
  end: number,
  peak: number,
  timescale: number,
): void {
  const scale = peak * Math.sqrt(timescale);
  for (let step = start; step < end; step++) out[step] = scale / Math.sqrt(step);
}

/** `peak * (1 - sqrt(u))` with `u` from 0 at `start` to 1 at `end`. */
export function oneMinusSquareRoot(out: Curve, start: number, end: number, peak: number): void {
  const length = end - start;
  for (let step = start; step < end; step++) out[step] = peak - peak * Math.sqrt((step - start) / length);
}
