/** From a library's name and arguments to schedules: the one door to all libraries. */
import { InvalidArgumentError, type Schedule, type ScheduleDraft, scheduleFromTree } from "@anneal/core";
import {
  choice,
  Fields,
  finiteNumber,
  flag,
  isArray,
  isRecord,
  numberList,
  refuseDeepNesting,
  text,
  wholeNumber,
} from "@anneal/core/internal";
import type { ComposerRun } from "./composer/run.js";
import { type KnownLibrary, type Library, libraries, libraryNames } from "./libraries.js";
import {
  type Curves,
  type Definitions,
  Group,
  type LoweringOptions,
  lowerNamed,
  type Surroundings,
} from "./lowering/definition.js";
import { findMetricDefinition } from "./metrics/definitions.js";

/** What a scheduler does to one parameter group. */
export interface LoweredGroup {
  readonly lr: Schedule;
  /** Momentum, or the first beta; null where the scheduler leaves it alone. */
  readonly momentum: Schedule | null;
  readonly weightDecay: Schedule | null;
  /** The last step that the library answers for: it raises an error at the next one. Null: it never does. */
  readonly lastStep: number | null;
}

const OPTIONS = ["quirks", "steps", "defaultLr", "lrScale", "hasMomentum", "unit", "run"] as const;

/**
 * The schedule that a library has under `name`, for the library's own arguments.
 *
 * The numbers are those of the library: a schedule that misbehaves there does so here, unless `options.quirks` is
 * `"avoid"`. The step is the library's own index: updates already done for PyTorch and transformers, the count that is
 * passed in for Optax, Keras, timm and fairseq, `last_batch_iteration` for DeepSpeed (-1: before the first step),
 * `num_steps` for Megatron-LM.
 *
 * @param library `"torch"`, `"transformers"`, `"optax"`, `"braintools"`, `"keras"`, `"timm"`, `"deepspeed"`,
 * `"megatron"`, `"fairseq"`, `"composer"`, `"torchtitan"`, `"nanogpt"`, `"tensor2tensor"`.
 * @param name The library's own name: `"CosineAnnealingLR"`, `"cosine_with_min_lr"`.
 * @param args The library's own argument names with its own defaults; null is Python's `None`. A schedule inside
 * another one is `{ name, args }`.
 * @param baseLr The rate in the optimizer, or a list with that of each parameter group. Left out where the rate is
 * among the arguments (Optax, braintools, Keras, Megatron-LM, fairseq, nanoGPT, tensor2tensor).
 * @returns A schedule; a list with one for each parameter group where `baseLr` or an argument of rates is a list.
 * @throws InvalidArgumentError for an unknown library, name or argument, and for what the library itself refuses.
 */
export function lower(
  library: Library,
  name: string,
  args: object,
  baseLr: readonly number[],
  options?: LoweringOptions,
): readonly Schedule[];
export function lower(
  library: "braintools",
  name: string,
  args: object,
  baseLr?: undefined,
  options?: LoweringOptions,
): Schedule | readonly Schedule[];
export function lower(
  library: Library,
  name: string,
  args: object,
  baseLr?: number,
  options?: LoweringOptions,
): Schedule;
export function lower(
  library: Library,
  name: string,
  args: object,
  baseLr?: number | readonly number[],
  options?: LoweringOptions,
): Schedule | readonly Schedule[] {
  const { isList, groups } = lowerAll(library, name, args, baseLr, options);
  const [first] = groups;
  return isList || first === undefined ? groups.map(({ lr }) => lr) : first.lr;
}

/**
 * Everything that a scheduler changes, for each parameter group: the rate, momentum (OneCycleLR, CyclicLR, DeepSpeed's
 * OneCycle) and weight decay (Megatron-LM). Arguments and errors are those of `lower`.
 */
export function lowerGroups(
  library: Library,
  name: string,
  args: object,
  baseLr?: number | readonly number[],
  options?: LoweringOptions,
): readonly LoweredGroup[] {
  return lowerAll(library, name, args, baseLr, options).groups;
}

