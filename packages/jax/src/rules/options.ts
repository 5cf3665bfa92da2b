/** The options with which a rule is traced: hyper-parameters as numbers, arrays, tracers or schedules, and flags. */
import { InvalidArgumentError, type Rule } from "@anneal/core";
import { Fields, isArray } from "@anneal/core/arguments";
import { type FlagValues, type HyperDefinition, isRule, readFlags } from "@anneal/core/optimizer-engine";
import type { HyperOptions, RuleOptions } from "@anneal/core/rule";
import { type Rate, readRate } from "../transforms/scalars.js";
import type { ScalarOrSchedule } from "../transforms/types.js";

/** A hyper-parameter: each of its numbers may be an array, a tracer or a schedule. */
type Traced<Value> = Value extends readonly unknown[]
  ? { readonly [Index in keyof Value]: ScalarOrSchedule }
  : ScalarOrSchedule | Extract<Value, null>;

/** The hyper-parameters and flags of a rule, with its defaults. */
export type FromRuleOptions<R extends Rule = Rule> = {
  readonly [Name in keyof RuleOptions<R>]?: Name extends keyof HyperOptions<R["hyper"]>
    ? Traced<RuleOptions<R>[Name]>
    : RuleOptions<R>[Name];
};

/** A rule with its flags and hyper-parameters. */
export interface ChosenRule {
  readonly rule: Rule;
  readonly flags: FlagValues;
  /** For the rule's own checks and slots: numbers, null, and functions in place of traced values. */
  readonly hyper: Readonly<Record<string, never>>;
  /** The hyper-parameters in the order of the program's inputs. */
  readonly rates: readonly Rate[];
}

/** @throws InvalidArgumentError */
export function readRule(value: unknown, options: unknown): ChosenRule {
  if (!isRule(value))
    throw new InvalidArgumentError("rule", value, "an update rule, as defineRule makes them");
  const rule = value;
  const names = [...Object.keys(rule.hyper), ...Object.keys(rule.flags)];
  const fields = new Fields<string>(rule.name, "options", options, names);
  const flags = readFlags(rule, fields, {});
  const given = new Map(
    Object.entries(rule.hyper).map(([name, definition]) => {
      const value = fields.get(name);
      const rates = readHyper(
        fields.path(name),
        value === undefined ? definition.default : value,
        definition,
      );
      return [name, rates] as const;
    }),
  );
  const read = [...given].map(([name, rates]) => {
    const followed = given.get(rule.hyper[name]?.follows ?? "")?.[0];
    const isFollowing = followed !== undefined && "constant" in followed && isOff(rates[0]);
    return [name, isFollowing ? [followed] : rates] as const;
  });
  const shown = read.map(([name, rates]) => {
    const values = rates.map(shownValue);
    return [name, rule.hyper[name]?.shape === "list" ? values : values[0]];
  });
  const hyper = Object.fromEntries(shown) as Readonly<Record<string, never>>;
  rule.check(hyper, flags, (name) => fields.path(name));
  return { rule, flags, hyper, rates: read.flatMap(([, rates]) => rates) };
}

function readHyper(argument: string, value: unknown, definition: HyperDefinition): Rate[] {
  const { checks, shape, whenNull } = definition;
  if (shape === "nullable" && value === null) return [{ constant: Number.POSITIVE_INFINITY }];
  if (shape !== "list") return [readNumber(argument, value, definition, 0)];
  if (!isArray(value) || value.length !== checks.length) {
    throw new InvalidArgumentError(argument, value, `${checks.length} numbers in an array`);
  }
  return checks.map((_, i) =>
    readNumber(`${argument}[${i}]`, value[i] === null ? (whenNull?.[i] ?? null) : value[i], definition, i),
  );
}

function readNumber(argument: string, value: unknown, { checks }: HyperDefinition, place: number): Rate {
  if (typeof value !== "number") return readRate(argument, value);
  return { constant: (checks[place] as HyperDefinition["checks"][number])(argument, value) };
}

/** Whether a number that null switches off is. */
function isOff(rate: Rate | undefined): boolean {
  return rate !== undefined && "constant" in rate && rate.constant === Number.POSITIVE_INFINITY;
}

function shownValue(rate: Rate): unknown {
  if ("at" in rate) return rate.at;
  const { constant } = rate;
  if (typeof constant !== "number") return constant;
  return constant === Number.POSITIVE_INFINITY ? null : constant;
}
