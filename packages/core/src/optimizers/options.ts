/** Reads and checks the options of optimizers, with the defaults of their rules. */
import { Fields, isFunction, isInstance, isRecord, list, listOf } from "../arguments.js";
import { isArray } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import { refuseOverlaps } from "./overlaps.js";
import { type ParameterDtype, parameterArray } from "./parameter-array.js";
import { type CheckedParameter, type Parameters, readParameters } from "./parameters.js";
import { canPack, type PackedPrecision, type StatePrecision } from "./precision/packed-layout.js";
import { slotsOf } from "./rule/compile.js";
import { type HyperValue, readHyper, type Scheduled, withFollowers } from "./rule/hyper.js";
import {
  type FlagValue,
  type FlagValues,
  type HyperOptions,
  isRule,
  type Rule,
  type RuleOptions,
  type SlotDefinition,
} from "./rule/rule.js";

/**
 * A rate, or a function from the number of the update (0, 1, 2, ...) to its rate: a schedule of this library or any
 * other function. Rates are finite and at least 0.
 */
export type LearningRate = Scheduled;

/** How to handle NaN and infinities in gradients. */
export type NonFinitePolicy = "propagate" | "skip" | "throw";

/** The options of every optimizer, whatever its rule. */
export interface CommonOptions {
  /** Whether to maximize the objective. Default false. */
  readonly maximize?: boolean;
  /**
   * How to handle NaN and infinities in gradients. `"propagate"` (default): they enter the parameters, as in PyTorch.
   * `"skip"`: the step is skipped and the report names the parameter. `"throw"`: throws `NonFiniteGradientError`. The
   * last two read every gradient once more.
   */
  readonly nonFinite?: NonFinitePolicy;
  /**
   * `"resident"` (default): the optimizer owns the parameters and the gradients, see `params` and `grads`. `"caller"`:
   * your arrays are the parameters, and you pass the gradients to every step; half the memory, but slower.
   */
  readonly memory?: "resident" | "caller";
  /**
   * Parameters without weight decay: names, the last part of a name after a dot or slash (`"bias"`), patterns of names,
   * or a function of a parameter that returns whether to exclude it.
   */
  readonly decayExclude?: DecayExclude;
  /**
   * How the values of slots are stored. `"float32"` (default). `"8bit"`: 8-bit codes and one float32 for each block of
   * 256 values, as in bitsandbytes; parameters of fewer than 4096 values keep float32. For Adam, AdamW, Lion, SGD with
   * momentum, AdEMAMix, LAMB, and rules whose slots are `quantizable`. `"bf16"`: bfloat16, rounded at random so that
   * small changes count on average; slots that are copies of parameters, rows or columns keep float32.
   */
  readonly state?: StatePrecision;
  /**
   * The seed of the random rounding of `state: "bf16"`, a whole number from 0 to 2^32 - 1: the same seed gives the same
   * bits. A loaded state replaces it. Default 0.
   */
  readonly seed?: number;
  /**
   * Keeps an average of the parameters for `emaParams`: `ema = decay * ema + (1 - decay) * p` after each update. It
   * starts from the parameters before the first update. Default: none.
   */
  readonly ema?: { readonly decay: number };
}

/** The parameters that `decayExclude` excludes. */
export type DecayExclude =
  | readonly (string | RegExp)[]
  | ((parameter: { readonly name: string; readonly shape: readonly number[] }) => boolean);

/** The options of an optimizer with the rule. */
export type OptimizerOptions<R extends Rule = Rule> = CommonOptions & RuleOptions<R>;

/**
 * Parameters with their own hyper-parameters, and optionally their own rule. The optimizer's options are the defaults.
 */
export type GroupSource<R extends Rule = Rule, Dtype extends ParameterDtype = "float32"> = {
  readonly params: Parameters<Dtype>;
} & (
  | (HyperOptions<R["hyper"]> & { readonly rule?: undefined })
  | { readonly rule: Rule; readonly [option: string]: unknown }
);

/** What an optimizer updates: parameters, or groups of them. */
export type ParameterSources<R extends Rule = Rule, Dtype extends ParameterDtype = "float32"> =
  | Parameters<Dtype>
  | readonly GroupSource<R, Dtype>[];

/** A rule with its flags. */
export interface ChosenRule {
  readonly rule: Rule;
  readonly flags: FlagValues;
}

/** A checked group. */
export interface CheckedGroup extends ChosenRule {
  readonly params: readonly CheckedParameter[];
  /** Whether each parameter is excluded from weight decay. */
  readonly excluded: readonly boolean[];
  readonly hyper: Readonly<Record<string, HyperValue>>;
}

