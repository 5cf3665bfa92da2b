/** Curves as weights of their rates: the value at a step is `peak * weights[0] + from * weights[1] + end * weights[2]`. */
import type { WarmupRule } from "../constructors/warm-up.js";
import { cosPi } from "../math/trigonometry.js";

export type Weighted = readonly [peak: number, from: number, end: number];

const STABLE: Weighted = [1, 0, 0];
const ENDED: Weighted = [0, 0, 1];

/** How much of the way is done at a share `u` of the time. */
export type Way = (u: number) => number;

export const line: Way = (u) => u;
export const halfCosine: Way = (u) => (1 - cosPi(u)) / 2;
export const root: Way = (u) => Math.sqrt(u);

/** `1 - (1 - u) ^ exponent` for whole and half exponents. */
export const fallingPower =
  (exponent: number): Way =>
  (u) => {
    const rest = 1 - u;
    let product = exponent % 1 === 0 ? 1 : Math.sqrt(rest);
    for (let i = 1; i <= exponent; i++) product *= rest;
    return 1 - product;
  };

/** On the way up: from the start to the peak. */
export const rising = (share: number): Weighted => [share, 1 - share, 0];
const falling = (share: number): Weighted => [1 - share, 0, share];

export function warmupShare(rule: WarmupRule, step: number, steps: number): number {
  if (rule === "t/W") return step / steps;
  return (step + 1) / (rule === "(t+1)/W" ? steps : steps + 1);
}

/** From the peak at `start` to the end at `stop`. */
export function decayed(way: Way, step: number, start: number, stop: number): Weighted {
  if (step <= start) return STABLE;
  return step >= stop ? ENDED : falling(way((step - start) / (stop - start)));
}

export function inverseRoot(share: number): Weighted {
  return [1 / Math.sqrt(share), 0, 0];
}

/** Cycles that each last `multiplier` times as long as the one before. */
export function restarting(way: Way, step: number, length: number, multiplier: number): Weighted {
  let start = multiplier === 1 ? Math.floor(step / length) * length : 0;
  let own = length;
  while (multiplier > 1 && step >= start + own) {
    start += own;
    own *= multiplier;
  }
  return falling(way((step - start) / own));
}

/** Up for so many steps and down for so many, again and again. */
export function triangular(step: number, up: number, down: number): Weighted {
  const place = step % (up + down);
  return rising(place < up ? place / up : 1 - (place - up) / down);
}
