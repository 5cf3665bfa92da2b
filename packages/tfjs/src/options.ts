/** The options of the optimizers, in memory and in a model's saved configuration. */
import {
  fromJSON,
  InvalidArgumentError,
  isSchedule,
  Optimizer,
  type OptimizerOptions,
  type Rule,
} from "@anneal/core";
import { Fields, isRecord, positiveNumber, wholeNumber } from "@anneal/core/arguments";
import { isRule, optionNames } from "@anneal/core/optimizer-engine";

/** The options besides those of the rule. */
export interface StepSettings {
  /** The largest joint norm of all gradients, which are scaled down to it. Default: no limit. */
  readonly clipNorm?: number;
  /** Clips every element of the gradients to `-clipValue ... clipValue`. Default: no clipping. */
  readonly clipValue?: number;
  /** The number of calls per update, which uses the mean of their gradients. Default: 1. */
  readonly accumulationSteps?: number;
}

/**
 * The options of an optimizer with the rule: those of `@anneal/core` except `memory` and `ema`, and the handling of gradients.
 */
export type TfjsOptions<R extends Rule = Rule> = Omit<OptimizerOptions<R>, "memory" | "ema"> & StepSettings;

const settingNames = ["clipNorm", "clipValue", "accumulationSteps"] as const;

export interface CheckedSettings {
  readonly clipNorm: number | null;
  readonly clipValue: number | null;
  readonly accumulationSteps: number;
}

/** @throws InvalidArgumentError */
export function readSettings(
  rule: unknown,
  options: unknown,
): { settings: CheckedSettings; rest: Record<string, unknown> } {
  if (!isRule(rule)) throw new InvalidArgumentError("rule", rule, "an update rule, as defineRule returns");
  const names = optionNames(rule).filter((name) => name !== "memory" && name !== "ema");
  const fields = new Fields(rule.name, "options", options, [...names, ...settingNames]);
  return {
    settings: {
      clipNorm: fields.readOrNull("clipNorm", positiveNumber),
      clipValue: fields.readOrNull("clipValue", positiveNumber),
      accumulationSteps: fields.read("accumulationSteps", (name, value) => wholeNumber(name, value, 1), 1),
    },
    rest: fields.pick(names) as Record<string, unknown>,
  };
}

/**
 * Checks options before the variables are known, with an optimizer of one number: a matrix, or a vector for options that
 * matrices do not have.
 * @throws InvalidArgumentError
 */
export function checkOptions(rule: Rule, options: Readonly<Record<string, unknown>>): void {
  const check = (shape: readonly number[]) => new Optimizer(rule, [{ shape }], options).dispose();
  try {
    check([1, 1]);
  } catch (error) {
    try {
      check([1]);
    } catch {
      throw error;
    }
  }
}

/** The keys of a schedule and of a pattern in JSON. */
const SCHEDULE = "anneal/schedule";
const PATTERN = "anneal/pattern";

/**
 * The options for `getConfig`, as one string, because TensorFlow.js rewrites the keys and words with `_` of a configuration.
 * @throws InvalidArgumentError for a function that is not a schedule, which can't be saved
 */
export function optionsToConfig(options: Readonly<Record<string, unknown>>): { readonly options: string } {
  const write = (path: string, value: unknown): unknown => {
    if (isSchedule(value)) return { [SCHEDULE]: value };
    if (typeof value === "function")
      throw new InvalidArgumentError(
        path,
        value,
        "a value or a schedule of anneal; other functions can't be saved",
      );
    if (value instanceof RegExp) return { [PATTERN]: [value.source, value.flags] };
    if (Array.isArray(value)) return value.map((each, i) => write(`${path}[${i}]`, each));
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, write(`${path}.${name}`, each)]),
    );
  };
  const entries = Object.entries(options).map(([name, value]) => [name, write(name, value)]);
  return { options: JSON.stringify(Object.fromEntries(entries)).replaceAll("_", "\\u005f") };
}

/** The options of a configuration. @throws InvalidArgumentError for one that does not come from `optionsToConfig` */
export function configToOptions(config: unknown): Record<string, unknown> {
  const text = isRecord(config) ? config.options : undefined;
  if (typeof text !== "string") throw new InvalidArgumentError("config", config, "the result of getConfig");
  const read = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(read);
    if (!isRecord(value)) return value;
    if (SCHEDULE in value) return fromJSON(value[SCHEDULE]);
    if (PATTERN in value) {
      const [source, flags] = value[PATTERN] as [string, string];
      return new RegExp(source, flags);
    }
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, read(each)]));
  };
  try {
    return read(JSON.parse(text)) as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InvalidArgumentError("config", text, "the result of getConfig");
  }
}
