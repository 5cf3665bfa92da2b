/** Runs the cases of other libraries through `@anneal/interop`, under the libraries' own names and arguments. */
import { InvalidArgumentError } from "@anneal/core";
import {
  type ComposerRun,
  groupsFromLibrary,
  type Library,
  type LibraryGroup,
  type LoweringOptions,
  metricNames,
} from "@anneal/interop";
import { metricCurves } from "./metrics.js";
import { roundedArgumentOf } from "./rounded-arguments.js";
import type { Curve, ScheduleCase, ScheduleLibrary } from "./schedule-case.js";
import type { Arithmetic } from "./tolerances.js";

/** How a case of a library was computed. */
type ArithmeticOf = (golden: ScheduleCase) => Arithmetic;

/** Computed at each step by itself, unless in float32. */
export const closed: ArithmeticOf = ({ precision }) => (precision === "f32" ? "float32" : "closed");

/**
 * Schedules whose values go through float32 also where JAX is told to compute in float64: their int32 count becomes a
 * float32, or an angle does. Their 64-bit cases hold float32 numbers, or numbers computed from such.
 */
export const FLOAT32_INSIDE: ReadonlySet<string> = new Set([
  "optax/polynomial_schedule",
  "optax/linear_schedule",
  "optax/exponential_decay",
  "optax/piecewise_interpolate_schedule",
  "optax/linear_onecycle_schedule",
  "optax/cosine_onecycle_schedule",
  "optax/warmup_constant_schedule",
  "optax/warmup_cosine_decay_schedule",
  "optax/warmup_exponential_decay_schedule",
  "optax/sgdr_schedule",
  "optax/join_schedules",
  "keras/CosineDecay",
  "keras/CosineDecayRestarts",
]);

/** By JAX, which decides between float32 and float64. */
export const jax: ArithmeticOf = (golden) =>
  FLOAT32_INSIDE.has(`${golden.library}/${golden.name}`) ? "float32" : closed(golden);

/** The schedulers of PyTorch that compute each rate from the one before it. */
const CHAINED = new Set([
  "StepLR",
  "MultiStepLR",
  "ConstantLR",
  "LinearLR",
  "ExponentialLR",
  "PolynomialLR",
  "CosineAnnealingLR",
  "MultiplicativeLR",
  "SWALR",
  "SequentialLR",
  "ChainedScheduler",
]);

export const chained: ArithmeticOf = (golden) =>
  golden.eval !== "closed" && CHAINED.has(golden.name) ? "recursive" : closed(golden);

/** The adapter of a library. */
export function interopLibrary(library: Library, arithmeticOf: ArithmeticOf): ScheduleLibrary {
  return {
    // Every name is asked for: one that the library doesn't know is refused.
    names: { has: () => true },
    curves(golden) {
      if (metricNames(library).includes(golden.name)) return metricCurves(library, golden);
      const groups = groupsFromLibrary(library, golden.name, {
        args: readFunctions(golden.args) as object,
        baseLr: golden.base_lr,
        ...optionsOf(golden),
      });
      const arithmetic = arithmeticOf(golden);
      return groups.flatMap((group, i) => curvesOf(golden, group, i, groups.length, arithmetic));
    },
  };
}

function optionsOf(golden: ScheduleCase): LoweringOptions {
  return {
    steps: stepsOf(golden),
    ...(golden.default_lr === undefined ? {} : { defaultLr: golden.default_lr }),
    ...(golden.lr_scale === undefined ? {} : { lrScale: golden.lr_scale }),
    ...(golden.unit === "epoch" ? { unit: "epoch" } : {}),
    ...(golden.run === undefined ? {} : { run: runOf(golden.run) }),
    hasMomentum: golden.optimizer !== "Adagrad",
  };
}

/** The run under the names that our option has. */
function runOf({
  max_duration,
  dataloader_len,
  batch_size,
  tokens_per_batch,
  ssr,
}: NonNullable<ScheduleCase["run"]>) {
  return {
    maxDuration: max_duration,
    dataloaderLen: dataloader_len,
    batchSize: batch_size,
    tokensPerBatch: tokens_per_batch,
    ssr,
  } as unknown as ComposerRun;
}

/** A table of all steps is long where a case looks far ahead. */
const LONGEST_TABLE = 10_000;

function stepsOf({ steps, raises_at }: ScheduleCase): number | readonly number[] {
  const last = Math.max(0, ...steps, typeof raises_at === "number" ? raises_at : 0);
  return last <= LONGEST_TABLE ? last : steps;
}

/** Functions stand in the files as `{ fn, expr }`, the name of the argument and an expression. */
export function readFunctions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readFunctions);
  if (typeof value !== "object" || value === null) return value;
  if ("fn" in value && "expr" in value) return new Function(String(value.fn), `return ${value.expr}`);
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, readFunctions(held)]));
}

function curvesOf(
  golden: ScheduleCase,
  { lr, momentum, weightDecay, lastStep }: LibraryGroup,
  group: number,
  groups: number,
  arithmetic: Arithmetic,
): Curve[] {
  const where = groups === 1 ? "" : ` of group ${group}`;
  const recorded = [
    { label: `lr${where}`, schedule: lr, values: golden.lr },
    { label: `momentum${where}`, schedule: momentum, values: golden.momentum },
    { label: `weight decay${where}`, schedule: weightDecay, values: golden.weight_decay },
  ];
  const { raises_at } = golden;
  return recorded.flatMap(({ label, schedule, values }) => {
    if (values === undefined) return [];
    if (schedule === null)
      throw new InvalidArgumentError(label, null, "a schedule: the case has values of it");
    const own = values.map((value) => (Array.isArray(value) ? value[group] : value));
    const roundedArgument = roundedArgumentOf(golden, own.map(Number));
    const refusesAt = typeof raises_at === "number" && lastStep !== null && lastStep < raises_at;
    return [
      {
        label,
        schedule,
        values: own,
        arithmetic,
        refusesAt,
        ...(roundedArgument === null ? {} : { roundedArgument }),
      },
    ];
  });
}
