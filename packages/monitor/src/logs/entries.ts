/** The numbers of one log entry. */
import type { FlatRecord } from "../records.js";
import { stepColumnOf } from "./columns.js";
import { LogError, type LogErrorOptions } from "./log-error.js";

export interface EntryOptions {
  /** The field of the step; undefined: one of the usual names. */
  readonly step: string | undefined;
  readonly file: string | undefined;
  /** Counts the entries of a log without steps; null: such a log is an error. */
  readonly rows: RowCounter | null;
}

/** The steps of a log that has none: its entries, from 0. The first entry with a step ends the count. */
export class RowCounter {
  #next = 0;
  #isOn = true;

  next(): number | undefined {
    return this.#isOn ? this.#next++ : undefined;
  }

  stop(): void {
    this.#isOn = false;
  }
}

const DEEPEST = 4;
const NOT_FINITE: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  "+inf": Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  "+infinity": Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
  "-infinity": Number.NEGATIVE_INFINITY,
};

/** The number in a text, in Python or JavaScript syntax; undefined for other text. */
export function numberIn(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return Number(trimmed);
  const name = trimmed.toLowerCase();
  return Object.hasOwn(NOT_FINITE, name) ? NOT_FINITE[name] : undefined;
}

/** The numbers of an object by name, those of nested objects as `train/loss`; other values are skipped. */
export function numbersOf(value: unknown): Record<string, number> {
  const numbers: Record<string, number> = Object.create(null);
  const take = (held: unknown, name: string, depth: number) => {
    if (typeof held === "number") numbers[name] = held;
    else if (typeof held === "string") {
      const number = numberIn(held);
      if (number !== undefined) numbers[name] = number;
    } else if (typeof held === "object" && held !== null && depth < DEEPEST) {
      for (const [key, inner] of Object.entries(held))
        take(inner, name === "" ? key : `${name}/${key}`, depth + 1);
    }
  };
  take(value, "", 0);
  return numbers;
}

/**
 * A record of the numbers; null if there is no step.
 * @throws LogError for a step that is not a whole number.
 */
export function recordOf(
  numbers: Readonly<Record<string, number>>,
  { step: named, file, rows }: EntryOptions,
  place: Pick<LogErrorOptions, "line">,
): FlatRecord | null {
  const column = named ?? stepColumnOf(Object.keys(numbers));
  const step = column === undefined ? undefined : numbers[column];
  if (column === undefined || step === undefined) {
    const counted = Object.keys(numbers).length === 0 ? undefined : rows?.next();
    return counted === undefined ? null : { ...numbers, step: counted };
  }
  rows?.stop();
  if (!Number.isSafeInteger(step) || step < 0) {
    throw new LogError(`${column} must be a whole number of at least 0; got ${step}`, {
      file,
      ...place,
      column,
    });
  }
  const { [column]: _, ...rest } = numbers;
  return { ...rest, step };
}
