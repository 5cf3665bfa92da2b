/** The options of a fused optimizer and of its steps. */
import { InvalidArgumentError, type OptimizerOptions, type Rule } from "@anneal/core";
import { Fields, positiveNumber } from "@anneal/core/arguments";
import { isRule, optionNames } from "@anneal/core/optimizer-engine";

/** The options of the rule, as in @anneal/core except `memory` and `ema`, and clipping of gradients. */
export type FusedOptions<R extends Rule = Rule> = Omit<OptimizerOptions<R>, "memory" | "ema"> & {
  /** The largest joint norm of all gradients, which are scaled down to it. Default: no limit. */
  readonly clipNorm?: number;
};

/** The options of a step. */
export interface FusedStepOptions {
  /** The factor of a scaled loss. The step divides the gradients by it. Default: 1. */
  readonly gradScale?: number;
}

export interface CheckedOptions {
  readonly clipNorm: number | null;
  /** The options of the rule. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** @throws InvalidArgumentError */
export function readOptions(rule: unknown, options: unknown): CheckedOptions {
  if (!isRule(rule)) throw new InvalidArgumentError("rule", rule, "an update rule, as defineRule returns");
  const names = optionNames(rule).filter((name) => name !== "memory" && name !== "ema");
  const fields = new Fields<string>(rule.name, "options", options, [...names, "clipNorm"]);
  return { clipNorm: fields.readOrNull("clipNorm", positiveNumber), rest: fields.pick(names) };
}

/** @throws InvalidArgumentError */
export function readStepOptions(options: unknown): { readonly gradScale: number } {
  const fields = new Fields("step", "options", options, ["gradScale"]);
  return { gradScale: fields.read("gradScale", positiveNumber, 1) };
}