/** The checked options. */
export interface Settings extends ChosenRule {
  readonly hyper: Readonly<Record<string, HyperValue>>;
  readonly maximize: boolean;
  readonly nonFinite: NonFinitePolicy;
  readonly memory: "resident" | "caller";
  /** Whether `memory` was given. */
  readonly hasMemory: boolean;
  readonly precision: StatePrecision;
  readonly seed: number;
  /** The decay rate of the average; null: no average. */
  readonly emaDecay: number | null;
  readonly isExcluded: ((parameter: CheckedParameter, index: number) => boolean) | null;
}

const commonNames = ["maximize", "nonFinite", "memory", "decayExclude", "ema", "state", "seed"] as const;

/** The options that an optimizer with the rule takes. */
export function optionNames(rule: Rule): readonly string[] {
  return [...Object.keys(rule.hyper), ...Object.keys(rule.flags), ...commonNames];
}

/** @throws InvalidArgumentError */
export function readSettings(rule: Rule, options: unknown): Settings {
  const fields = new Fields(rule.name, "options", options, optionNames(rule));
  const flags = readFlags(rule, fields, {});
  const hyper = readHypers(rule, fields, {});
  rule.check(hyper, flags, (name) => fields.path(name));
  const precision = fields.choice("state", ["float32", "8bit", "bf16"], "float32");
  return {
    rule,
    flags,
    hyper,
    maximize: fields.flag("maximize", false),
    nonFinite: fields.choice("nonFinite", ["propagate", "skip", "throw"], "propagate"),
    memory: fields.choice("memory", ["resident", "caller"], "resident"),
    hasMemory: fields.has("memory"),
    precision,
    seed: fields.read("seed", (argument, value) => readSeed(argument, value, precision), 0),
    emaDecay: fields.readOrNull("ema", readEma),
    isExcluded: readExclusion(rule, fields),
  };
}

/** @throws InvalidArgumentError */
export function readGroups(settings: Settings, params: unknown): readonly CheckedGroup[] {
  // Read once: an item may be a getter.
  const given = isArray(params) ? list("params", params, "Float32Arrays, lengths or groups") : params;
  const isGrouped = isArray(given) && given.length > 0 && given.every(isGroupSource);
  let first = 0;
  const read = (path: string, entry: unknown) => {
    const group = readGroup(settings, path, entry, first);
    first += group.params.length;
    return group;
  };
  const groups = isGrouped ? listOf("params", given, "groups", read) : [read("params", { params: given })];
  return checkedTogether("params", params, groups, []);
}

/**
 * A group for an optimizer that has others.
 * @param before Its existing parameters.
 * @throws InvalidArgumentError
 */
export function readAddedGroup(
  settings: Settings,
  group: unknown,
  before: readonly CheckedParameter[],
): readonly CheckedGroup[] {
  const groups = [readGroup(settings, "group", group, before.length)];
  return checkedTogether("group.params", group, groups, before);
}

/** Makes the checks that need all parameters. */
function checkedTogether(
  path: string,
  given: unknown,
  groups: readonly CheckedGroup[],
  before: readonly CheckedParameter[],
): readonly CheckedGroup[] {
  const all = groups.flatMap((each) => each.params);
  if (all.length === 0) throw new InvalidArgumentError(path, given, "at least one parameter");
  refuseSharing([...before, ...all]);
  // After all of the caller's getters have run, which could have transferred an earlier array.
  for (const [i, { source, kind, length }] of all.entries()) {
    if (source !== null) parameterArray(`parameter ${before.length + i}`, source, kind, length);
  }
  return groups;
}

function readGroup(settings: Settings, path: string, entry: unknown, first: number): CheckedGroup {
  if (!isRecord(entry)) throw new InvalidArgumentError(path, entry, "an object with params");
  const isSame = entry.rule === undefined || entry.rule === settings.rule;
  if (!isSame && !isRule(entry.rule))
    throw new InvalidArgumentError(
      `${path}.rule`,
      entry.rule,
      "an update rule, such as the result of defineRule",
    );
  const rule = isSame ? settings.rule : (entry.rule as Rule);
  const ownFlags = isSame ? [] : Object.keys(rule.flags);
  const names = ["params", "rule", ...Object.keys(rule.hyper), ...ownFlags];
  const fields = new Fields("a group", path, entry, names, `${path}.`);
  const params = readParameters(path === "params" ? path : `${path}.params`, entry.params, settings.memory);
  const flags = isSame ? settings.flags : readFlags(rule, fields, {});
  const hyper = readHypers(rule, fields, isSame ? settings.hyper : {});
  rule.check(hyper, flags, (name) => fields.path(name));
  for (const [i, { shape }] of params.entries()) {
    rule.checkParameter(path === "params" ? `params[${i}].shape` : `${path}.params[${i}].shape`, shape);
  }
  if (settings.precision !== "float32") refusePrecision({ rule, flags }, hyper, params, settings.precision);
  const excluded = params.map((parameter, i) => settings.isExcluded?.(parameter, first + i) ?? false);
  return { rule, flags, hyper, params, excluded };
}

