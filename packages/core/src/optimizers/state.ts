/** What an optimizer saves. */
import type { BaseRate } from "./base-rate.js";
import type { GroupHyper } from "./group-hyper.js";
import type { CheckedParameter } from "./parameters.js";
import type { HyperValue, Scheduled } from "./rule/hyper.js";
import type { Rule } from "./rule/rule.js";

/**
 * All that an optimizer needs to go on as if it had never stopped, besides the parameters. The arrays are copies unless
 * `stateDict({ copy: false })` was called, so a step doesn't change them; `structuredClone` and `v8.serialize` keep the whole as it is.
 */
export interface OptimizerState {
  readonly format: "anneal/optimizer";
  readonly version: 1;
  /** How many updates the optimizer has made. */
  readonly step: number;
  /** Whether the parameters were those to train on or to evaluate. */
  readonly mode: "train" | "eval";
  readonly maximize: boolean;
  readonly groups: readonly GroupState[];
  /** One for each parameter, over the groups in order. */
  readonly params: readonly ParameterState[];
  /** The numbers that a rule carries for the whole optimizer, by the name of the rule. */
  readonly carried: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** A group: besides the fields below, each hyper-parameter of its rule by name, null where a schedule gives it. */
export interface GroupState {
  /** The name of the group's rule. */
  readonly rule: string;
  /** The rate before any scheduler, which relative schedules multiply; null where a function gives it. */
  readonly initialLr: number | null;
  readonly flags: Readonly<Record<string, boolean | string>>;
  /** How many updates the group took part in. */
  readonly step: number;
  /** The numbers that the rule carries for the group. */
  readonly carried: Readonly<Record<string, number>>;
  /** How many parameters the group has. */
  readonly params: number;
  readonly [hyperparameter: string]: unknown;
}

export interface ParameterState {
  readonly name: string | null;
  readonly shape: readonly number[];
  /** How often this parameter was updated. */
  readonly step: number;
  /** The numbers that the rule carries for the parameter. */
  readonly carried: Readonly<Record<string, number>>;
  /** What the rule keeps for the parameter: PyTorch's names in camelCase. */
  readonly slots: Readonly<Record<string, Float32Array>>;
}

/** A group as states see it. */
export interface StatefulGroup {
  readonly rule: Rule;
  readonly flags: Readonly<Record<string, boolean | string>>;
  readonly hyper: Pick<GroupHyper, "get" | "read" | "checkAll" | "load">;
  readonly baseRate: BaseRate;
  /** Its parameters, as indices into those of the optimizer: the first, and one past the last. */
  readonly start: number;
  readonly end: number;
  readonly params: readonly Pick<CheckedParameter, "name" | "shape">[];
  /** How many updates it took part in. */
  updates: number;
  readonly counts: { at(index: number): number; setOne(index: number, count: number): void };
  readonly carriedOfGroup: Float64Array;
  readonly carriedOfParameters: Float64Array;
  slotNames(index: number): readonly string[];
  slotLength(name: string, index: number): number;
  slot(name: string, index: number): Float32Array | null;
  setSlot(name: string, index: number, values: Float32Array): void;
}

/** What the groups with a rule share. */
export type Shared = ReadonlyMap<
  Rule,
  { readonly names: readonly string[]; readonly carried: Float64Array; hasStarted: boolean }
>;

/** An optimizer as states see it. */
export interface Owner {
  readonly maximize: boolean;
  readonly groups: readonly StatefulGroup[];
  readonly shared: Shared;
}

/** How `stateDict` gives arrays. */
export interface StateOptions {
  /**
   * Whether the arrays are copies. Without copies they are views of the optimizer's memory, which its next step changes:
   * for large states that are written at once. Default: true.
   */
  readonly copy?: boolean;
}

/** The state of an optimizer, with copies or views of its arrays. */
export function saveState(
  {
    step,
    mode,
    maximize,
    groups,
    shared,
  }: Owner & { readonly step: number; readonly mode: "train" | "eval" },
  copy = true,
): OptimizerState {
  return {
    format: "anneal/optimizer",
    version: 1,
    step,
    mode,
    maximize,
    groups: groups.map(groupState),
    params: groups.flatMap((group) => group.params.map((_, i) => parameterState(group, i, copy))),
    carried: Object.fromEntries(
      [...shared]
        .filter(([, { names, hasStarted }]) => names.length > 0 && hasStarted)
        .map(([rule, { names, carried }]) => [rule.name, numbered(names, carried)]),
    ),
  };
}

function groupState(core: StatefulGroup): GroupState {
  const constant = (value: Scheduled | null) => (typeof value === "number" ? value : null);
  const saved = (value: HyperValue) =>
    Array.isArray(value) ? value.map(constant) : constant(value as Scheduled);
  return {
    rule: core.rule.name,
    initialLr: core.baseRate.recorded ?? constant(core.hyper.get("lr") as Scheduled),
    flags: { ...core.flags },
    ...Object.fromEntries(Object.keys(core.rule.hyper).map((name) => [name, saved(core.hyper.get(name))])),
    step: core.updates,
    carried: core.updates === 0 ? {} : numbered(carriedNames(core.rule, "group"), core.carriedOfGroup),
    params: core.end - core.start,
  };
}

function parameterState(core: StatefulGroup, index: number, copy: boolean): ParameterState {
  const { name, shape } = core.params[index] as StatefulGroup["params"][number];
  const names = carriedNames(core.rule, "parameter");
  const step = core.counts.at(index);
  return {
    name,
    shape,
    step,
    carried: step === 0 ? {} : numbered(names, core.carriedOfParameters.subarray(index * names.length)),
    slots: Object.fromEntries(
      core.slotNames(index).map((slot) => {
        const values = core.slot(slot, index) as Float32Array;
        return [slot, copy ? Float32Array.from(values) : values];
      }),
    ),
  };
}

function numbered(names: readonly string[], values: Float64Array): Record<string, number> {
  return Object.fromEntries(names.map((name, i) => [name, values[i] as number]));
}

export function carriedNames(rule: Rule, scope: "parameter" | "group" | "optimizer"): readonly string[] {
  return Object.keys(rule.carried).filter((name) => rule.carried[name]?.per === scope);
}
