/** What a GPU optimizer is made from, checked and with its defaults. */
import { InvalidArgumentError, type Rule } from "@anneal/core";
import { Fields, isRecord, list } from "@anneal/core/arguments";
import {
  type FlagValue,
  type HyperValue,
  isRule,
  readFlags,
  readHypers,
} from "@anneal/core/optimizer-engine";
import type { HyperOptions, RuleOptions } from "@anneal/core/rule";
import { type AnyBuffer, type BufferPlace, type BufferRange, needUsage, readRange } from "./buffer-place.js";
import { float32AtLeast0 } from "./float32.js";
import { withinFloat32 } from "./hyper.js";
import { type CheckedSource, type GpuParameterSource, readSource, refuseSharedBuffers } from "./tensors.js";

/** What every GPU optimizer takes. */
export interface GpuCommonOptions {
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
  /**
   * A number on the device of yours that leaves a step out where it is not 0, as `nonFinite: "skip"` does: a float32 or an
   * integer, such as the found-inf flag of a loss scaler. It is read by each step. A range starts at a multiple of 256 bytes.
   */
  readonly foundInf?: AnyBuffer | BufferRange;
  /**
   * Whether steps may leave parameters out, by null in `grads` or by `skip`: they are not updated, not decayed, and their counts
   * stand still. It needs a rule whose state starts at 0 and carries nothing for several parameters, and the device must not
   * leave steps out by itself. Default: false.
   */
  readonly missingGradients?: boolean;
  /** How many submissions may be under way before `step` waits; at least 1. Default 8. */
  readonly queueDepth?: number;
}

/**
 * The options of an optimizer with the rule: those of every one, and the rule's hyper-parameters and flags with its
 * defaults. All numbers are such that a float32 can hold them.
 */
export type GpuOptimizerOptions<R extends Rule = Rule> = GpuCommonOptions & RuleOptions<R>;

/** Parameters with hyper-parameters, and maybe a rule, of their own. What is not given comes from the options. */
export type GpuGroupSource<R extends Rule = Rule> = { readonly params: readonly GpuParameterSource[] } & (
  | (HyperOptions<R["hyper"]> & { readonly rule?: undefined })
  | { readonly rule: Rule; readonly [option: string]: unknown }
);

/** The parameters of an optimizer: one group, or groups with hyper-parameters of their own. */
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

/** A rule with its choices made. */
interface ChosenRule {
  readonly rule: Rule;
  readonly flags: Readonly<Record<string, FlagValue>>;
  readonly hyper: Readonly<Record<string, HyperValue>>;
}

export interface CheckedGroup extends ChosenRule {
  readonly sources: readonly CheckedSource[];
}

/** Everything that was asked for, checked. */
export interface GpuSettings extends ChosenRule {
  readonly groups: readonly CheckedGroup[];
  readonly maximize: boolean;
  /** Whether gradients that are not finite leave a step out. */
  readonly skips: boolean;
  readonly foundInf: BufferPlace | null;
  /** Whether the device may leave steps out, so that only it knows how many were made. */
  readonly leavesOut: boolean;
  readonly missingGradients: boolean;
  readonly maxNorm: number | null;
  readonly ratesOnDevice: boolean;
  readonly queueDepth: number;
}

/** @throws InvalidArgumentError */
export function readSettings(rule: unknown, params: unknown, options: unknown): GpuSettings {
  if (!isRule(rule)) throw new InvalidArgumentError("rule", rule, "an update rule, as defineRule makes them");
  const names = [...Object.keys(rule.hyper), ...Object.keys(rule.flags), ...commonNames];
  const fields = new Fields<string>(rule.name, "options", options, names);
  const shared = readRule(rule, fields, null);
  const groups = readGroups(shared, params);
  const sources = groups.flatMap((group) => group.sources);
  if (sources.length === 0) throw new InvalidArgumentError("params", params, "at least one parameter");
  refuseSharedBuffers(sources);
  const skips = fields.choice("nonFinite", ["propagate", "skip"], "propagate") === "skip";
  const foundInf = fields.readOrNull("foundInf", readFlag);
  const leavesOut = skips || foundInf !== null;
  const missingGradients = fields.flag("missingGradients", false);
  if (missingGradients && leavesOut) {
    const expected = 'false with nonFinite: "skip" or foundInf: only the device knows which steps are made';
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
  // What every device takes, as this one is not known here.
  if (place.offset % 256 !== 0)
    throw new InvalidArgumentError(`${path}.offset`, place.offset, "a multiple of 256 bytes");
  return place;
}

/** @param shared What a group of the optimizer's rule has where it says nothing; null for the optimizer itself. */
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
    const expected = "an update rule, as defineRule makes them";
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
