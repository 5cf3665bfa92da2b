/** Predicted losses: a curve, the final loss of a long run, a fit, and a search. */
import { type Schedule, warmupConstant, warmupCosine } from "@anneal/core";
import { bestSchedule, fitLossLaw, publishedLaws } from "@anneal/forecast";
import { multiPowerLoop } from "../loops/multi-power.js";
import type { BenchCase, PreparedCase, Target } from "../measure/benchmark-case.js";
import type { Quantity } from "./memory-and-load.js";
import { LOOP } from "./names.js";

export const FORECAST = "forecast";
const OURS = "anneal";

const law = publishedLaws["100M"];
const peak = 3e-4;

/** The number of steps of the curve, and of the run whose final loss is predicted. */
const CURVE_STEPS = 100_000;
const LONG_STEPS = 1_000_000;
const POINTS = 1000;
/** The longest time for a prediction of the final loss: 30 ms for a million steps. */
const NANOSECONDS_A_STEP = 30;

export function forecastCases(curveSteps = CURVE_STEPS, longSteps = LONG_STEPS): BenchCase[] {
  const points = (count: number) =>
    Array.from({ length: POINTS }, (_, i) => Math.round(((i + 1) * (count - 1)) / POINTS));
  const entries: readonly [string, number, readonly number[], Target][] = [
    [
      "1,000 losses of a curve",
      curveSteps,
      points(curveSteps),
      { subject: OURS, goals: [{ opponent: LOOP, ratio: 8 }] },
    ],
    [
      "the final loss",
      longSteps,
      [longSteps - 1],
      { subject: OURS, goals: [{ nsPerElement: NANOSECONDS_A_STEP }] },
    ],
  ];
  return entries.map(([name, size, steps, target]) => ({
    suite: FORECAST,
    name,
    size,
    quick: steps.length === 1,
    prepare: () => prepareLosses(cosineOf(size), steps, target),
  }));
}

function cosineOf(totalSteps: number): Schedule {
  return warmupCosine({ peak, warmupSteps: Math.ceil(totalSteps / 50), totalSteps, end: peak / 10 });
}

function prepareLosses(schedule: Schedule, steps: readonly number[], target: Target): PreparedCase {
  const ours = new Float64Array(steps.length);
  const plain = new Float64Array(steps.length);
  return {
    subjects: [
      { name: OURS, run: () => ours.set(law.loss(schedule, steps)), result: () => ours },
      {
        name: LOOP,
        run: () => multiPowerLoop(plain, law.parameters, schedule, steps),
        result: () => plain,
      },
    ],
    opponents: [LOOP],
    runs: 1,
    tolerance: 1e-11,
    targets: [target],
  };
}

/** The seconds taken by a fit of three runs and by a search for the best schedule of any shape. */
export function forecastQuantities(totalSteps = 24_000, pointsPerRun = 200): Quantity[] {
  const shared = { peak, warmupSteps: Math.ceil(totalSteps / 12) };
  const constant = warmupConstant(shared);
  const steps = Array.from({ length: pointsPerRun }, (_, i) =>
    Math.round(shared.warmupSteps + ((i + 1) * (totalSteps - 1 - shared.warmupSteps)) / pointsPerRun),
  );
  const schedules = [
    warmupCosine({ ...shared, totalSteps, end: peak / 10 }),
    constant,
    (step: number) => (step < totalSteps / 3 ? constant(step) : 0.3 * peak),
  ];
  const runs = schedules.map((schedule, run) => ({
    schedule,
    steps,
    // Like measured losses, these do not follow any law exactly.
    losses: law.loss(schedule, steps).map((loss, i) => loss + 2e-3 * Math.sin(5 * i + run)),
  }));
  const seconds = (work: () => unknown) => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1000;
  };
  const place = { suite: FORECAST, size: totalSteps, subject: OURS, unit: "s", atMost: 10 } as const;
  return [
    { ...place, case: "a fit of three runs", value: seconds(() => fitLossLaw(runs)) },
    {
      ...place,
      case: "the best free form",
      value: seconds(() => bestSchedule({ law, totalSteps, ...shared })),
    },
  ];
}
