/** A curve that ends in a straight line, a constant rate, or both. */
import { branchDecay } from "../constructors/branch-decay.js";
import { FEWEST_POINTS, level, levelEnd, longest, straightAt } from "./first-parts.js";
import { type Check, callOf, type FindOne, type Identification, prefixed } from "./identification.js";
import type { Observation } from "./observations.js";
import { type Interval, intersected } from "./rates.js";
import { roundest } from "./rounding.js";

/** The number of pairs of a start and an end of the line that are tried. */
const MOST_PAIRS = 4000;

/** A curve, a line from its rate at some step to a last rate, which is held: `branchDecay`. */
export function withStraightEnd(
  observations: readonly Observation[],
  findOne: FindOne,
  isRight: Check,
): Identification | null {
  const held = levelEnd(observations);
  const sloped = observations.slice(0, observations.length - (held > 1 ? held : 0));
  const count = straightEnd(sloped);
  const trunkPoints = sloped.slice(0, sloped.length - count);
  if (count < FEWEST_POINTS || trunkPoints.length < FEWEST_POINTS) return null;
  const trunk = findOne(trunkPoints);
  if (trunk === null) return null;
  const [before, first] = sloped.slice(trunkPoints.length - 1) as [Observation, Observation];
  const last = sloped.at(-1) as Observation;
  const next = observations[sloped.length];
  const at = { minimum: before.step, maximum: first.step };
  const end = { minimum: last.step, maximum: next?.step ?? last.step };
  const rate = held > 1 ? level(observations.slice(-held)) : null;
  const rates = rate?.intervals.value ?? { minimum: Math.max(0, last.low), maximum: last.high };
  for (const [start, stop] of pairs(at, end)) {
    const lastRate = lastRateOf(trunk.schedule(start), start, stop, sloped.slice(-count), rates);
    if (lastRate === null || lastRate > trunk.schedule(start)) continue;
    const options = { at: start, decaySteps: stop - start, decay: "linear", end: lastRate } as const;
    const schedule = branchDecay({ schedule: trunk.schedule, ...options });
    if (!isRight(schedule)) continue;
    return {
      name: "branchDecay",
      options: { schedule: callOf(trunk), ...options },
      schedule,
      intervals: {
        ...prefixed("schedule", trunk.intervals),
        at,
        decaySteps: { minimum: end.minimum - at.maximum, maximum: end.maximum - at.minimum },
        end: rates,
      },
    };
  }
  return null;
}

/** The number of last points on one line that is not constant. */
function straightEnd(observations: readonly Observation[]): number {
  const count = longest(
    observations.length,
    (points) => points < 3 || straightAt(observations.slice(-points)) !== null,
  );
  return level(observations.slice(-count)) === null ? count : 0;
}

function* pairs(at: Interval, end: Interval): Generator<readonly [number, number]> {
  let count = 0;
  for (let start = at.minimum; start <= at.maximum; start++) {
    for (let stop = Math.max(end.minimum, start + 1); stop <= end.maximum; stop++) {
      if (count++ === MOST_PAIRS) return;
      yield [start, stop];
    }
  }
}

/** The roundest last rate of a line from a known rate that passes all its points; null: there is none. */
function lastRateOf(
  from: number,
  start: number,
  stop: number,
  line: readonly Observation[],
  rates: Interval,
): number | null {
  let within: Interval | null = rates;
  for (const { step, low, high } of line) {
    const share = (step - start) / (stop - start);
    if (share <= 0 || within === null) continue;
    const rateFor = (value: number) => from + (value - from) / share;
    within = intersected(within, { minimum: rateFor(low), maximum: rateFor(high) });
  }
  return within === null ? null : roundest(within);
}
