/**
 * Curves as weights of their rates: the value at a step is `peak * weights[0] + from * weights[1] + end * weights[2]`.
 */
import type { WarmupRule } from "../constructors/warm-up.js";
import { easeAt } from "../evaluate/easing.js";
import { power } from "../math/power.js";
import type { Easing } from "../tree/node.js";

export type Weighted = readonly [peak: number, from: number, end: number];

/** The progress at a share `u` of the time. */
export type Progress = (u: number) => number;

export const eased =
  (easing: Easing): Progress =>
  (u) =>
    easeAt(easing, u);

export const line: Progress = (u) => u;
export const halfCosine = eased({ kind: "cosine", exponent: 1, halfCycles: 1, timeExponent: 1 });
export const root = eased({ kind: "power", exponent: 0.5, timeExponent: 1 });

export const halfLife = eased({ kind: "halfLife", timeExponent: 1 });

export const fallingPower = (exponent: number, timeExponent = 1) =>
  eased({ kind: "reversePower", exponent, timeExponent });
export const wave = (halfCycles: number, exponent = 1, timeExponent = 1) =>
  eased({ kind: "cosine", exponent, halfCycles, timeExponent });
export const hyperbolicTangent = (lower: number, upper: number) =>
  eased({ kind: "tanh", lower, upper, timeExponent: 1 });
export const rational = (curvature: number) => eased({ kind: "rational", curvature, timeExponent: 1 });

/** Rising from the start to the peak. */
export const rising = (share: number): Weighted => [share, 1 - share, 0];
export const falling = (share: number): Weighted => [1 - share, 0, share];

export function warmupShare(rule: WarmupRule, step: number, steps: number): number {
  if (rule === "t/W") return step / steps;
  return (step + 1) / (rule === "(t+1)/W" ? steps : steps + 1);
}

/** From the peak at `start` to the end at `stop`. */
export function decayed(progress: Progress, step: number, start: number, stop: number): Weighted {
  return step >= stop ? falling(progress(1)) : continued(progress, step, start, stop);
}

/** The same without an end. */
export function continued(progress: Progress, step: number, start: number, stop: number): Weighted {
  return falling(progress(Math.max(0, step - start) / (stop - start)));
}

/** A constant factor per step, from the peak at `start` to `ratio` times the peak at `stop`. */
export function multiplied(step: number, start: number, stop: number, ratio: number): Weighted {
  return [power(ratio, Math.min(1, Math.max(0, (step - start) / (stop - start)))), 0, 0];
}

/** Cycles, each `multiplier` times as long as the previous one: the index of the cycle and the progress in it. */
export function cycleAt(step: number, length: number, multiplier = 1): { cycle: number; share: number } {
  let start = multiplier === 1 ? Math.floor(step / length) * length : 0;
  let own = length;
  let cycle = multiplier === 1 ? Math.floor(step / length) : 0;
  while (multiplier !== 1 && step >= start + own && cycle < MOST_CYCLES) {
    start += own;
    own *= multiplier;
    cycle++;
  }
  return { cycle, share: Math.min(1, (step - start) / own) };
}

/** The last cycle; shrinking cycles would have no end. */
const MOST_CYCLES = 64;

/** Up to the peak at a share `top` of a cycle, then down. */
export const triangle = (share: number, top: number) => (share < top ? share / top : (1 - share) / (1 - top));
