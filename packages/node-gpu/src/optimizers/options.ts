/** What a GPU optimizer is made from, checked and with its defaults. */
import { InvalidArgumentError, type LearningRate } from "@anneal/core";
import { Fields, isRecord, list } from "@anneal/core/arguments";
import { float32AtLeast0 } from "./float32.js";
import { type GroupField, type GroupValues, type RuleKind, readValues } from "./groups.js";
import { type CheckedSource, type GpuParameterSource, readSource, refuseSharedBuffers } from "./tensors.js";

/** What every GPU optimizer takes. */
export interface GpuOptimizerOptions {
  /** Go up the gradient. Default false. */
  readonly maximize?: boolean;
  /**
   * What a gradient that holds NaN or an infinity does. `"propagate"` (default): it goes into the parameters. `"skip"`:
   * the device leaves the whole step out and doesn't count it, without the host waiting to know.
   */
  readonly nonFinite?: "propagate" | "skip";
  /**
   * Clips the gradients of every step so that their joint norm is at most this, as `clipGradNorm` does, while they are
   * read: the buffers stay as they are. Gradients that are not finite are not clipped. Default: no clipping.
   */
  readonly maxNorm?: number;
  /**
   * Where a scheduled rate is computed. `"host"` (default): in float64, rounded once. `"device"`: from the device's
   * count of updates, within `SAMPLE_BOUND`; it needs schedules, and they can't be replaced later.
   */
  readonly rate?: "host" | "device";
  /** How many submissions may be under way before `step` waits; at least 1. Default 8. */
  readonly queueDepth?: number;
}

interface SharedGroup {
  /**
   * A rate, at least 0, or a function of the number of the update; a schedule is foreseen and costs less. Default 1e-3.
   * Like all numbers here it is one that a float32 can hold.
   */
  readonly lr?: LearningRate;
  /** At least 0. */
  readonly weightDecay?: number;
}

/** What may differ between groups of Adam and AdamW. Defaults: betas [0.9, 0.999], eps 1e-8, weightDecay 0 and 0.01. */
export interface GpuAdamGroup extends SharedGroup {
  readonly betas?: readonly [number, number];
  readonly eps?: number;
}

/** What may differ between groups of SGD. Defaults: all 0. */
export interface GpuSgdGroup extends SharedGroup {
  readonly momentum?: number;
  readonly dampening?: number;
}

/** What may differ between groups of Lion. Defaults: lr 1e-4, betas [0.9, 0.99], weightDecay 0. */
export interface GpuLionGroup extends SharedGroup {
  readonly betas?: readonly [number, number];
}

/** The options of `createAdam` and `createAdamW`. */
export interface GpuAdamOptions extends GpuAdamGroup, GpuOptimizerOptions {
  /** Divide by the largest second moment so far (AMSGrad). Default false. */
  readonly amsgrad?: boolean;
}

/** The options of `createSgd`. */
export interface GpuSgdOptions extends GpuSgdGroup, GpuOptimizerOptions {
  /** Look ahead (Nesterov): needs momentum and no dampening. Default false. */
  readonly nesterov?: boolean;
}

/** The options of `createLion`. */
export interface GpuLionOptions extends GpuLionGroup, GpuOptimizerOptions {}

/** The parameters of an optimizer: one group, or groups with hyper-parameters of their own. */
export type GpuParameterSources<Group> =
  | readonly GpuParameterSource[]
  | readonly (Group & { readonly params: readonly GpuParameterSource[] })[];

const optimizerNames = ["maximize", "nonFinite", "maxNorm", "rate", "queueDepth"] as const;

/** What one kind of optimizer takes. */
export interface OptimizerKind {
  readonly kind: RuleKind;
  readonly name: string;
  readonly groupNames: readonly GroupField[];
  readonly flagName: "amsgrad" | "nesterov" | null;
  readonly defaults: GroupValues;
}

