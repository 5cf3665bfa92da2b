/** Lowers the name and arguments of a library's schedule to our schedules, one per parameter group. */
import { InvalidArgumentError, type Schedule, type ScheduleDraft, scheduleFromTree } from "@anneal/core";
import {
  Fields,
  finiteNumber,
  flag,
  isArray,
  isRecord,
  numberList,
  refuseDeepNesting,
  text,
  wholeNumber,
} from "@anneal/core/arguments";
import type { ComposerRun } from "./composer-run.js";
import {
  type CallContext,
  type Curves,
  type Definitions,
  Group,
  type LoweringOptions,
  lowerNamed,
} from "./definition.js";

/** The effect of a scheduler on one parameter group. */
export interface LibraryGroup {
  readonly lr: Schedule;
  /** Momentum, or the first beta; null if the scheduler does not change it. */
  readonly momentum: Schedule | null;
  readonly weightDecay: Schedule | null;
  /** The last step that the library supports: it raises an error at the next one. Null: no limit. */
  readonly lastStep: number | null;
}

/** The properties of a library that lowering needs. */
export interface LibraryProfile {
  /** The library's display name. */
  readonly title: string;
  /** Whether schedules start from the optimizer's rates; otherwise the rates are arguments. */
  readonly takesBase: boolean;
  /** The schedules of the library. */
  readonly definitions: Definitions;
}

/** The unchecked arguments and options of a call. */
export interface LoweringCall {
  readonly args: object;
  readonly baseLr: number | readonly number[] | undefined;
  readonly options: LoweringOptions;
}

export interface Lowered {
  /** Whether the call has a list of groups, even with one element. */
  readonly isList: boolean;
  readonly groups: readonly LibraryGroup[];
}

const OPTIONS = ["quirks", "steps", "defaultLr", "lrScale", "hasMomentum", "unit", "run"] as const;

/** Everything that a scheduler changes, for each parameter group. */
export function lowerSchedule(
  profile: LibraryProfile,
  name: string,
  { args, baseLr, options }: LoweringCall,
): Lowered {
  const { definitions, title } = profile;
  text("name", name);
  refuseDeepNesting("args", args);
  const baseLrs = readBaseLrs(profile, baseLr);
  const listed = isArray(baseLr) ? baseLr.length : listLength(definitions, name, args);
  const context: CallContext = { baseLrs, groups: listed ?? 1, options: readOptions(options) };
  const groups = Array.from({ length: context.groups }, (_, index) =>
    finish(lowerNamed(title, definitions, { name, args }, new Group(context, index))),
  );
  return { isList: listed !== null, groups };
}

/** The schedule of the rate, or a list with one per group. */
export function ratesOf({ isList, groups }: Lowered): Schedule | readonly Schedule[] {
  const [first] = groups;
  return isList || first === undefined ? groups.map(({ lr }) => lr) : first.lr;
}

function readBaseLrs({ title, takesBase }: LibraryProfile, baseLr: unknown): readonly number[] | null {
  if (baseLr === undefined) return null;
  if (!takesBase) {
    throw new InvalidArgumentError(
      "baseLr",
      baseLr,
      `absent, because ${title} has the rate among the arguments`,
    );
  }
  if (!isArray(baseLr)) return [finiteNumber("baseLr", baseLr)];
  if (baseLr.length === 0)
    throw new InvalidArgumentError("baseLr", baseLr, "a rate or a list of at least one");
  return numberList("baseLr", baseLr);
}

function readOptions(given: unknown): LoweringOptions {
  const fields = new Fields("the call", "options", given, OPTIONS);
  const steps = fields.get("steps");
  const oneOrMore = (argument: string, value: unknown) =>
    isArray(value) ? numberList(argument, value) : finiteNumber(argument, value);
  return {
    quirks: fields.choice("quirks", ["reproduce", "avoid"], "reproduce"),
    unit: fields.choice("unit", ["update", "epoch"], "update"),
    hasMomentum: fields.read("hasMomentum", flag, true),
    ...(steps === undefined
      ? {}
      : { steps: isArray(steps) ? numberList("steps", steps) : wholeNumber("steps", steps) }),
    // Checked by Composer's schedules; no other library has a run.
    ...(fields.has("run") ? { run: fields.get("run") as ComposerRun } : {}),
    ...(fields.has("defaultLr") ? { defaultLr: fields.finite("defaultLr") } : {}),
    ...(fields.has("lrScale") ? { lrScale: fields.read("lrScale", oneOrMore) } : {}),
  };
}

/** The length of the first argument that is a per-group list; null: there is none. */
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

function finish({ lr, momentum, weightDecay, lastStep }: Curves): LibraryGroup {
  const orNull = (tree: ScheduleDraft | undefined) => (tree === undefined ? null : scheduleFromTree(tree));
  return {
    lr: scheduleFromTree(lr),
    momentum: orNull(momentum),
    weightDecay: orNull(weightDecay),
    lastStep: lastStep ?? null,
  };
}
