/** The options of a GPU optimizer: checks, and defaults. */
import { InvalidArgumentError, type Rule } from "@anneal/core";
import { Fields, isRecord, list } from "@anneal/core/arguments";
import {
  type FlagValues,
  type HyperValue,
  isRule,
  readFlags,
  readHypers,
} from "@anneal/core/optimizer-engine";
import type { HyperOptions, RuleOptions } from "@anneal/core/rule";
import { type AnyBuffer, type BufferPlace, type BufferRange, needUsage, readRange } from "./buffer-place.js";
import { float32AtLeast0 } from "./float32.js";
import { withinFloat32 } from "./hyper.js";
import {
  type CheckedSource,
  type GpuParameterSource,
  readSource,
  refuseFlagInParameter,
  refuseSharedBuffers,
} from "./tensors.js";

/** The options of every GPU optimizer. */
export interface GpuCommonOptions {
  /** Whether to maximize the objective. Default: false. */
  readonly maximize?: boolean;
  /**
   * How NaN and infinities in gradients are handled. `"propagate"` (default): they reach the parameters. `"skip"`: the
   * device skips the whole step and does not count it; the host does not wait.
   */
  readonly nonFinite?: "propagate" | "skip";
  /**
   * The largest joint norm of the gradients of a step, as in `clipGradNorm`. They are scaled when they are read; the
   * buffers do not change. Gradients with NaN or infinities are not clipped. Default: no clipping.
   */
  readonly maxNorm?: number;
  /**
   * Where a scheduled rate is computed. `"host"` (default): in float64, rounded once. `"device"`: from the device's
   * count of updates, within `SAMPLE_BOUND`. Then every rate must be a schedule, which can't be replaced later.
   */
  readonly rate?: "host" | "device";
  /**
   * Your own buffer with a number, a float32 or an integer, such as the found-inf flag of a loss scaler. Each step reads it,
   * and is skipped if it is not 0, as with `nonFinite: "skip"`. A range must start at a multiple of 256 bytes.
   */
  readonly foundInf?: AnyBuffer | BufferRange;
  /**
   * Whether steps may skip parameters, by null in `grads` or by `skip`. A skipped parameter is not updated or decayed, and its
   * count does not advance. Requires a rule whose state starts at 0 and is not shared by parameters, and can't be combined
   * with `nonFinite: "skip"` or `foundInf`. Default: false.
   */
  readonly missingGradients?: boolean;
  /** The number of submissions in flight above which `step` waits, at least 1. Default: 8. */
  readonly queueDepth?: number;
}

/**
 * The options of an optimizer with a rule: the common options, and the rule's hyper-parameters and flags with its
 * defaults. All numbers must be within float32.
 */
export type GpuOptimizerOptions<R extends Rule = Rule> = GpuCommonOptions & RuleOptions<R>;

/** A group of parameters with its own hyper-parameters, and optionally its own rule. Other values come from the options. */
export type GpuGroupSource<R extends Rule = Rule> = { readonly params: readonly GpuParameterSource[] } & (
  | (HyperOptions<R["hyper"]> & { readonly rule?: undefined })
  | { readonly rule: Rule; readonly [option: string]: unknown }
);

/** The parameters of an optimizer: one group, or several groups with their own hyper-parameters. */
export type GpuParameterSources<R extends Rule = Rule> =
  | readonly GpuParameterSource[]
  | readonly GpuGroupSource<R>[];

const commonNames = [
  "maximize",
  "nonFinite",
  "maxNorm",
  "rate",
  "foundInf",
  "missingGradients",
  "queueDepth",
] as const;

/** A rule with its flags and hyper-parameters. */
interface ChosenRule {
  readonly rule: Rule;
  readonly flags: FlagValues;
  readonly hyper: Readonly<Record<string, HyperValue>>;
}

export interface CheckedGroup extends ChosenRule {
  readonly sources: readonly CheckedSource[];
}

/** All options, checked. */
export interface GpuSettings extends ChosenRule {
  readonly groups: readonly CheckedGroup[];
  readonly maximize: boolean;
  /** Whether a step with NaN or infinities in its gradients is skipped. */
  readonly skips: boolean;
  readonly foundInf: BufferPlace | null;
  /** Whether the device may skip steps, so that only the device has the count of updates. */
  readonly leavesOut: boolean;
  readonly missingGradients: boolean;
  readonly maxNorm: number | null;
  readonly ratesOnDevice: boolean;
  readonly queueDepth: number;
}

