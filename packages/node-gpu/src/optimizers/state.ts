/** What a GPU optimizer saves and loads: for Adam and AdamW the state of every other engine. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, finiteNumber, float32Array, list, wholeNumber } from "@anneal/core/internal";
import { type AdamState, readState } from "./adam-state.js";
import { betaPair } from "./checks.js";
import { float32AtLeast0 } from "./float32.js";
import type { GpuParameterGroup, RuleKind } from "./groups.js";

export type GpuOptimizerState = AdamState | GpuMomentumState;

/** The state of SGD and Lion. */
export interface GpuMomentumState {
  readonly format: "anneal/momentum";
  readonly version: 1;
  readonly rule: "sgd" | "lion";
  /** How many updates the optimizer has made. */
  readonly step: number;
  readonly maximize: boolean;
  readonly groups: readonly GpuMomentumGroupState[];
  /** The momentum of each parameter, over the groups in order; null where the rule keeps none. */
  readonly params: readonly (Float32Array | null)[];
}

export interface GpuMomentumGroupState {
  /** The rate; null where a schedule gives it. */
  readonly lr: number | null;
  /** The rate before any scheduler, which relative schedules multiply; null where a function gives it. */
  readonly initialLr: number | null;
  readonly weightDecay: number;
  readonly betas: readonly [number, number];
  readonly momentum: number;
  readonly dampening: number;
  /** How many parameters the group has. */
  readonly params: number;
}

/** What a state belongs to. */
export interface StateOwner {
  readonly kind: RuleKind;
  readonly maximize: boolean;
  readonly amsgrad: boolean;
  readonly groups: readonly GpuParameterGroup[];
}

/** @param held The arrays of each parameter, in the order of the rule. */
export function stateOf(
  { kind, maximize, amsgrad, groups }: StateOwner,
  step: number,
  held: readonly (readonly Float32Array[])[],
): GpuOptimizerState {
  const ratesOf = ({ lr, initialLr }: GpuParameterGroup) => {
    const rate = typeof lr === "number" ? lr : null;
    return { lr: rate, initialLr: initialLr ?? rate };
  };
  if (kind === "adam" || kind === "adamw") {
    return {
      format: "anneal/adam",
      version: 1,
      step,
      amsgrad,
      maximize,
      decoupledWeightDecay: kind === "adamw",
      groups: groups.map((group) => {
        const { betas, eps, weightDecay, start, end } = group;
        return { ...ratesOf(group), betas, eps, weightDecay, params: end - start };
      }),
      params: held.map(([expAvg, expAvgSq, maxExpAvgSq = null]) => ({
        step,
        expAvg: expAvg as Float32Array,
        expAvgSq: expAvgSq as Float32Array,
        maxExpAvgSq,
      })),
    };
  }
  return {
    format: "anneal/momentum",
    version: 1,
    rule: kind,
    step,
    maximize,
    groups: groups.map((group) => {
      const { weightDecay, betas, momentum, dampening, start, end } = group;
      return { ...ratesOf(group), weightDecay, betas, momentum, dampening, params: end - start };
    }),
    params: held.map(([momentum = null]) => momentum),
  };
}

/** A state that fits; `load` takes over the numbers of the groups. */
interface SavedState {
  readonly step: number;
  readonly held: readonly (readonly Float32Array[])[];
  readonly load: () => void;
}

/**
 * Checks everything and changes nothing.
 * @param arrays How many arrays the rule keeps for each parameter.
 * @throws InvalidArgumentError
 */
export function readSaved(
  value: unknown,
  owner: StateOwner,
  lengths: readonly number[],
  arrays: number,
): SavedState {
  const { kind, groups } = owner;
  return kind === "adam" || kind === "adamw"
    ? readAdam(value, owner, lengths)
    : readMomentum(value, owner, lengths, arrays > 0, groups);
}

