/** Refines the nearest fields of an engine: lengths and rates move while the difference shrinks. */
import type { RunFacts } from "../run-rates.js";
import type { Fit, Segments } from "./segments.js";

/** The difference between the schedule and the engine's best form of these segments. */
type Distance = (segments: Segments) => number;

const LENGTHS = ["warmup", "start", "end"] as const;
const RATES = ["floor", "peak", "first"] as const;

/** The number of steps that are tried; each evaluates an engine's rules. */
const MOST_TRIED = 200;

export function refined(fit: Fit, { total, size }: RunFacts, distance: Distance): Fit {
  let best = fit;
  let tried = 0;
  const attempt = (segments: Segments): boolean => {
    if (!isInOrder(segments) || tried++ >= MOST_TRIED) return false;
    const deviation = distance(segments);
    if (!(deviation < best.deviation)) return false;
    best = { ...segments, deviation };
    return true;
  };
  for (let share = 0.125; share * total >= 0.5 && tried < MOST_TRIED; share /= 2) {
    const length = Math.max(1, Math.round(share * total));
    for (const sign of [1, -1]) {
      for (const name of LENGTHS)
        while (attempt({ ...best, [name]: Math.round(best[name]) + sign * length }));
      for (const name of RATES) while (attempt({ ...best, [name]: best[name] + sign * share * size }));
    }
  }
  return best;
}

function isInOrder({ warmup, start, end, floor, peak, first, shape }: Segments): boolean {
  const isRates = floor >= 0 && peak > 0 && first >= 0 && first <= peak && floor <= peak;
  const isLengths =
    warmup >= 0 && start >= warmup && (end > start || shape === "constant" || shape === "inverseSqrt");
  return isRates && isLengths;
}
