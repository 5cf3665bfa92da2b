/** A thousand schedulers, each over its own optimizer, stepped in turn: training many models or agents at once. */
import { LRScheduler, oneCycle, stepDecay, warmupCosine } from "@anneal/core";
import { CosineWarmupScheduler, torch, WarmupCosineSchedule } from "@anneal/interop";
import type { BenchCase, BenchSubject, PreparedCase } from "../measure/benchmark-case.js";
import { LOOP, SCHEDULERS } from "./names.js";

export const SCHEDULER_COUNT = 1_000;

const peak = 3e-4;
const end = 3e-5;
const NANOSECONDS_AT_MOST = 100;
const STEPS_TO_SETTLE = 10_000;

interface Group {
  lr: number;
  momentum: number;
}

interface Optimizer {
  readonly paramGroups: [Group];
}

/** The scheduler of one optimizer, and the equivalent handwritten formulas. */
interface Line {
  readonly scheduler: (optimizer: Optimizer) => { step(): unknown };
  /** The rate after `step` steps of the scheduler. */
  readonly formula: (step: number) => number;
  readonly momentum?: (step: number) => number;
}

function warmupCosineLine(index: number): Line {
  const [warmupSteps, totalSteps] = [100, 1_000_000 + index];
  const length = totalSteps - warmupSteps;
  return {
    scheduler: (optimizer) =>
      new LRScheduler(optimizer, warmupCosine({ peak, end, warmupSteps, totalSteps })),
    formula: (step) =>
      step < warmupSteps
        ? (peak * step) / warmupSteps
        : end + ((peak - end) * (1 + Math.cos((Math.PI * (step - warmupSteps)) / length))) / 2,
  };
}

/** The standalone `CosineWarmupScheduler`, which writes the rate of a step before it increments its counter. */
function standaloneLine(index: number): Line {
  const [warmupSteps, totalSteps] = [100, 1_000_000 + index];
  const { formula } = warmupCosineLine(index);
  return {
    scheduler: (optimizer) =>
      new CosineWarmupScheduler({ optimizer, maxLr: peak, minLr: end, warmupSteps, totalSteps }),
    formula: (step) => formula(Math.max(0, step - 1)),
  };
}

/** The scheduler of braintools. */
function braintoolsLine(index: number): Line {
  const [warmupSteps, totalSteps] = [100, 1_000_000 + index];
  const { formula } = warmupCosineLine(index);
  return {
    scheduler: (optimizer) => {
      const schedule = new WarmupCosineSchedule({ baseLr: peak, etaMin: end, warmupSteps, totalSteps });
      schedule.attachOptimizer(optimizer);
      return schedule;
    },
    formula,
  };
}

function stepDecayLine(index: number): Line {
  const every = 1_000 + index;
  return {
    scheduler: (optimizer) => new LRScheduler(optimizer, stepDecay({ peak, gamma: 0.5, every })),
    formula: (step) => peak * 0.5 ** Math.floor(step / every),
  };
}

function oneCycleLine(index: number): Line {
  const [upSteps, totalSteps] = [300_000, 1_000_000 + index];
  const [start, change] = [peak / 25, peak - peak / 25];
  return {
    scheduler: (optimizer) =>
      new LRScheduler(optimizer, oneCycle({ peak, start, end: 0, upSteps, totalSteps })),
    formula: (step) => {
      if (step < upSteps) return start + (change * (1 - Math.cos((Math.PI * step) / upSteps))) / 2;
      return (peak * (1 + Math.cos((Math.PI * (step - upSteps)) / (totalSteps - upSteps)))) / 2;
    },
  };
}

/** PyTorch's `OneCycleLR`, which also writes the momentum. */
function torchOneCycleLine(index: number): Line {
  const totalSteps = 1_000_000 + index;
  const [top, last] = [0.3 * totalSteps - 1, totalSteps - 1];
  const between = (from: number, to: number, share: number): number =>
    to + ((from - to) / 2) * (1 + Math.cos(Math.PI * share));
  const through =
    (start: number, turn: number, stop: number) =>
    (step: number): number =>
      step <= top ? between(start, turn, step / top) : between(turn, stop, (step - top) / (last - top));
  return {
    scheduler: (optimizer) => new torch.OneCycleLR(optimizer, { maxLr: peak, totalSteps }),
    formula: through(peak / 25, peak, peak / 25 / 1e4),
    momentum: through(0.95, 0.85, 0.95),
  };
}

const mixture = [warmupCosineLine, stepDecayLine, oneCycleLine];

/** Schedules of one kind, of three kinds in turn, and schedulers of other libraries. */
export function schedulerCases(size = SCHEDULER_COUNT): BenchCase[] {
  const entries = [
    ["warm-up and cosine", warmupCosineLine],
    ["three kinds", (index: number) => (mixture[index % mixture.length] ?? warmupCosineLine)(index)],
    ["of courses", standaloneLine],
    ["of braintools", braintoolsLine],
    ["PyTorch's OneCycleLR, rate and momentum", torchOneCycleLine],
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
  const optimizers = () => lines.map((): Optimizer => ({ paramGroups: [{ lr: 0, momentum: 0.5 }] }));
  const [own, others] = [optimizers(), optimizers()];
  const schedulers = lines.map(({ scheduler }, i) => scheduler(own[i] as Optimizer));
  const counters = lines.map(({ formula, momentum = null }, i) => ({
    formula,
    momentum,
    group: (others[i] as Optimizer).paramGroups[0],
    step: 0,
  }));
  const subject = (name: string, all: readonly Optimizer[], run: () => void): BenchSubject => ({
    name,
    run,
    result: () => Float64Array.from(all.flatMap(({ paramGroups: [{ lr, momentum }] }) => [lr, momentum])),
  });
  return {
    subjects: [
      subject(SCHEDULERS, own, () => {
        for (const scheduler of schedulers) scheduler.step();
      }),
      subject(LOOP, others, () => {
        for (const counter of counters) {
          counter.step++;
          counter.group.lr = counter.formula(counter.step);
          if (counter.momentum !== null) counter.group.momentum = counter.momentum(counter.step);
        }
      }),
    ],
    opponents: [LOOP],
    // V8 needs some thousand steps of each to finish optimizing.
    runs: STEPS_TO_SETTLE,
    tolerance: 3e-16,
    targets: [{ subject: SCHEDULERS, goals: [{ nsPerElement: NANOSECONDS_AT_MOST }] }],
  };
}