/** @throws InvalidArgumentError */
export function readSettings(rule: unknown, params: unknown, options: unknown): GpuSettings {
  if (!isRule(rule)) throw new InvalidArgumentError("rule", rule, "an update rule, as defineRule returns");
  const names = [...Object.keys(rule.hyper), ...Object.keys(rule.flags), ...commonNames];
  const fields = new Fields<string>(rule.name, "options", options, names);
  const shared = readRule(rule, fields, null);
  const groups = readGroups(shared, params);
  const sources = groups.flatMap((group) => group.sources);
  if (sources.length === 0) throw new InvalidArgumentError("params", params, "at least one parameter");
  refuseSharedBuffers(sources);
  const skips = fields.choice("nonFinite", ["propagate", "skip"], "propagate") === "skip";
  const foundInf = fields.readOrNull("foundInf", readFlag);
  if (foundInf !== null) refuseFlagInParameter(sources, foundInf);
  const leavesOut = skips || foundInf !== null;
  const missingGradients = fields.flag("missingGradients", false);
  if (missingGradients && leavesOut) {
    const expected = 'false with nonFinite: "skip" or foundInf';
    throw new InvalidArgumentError("missingGradients", true, expected);
  }
  return {
    ...shared,
    groups,
    maximize: fields.flag("maximize", false),
    skips,
    foundInf,
    leavesOut,
    missingGradients,
    maxNorm: fields.readOrNull("maxNorm", float32AtLeast0),
    ratesOnDevice: fields.choice("rate", ["host", "device"], "host") === "device",
    queueDepth: fields.whole("queueDepth", 1, 8),
  };
}

function readFlag(path: string, value: unknown): BufferPlace {
  const place = readRange(path, value, "float32");
  needUsage(path, place, "STORAGE");
  if (place.length < 1) throw new InvalidArgumentError(path, value, "a buffer of at least 4 bytes");
  // The largest alignment of any device; this one is not known here.
  if (place.offset % 256 !== 0)
    throw new InvalidArgumentError(`${path}.offset`, place.offset, "a multiple of 256 bytes");
  return place;
}

/** @param shared The defaults of a group with the optimizer's rule; null for the optimizer itself. */
function readRule(rule: Rule, fields: Fields<string>, shared: ChosenRule | null): ChosenRule {
  const flags = shared?.flags ?? readFlags(rule, fields, {});
  const hyper = readHypers(withinFloat32(rule), fields, shared?.hyper ?? {});
  rule.check(hyper, flags, (name) => fields.path(name));
  return { rule, flags, hyper };
}

function readGroups(shared: ChosenRule, params: unknown): CheckedGroup[] {
  const entries = list("params", params, "Float32Arrays, lengths, GPUBuffers or groups");
  const isGrouped = entries.length > 0 && entries.every((entry) => isRecord(entry) && "params" in entry);
  if (!isGrouped) {
    return [
      { ...shared, sources: entries.map((entry, i) => checkedSource(shared.rule, `params[${i}]`, entry)) },
    ];
  }
  return entries.map((entry, g) =>
    readGroup(shared, `params[${g}]`, entry as Readonly<Record<string, unknown>>),
  );
}

function readGroup(shared: ChosenRule, path: string, entry: Readonly<Record<string, unknown>>): CheckedGroup {
  const isSame = entry.rule === undefined || entry.rule === shared.rule;
  if (!isSame && !isRule(entry.rule)) {
    const expected = "an update rule, as defineRule returns";
    throw new InvalidArgumentError(`${path}.rule`, entry.rule, expected);
  }
  const rule = isSame ? shared.rule : (entry.rule as Rule);
  const ownFlags = isSame ? [] : Object.keys(rule.flags);
  const names = ["params", "rule", ...Object.keys(rule.hyper), ...ownFlags];
  const fields = new Fields<string>("a group", path, entry, names, `${path}.`);
  const held = list(`${path}.params`, fields.get("params"), "Float32Arrays, lengths or GPUBuffers");
  const sources = held.map((source, i) => checkedSource(rule, `${path}.params[${i}]`, source));
  return { ...readRule(rule, fields, isSame ? shared : null), sources };
}

function checkedSource(rule: Rule, path: string, value: unknown): CheckedSource {
  const source = readSource(path, value);
  rule.checkParameter(`${path}.shape`, source.shape);
  return source;
}
