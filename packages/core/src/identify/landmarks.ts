/** Features of a log that give approximate lengths of the parts of a curve. */
import type { Observation } from "./observations.js";

export interface Landmarks {
  /** Steps at which the highest rate may be reached first. */
  readonly peaks: readonly number[];
  /** Steps at which the rate may begin to fall. */
  readonly declines: readonly number[];
  /** The same for a curve that reaches its highest rate again later. */
  readonly firstDeclines: readonly number[];
  /** Steps at which the curve may become constant; beyond the log if it still changes at its end. */
  readonly ends: readonly number[];
  /** Steps at which the rate jumps up again. */
  readonly restarts: readonly number[];
  /** Every step at which the first peak may be. */
  readonly tops: readonly number[];
  /** Steps at which the curve may reach its first rate again, if it begins below its peak. */
  readonly returns: readonly number[];
  /** The step of the lowest rate after the first peak. */
  readonly valleys: readonly number[];
  /** The number of steps between two turns of a curve that oscillates after its first peak. */
  readonly halfWave: number;
  /** Whether the rate rises after a fall. */
  readonly swings: boolean;
  /** Whether the first rate is below the highest. */
  readonly rises: boolean;
  /** The last rate as a share of the highest. */
  readonly lastShare: number;
  /** The length and the height of the second cycle relative to the first. */
  readonly cycleRatio: number;
  readonly peakRatio: number;
  /** The height of the second cycle relative to the first, both measured from the lowest rate. */
  readonly amplitudeRatio: number;
  /** The number of cycles. */
  readonly cycles: number;
}

/** The largest length of a curve relative to the log. */
const BEYOND = [1, 1.01, 1.05, 1.2, 1.5, 2, 3, 6];
const MOST_PLACES = 2000;

export function landmarksOf(observations: readonly Observation[]): Landmarks {
  const at = (i: number) => observations[Math.min(Math.max(0, i), observations.length - 1)] as Observation;
  const last = observations.length - 1;
  const top = observations.reduce((best, { value }) => Math.max(best, value), 0);
  const isTop = ({ high }: Observation) => high >= top;
  const swings = swingsUp(observations);
  const first = swings ? firstCrest(observations) : observations.findIndex(isTop);
  const final = observations.length - 1 - [...observations].reverse().findIndex(isTop);
  const between = (i: number) => Math.round((at(i).step + at(i + 1).step) / 2);
  const crests = crestsOf(observations);
  return {
    peaks: whole([at(first).step, between(first - 1), between(first), ...risesTo(observations, first, top)]),
    declines: whole([at(final).step, between(final), at(final + 1).step]),
    firstDeclines: whole(firstDeclinesOf(observations, first)),
    ends: whole(endsOf(observations, last)),
    restarts: whole(restartsOf(observations)),
    tops: topsOf(observations),
    returns: whole(returnsOf(observations, first)),
    valleys: whole([at(lowestAfter(observations, first)).step, between(lowestAfter(observations, first))]),
    halfWave: halfWaveOf(observations, first),
    swings,
    rises: (observations[0] as Observation).high < top,
    lastShare: Math.max(1e-6, Math.min(0.99, at(last).value / top)),
    ...crests,
  };
}

function firstDeclinesOf(observations: readonly Observation[], first: number): number[] {
  const top = observations[first] as Observation;
  let last = first;
  while (last + 1 < observations.length && (observations[last + 1] as Observation).high >= top.low) last++;
  const [from, to] = [
    observations[last] as Observation,
    observations[last + 1] ?? (observations[last] as Observation),
  ];
  return [from.step, (from.step + to.step) / 2, to.step];
}

function returnsOf(observations: readonly Observation[], first: number): number[] {
  const start = observations[0] as Observation;
  const index = observations.findIndex(({ low }, i) => i > first && low <= start.high);
  if (index < 1) return [];
  const [before, here] = [observations[index - 1] as Observation, observations[index] as Observation];
  return [before.step, (before.step + here.step) / 2, here.step];
}

/** The step at which the line through a rising point and 0 reaches the highest rate. */
function risesTo(observations: readonly Observation[], first: number, top: number): number[] {
  return [1, Math.floor(first / 2), first - 1].flatMap((i) => {
    const point = observations[i];
    return point !== undefined && i < first && point.value > 0 ? [(point.step * top) / point.value] : [];
  });
}

