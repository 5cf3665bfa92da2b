/** Chooses round numbers from intervals. */
import type { Interval } from "./rates.js";

/** The number in the interval with the fewest digits; if several have equally few, the one nearest to the middle. */
export function roundest({ minimum, maximum }: Interval): number {
  if (minimum <= 0 && maximum >= 0) return 0;
  const middle = (minimum + maximum) / 2;
  for (let digits = 1; digits <= 17; digits++) {
    const rounded = Number(middle.toPrecision(digits));
    if (rounded >= minimum && rounded <= maximum) return rounded;
    const unit = 10 ** (Number(middle.toExponential().split("e")[1]) + 1 - digits);
    for (const near of [rounded - unit, rounded + unit].map((value) => Number(value.toPrecision(digits)))) {
      if (near >= minimum && near <= maximum) return near;
    }
  }
  return middle;
}

/** The same for a count. */
export function roundestWhole({ minimum, maximum }: Interval): number {
  if (!Number.isFinite(maximum)) return minimum;
  const found = Math.round(roundest({ minimum: minimum - 0.25, maximum: maximum + 0.25 }));
  return Math.min(Math.max(found, minimum), maximum);
}

/** The number of significant digits in the shortest form of a number. */
export function writtenDigits(value: number): number {
  return (value.toExponential().split("e")[0] as string).replace(/\D/g, "").length;
}
