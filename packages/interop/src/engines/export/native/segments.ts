/** The curve common to all engines, with free lengths: a warm-up, a stable phase and a decay. */

export type DecayShape =
  | "constant"
  | "linear"
  | "cosine"
  | "sqrt"
  | "halfLife"
  | "polynomial"
  | "inverseSqrt";

/**
 * `first` at update 0, linearly up to `peak` at `warmup`, flat until `start`, down to `floor` at `end`.
 *
 * All lengths are those of the curve; each engine's form converts them to its own count.
 */
export interface Segments {
  readonly first: number;
  readonly peak: number;
  readonly warmup: number;
  readonly start: number;
  readonly end: number;
  readonly floor: number;
  readonly shape: DecayShape;
  /** Of `"polynomial"`: `floor + (peak - floor) (1 - u)^power`. */
  readonly power: number;
  /** Of `"inverseSqrt"`: `peak / sqrt((i - warmup + timescale) / timescale)`. */
  readonly timescale: number;
}

export interface Fit extends Segments {
  /** The largest difference at the sampled points. */
  readonly deviation: number;
}

export function rateAt(segments: Segments, step: number): number {
  const { first, peak, warmup, start, end, floor, shape } = segments;
  if (step < warmup) return first + ((peak - first) * step) / warmup;
  if (shape === "constant" || (step <= start && shape !== "inverseSqrt")) return peak;
  if (shape === "inverseSqrt") {
    const { timescale } = segments;
    return peak / Math.sqrt((step - warmup + timescale) / timescale);
  }
  if (step >= end) return floor;
  return floor + (peak - floor) * remaining(segments, (step - start) / (end - start));
}

/** From 1 to 0. Used only to find a fit; the final comparison uses the schedules themselves. */
function remaining({ shape, power }: Segments, share: number): number {
  switch (shape) {
    case "cosine":
      return (1 + Math.cos(Math.PI * share)) / 2;
    case "sqrt":
      return 1 - Math.sqrt(share);
    case "halfLife":
      return 2 * 0.5 ** share - 1;
    case "polynomial":
      return (1 - share) ** power;
    default:
      return 1 - share;
  }
}
