/**
 * The same curves as recurrences: each step is computed from the previous one and corrected every `RESYNC` steps.
 * Faster than a formula per step, with larger rounding errors.
 */
import type { Curve } from "./ramps.js";

const RESYNC = 1024;

/** Half a cosine wave, by rotating an angle. */
export function turningCosineWave(out: Curve, start: number, end: number, from: number, to: number): void {
  const angle = Math.PI / (end - start);
  const middle = (from + to) / 2;
  const amplitude = (from - to) / 2;
  const [turnCosine, turnSine] = [Math.cos(angle), Math.sin(angle)];
  for (let first = start; first < end; first += RESYNC) {
    let cosine = amplitude * Math.cos(angle * (first - start));
    let sine = amplitude * Math.sin(angle * (first - start));
    const last = Math.min(end, first + RESYNC);
    for (let step = first; step < last; step++) {
      out[step] = middle + cosine;
      const next = cosine * turnCosine - sine * turnSine;
      sine = sine * turnCosine + cosine * turnSine;
      cosine = next;
    }
  }
}

/** `peak * exp(rate * step)`, by multiplying. */
export function runningProduct(out: Curve, start: number, end: number, peak: number, rate: number): void {
  const factor = Math.exp(rate);
  for (let first = start; first < end; first += RESYNC) {
    let value = peak * Math.exp(rate * (first - start));
    const last = Math.min(end, first + RESYNC);
    for (let step = first; step < last; step++) {
      out[step] = value;
      value *= factor;
    }
  }
}
