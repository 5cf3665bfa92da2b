/** Runs `state_dict.json`: goes on from what other libraries saved, and compares with their runs without a break. */

import { fromLibrary, type Library, savedStep, WarmupCosineSchedule } from "@anneal/interop";
import { resumePlateau } from "./metrics.js";
import { attempt, describeDeviation, type Outcome } from "./outcome.js";
import type { OptimizerStateCase, SchedulerStateCase } from "./state-dict-case.js";
import { runOptimizerState } from "./state-dict-optimizers.js";
import { type Arithmetic, scheduleTolerance } from "./tolerances.js";
import { optimizerOf, schedulerOf } from "./torch-schedulers.js";

/** A resumed state: the rates now, and after each further step. */
type Resume = (golden: SchedulerStateCase) => { now(): readonly number[]; step(): void };

/** What happens with a library's states, or with one scheduler's. */
const resumes = new Map<string, Resume>([
  ["torch", resumeTorch],
  ["torch/ReduceLROnPlateau", resumePlateau],
  ["transformers/cosine", resumeLowered("transformers")],
  ["deepspeed", resumeLowered("deepspeed")],
  ["megatron", resumeLowered("megatron")],
  ["braintools", resumeLowered("braintools")],
  ["braintools/WarmupCosineSchedule", resumeBraintools],
]);

/** Saved states that nothing here reads: `MetricRate` goes on from records of its own. */
const UNREAD: ReadonlySet<string> = new Set(["transformers/greedy"]);

/** What came of every state of the file. */
export function runStateFile(content: unknown): Outcome[] {
  const {
    schedulers = {},
    optimizers = {},
    safetensors,
  } = content as {
    schedulers?: Record<string, SchedulerStateCase[]>;
    optimizers?: Record<string, OptimizerStateCase[]>;
    safetensors?: unknown;
  };
  return [
    ...Object.entries(schedulers).flatMap(([library, cases]) =>
      cases.map((golden, i) => runScheduler(library, golden, i)),
    ),
    ...Object.entries(optimizers).flatMap(([library, cases]) =>
      cases.map((golden, i) => runOptimizerState(library, golden, i)),
    ),
    ...(safetensors === undefined
      ? []
      : [
          {
            status: "skipped",
            what: "state in safetensors (the numbers of an optimizer state above)",
          } as const,
        ]),
  ];
}

function runScheduler(library: string, golden: SchedulerStateCase, index: number): Outcome {
  const place = `${library}/${golden.name}`;
  if (UNREAD.has(place)) return { status: "skipped", what: `state of ${place}` };
  const resume = resumes.get(place) ?? resumes.get(library);
  if (resume === undefined) return { status: "skipped", what: `state of ${place}, which has no step` };
  return attempt(`state of ${place} ${index}`, () => differences(golden, resume));
}

function differences(golden: SchedulerStateCase, resume: Resume): string[] {
  const { now, step } = resume(golden);
  const { state_dict: state, next_lr: next = [] } = golden;
  const present = golden.lr_now ?? (state.current_lrs as readonly number[]);
  const all = [present, ...next];
  const largest = Math.max(...all.flat().map(Math.abs));
  const arithmetic: Arithmetic = golden.precision === "f32" ? "float32" : "recursive";
  return all.flatMap((expected, steps) => {
    if (steps > 0) step();
    const rates = now();
    if (rates.length !== expected.length) return [`${rates.length} rates for ${expected.length} groups`];
    return expected.flatMap((value, group) => {
      const got = rates[group] as number;
      const tolerance = scheduleTolerance({ arithmetic }, largest, steps, value);
      const where = `group ${group}, ${steps} steps after the state`;
      return Math.abs(got - value) <= tolerance
        ? []
        : [describeDeviation({ where, expected: value, got, tolerance })];
    });
  });
}

/** PyTorch's state, into a new scheduler over a new optimizer. */
function resumeTorch(golden: SchedulerStateCase): ReturnType<Resume> {
  const scheduler = schedulerOf(optimizerOf(golden), golden);
  scheduler.loadStateDict(golden.state_dict);
  return { now: () => scheduler.getLastLr(), step: () => scheduler.step() };
}

/** A step, and a schedule of it. */
function resumeLowered(library: Library & Parameters<typeof savedStep>[0]): Resume {
  return ({ name, args, base_lr, state_dict }) => {
    const takesBase = library === "transformers" || library === "deepspeed";
    const lowered = fromLibrary(library, name, { args, baseLr: takesBase ? (base_lr as number) : undefined });
    let step = savedStep(library, state_dict);
    return {
      now: () => [lowered].flat().map((schedule) => schedule(step)),
      step() {
        step++;
      },
    };
  };
}

function resumeBraintools({ args, state_dict }: SchedulerStateCase): ReturnType<Resume> {
  const {
    warmup_steps: warmupSteps,
    total_steps: totalSteps,
    eta_min: etaMin,
  } = args as Record<string, number>;
  const { warmup_start_lr: warmupStartLr } = args as Record<string, number>;
  const given = { warmupSteps, totalSteps, etaMin, warmupStartLr };
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const schedule = new WarmupCosineSchedule(known);
  schedule.loadStateDict(state_dict);
  return { now: () => schedule.getLr(), step: () => schedule.step() };
}
