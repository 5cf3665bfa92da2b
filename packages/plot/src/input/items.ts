/** Reads the items of a plot: schedules and functions, with or without names, and recorded curves. */
import { InvalidArgumentError, isSchedule, type Schedule } from "@anneal/core";
import { Fields, isArray, isFunction, isRecord, numbersOf } from "@anneal/core/arguments";
import { cleanLabel } from "../text/clean.js";

/** A function of the step. Its plot needs `to`, because only schedules have a known end. */
export type RateFunction = (step: number) => number;

/** A schedule or a function with its name in the legend. */
export interface LabelledSchedule {
  readonly label: string;
  readonly schedule: Schedule | RateFunction;
}

/** Recorded values, such as losses or the rates of a training run. */
export interface RecordedCurve {
  readonly label: string;
  /** The steps, finite and in ascending order; a step may occur twice. */
  readonly steps: ArrayLike<number>;
  /** A value for each step. NaN and infinities leave a gap. */
  readonly values: ArrayLike<number>;
}

export type PlotItem = Schedule | RateFunction | LabelledSchedule | RecordedCurve;

/** Schedules and functions by their names in the legend: `{ cosine, linear }`. */
export type NamedSchedules = Readonly<Record<string, Schedule | RateFunction>>;

/** The content of a plot: one item, a list of items, or schedules by name. */
export type PlotItems = PlotItem | readonly PlotItem[] | NamedSchedules;

/** A checked item. */
export type Curve = {
  /** The name in the legend; null: no name is needed. */
  readonly label: string | null;
  /** The name in errors: `items[1]`. */
  readonly path: string;
} & (
  | { readonly schedule: Schedule }
  | { readonly evaluate: RateFunction }
  | Pick<RecordedCurve, "steps" | "values">
);

/** The number of colors that are distinguishable with any color vision. */
export const MOST_CURVES = 8;

/**
 * Checks one item or a list of items. In a list, schedules without a name are numbered: `schedule 1`.
 * @param path The name of the items in errors.
 * @param alone The name of a single schedule without one.
 */
export function readItems(items: unknown, path: string, alone: string | null): readonly Curve[] {
  if (isNamed(items)) {
    const named = Object.entries(items).map(([label, schedule]) => ({ label, schedule }));
    return readItems(named, path, alone);
  }
  if (!isArray(items)) return [readItem(items, path, alone)];
  if (items.length < 1 || items.length > MOST_CURVES) {
    const expected = `between 1 and ${MOST_CURVES}, so that every curve has its own color and pattern`;
    throw new InvalidArgumentError(`${path}.length`, items.length, expected);
  }
  return Array.from(items, (item: unknown, index) => {
    return readItem(item, `${path}[${index}]`, items.length === 1 ? alone : `schedule ${index + 1}`);
  });
}

const ITEM_FIELDS = ["label", "schedule", "steps", "values"] as const;

/** An object that is not an item itself. */
function isNamed(items: unknown): items is NamedSchedules {
  return isRecord(items) && !ITEM_FIELDS.some((name) => items[name] !== undefined);
}

function readItem(item: unknown, path: string, otherwise: string | null): Curve {
  const rates = ratesOf(item);
  if (rates !== null) return { path, label: otherwise, ...rates };
  if (!isRecord(item)) {
    const expected = "a schedule, a function of the step, { label, schedule } or { label, steps, values }";
    throw new InvalidArgumentError(path, item, expected);
  }
  if (item.steps !== undefined || item.values !== undefined) return readRecorded(item, path);
  const fields = new Fields("a schedule with a name", path, item, ["label", "schedule"], `${path}.`);
  const label = fields.read("label", cleanLabel);
  const named = ratesOf(fields.get("schedule"));
  if (named !== null) return { path, label, ...named };
  const expected = "a schedule or a function of the step";
  throw new InvalidArgumentError(fields.path("schedule"), fields.get("schedule"), expected);
}

function ratesOf(value: unknown) {
  if (isSchedule(value)) return { schedule: value };
  return isFunction(value) ? { evaluate: value as RateFunction } : null;
}

function readRecorded(item: unknown, path: string): Curve {
  const fields = new Fields("a recorded curve", path, item, ["label", "steps", "values"], `${path}.`);
  const label = fields.read("label", cleanLabel);
  const steps = fields.read("steps", numbers);
  const values = fields.read("values", numbers);
  if (steps.length === 0) throw new InvalidArgumentError(fields.path("steps"), steps, "at least one step");
  if (values.length !== steps.length) {
    const expected = `${steps.length}, one value for each step`;
    throw new InvalidArgumentError(`${fields.path("values")}.length`, values.length, expected);
  }
  checkAscending(fields.path("steps"), steps);
  for (let i = 0; i < values.length; i++) {
    if (typeof values[i] !== "number") {
      throw new InvalidArgumentError(`${fields.path("values")}[${i}]`, values[i], "a number");
    }
  }
  return { path, label, steps, values };
}

function checkAscending(argument: string, steps: ArrayLike<unknown>): void {
  let previous = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i];
    if (typeof step !== "number" || !Number.isFinite(step)) {
      throw new InvalidArgumentError(`${argument}[${i}]`, step, "a finite number");
    }
    if (step < previous) {
      throw new InvalidArgumentError(`${argument}[${i}]`, step, `at least ${previous}, the one before it`);
    }
    previous = step;
  }
}

function numbers(argument: string, value: unknown): ArrayLike<number> {
  return numbersOf(argument, value) as ArrayLike<number>;
}