/** Rejects a precision in which the slots of a rule can't be stored. */
function refusePrecision(
  { rule, flags }: ChosenRule,
  hyper: Readonly<Record<string, HyperValue>>,
  params: readonly CheckedParameter[],
  precision: PackedPrecision,
): void {
  const ranks = new Set(params.map(({ shape }) => shape.length >= 2));
  const names = new Set([...ranks].flatMap((isMatrix) => slotsOf(rule, { flags, hyper, isMatrix })));
  const slots = [...names].map((name) => rule.slots[name] as SlotDefinition);
  const fits = slots.filter((slot) => canPack(slot, flags, precision));
  if (fits.length > 0 && (precision === "bf16" || fits.length === slots.length)) return;
  const expected =
    slots.length === 0
      ? `"float32": ${rule.name} keeps no slots here`
      : `${precision === "8bit" ? '"float32" or "bf16"' : '"float32"'} for ${rule.name}`;
  throw new InvalidArgumentError("state", precision, expected);
}

function readSeed(argument: string, value: unknown, precision: StatePrecision): number {
  if (precision !== "bf16")
    throw new InvalidArgumentError(argument, value, 'undefined without state: "bf16"');
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32)
    return value as number;
  throw new InvalidArgumentError(argument, value, "a whole number from 0 to 2^32 - 1");
}

/** Rejects parameters that share a name or elements. */
function refuseSharing(all: readonly CheckedParameter[]): void {
  const names = new Set<string>();
  for (const { name } of all) {
    if (name === null) continue;
    if (names.has(name)) throw new InvalidArgumentError("a parameter's name", name, "a unique name");
    names.add(name);
  }
  refuseOverlaps(
    all.map(({ source }) => source),
    (index) => `parameter ${index}`,
  );
}

function isGroupSource(value: unknown): boolean {
  return isRecord(value) && "params" in value;
}

/** The hyper-parameters in `fields`; otherwise those of `otherwise`, or the defaults. */
export function readHypers(
  rule: Rule,
  fields: Fields<string>,
  otherwise: Readonly<Record<string, HyperValue>>,
): Readonly<Record<string, HyperValue>> {
  const values = Object.fromEntries(
    Object.entries(rule.hyper).map(([name, definition]): [string, HyperValue] => {
      const given = fields.get(name);
      if (given === undefined && name in otherwise) return [name, otherwise[name] as HyperValue];
      return [name, readHyper(fields.path(name), given ?? orDefault(given, definition.default), definition)];
    }),
  );
  return withFollowers(rule.hyper, values);
}

/** Null is a value; only absent options have defaults. */
function orDefault(given: unknown, value: unknown): unknown {
  return given === undefined ? value : given;
}

/** The flags in `fields`; otherwise those of `otherwise`, or the defaults. */
export function readFlags(rule: Rule, fields: Fields<string>, otherwise: FlagValues) {
  return Object.fromEntries(
    Object.entries(rule.flags).map(([name, definition]) => [
      name,
      fields.read<FlagValue>(name, definition.check, otherwise[name] ?? definition.default),
    ]),
  );
}

function readEma(argument: string, value: unknown): number {
  const fields = new Fields("ema", argument, value, ["decay"], `${argument}.`);
  return fields.read("decay", (path, decay) => {
    if (typeof decay === "number" && decay >= 0 && decay <= 1) return decay;
    throw new InvalidArgumentError(path, decay, "a number from 0 to 1");
  });
}

function readExclusion(rule: Rule, fields: Fields<string>): Settings["isExcluded"] {
  const value = fields.get("decayExclude");
  if (value === undefined) return null;
  if (!("weightDecay" in rule.hyper))
    throw new InvalidArgumentError(
      "decayExclude",
      value,
      `undefined, because ${rule.name} has no weightDecay`,
    );
  if (isFunction(value)) {
    return ({ name, shape }, index) => {
      const answer: unknown = value({ name: name ?? String(index), shape });
      if (typeof answer === "boolean") return answer;
      throw new InvalidArgumentError("decayExclude()", answer, "true or false");
    };
  }
  const patterns = listOf("decayExclude", value, "names and patterns", (argument, each) => {
    if (typeof each === "string" || isInstance(each, RegExp)) return each;
    throw new InvalidArgumentError(argument, each, "a name or a RegExp");
  });
  return ({ name }, index) => {
    const known = name ?? String(index);
    return patterns.some((pattern) =>
      typeof pattern === "string"
        ? known === pattern || known.endsWith(`.${pattern}`) || known.endsWith(`/${pattern}`)
        : known.search(pattern) >= 0,
    );
  };
}
