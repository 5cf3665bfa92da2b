/** Finds warm-ups, stable phases and decays close to a schedule, as starting points of every engine's form. */
import type { Schedule } from "@anneal/core";
import type { RunFacts } from "../run-rates.js";
import type { Landmarks } from "./landmarks.js";
import { type DecayShape, type Fit, rateAt, type Segments } from "./segments.js";

/** The steps at which a schedule is sampled; the steps in between are compared after a fit is chosen. */
export interface Points {
  readonly steps: readonly number[];
  readonly rates: readonly number[];
}

const EVENLY = 33;
/** The number of fits that are kept per shape. */
const KEPT = 4;

/** The best fits of each shape, best first. */
export function fitsOf(
  schedule: Schedule,
  facts: RunFacts,
  landmarks: Landmarks,
  points: Points,
): ReadonlyMap<DecayShape, readonly Fit[]> {
  const fits = new Map<DecayShape, Fit[]>();
  for (const segments of guesses(schedule, facts, landmarks)) {
    const kept = fits.get(segments.shape) ?? [];
    fits.set(segments.shape, kept);
    const worst = kept.length < KEPT ? Number.POSITIVE_INFINITY : (kept.at(-1) as Fit).deviation;
    const deviation = deviationAt(points, segments, worst);
    if (deviation === null || kept.some((each) => isSame(each, segments))) continue;
    kept.push({ ...segments, deviation });
    kept.sort((a, b) => a.deviation - b.deviation);
    if (kept.length > KEPT) kept.pop();
  }
  return fits;
}

function isSame(one: Segments, other: Segments): boolean {
  const names = ["first", "peak", "warmup", "start", "end", "floor", "power", "timescale"] as const;
  return names.every((name) => one[name] === other[name]);
}

export function pointsOf(
  schedule: Schedule,
  { total, peakFrom, peakTo }: RunFacts,
  landmarks: Landmarks,
): Points {
  const steps = new Set<number>([0, 1, 2, total - 1, total - 2]);
  for (let i = 0; i < EVENLY; i++) steps.add(Math.floor((i * (total - 1)) / (EVENLY - 1)));
  for (const place of [peakFrom, peakTo, ...landmarks.steps]) {
    for (const near of [-1, 0, 1]) steps.add(Math.floor(place) + near);
  }
  const inRun = [...steps].filter((step) => step >= 0 && step < total);
  return { steps: inRun, rates: inRun.map((step) => schedule(step)) };
}

/** The largest difference; null if it is above `limit`. */
function deviationAt({ steps, rates }: Points, segments: Segments, limit: number): number | null {
  let largest = 0;
  for (let i = 0; i < steps.length; i++) {
    const difference = Math.abs(rateAt(segments, steps[i] as number) - (rates[i] as number));
    if (!(difference <= limit)) return null;
    if (difference > largest) largest = difference;
  }
  return largest;
}

function* guesses(schedule: Schedule, facts: RunFacts, landmarks: Landmarks): Generator<Segments> {
  const { total, first, last, lowest, highest, peakTo } = facts;
  const shapes: DecayShape[] = ["linear", "cosine", "sqrt", "halfLife"];
  const powers = landmarks.powers.filter((power) => power !== 1);
  const known = (step: number) => schedule(step);
  const peaks = unique([highest, ...landmarks.steps.map(known).filter((rate) => rate > 0.9 * highest)]).slice(
    0,
    4,
  );
  for (const peak of peaks) {
    for (const warmup of warmups(schedule, facts, landmarks, peak)) {
      const common = { first: warmup === 0 ? peak : first, peak, warmup, power: 1, timescale: 1 };
      yield { ...common, start: warmup, end: warmup, floor: peak, shape: "constant" };
      const ratio = (peak / last) ** 2 - 1;
      if (ratio > 0 && last > 0 && total - 1 > warmup) {
        const timescale = (total - 1 - warmup) / ratio;
        for (const scale of unique([timescale, Math.round(timescale)])) {
          yield { ...common, start: warmup, end: warmup, floor: 0, shape: "inverseSqrt", timescale: scale };
        }
      }
      const starts = unique([warmup, peakTo, peakTo + 1, ...landmarks.steps]).filter(
        (step) => step >= warmup,
      );
      for (const start of starts) {
        for (const end of unique([total, total - 1, ...landmarks.steps]).filter((step) => step > start)) {
          for (const floor of unique([schedule(end), last, lowest, 0])) {
            for (const shape of shapes) yield { ...common, start, end, floor, shape };
            for (const power of powers) yield { ...common, start, end, floor, shape: "polynomial", power };
          }
        }
      }
    }
  }
}

/**
 * The step at which the line through the first two rates reaches the peak, and other candidates for the end of the
 * warm-up.
 */
function warmups(
  schedule: Schedule,
  { first, peakFrom }: RunFacts,
  landmarks: Landmarks,
  peak: number,
): number[] {
  if (peakFrom === 0) return [0];
  const slope = schedule(1) - first;
  const reached = slope > 0 ? (peak - first) / slope : peakFrom;
  const whole = Math.round(reached);
  const crossing = Math.abs(reached - whole) < 1e-6 * Math.max(1, whole) ? whole : reached;
  return unique([
    crossing,
    peakFrom,
    peakFrom + 1,
    ...landmarks.steps.filter((step) => step <= peakFrom + 1).slice(-3),
  ]);
}

function unique(values: readonly number[]): number[] {
  return [...new Set(values.filter(Number.isFinite))];
}
