/** Records: numbers by name at a step. */
import { InvalidArgumentError } from "@anneal/core";
import { isArray, isRecord, isTypedArray, numbersOf, wholeNumber } from "@anneal/core/arguments";

/** A record as passed by a training loop. */
export interface LogRecord {
  /** The update, counted from 0. */
  readonly step: number;
  /**
   * Any other field is a number, which need not be finite (a diverging loss is worth recording), or a list of numbers,
   * such as the rate of every group. `undefined` counts as absent.
   */
  readonly [name: string]: number | ArrayLike<number> | undefined;
}

/**
 * A record as passed to sinks: the step first, then one number per name, in the order of the record. A list of one
 * number keeps its name; longer lists become `lr/0`, `lr/1`.
 */
export interface FlatRecord {
  readonly step: number;
  readonly [name: string]: number;
}

/**
 * Converts the record to the form for sinks.
 * @throws InvalidArgumentError that names the field.
 */
export function flatRecord(record: unknown): FlatRecord {
  if (!isRecord(record)) {
    throw new InvalidArgumentError("record", record, "an object with step, and numbers by name");
  }
  // Without a prototype, so that names such as `constructor` are ordinary fields.
  const flat: Record<string, number> = Object.create(null);
  flat.step = wholeNumber("step", record.step);
  for (const [name, value] of Object.entries(record)) {
    if (name === "step" || value === undefined) continue;
    if (name === "") throw new InvalidArgumentError("record", record, "an object whose fields have names");
    if (typeof value === "number") add(flat, name, value);
    else addList(flat, name, value);
  }
  return Object.freeze(flat) as FlatRecord;
}

function addList(flat: Record<string, number>, name: string, value: unknown): void {
  if (!isArray(value) && !isTypedArray(value)) {
    throw new InvalidArgumentError(name, value, "a number or a list of numbers");
  }
  const numbers = numbersOf(name, value);
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i];
    if (typeof number !== "number") throw new InvalidArgumentError(`${name}[${i}]`, number, "a number");
    add(flat, numbers.length === 1 ? name : `${name}/${i}`, number);
  }
}

function add(flat: Record<string, number>, name: string, value: number): void {
  if (name in flat) {
    throw new InvalidArgumentError(
      name,
      value,
      "another name: a list in the record has a number of this name",
    );
  }
  flat[name] = value;
}
