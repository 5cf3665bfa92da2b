/** Schedules with mistakes that lint finds, and one without. */
import * as core from "../../src/index.js";
import {
  constant,
  cosine,
  cosineRestarts,
  exponential,
  type FindingCode,
  inverseSqrt,
  join,
  type LintRun,
  linear,
  multiStep,
  type Schedule,
  scheduleFromTree,
  warmupCosine,
  warmupLinear,
} from "../../src/index.js";

/** Options of a schedule without findings. */
export const warmupRule = "(t+1)/W";
export const good = { peak: 3e-4, end: 3e-5, warmupSteps: 300, totalSteps: 10_000, warmupRule } as const;
export const totalSteps = 10_000;

/** A schedule with tabulated values, like PyTorch's `LambdaLR`. */
function table(valueAt: (step: number) => number, length: number): Schedule {
  return scheduleFromTree({ kind: "table", values: Array.from({ length }, (_, step) => valueAt(step)) });
}

export interface Example {
  readonly code: FindingCode;
  readonly schedule: Schedule;
  readonly run?: LintRun;
  readonly step: number;
}

const ramp = { kind: "ramp", start: 0, end: 100, from: 1e-3, to: 0, easing: { kind: "cosine" } } as const;

export const mistakes: readonly Example[] = [
  { code: "first-update-at-zero", schedule: warmupCosine({ ...good, warmupRule: "t/W" }), step: 0 },
  {
    code: "first-update-at-zero",
    schedule: scheduleFromTree({ kind: "stairs", boundaries: [7], values: [0, 1e-3] }),
    run: { totalSteps: 100 },
    step: 0,
  },
  { code: "first-update-at-zero", schedule: constant({ value: 0 }), run: { totalSteps }, step: 0 },
  { code: "warm-up-longer-than-run", schedule: warmupCosine(good), run: { totalSteps: 200 }, step: 199 },
  {
    code: "warm-up-missing",
    schedule: cosine({ peak: 1e-3, totalSteps }),
    run: { totalSteps, optimizer: "AdamW" },
    step: 0,
  },
  {
    code: "warm-up-missing",
    schedule: inverseSqrt({ peak: 1e-4, warmupSteps: 0, timescale: 1_000 }),
    run: { totalSteps, optimizer: "lion" },
    step: 0,
  },
  {
    code: "warm-up-longer-than-run",
    schedule: linear({ start: 1e-6, end: 1e-3, totalSteps: 20_000 }),
    run: { totalSteps },
    step: 9_999,
  },
  {
    code: "warm-up-longer-than-run",
    schedule: table((step) => Math.min(1, step / 20_000), 30_000),
    run: { totalSteps },
    step: 9_999,
  },
  { code: "warm-up-share", schedule: warmupCosine({ ...good, warmupSteps: 3000 }), step: 3000 },
  {
    code: "warm-up-share",
    schedule: core.product({
      schedules: [linear({ start: 0.01, end: 1, totalSteps: 4_000 }), cosine({ peak: 3e-4, totalSteps })],
    }),
    step: 4_000,
  },
  {
    code: "warm-up-share",
    schedule: table((step) => Math.min(1, (step + 1) / 4_000) * (1 - step / totalSteps), totalSteps),
    run: { totalSteps },
    step: 3_999,
  },
  {
    code: "warm-up-share",
    schedule: warmupLinear({ peak: 1e-3, warmupSteps: 5, totalSteps, warmupRule }),
    step: 5,
  },
  { code: "warm-up-unusual", schedule: warmupCosine({ ...good, warmupSteps: 60 }), step: 60 },
  {
    code: "jump-at-join",
    schedule: join({
      schedules: [
        scheduleFromTree({ kind: "ramp", start: -1, end: 300, from: 0, to: 2e-4 }),
        cosine({ peak: 3e-4, totalSteps: 9_700 }),
      ],
      boundaries: [300],
    }),
    step: 300,
  },
  {
    code: "jump-at-join",
    schedule: join({ schedules: [3e-4, cosine({ peak: 2e-4, totalSteps: 2_000 })], boundaries: [8_000] }),
    step: 8_000,
  },
  {
    code: "total-in-epochs",
    schedule: cosine({ peak: 0.1, totalSteps: 90 }),
    run: { totalSteps: 90 * 5004, stepsPerEpoch: 5004 },
    step: 90,
  },
  {
    code: "total-in-epochs",
    schedule: multiStep({ peak: 0.1, milestones: [30, 60, 80], gamma: 0.1 }),
    run: { totalSteps: 90 * 5004, epochs: 90 },
    step: 80,
  },
  {
    code: "total-in-epochs",
    schedule: core.stepDecay({ peak: 0.1, every: 30, gamma: 0.1 }),
    run: { totalSteps: 90 * 5004, epochs: 90 },
    step: 90,
  },
  {
    code: "ends-before-run",
    schedule: exponential({ peak: 0.1, gamma: 0.9 }),
    run: { totalSteps },
    step: 88,
  },
  {
    code: "stepped-per-micro-batch",
    schedule: warmupCosine({ ...good, totalSteps: 80_000 }),
    run: { totalSteps, accumulation: 8 },
    step: 9_999,
  },
  {
    code: "stepped-per-micro-batch",
    schedule: warmupCosine({ ...good, totalSteps: 2_500 }),
    run: { totalSteps, accumulation: 4 },
    step: 2_500,
  },
  {
    code: "stepped-per-micro-batch",
    schedule: warmupCosine(good),
    run: { totalSteps, schedulerStepsPerUpdate: 4 },
    step: 0,
  },
  {
    code: "stepped-per-process",
    schedule: warmupCosine({ ...good, totalSteps: 80_000 }),
    run: { totalSteps, worldSize: 8 },
    step: 9_999,
  },
  {
    code: "stepped-per-process",
    schedule: warmupCosine(good),
    run: { totalSteps, worldSize: 8, schedulerStepsPerUpdate: 8 },
    step: 0,
  },
  { code: "minimum-never-reached", schedule: warmupCosine(good), run: { totalSteps: 7_000 }, step: 6_999 },
  {
    code: "ends-before-run",
    schedule: warmupLinear({ ...good, end: 0 }),
    run: { totalSteps: 15_000 },
    step: 10_000,
  },
  {
    code: "rebounds",
    schedule: cosine({ peak: 0.1, totalSteps: 5_000, afterEnd: "continue" }),
    run: { totalSteps },
    step: 5_000,
  },
  {
    code: "rebounds",
    schedule: table((step) => (1 + Math.cos((Math.PI * step) / 5_000)) / 2, totalSteps),
    run: { totalSteps },
    step: 5_000,
  },
  {
    code: "rebounds",
    schedule: scheduleFromTree({ ...ramp, easing: { kind: "cosine", halfCycles: 2 } }),
    step: 50,
  },
  {
    code: "negative-rate",
    schedule: scheduleFromTree({ kind: "ramp", start: 0, end: 100, from: 1, to: 0, after: "extend" }),
    run: { totalSteps: 150 },
    step: 101,
  },
  {
    code: "negative-rate",
    schedule: core.sum({
      schedules: [1e-3, constant({ value: 0 }), core.scale({ schedule: 1, factor: -2e-3 })],
    }),
    step: 0,
  },
  { code: "end-above-peak", schedule: warmupCosine({ ...good, end: 0.1 }), step: 10_000 },
  { code: "warm-up-above-peak", schedule: warmupCosine({ ...good, warmupFrom: 0.1 }), step: 0 },
  { code: "ends-high", schedule: warmupCosine({ ...good, end: 1.5e-4 }), step: 9_999 },
  {
    code: "ends-high",
    schedule: exponential({ peak: 0.1, gamma: 0.9999 }),
    run: { totalSteps },
    step: 9_999,
  },
  {
    code: "ends-high",
    schedule: scheduleFromTree({ kind: "power", scale: 0.1, offset: 1, slope: 5e-5, exponent: -1 }),
    run: { totalSteps },
    step: 9_999,
  },
  {
    code: "last-cycle-cut",
    schedule: cosineRestarts({ peak: 0.1, firstCycleSteps: 1_000, cycleMultiplier: 2 }),
    run: { totalSteps },
    step: 9_999,
  },
  {
    code: "peak-unusual",
    schedule: warmupCosine({ ...good, peak: 0.1, end: 0 }),
    run: { totalSteps, optimizer: "adam" },
    step: 299,
  },
  {
    code: "peak-unusual",
    schedule: warmupCosine({ ...good, peak: 1e-6, end: 0 }),
    run: { totalSteps, optimizer: "adam" },
    step: 299,
  },
  { code: "minimum-unusual", schedule: warmupCosine({ ...good, end: 9e-6 }), step: 9_999 },
  {
    code: "not-finite",
    schedule: scheduleFromTree({ kind: "power", scale: 1, offset: 10, slope: -1, exponent: 0.5 }),
    run: { totalSteps: 20 },
    step: 11,
  },
];
