/** Curves that are a constructor's curve times -1, plus a constant. */
import { scale, sum } from "../constructors/combine.js";
import { callOf, type FindOne, type Identification, only, prefixed } from "./identification.js";
import type { Observation } from "./observations.js";
import { roundest } from "./rounding.js";

/** Rates that are all below 0: a curve times -1. */
export function negative(observations: readonly Observation[], find: FindOne): Identification | null {
  const found = find(subtractedFrom(0, observations));
  if (found === null) return null;
  return {
    name: "scale",
    options: { schedule: callOf(found), factor: -1 },
    schedule: scale({ schedule: found.schedule, factor: -1 }),
    intervals: { ...prefixed("schedule", found.intervals), factor: only(-1) },
  };
}

/** Some rates below 0: a curve minus a constant, so that its lowest rate is 0. */
export function lowered(observations: readonly Observation[], find: FindOne): Identification | null {
  const lowest = lowestOf(observations);
  if (lowest.value >= 0) return null;
  const range = { minimum: -lowest.high, maximum: -lowest.low };
  const by = roundest(range);
  const found = find(
    observations.map(({ step, value, low, high }) => ({
      step,
      value: value + by,
      low: low + by,
      high: high + by,
    })),
  );
  if (found === null) return null;
  const constant = { schedule: by, factor: -1 };
  return {
    name: "sum",
    options: { schedules: [callOf(found), { name: "scale", options: constant }] },
    schedule: sum({ schedules: [found.schedule, scale(constant)] }),
    intervals: {
      ...prefixed("schedules[0]", found.intervals),
      "schedules[1].schedule": range,
      "schedules[1].factor": only(-1),
    },
  };
}

/** A curve that begins at its highest rate and returns to it, such as a momentum: the highest rate minus a curve. */
export function upsideDown(observations: readonly Observation[], find: FindOne): Identification | null {
  const [first] = observations as [Observation];
  const lowest = lowestOf(observations);
  const returns = observations.some(({ step, high }) => step > lowest.step && high >= first.low);
  if (!returns || observations.some(({ low }) => low > first.high)) return null;
  const range = { minimum: first.low, maximum: first.high };
  const top = roundest(range);
  const found = find(subtractedFrom(top, observations));
  if (found === null) return null;
  return {
    name: "sum",
    options: { schedules: [top, { name: "scale", options: { schedule: callOf(found), factor: -1 } }] },
    schedule: sum({ schedules: [top, scale({ schedule: found.schedule, factor: -1 })] }),
    intervals: {
      "schedules[0]": range,
      ...prefixed("schedules[1].schedule", found.intervals),
      "schedules[1].factor": only(-1),
    },
  };
}

function lowestOf(observations: readonly Observation[]): Observation {
  return observations.reduce((least, each) => (each.value < least.value ? each : least));
}

/** `top` minus each rate. */
function subtractedFrom(top: number, observations: readonly Observation[]): readonly Observation[] {
  return observations.map(({ step, value, low, high }) => ({
    step,
    value: top - value,
    low: top - high,
    high: top - low,
  }));
}