function readAdam(value: unknown, owner: StateOwner, lengths: readonly number[]): SavedState {
  const { kind, maximize, amsgrad, groups } = owner;
  const shape = { amsgrad, maximize, decoupledWeightDecay: kind === "adamw", groups, lengths };
  const saved = readState(value, shape);
  for (const [i, { step }] of saved.params.entries()) {
    if (step !== saved.step) {
      const expected = `${saved.step}, as on a device all parameters are updated together`;
      throw new InvalidArgumentError(`state.params[${i}].step`, step, expected);
    }
  }
  for (const [i, { lr, eps, weightDecay }] of saved.groups.entries()) {
    for (const [name, number] of Object.entries({ lr: lr ?? 0, eps, weightDecay })) {
      float32AtLeast0(`state.groups[${i}].${name}`, number);
    }
  }
  return {
    step: saved.step,
    held: saved.params.map(({ expAvg, expAvgSq, maxExpAvgSq }) =>
      maxExpAvgSq === null ? [expAvg, expAvgSq] : [expAvg, expAvgSq, maxExpAvgSq],
    ),
    load: () => {
      for (const [i, { lr, initialLr, betas, eps, weightDecay }] of saved.groups.entries()) {
        groups[i]?.load({ betas, eps, weightDecay }, lr, initialLr);
      }
    },
  };
}

const names = ["format", "version", "rule", "step", "maximize", "groups", "params"] as const;
const groupNames = ["lr", "initialLr", "weightDecay", "betas", "momentum", "dampening", "params"] as const;

function readMomentum(
  value: unknown,
  { kind, maximize }: StateOwner,
  lengths: readonly number[],
  hasMomentum: boolean,
  groups: readonly GpuParameterGroup[],
): SavedState {
  const fields = new Fields("the state of an optimizer", "state", value, names, "state.");
  fields.choice("format", ["anneal/momentum"]);
  fields.choice("rule", [kind]);
  if (fields.get("version") !== 1) {
    throw new InvalidArgumentError(
      "state.version",
      fields.get("version"),
      "1, the version this release reads",
    );
  }
  if (fields.flag("maximize") !== maximize) {
    throw new InvalidArgumentError("state.maximize", !maximize, `${maximize}, as in this optimizer`);
  }
  const step = fields.read("step", wholeNumber);
  const savedGroups = sized(fields, "groups", groups.length).map((entry, i) => {
    const { start, end } = groups[i] as GpuParameterGroup;
    return readGroup(entry, `state.groups[${i}]`, end - start);
  });
  const held = sized(fields, "params", lengths.length).map((entry, i) => {
    const path = `state.params[${i}]`;
    if (hasMomentum) return [float32Array(path, entry, lengths[i] as number)];
    if (entry === null) return [];
    throw new InvalidArgumentError(path, entry, "null: there is no momentum here");
  });
  for (const [i, { momentum }] of savedGroups.entries()) {
    if (hasMomentum || momentum === 0) continue;
    throw new InvalidArgumentError(`state.groups[${i}].momentum`, momentum, "0: there is no momentum here");
  }
  return {
    step,
    held,
    load: () => {
      for (const [i, { lr, initialLr, ...saved }] of savedGroups.entries()) {
        groups[i]?.load(saved, lr, initialLr);
      }
    },
  };
}

function readGroup(value: unknown, path: string, size: number) {
  const fields = new Fields("the state of a group", path, value, groupNames, `${path}.`);
  if (fields.get("params") !== size) {
    throw new InvalidArgumentError(`${path}.params`, fields.get("params"), `${size}, the size of this group`);
  }
  if (!fields.has("lr")) {
    throw new InvalidArgumentError(`${path}.lr`, undefined, "a rate, or null where a schedule gives it");
  }
  return {
    lr: fields.readOrNull("lr", float32AtLeast0),
    initialLr: fields.readOrNull("initialLr", finiteNumber),
    weightDecay: fields.read("weightDecay", float32AtLeast0),
    betas: fields.read("betas", betaPair),
    momentum: fields.read("momentum", float32AtLeast0),
    dampening: fields.read("dampening", float32AtLeast0),
  };
}

function sized(fields: Fields<string>, name: string, size: number): readonly unknown[] {
  const entries = fields.read(name, (argument, held) => list(argument, held, "entries"));
  if (entries.length === size) return entries;
  throw new InvalidArgumentError(fields.path(name), entries.length, `${size} entries, as in this optimizer`);
}