function lowerAll(
  library: Library,
  name: string,
  args: object,
  baseLr: number | readonly number[] | undefined,
  options: LoweringOptions = {},
): { readonly isList: boolean; readonly groups: readonly LoweredGroup[] } {
  const known = libraries[choice("library", library, libraryNames)];
  const { definitions, title } = known;
  text("name", name);
  if (findMetricDefinition(library, name) !== undefined) {
    const expected = "a schedule of the step: this one follows a metric, and lowerMetric gives it";
    throw new InvalidArgumentError("name", name, expected);
  }
  refuseDeepNesting("args", args);
  const baseLrs = readBaseLrs(known, baseLr);
  const listed = isArray(baseLr) ? baseLr.length : listLength(definitions, name, args);
  const surroundings: Surroundings = {
    baseLrs,
    groups: listed ?? 1,
    options: readOptions(options),
  };
  const groups = Array.from({ length: surroundings.groups }, (_, index) =>
    finish(lowerNamed(title, definitions, { name, args }, new Group(surroundings, index))),
  );
  return { isList: listed !== null, groups };
}

function readBaseLrs({ title, takesBase }: KnownLibrary, baseLr: unknown): readonly number[] | null {
  if (baseLr === undefined) return null;
  if (!takesBase) {
    throw new InvalidArgumentError("baseLr", baseLr, `left out: ${title} has the rate among the arguments`);
  }
  if (!isArray(baseLr)) return [finiteNumber("baseLr", baseLr)];
  if (baseLr.length === 0)
    throw new InvalidArgumentError("baseLr", baseLr, "a rate or a list of at least one");
  return numberList("baseLr", baseLr);
}

function readOptions(given: unknown): LoweringOptions {
  const fields = new Fields("lower", "options", given, OPTIONS, "options.");
  const steps = fields.get("steps");
  const oneOrMore = (argument: string, value: unknown) =>
    isArray(value) ? numberList(argument, value) : finiteNumber(argument, value);
  return {
    quirks: fields.choice("quirks", ["reproduce", "avoid"], "reproduce"),
    unit: fields.choice("unit", ["update", "epoch"], "update"),
    hasMomentum: fields.read("hasMomentum", flag, true),
    ...(steps === undefined
      ? {}
      : {
          steps: isArray(steps) ? numberList("options.steps", steps) : wholeNumber("options.steps", steps),
        }),
    // Composer's schedules check it: no other library has a run.
    ...(fields.has("run") ? { run: fields.get("run") as ComposerRun } : {}),
    ...(fields.has("defaultLr") ? { defaultLr: fields.finite("defaultLr") } : {}),
    ...(fields.has("lrScale") ? { lrScale: fields.read("lrScale", oneOrMore) } : {}),
  };
}

/** The length of the first argument that is a list with one number for each group; null: there is none. */
function listLength(definitions: Definitions, name: string, args: unknown): number | null {
  const definition = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
  if (definition === undefined || !isRecord(args)) return null;
  for (const argument of definition.perGroup) {
    const value = args[argument];
    if (isArray(value)) return value.length;
  }
  const nested = isArray(args.schedulers) ? args.schedulers : [];
  for (const inner of nested) {
    if (!isRecord(inner) || typeof inner.name !== "string") continue;
    const length = listLength(definitions, inner.name, inner.args);
    if (length !== null) return length;
  }
  return null;
}

function finish({ lr, momentum, weightDecay, lastStep }: Curves): LoweredGroup {
  const orNull = (tree: ScheduleDraft | undefined) => (tree === undefined ? null : scheduleFromTree(tree));
  return {
    lr: scheduleFromTree(lr),
    momentum: orNull(momentum),
    weightDecay: orNull(weightDecay),
    lastStep: lastStep ?? null,
  };
}

/** The names that `lower` knows of a library, in no particular order. */
export function scheduleNames(library: Library): readonly string[] {
  return Object.keys(libraries[choice("library", library, libraryNames)].definitions);
}