const nothing = { weightDecay: 0, betas: [0, 0], eps: 0, momentum: 0, dampening: 0 } as const;
const adamNames = ["lr", "weightDecay", "betas", "eps"] as const;
const adamDefaults: GroupValues = { ...nothing, lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8 };

export const kinds = {
  adam: {
    kind: "adam",
    name: "createAdam",
    groupNames: adamNames,
    flagName: "amsgrad",
    defaults: adamDefaults,
  },
  adamw: {
    kind: "adamw",
    name: "createAdamW",
    groupNames: adamNames,
    flagName: "amsgrad",
    defaults: { ...adamDefaults, weightDecay: 0.01 },
  },
  sgd: {
    kind: "sgd",
    name: "createSgd",
    groupNames: ["lr", "weightDecay", "momentum", "dampening"],
    flagName: "nesterov",
    defaults: { ...nothing, lr: 1e-3 },
  },
  lion: {
    kind: "lion",
    name: "createLion",
    groupNames: ["lr", "weightDecay", "betas"],
    flagName: null,
    defaults: { ...nothing, lr: 1e-4, betas: [0.9, 0.99] },
  },
} as const satisfies Record<string, OptimizerKind>;

export interface CheckedGroup {
  readonly sources: readonly CheckedSource[];
  readonly values: GroupValues;
}

/** Everything that was asked for, checked. */
export interface GpuSettings {
  readonly kind: OptimizerKind;
  readonly groups: readonly CheckedGroup[];
  readonly flag: boolean;
  readonly maximize: boolean;
  readonly skips: boolean;
  readonly maxNorm: number | null;
  readonly ratesOnDevice: boolean;
  readonly queueDepth: number;
}

/** @throws InvalidArgumentError */
export function readSettings(kind: OptimizerKind, params: unknown, options: unknown): GpuSettings {
  const flagNames = kind.flagName === null ? [] : [kind.flagName];
  const fields = new Fields<string>(kind.name, "options", options, [
    ...kind.groupNames,
    ...flagNames,
    ...optimizerNames,
  ]);
  const shared = readValues(fields, kind.groupNames, kind.defaults);
  const groups = readGroups(kind, params, shared);
  const sources = groups.flatMap((group) => group.sources);
  if (sources.length === 0) throw new InvalidArgumentError("params", params, "at least one parameter");
  refuseSharedBuffers(sources);
  const flag = kind.flagName !== null && fields.flag(kind.flagName, false);
  if (kind.flagName === "nesterov" && flag) {
    for (const { values } of groups) {
      if (values.momentum === 0) throw new InvalidArgumentError("momentum", 0, "above 0 with nesterov");
      if (values.dampening !== 0)
        throw new InvalidArgumentError("dampening", values.dampening, "0 with nesterov");
    }
  }
  return {
    kind,
    groups,
    flag,
    maximize: fields.flag("maximize", false),
    skips: fields.choice("nonFinite", ["propagate", "skip"], "propagate") === "skip",
    maxNorm: fields.readOrNull("maxNorm", float32AtLeast0),
    ratesOnDevice: fields.choice("rate", ["host", "device"], "host") === "device",
    queueDepth: fields.whole("queueDepth", 1, 8),
  };
}

function readGroups(kind: OptimizerKind, params: unknown, shared: GroupValues): CheckedGroup[] {
  const entries = list("params", params, "Float32Arrays, lengths, GPUBuffers or groups");
  const isGrouped = entries.length > 0 && entries.every((entry) => isRecord(entry) && "params" in entry);
  if (!isGrouped) {
    return [{ sources: entries.map((entry, i) => readSource(`params[${i}]`, entry)), values: shared }];
  }
  return entries.map((entry, g) => {
    const path = `params[${g}]`;
    const fields = new Fields<string>("a group", path, entry, ["params", ...kind.groupNames], `${path}.`);
    const held = list(`${path}.params`, fields.get("params"), "Float32Arrays, lengths or GPUBuffers");
    return {
      sources: held.map((source, i) => readSource(`${path}.params[${i}]`, source)),
      values: readValues(fields, kind.groupNames, shared),
    };
  });
}
