/** The options of a fused optimizer and of its steps. */
import { InvalidArgumentError, type OptimizerOptions, type Rule } from "@anneal/core";
import { Fields, positiveNumber } from "@anneal/core/arguments";
import { isRule, optionNames } from "@anneal/core/optimizer-engine";

/** The options of the rule, as in @anneal/core but for `memory` and `ema`, and how gradients are clipped. */
export type FusedOptions<R extends Rule = Rule> = Omit<OptimizerOptions<R>, "memory" | "ema"> & {
  /** Scales all gradients together so that their joint norm is at most this. Default: they are not scaled. */
  readonly clipNorm?: number;
};

/** What a step is told. */
export interface FusedStepOptions {
  /** The factor that the gradients carry, as those of a scaled loss do; the step divides by it. Default: 1. */
  readonly gradScale?: number;
}

export interface CheckedOptions {
  readonly clipNorm: number | null;
  /** Those of the rule. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** @throws InvalidArgumentError */
export function readOptions(rule: unknown, options: unknown): CheckedOptions {
  if (!isRule(rule)) throw new InvalidArgumentError("rule", rule, "an update rule, as defineRule makes them");
  const names = optionNames(rule).filter((name) => name !== "memory" && name !== "ema");
  const fields = new Fields<string>(rule.name, "options", options, [...names, "clipNorm"]);
  return { clipNorm: fields.readOrNull("clipNorm", positiveNumber), rest: fields.pick(names) };
}

/** @throws InvalidArgumentError */
export function readStepOptions(options: unknown): { readonly gradScale: number } {
  const fields = new Fields("step", "options", options, ["gradScale"]);
  return { gradScale: fields.read("gradScale", positiveNumber, 1) };
}
