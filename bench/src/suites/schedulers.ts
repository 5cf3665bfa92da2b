/** A thousand schedulers over optimizers of their own, stepped in turn: what many models or agents at once need. */
import { LRScheduler, oneCycle, type Schedule, stepDecay, warmupCosine } from "@anneal/core";
import type { BenchCase, BenchSubject, PreparedCase } from "../measure/benchmark-case.js";
import { LOOP, SCHEDULERS } from "./names.js";

export const SCHEDULER_COUNT = 1_000;

const peak = 3e-4;
const end = 3e-5;
const NANOSECONDS_AT_MOST = 100;
const STEPS_TO_SETTLE = 10_000;

/** One optimizer's schedule, and the formula that a person would write instead. */
interface Line {
  readonly schedule: Schedule;
  readonly formula: (step: number) => number;
}

function warmupCosineLine(index: number): Line {
  const [warmupSteps, totalSteps] = [100, 1_000_000 + index];
  const length = totalSteps - warmupSteps;
  return {
    schedule: warmupCosine({ peak, end, warmupSteps, totalSteps }),
    formula: (step) =>
      step < warmupSteps
        ? (peak * step) / warmupSteps
        : end + ((peak - end) * (1 + Math.cos((Math.PI * (step - warmupSteps)) / length))) / 2,
  };
}

function stepDecayLine(index: number): Line {
  const stepSize = 1_000 + index;
  return {
    schedule: stepDecay({ peak, gamma: 0.5, stepSize }),
    formula: (step) => peak * 0.5 ** Math.floor(step / stepSize),
  };
}

function oneCycleLine(index: number): Line {
  const [upSteps, totalSteps] = [300_000, 1_000_000 + index];
  const [start, change] = [peak / 25, peak - peak / 25];
  return {
    schedule: oneCycle({ peak, start, end: 0, upSteps, totalSteps }),
    formula: (step) => {
      if (step < upSteps) return start + (change * (1 - Math.cos((Math.PI * step) / upSteps))) / 2;
      return (peak * (1 + Math.cos((Math.PI * (step - upSteps)) / (totalSteps - upSteps)))) / 2;
    },
  };
}

const mixture = [warmupCosineLine, stepDecayLine, oneCycleLine];

/** All alike, and three kinds in turn. */
export function schedulerCases(size = SCHEDULER_COUNT): BenchCase[] {
  const entries = [
    ["warm-up and cosine", warmupCosineLine],
    ["three kinds", (index: number) => (mixture[index % mixture.length] ?? warmupCosineLine)(index)],
  ] as const;
  return entries.map(([name, lineOf]) => ({
    suite: "schedulers",
    name,
    size,
    quick: true,
    prepare: () => prepare(Array.from({ length: size }, (_, index) => lineOf(index))),
  }));
}

function prepare(lines: readonly Line[]): PreparedCase {
  const optimizers = () => lines.map(() => ({ paramGroups: [{ lr: 0 }] }));
  const [own, others] = [optimizers(), optimizers()];
  const schedulers = lines.map(
    ({ schedule }, i) => new LRScheduler(own[i] as (typeof own)[number], schedule),
  );
  const counters = lines.map(({ formula }, i) => ({
    formula,
    groups: others[i]?.paramGroups ?? [],
    step: 0,
  }));
  const subject = (name: string, all: typeof own, run: () => void): BenchSubject => ({
    name,
    run,
    result: () => Float64Array.from(all, ({ paramGroups: [group] }) => group?.lr ?? Number.NaN),
  });
  return {
    subjects: [
      subject(SCHEDULERS, own, () => {
        for (const scheduler of schedulers) scheduler.step();
      }),
      subject(LOOP, others, () => {
        for (const counter of counters) {
          counter.step++;
          const rate = counter.formula(counter.step);
          for (const group of counter.groups) group.lr = rate;
        }
      }),
    ],
    opponents: [LOOP],
    // V8 takes some thousand steps of each until it has settled on code.
    runs: STEPS_TO_SETTLE,
    tolerance: 3e-16,
    targets: [{ subject: SCHEDULERS, goals: [{ nsPerElement: NANOSECONDS_AT_MOST }] }],
  };
}
