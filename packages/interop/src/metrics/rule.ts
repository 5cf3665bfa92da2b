/** The form of a metric-driven scheduler of another library: a pure step over a small state. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, isArray, wholeNumber } from "@anneal/core/arguments";

/** A value of a state: numbers may be NaN and infinite, and null stands for Python's `None`. */
export type StateValue = number | null | readonly number[];

/** The state of a rule, under the library's own names. */
export type State = Readonly<Record<string, StateValue>>;

export interface MetricRule<S extends State = State> {
  readonly initial: S;
  /** The state after a metric. `step` is the library's own index of it. */
  next(state: S, metric: number, step: number): S;
  /** The state after a step without a metric. Absent: the library ignores such steps. */
  advance?(state: S, step: number): S;
  /** Whether those steps have the same unit as the steps of the metrics. Default: no. */
  readonly sharesClock?: true;
  /** The rate of each parameter group. */
  rates(state: S): readonly number[];
  /** The check of each value of a saved state. */
  readonly checks: { readonly [Name in keyof S]: Check };
}

type Check = (argument: string, value: unknown) => StateValue;

/** Any number, including the strings for NaN and infinities, which JSON doesn't have. */
export function anyNumber(argument: string, value: unknown): number {
  if (typeof value === "number") return value;
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  throw new InvalidArgumentError(argument, value, 'a number, "NaN", "Infinity" or "-Infinity"');
}

export function anyNumberOrNull(argument: string, value: unknown): number | null {
  return value === null ? null : anyNumber(argument, value);
}

/** Numbers, one per group. */
export function eachOf(count: number): Check {
  return (argument, value) => {
    if (!isArray(value) || value.length !== count) {
      throw new InvalidArgumentError(argument, value, `a list of ${count} numbers, one for each group`);
    }
    return Array.from(value, (item, i) => anyNumber(`${argument}[${i}]`, item));
  };
}

/** Up to `most` numbers. */
export function upTo(most: number): Check {
  return (argument, value) => {
    if (!isArray(value) || value.length > most) {
      throw new InvalidArgumentError(argument, value, `a list of at most ${most} numbers`);
    }
    return Array.from(value, (item, i) => anyNumber(`${argument}[${i}]`, item));
  };
}

/** A counter; some counters may be negative. */
export const count: Check = (argument, value) => wholeNumber(argument, value, Number.MIN_SAFE_INTEGER);

/** A counter that may be set to the value of an argument, which need not be whole. */
export const counter: Check = anyNumber;

/** A state in its JSON form. */
export type SavedState = Readonly<Record<string, number | string | null | readonly (number | string)[]>>;

/** A state that JSON preserves. */
export function saveState(state: State): SavedState {
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => {
      if (value === null) return [name, null];
      return [name, typeof value === "number" ? toJsonNumber(value) : value.map(toJsonNumber)];
    }),
  );
}

/** A number in its JSON form: NaN and infinities as strings, and -0 as 0. */
export function toJsonNumber(value: number): number | string {
  return Number.isFinite(value) ? value + 0 : String(value);
}

/** Checks a saved state. */
export function readState<S extends State>({ checks }: MetricRule<S>, path: string, value: unknown): S {
  const names = Object.keys(checks);
  const fields = new Fields("the state", path, value, names, `${path}.`);
  return Object.fromEntries(
    names.map((name) => [name, fields.read(name, checks[name] as Check)]),
  ) as unknown as S;
}