function endsOf(observations: readonly Observation[], last: number): number[] {
  const end = observations[last] as Observation;
  let rest = last;
  while (
    rest > 0 &&
    Math.abs((observations[rest - 1] as Observation).value - end.value) <= end.high - end.low
  )
    rest--;
  const before = observations[rest - 1];
  const resting =
    rest < last && before !== undefined
      ? [
          (observations[rest] as Observation).step,
          (before.step + (observations[rest] as Observation).step) / 2,
        ]
      : [];
  return [...resting, ...BEYOND.map((factor) => factor * end.step), end.step + 1];
}

/** Every step at which the first upward jump may be, and the steps around the first peak of a curve that begins low. */
function restartsOf(observations: readonly Observation[]): number[] {
  for (let i = 1; i < observations.length; i++) {
    const [before, here] = [observations[i - 1] as Observation, observations[i] as Observation];
    if (here.low > before.high && i > 1) return every(before.step + 1, here.step);
  }
  return [];
}

function halfWaveOf(observations: readonly Observation[], first: number): number {
  const start = (observations[first] as Observation).step;
  let falls = true;
  let turns = 0;
  let last = (observations.at(-1) as Observation).step;
  for (let i = first + 1; i < observations.length; i++) {
    const [before, here] = [observations[i - 1] as Observation, observations[i] as Observation];
    const isTurn = falls ? here.low > before.high : here.high < before.low;
    if (!isTurn) continue;
    falls = !falls;
    turns++;
    last = before.step;
  }
  return Math.max(1, last - start) / Math.max(1, turns);
}

/** The first of the highest points before the curve falls for the first time. */
function firstCrest(observations: readonly Observation[]): number {
  let highest = 0;
  for (const [i, { low, high }] of observations.entries()) {
    const top = observations[highest] as Observation;
    if (high < top.low) return highest;
    if (low > top.high) highest = i;
  }
  return highest;
}

/** Whether a rate is higher than an earlier one that is lower than a still earlier one. */
function swingsUp(observations: readonly Observation[]): boolean {
  let highest = Number.NEGATIVE_INFINITY;
  let lowest = Number.POSITIVE_INFINITY;
  for (const { low, high } of observations) {
    if (low > lowest) return true;
    if (high < highest) lowest = Math.min(lowest, high);
    highest = Math.max(highest, low);
  }
  return false;
}

/** Estimates of the cycles from the peaks after the first decay. */
function crestsOf(
  observations: readonly Observation[],
): Pick<Landmarks, "cycleRatio" | "peakRatio" | "amplitudeRatio" | "cycles"> {
  const crests: Observation[] = [];
  for (let i = 0; i < observations.length; i++) {
    const [before, here, after] = [observations[i - 1], observations[i] as Observation, observations[i + 1]];
    const rises = before === undefined || here.value > before.high;
    if (rises && (after === undefined ? false : here.value >= after.value)) crests.push(here);
  }
  const [first, second, third] = crests;
  const cycles = Math.max(1, crests.length);
  if (first === undefined || second === undefined) {
    return { cycleRatio: 1, peakRatio: 0.5, amplitudeRatio: 0.5, cycles };
  }
  const lowest = observations.reduce((low, { value }) => Math.min(low, value), first.value);
  const peakRatio = Math.max(1e-3, second.value / first.value);
  const amplitudeRatio = Math.max(1e-3, (second.value - lowest) / (first.value - lowest || 1));
  const cycleRatio = third === undefined ? 1.5 : (third.step - second.step) / (second.step - first.step);
  return { cycleRatio, peakRatio, amplitudeRatio, cycles };
}

/** All whole numbers in a range, or a sample at equal distances. */
export function every(first: number, last: number): number[] {
  const count = Math.min(MOST_PLACES, last - first + 1);
  return Array.from({ length: count }, (_, i) =>
    Math.round(first + (i * (last - first)) / Math.max(1, count - 1)),
  );
}

/** The first peak lies between the neighbors of the first point that is higher than both. */
function topsOf(observations: readonly Observation[]): number[] {
  for (let i = 1; i + 1 < observations.length; i++) {
    const [before, here, after] = [observations[i - 1], observations[i], observations[i + 1]] as [
      Observation,
      Observation,
      Observation,
    ];
    if (here.value >= before.value && here.value > after.value)
      return every(Math.max(1, before.step), after.step);
  }
  return [];
}

function lowestAfter(observations: readonly Observation[], first: number): number {
  let lowest = first;
  for (let i = first + 1; i < observations.length; i++) {
    const value = (observations[i] as Observation).value;
    if (value > (observations[lowest] as Observation).high) break;
    if (value <= (observations[lowest] as Observation).value) lowest = i;
  }
  return lowest;
}

function whole(places: readonly number[]): number[] {
  return [...new Set(places.map((place) => Math.max(1, Math.round(place))))];
}
