/** What is recorded at a step: numbers by name. */
import { InvalidArgumentError } from "@anneal/core";
import { isArray, isRecord, isTypedArray, numbersOf, wholeNumber } from "@anneal/core/arguments";

/** What a training loop says of a step. */
export interface LogRecord {
  /** The update, counted from 0. */
  readonly step: number;
  /**
   * Anything else is a number, also one that is not finite (a loss that diverged is worth recording), or a list of
   * numbers such as the rate of every group. `undefined` counts as left out.
   */
  readonly [name: string]: number | ArrayLike<number> | undefined;
}

/**
 * What sinks get: the step first, then a number by name, in the order of the record. A list of one number has its own
 * name; of a longer one each number has a name of its own: `lr/0`, `lr/1`.
 */
export interface FlatRecord {
  readonly step: number;
  readonly [name: string]: number;
}

/**
 * The record as sinks get it.
 * @throws InvalidArgumentError that names the field.
 */
export function flatRecord(record: unknown): FlatRecord {
  if (!isRecord(record)) {
    throw new InvalidArgumentError("record", record, "an object with step, and numbers by name");
  }
  // Without a prototype, so that no name means anything but itself.
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
