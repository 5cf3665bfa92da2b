/** Hyper-parameters: allowed values, defaults, and the only code that reads values from users. */
import { finiteNumber, isFunction, numberAtLeast, positiveNumber, withPlainZero } from "../../arguments.js";
import { isArray } from "../../arrays.js";
import { InvalidArgumentError } from "../../errors.js";
import type { Schedule } from "../../schedule/schedule.js";

/** A number, or a function that returns it for the number of the update (0, 1, 2, ...): a schedule or any other function. */
export type Scheduled = number | Schedule | ((step: number) => number);

/** A hyper-parameter: one number, a few numbers (`betas`), or a number that null switches off. */
export interface HyperDefinition<Value = unknown> {
  readonly default: Value;
  /** The check of each number. */
  readonly checks: readonly NumberCheck[];
  readonly shape: "number" | "list" | "nullable";
  /** In a list: the number that null means at each place; null if it is not allowed there. */
  readonly whenNull?: readonly (number | null)[];
  /** The hyper-parameter that provides the value if none is given, unless that is a function. */
  readonly follows?: string;
  readonly value?: Value;
}

export type NumberCheck = (argument: string, value: unknown) => number;

export type HyperDefinitions = Readonly<Record<string, HyperDefinition>>;

/** The values that users may pass for a hyper-parameter: each number can be a schedule. */
export type HyperInput<Value> = unknown extends Value
  ? unknown
  : Value extends readonly unknown[]
    ? { readonly [Index in keyof Value]: Scheduled }
    : number extends Value
      ? Scheduled | Extract<Value, null>
      : never;

const single = (value: number, check: NumberCheck): HyperDefinition<number> => ({
  default: value,
  checks: [check],
  shape: "number",
});

/** A learning rate: finite, at least 0. */
export const rate = (value: number) => single(value, atLeast(0));
/** A finite number of at least 0. */
export const nonNegative = (value: number) => single(value, atLeast(0));
/** A finite number above 0. */
export const positive = (value: number) => single(value, positiveNumber);
/** Any finite number. */
export const finite = (value: number) => single(value, finiteNumber);
/** A finite number of at least `minimum`. */
export const least = (minimum: number, value: number) => single(value, atLeast(minimum));
/** A number of at least 0 and below 1: the share of an average that a step keeps. */
export const decayRate = (value: number) => single(value, share);
/** A number from 0 to 1. */
export const fraction = (value: number) => single(value, between(0, 1));
/** A number above 0 and below 1. */
export const openFraction = (value: number) => single(value, strictlyBetween);
/** A finite number of at most 0. */
export const nonPositive = (value: number) => single(value, atMostZero);
/** A number of at least 0; Infinity switches it off. */
export const limit = (value: number) => single(value, orInfinity(0));

/** Decay rates, each in [0, 1). */
export function betas<const Values extends readonly number[]>(
  ...values: Values
): HyperDefinition<{ readonly [Index in keyof Values]: number }> {
  return numbers(values, share);
}

/** A few numbers with one check, or with one each. */
export function numbers<const Values extends readonly number[]>(
  values: Values,
  checks: NumberCheck | readonly NumberCheck[],
): HyperDefinition<{ readonly [Index in keyof Values]: number }> {
  const each = typeof checks === "function" ? values.map(() => checks) : checks;
  return { default: Object.freeze([...values]) as never, checks: each, shape: "list" };
}

/** A number that null switches off. In a rule's expressions null is Infinity. */
export function nullable(
  value: number | null,
  check: NumberCheck = atLeast(0),
): HyperDefinition<number | null> {
  return { default: value, checks: [check], shape: "nullable" };
}

/** A number of at least 0. If it is not given, it is the value of another hyper-parameter when the group is created. */
export function following(name: string): HyperDefinition<number | null> {
  return { ...nullable(null), follows: name };
}

/** Fills in the hyper-parameters that follow others. */
export function withFollowers<Value>(
  definitions: HyperDefinitions,
  values: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const { follows } = definitions[name] as HyperDefinition;
      const other = follows === undefined ? undefined : values[follows];
      return [name, value === null && typeof other === "number" ? other : value];
    }),
  );
}

/** Checks of single numbers. */
export function atLeast(minimum: number): NumberCheck {
  return (argument, value) => numberAtLeast(argument, value, minimum);
}

function orInfinity(minimum: number): NumberCheck {
  return (argument, value) =>
    value === Number.POSITIVE_INFINITY ? value : numberAtLeast(argument, value, minimum);
}

function between(minimum: number, maximum: number): NumberCheck {
  return (argument, value) => {
    if (typeof value === "number" && value >= minimum && value <= maximum) return withPlainZero(value);
    throw new InvalidArgumentError(argument, value, `a number from ${minimum} to ${maximum}`);
  };
}

function share(argument: string, value: unknown): number {
  if (typeof value === "number" && value >= 0 && value < 1) return withPlainZero(value);
  throw new InvalidArgumentError(argument, value, "a number of at least 0 and below 1");
}

function strictlyBetween(argument: string, value: unknown): number {
  if (typeof value === "number" && value > 0 && value < 1) return value;
  throw new InvalidArgumentError(argument, value, "a number above 0 and below 1");
}

function atMostZero(argument: string, value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value) && value <= 0) return withPlainZero(value);
  throw new InvalidArgumentError(argument, value, "a finite number of at most 0");
}

/** The stored value of a hyper-parameter: a scheduled number, a frozen list of them, or null. */
export type HyperValue = Scheduled | readonly Scheduled[] | null;

/**
 * Checks the value of a hyper-parameter. Results of functions are checked when they are called: see `readNumber`.
 * @throws InvalidArgumentError
 */
export function readHyper(argument: string, value: unknown, definition: HyperDefinition): HyperValue {
  const { checks, shape } = definition;
  const scheduled = (
    path: string,
    given: unknown,
    check: NumberCheck,
    whenNull?: number | null,
  ): Scheduled => {
    const held = given === null ? (whenNull ?? null) : given;
    if (isFunction(held)) return held as (step: number) => number;
    if (typeof held === "number") return check(path, held);
    throw new InvalidArgumentError(path, held, "a number, a schedule or a function of the step");
  };
  if (shape === "nullable" && value === null) return null;
  if (shape !== "list") return scheduled(argument, value, checks[0] as NumberCheck);
  if (!isArray(value) || value.length !== checks.length) {
    const count = checks.length === 2 ? "a pair of numbers" : `${checks.length} numbers in an array`;
    throw new InvalidArgumentError(argument, value, count);
  }
  return Object.freeze(
    checks.map((check, i) => scheduled(`${argument}[${i}]`, value[i], check, definition.whenNull?.[i])),
  );
}

/**
 * The value of a hyper-parameter at a step.
 * @throws InvalidArgumentError if a function returns a value that is not allowed
 */
export function readNumber(argument: string, value: Scheduled, step: number, check: NumberCheck): number {
  if (typeof value === "number") return value;
  const given = value(step);
  try {
    return check(argument, given);
  } catch {
    // The name is built only for an error, because this runs at every step.
    return check(`${argument}(${step})`, given);
  }
}
