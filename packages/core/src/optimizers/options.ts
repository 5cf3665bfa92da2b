/** What an optimizer is made from, checked and with its defaults: the one place that reads rules' options. */
import { Fields, isFunction, isInstance, isRecord, list, listOf } from "../arguments.js";
import { isArray } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import { float32Array } from "./float32.js";
import { refuseOverlaps } from "./overlaps.js";
import { type CheckedParameter, type Parameters, readParameters } from "./parameters.js";
import { type HyperValue, readHyper, type Scheduled } from "./rule/hyper.js";
import { type HyperOptions, isRule, type Rule, type RuleOptions } from "./rule/rule.js";

/**
 * A rate, or a function from the number of the update (0, 1, 2, ...) to its rate: a schedule of this library or any
 * other. Rates are finite and at least 0.
 */
export type LearningRate = Scheduled;

/** What a gradient that holds NaN or an infinity does. */
export type NonFinitePolicy = "propagate" | "skip" | "throw";

/** The options of every optimizer, whatever its rule. */
export interface CommonOptions {
  /** Go up the gradient. Default false. */
  readonly maximize?: boolean;
  /**
   * What a gradient that holds NaN or an infinity does. `"propagate"` (default): it goes into the parameters, as in
   * PyTorch. `"skip"`: the step is skipped and the report names the parameter. `"throw"`: `NonFiniteGradientError`. The
   * last two read every gradient once more.
   */
  readonly nonFinite?: NonFinitePolicy;
  /**
   * `"resident"` (default): the optimizer owns the parameters and the gradients, see `params` and `grads`.
   * `"caller"`: the arrays that were given stay the parameters, and every step is given its gradients; half the memory,
   * more time.
   */
  readonly memory?: "resident" | "caller";
  /**
   * Parameters without weight decay: names, or what they end with after a dot or slash (`"bias"`), patterns of names, or a
   * function of a parameter that says so.
   */
  readonly decayExclude?: DecayExclude;
  /**
   * Keeps an average of the parameters, `ema = decay * ema + (1 - decay) * p` after each update, for `emaParams`. It begins
   * as the parameters before the first update. Default: none.
   */
  readonly ema?: { readonly decay: number };
}

/** Which parameters `decayExclude` takes out. */
export type DecayExclude =
  | readonly (string | RegExp)[]
  | ((parameter: { readonly name: string; readonly shape: readonly number[] }) => boolean);

/** The options of an optimizer with the rule. */
export type OptimizerOptions<R extends Rule = Rule> = CommonOptions & RuleOptions<R>;

/** Parameters with hyper-parameters, and maybe a rule, of their own. What is not given comes from the options. */
export type GroupSource<R extends Rule = Rule> = { readonly params: Parameters } & (
  | (HyperOptions<R["hyper"]> & { readonly rule?: undefined })
  | { readonly rule: Rule; readonly [option: string]: unknown }
);

/** What an optimizer updates: parameters, or groups of them. */
export type ParameterSources<R extends Rule = Rule> = Parameters | readonly GroupSource<R>[];

/** A rule with its choices made. */
export interface ChosenRule {
  readonly rule: Rule;
  readonly flags: Readonly<Record<string, boolean | string>>;
}

/** A group, checked. */
export interface CheckedGroup extends ChosenRule {
  readonly params: readonly CheckedParameter[];
  /** Which parameters have no weight decay, whatever the group's is. */
  readonly excluded: readonly boolean[];
  readonly hyper: Readonly<Record<string, HyperValue>>;
}

/** Everything that was asked for, checked. */
export interface Settings extends ChosenRule {
  readonly hyper: Readonly<Record<string, HyperValue>>;
  readonly maximize: boolean;
  readonly nonFinite: NonFinitePolicy;
  readonly memory: "resident" | "caller";
  /** Whether `memory` was given. */
  readonly hasMemory: boolean;
  /** Null: no average is kept. */
  readonly emaDecay: number | null;
  readonly isExcluded: ((parameter: CheckedParameter, index: number) => boolean) | null;
}

const commonNames = ["maximize", "nonFinite", "memory", "decayExclude", "ema"] as const;

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
  return {
    rule,
    flags,
    hyper,
    maximize: fields.flag("maximize", false),
    nonFinite: fields.choice("nonFinite", ["propagate", "skip", "throw"], "propagate"),
    memory: fields.choice("memory", ["resident", "caller"], "resident"),
    hasMemory: fields.has("memory"),
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
 * @param before The parameters that it has already.
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

/** Checks what can be seen only of all parameters. */
function checkedTogether(
  path: string,
  given: unknown,
  groups: readonly CheckedGroup[],
  before: readonly CheckedParameter[],
): readonly CheckedGroup[] {
  const all = groups.flatMap((each) => each.params);
  if (all.length === 0) throw new InvalidArgumentError(path, given, "at least one parameter");
  refuseSharing([...before, ...all]);
  // After all of the caller's getters have run, which could have transferred an array that was read before.
  for (const [i, { source, length }] of all.entries()) {
    if (source !== null) float32Array(`parameter ${before.length + i}`, source, length);
  }
  return groups;
}

function readGroup(settings: Settings, path: string, entry: unknown, first: number): CheckedGroup {
  if (!isRecord(entry)) throw new InvalidArgumentError(path, entry, "an object with params");
  const isSame = entry.rule === undefined || entry.rule === settings.rule;
  if (!isSame && !isRule(entry.rule))
    throw new InvalidArgumentError(`${path}.rule`, entry.rule, "an update rule, as defineRule makes them");
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
  const excluded = params.map((parameter, i) => settings.isExcluded?.(parameter, first + i) ?? false);
  return { rule, flags, hyper, params, excluded };
}

/** Refuses parameters that share a name or elements. */
function refuseSharing(all: readonly CheckedParameter[]): void {
  const names = new Set<string>();
  for (const { name } of all) {
    if (name === null) continue;
    if (names.has(name)) throw new InvalidArgumentError("a parameter's name", name, "a name of its own");
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

/** The hyper-parameters that `fields` has; where it has none, those of `otherwise` or the defaults. */
export function readHypers(
  rule: Rule,
  fields: Fields<string>,
  otherwise: Readonly<Record<string, HyperValue>>,
): Readonly<Record<string, HyperValue>> {
  return Object.fromEntries(
    Object.entries(rule.hyper).map(([name, definition]) => {
      const given = fields.get(name);
      if (given === undefined && name in otherwise) return [name, otherwise[name] as HyperValue];
      return [name, readHyper(fields.path(name), given ?? orDefault(given, definition.default), definition)];
    }),
  );
}

/** Null is a value; only what is not given has the default. */
function orDefault(given: unknown, value: unknown): unknown {
  return given === undefined ? value : given;
}

/** The flags that `fields` has; where it has none, those of `otherwise` or the defaults. */
export function readFlags(
  rule: Rule,
  fields: Fields<string>,
  otherwise: Readonly<Record<string, boolean | string>>,
) {
  return Object.fromEntries(
    Object.entries(rule.flags).map(([name, definition]) => [
      name,
      fields.read<boolean | string>(name, definition.check, otherwise[name] ?? definition.default),
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
    throw new InvalidArgumentError("decayExclude", value, `undefined: ${rule.name} has no weightDecay`);
  if (isFunction(value)) {
    return ({ name, shape }, index) => Boolean(value({ name: name ?? String(index), shape }));
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
