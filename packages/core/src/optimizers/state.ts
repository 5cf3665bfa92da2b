/** The saved state of an optimizer. */
import type { BaseRate } from "./base-rate.js";
import type { GroupHyper } from "./group-hyper.js";
import type { HalfFormat } from "./numbers/half.js";
import type { CheckedParameter } from "./parameters.js";
import type { PackedPrecision } from "./precision/packed-layout.js";
import type { PackedSlot } from "./precision/packed-state.js";
import type { HyperValue, Scheduled } from "./rule/hyper.js";
import type { FlagValues, Rule } from "./rule/rule.js";

/**
 * Everything except the parameters that an optimizer needs to continue a run exactly. The arrays are copies unless
 * `stateDict({ copy: false })` was called, so a step doesn't change them; `structuredClone` and `v8.serialize` preserve
 * all of it.
 */
export interface OptimizerState {
  readonly format: "anneal/optimizer";
  readonly version: 1;
  /** The number of updates made. */
  readonly step: number;
  /** Whether the parameters were in training or in evaluation form. */
  readonly mode: "train" | "eval";
  readonly maximize: boolean;
  /** How the values of slots are stored, if not in float32. */
  readonly precision?: PackedPrecision;
  /** The seed of the random rounding of bfloat16 slots. */
  readonly seed?: number;
  readonly groups: readonly GroupState[];
  /** The states of the parameters, over the groups in order. */
  readonly params: readonly ParameterState[];
  /** The numbers that a rule carries for the whole optimizer, by the name of the rule. */
  readonly carried: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** A group: besides the fields below, each hyper-parameter of its rule by name, null if a schedule provides it. */
export interface GroupState {
  /** The name of the group's rule. */
  readonly rule: string;
  /** The rate before any scheduler, which relative schedules multiply; null if a function provides it. */
  readonly initialLr: number | null;
  readonly flags: FlagValues;
  /** The number of updates in which the group took part. */
  readonly step: number;
  /** The numbers that the rule carries for the group. */
  readonly carried: Readonly<Record<string, number>>;
  /** The number of parameters in the group. */
  readonly params: number;
  readonly [hyperparameter: string]: unknown;
}

export interface ParameterState {
  readonly name: string | null;
  readonly shape: readonly number[];
  /** The number of updates of this parameter. */
  readonly step: number;
  /** The numbers that the rule carries for the parameter. */
  readonly carried: Readonly<Record<string, number>>;
  /** The rule's slots of the parameter: PyTorch's names in camelCase. */
  readonly slots: Readonly<Record<string, Float32Array>>;
  /** The float32 values that a parameter of 16-bit numbers is rounded from. */
  readonly master?: Float32Array;
  /** The format of a parameter of 16-bit numbers. */
  readonly dtype?: HalfFormat;
  /** The slots that are stored in fewer bits, in that form. */
  readonly packed?: Readonly<Record<string, PackedSlot>>;
}

/** The part of a group that is saved and loaded. */
export interface StatefulGroup {
  readonly rule: Rule;
  readonly flags: FlagValues;
  readonly hyper: Pick<GroupHyper, "get" | "read" | "checkAll" | "load">;
  readonly baseRate: BaseRate;
  /** Its parameters, as indices into the optimizer's: the first, and one past the last. */
  readonly start: number;
  readonly end: number;
  readonly params: readonly Pick<CheckedParameter, "name" | "shape">[];
  /** The number of updates in which it took part. */
  updates: number;
  readonly counts: { at(index: number): number; setOne(index: number, count: number): void };
  readonly carriedOfGroup: Float64Array;
  readonly carriedOfParameters: Float64Array;
  slotNames(index: number): readonly string[];
  slotLength(name: string, index: number): number;
  slot(name: string, index: number): Float32Array | null;
  setSlot(name: string, index: number, values: Float32Array): void;
  /** The float32 values that a parameter of 16-bit numbers is rounded from; null or absent: it is float32. */
  master?(index: number): Float32Array | null;
  format?(index: number): HalfFormat | null;
  setMaster?(index: number, values: Float32Array): void;
  /** Its slots in fewer bits; null or absent: it has none. */
  readonly packed?: PackedStates | null;
  packedNames?(index: number): readonly string[];
}

/** Slots in fewer bits as states see them. */
export interface PackedStates {
  readonly precision: PackedPrecision;
  seed: number;
  save(name: string, index: number, copy: boolean): PackedSlot;
  load(name: string, index: number, saved: PackedSlot): void;
}

/** The scalars shared by the groups of a rule. */
export type Shared = ReadonlyMap<
  Rule,
  { readonly names: readonly string[]; readonly carried: Float64Array; hasStarted: boolean }
>;

/** The part of an optimizer that is saved. */
export interface Owner {
  readonly maximize: boolean;
  readonly groups: readonly StatefulGroup[];
  readonly shared: Shared;
}

/** The options of `stateDict`. */
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
    ...precisionState(groups),
    groups: groups.map(groupState),
    params: groups.flatMap((group) => group.params.map((_, i) => parameterState(group, i, copy))),
    carried: Object.fromEntries(
      [...shared]
        .filter(([, { names, hasStarted }]) => names.length > 0 && hasStarted)
        .map(([rule, { names, carried }]) => [rule.name, numbered(names, carried)]),
    ),
  };
}

function precisionState(groups: readonly StatefulGroup[]): Pick<OptimizerState, "precision" | "seed"> {
  const packed = groups[0]?.packed;
  if (!packed) return {};
  const { precision, seed } = packed;
  return precision === "bf16" ? { precision, seed } : { precision };
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
    ...masterState(core, index, copy),
    ...packedState(core, index, copy),
  };
}

function masterState(
  core: StatefulGroup,
  index: number,
  copy: boolean,
): Pick<ParameterState, "dtype" | "master"> {
  const dtype = core.format?.(index) ?? null;
  const master = core.master?.(index) ?? null;
  if (dtype === null || master === null) return {};
  return { dtype, master: copy ? Float32Array.from(master) : master };
}

function packedState(core: StatefulGroup, index: number, copy: boolean): Pick<ParameterState, "packed"> {
  const { packed } = core;
  if (!packed) return {};
  return {
    packed: Object.fromEntries(
      packedNames(core, index).map((slot) => [slot, packed.save(slot, index, copy)]),
    ),
  };
}

/** The names of a parameter's slots that are stored in fewer bits. */
export function packedNames(core: StatefulGroup, index: number): readonly string[] {
  return core.packedNames?.(index) ?? [];
}

function numbered(names: readonly string[], values: Float64Array): Record<string, number> {
  return Object.fromEntries(names.map((name, i) => [name, values[i] as number]));
}

export function carriedNames(rule: Rule, scope: "parameter" | "group" | "optimizer"): readonly string[] {
  return Object.keys(rule.carried).filter((name) => rule.carried[name]?.per === scope);
}
