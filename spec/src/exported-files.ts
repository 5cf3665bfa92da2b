/** The schedules that are exported to every engine and run there, and their files. */
import {
  type Schedule,
  scheduleFromTree,
  shift,
  sum,
  tanh,
  warmupCosine,
  warmupLinear,
  warmupStableDecay,
} from "@anneal/core";
import { type ExportResult, toEngine } from "@anneal/interop/engines";

/** The updates of each run. */
export const TOTAL_STEPS = 60;

const common = { peak: 3e-4, warmupSteps: 10, totalSteps: TOTAL_STEPS } as const;

export const exportedCases: Readonly<Record<string, Schedule>> = {
  cosine: warmupCosine({ ...common, end: 3e-5 }),
  "cosine-to-zero": warmupCosine(common),
  /** The first update is not at 0, as in torchtitan. */
  "cosine-from-first": warmupCosine({ ...common, end: 3e-5, warmupRule: "(t+1)/W" }),
  /** The same to 0, as in open_clip. */
  "cosine-from-first-to-zero": warmupCosine({ ...common, warmupRule: "(t+1)/W" }),
  linear: warmupLinear(common),
  "linear-from-first": warmupLinear({ ...common, warmupRule: "(t+1)/W" }),
  /** Two updates at the start value, as in DeepSpeed. */
  "linear-late": shift({ schedule: warmupLinear({ ...common, totalSteps: TOTAL_STEPS - 1 }), steps: 1 }),
  /** The same, and not at its end with the run, as in Composer. */
  "linear-late-longer": shift({ schedule: warmupLinear(common), steps: 1 }),
  /** From 1 on, not from 0: every length is one more, as in OLMo. */
  "counted-from-one": shift({
    schedule: warmupLinear({ ...common, totalSteps: TOTAL_STEPS + 1 }),
    steps: -1,
  }),
  stable: warmupStableDecay({ ...common, decaySteps: 20 }),
  /** No engine has fields for it. */
  code: sum({
    schedules: [warmupCosine({ ...common, warmupPower: 2 }), tanh({ peak: 1e-5, totalSteps: 50 })],
  }),
  /** Its numbers are 0 in float32. */
  subnormal: warmupCosine({ ...common, peak: 1e-310 }),
  /** An overflow, a pole, and cycles of less than an update, for which Python raises errors. */
  extreme: scheduleFromTree({
    kind: "sum",
    children: [
      warmupCosine(common).node,
      { kind: "clamp", child: { kind: "power", offset: -1e200, exponent: 3 }, minimum: 1e-5, maximum: 3e-4 },
      { kind: "clamp", child: { kind: "power", offset: -30, exponent: -3 }, minimum: 0, maximum: 1e-5 },
      { kind: "cycles", child: { kind: "constant", value: 1 }, length: 1e-310, peak: 1e-5 },
    ],
  }),
};

/** The engines whose packages were installed and run. */
export const runEngines = [
  "torch",
  "hf",
  "lightning",
  "deepspeed",
  "megatron",
  "megatron-bridge",
  "automodel",
  "torchtitan",
  "torchtune",
  "composer",
  "nanotron",
  "timm",
  "open_clip",
  "keras",
  "optax",
  "olmo",
] as const;

/** Engines that compute in float32: within 1e-6 of the peak; the others within 1e-12. Levanter is only imported. */
export const FLOAT32_ENGINES: ReadonlySet<string> = new Set(["keras", "optax", "levanter"]);

export function exportedFiles(name: string): Readonly<Record<string, ExportResult>> {
  const schedule = exportedCases[name] as Schedule;
  return Object.fromEntries(
    runEngines.map((engine) => [engine, toEngine(schedule, engine, { totalSteps: TOTAL_STEPS })]),
  );
}
