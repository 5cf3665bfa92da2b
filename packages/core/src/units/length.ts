/** Lengths of training: steps, epochs, tokens, samples, a share of the run. */
import { choice, Fields, numberAtLeast, wholeNumber } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";

const UNITS = ["steps", "epochs", "samples", "tokens", "fraction"] as const;

/** The unit of a length; one step is one update of the optimizer. */
export type LengthUnit = (typeof UNITS)[number];

/** A number of units, as plain data that a run converts to steps. */
export interface Length {
  readonly unit: LengthUnit;
  readonly count: number;
}

/** A length, a number of steps, or a share of the run as text: `epochs(5)`, `2_000`, `"3%"`. */
export type LengthLike = Length | number | `${number}%`;

function length(unit: LengthUnit, count: number): Length {
  return Object.freeze({ unit, count });
}

/**
 * A number of updates of the optimizer.
 *
 * @throws InvalidArgumentError for a count that is negative or not whole.
 */
export function steps(count: number): Length {
  return length("steps", wholeNumber("steps", count));
}

/**
 * A number of passes over the data set; fractions are allowed.
 *
 * @throws InvalidArgumentError for a count that is negative or not finite.
 */
export function epochs(count: number): Length {
  return length("epochs", numberAtLeast("epochs", count, 0));
}

/**
 * A number of training samples: images, sequences.
 *
 * @throws InvalidArgumentError for a count that is negative or not finite.
 */
export function samples(count: number): Length {
  return length("samples", numberAtLeast("samples", count, 0));
}

/**
 * A number of tokens: `tokens(375e6)`.
 *
 * @throws InvalidArgumentError for a count that is negative or not finite.
 */
export function tokens(count: number): Length {
  return length("tokens", numberAtLeast("tokens", count, 0));
}

/**
 * A share of the whole run, from 0 to 1; `"3%"` is the same as `fraction(0.03)`.
 *
 * @throws InvalidArgumentError for a share outside 0 to 1.
 */
export function fraction(share: number): Length {
  return length("fraction", shareOfRun("fraction", share));
}

/** Whether `value` is a length that is not a number. */
export function isLength(value: unknown): value is Length | `${number}%` {
  if (typeof value === "string") return PERCENTAGE.test(value);
  return (
    typeof value === "object" &&
    value !== null &&
    "unit" in value &&
    "count" in value &&
    UNITS.includes(value.unit as LengthUnit)
  );
}

const PERCENTAGE = /^\d+(\.\d+)?%$/;

/** Checks a length; a number is a number of steps. */
export function readLength(argument: string, value: unknown): Length {
  if (typeof value === "number") return length("steps", wholeNumber(argument, value));
  if (typeof value === "string") {
    if (!PERCENTAGE.test(value)) {
      throw new InvalidArgumentError(argument, value, `a percentage such as "3%", if it is text`);
    }
    return length("fraction", shareOfRun(argument, Number(value.slice(0, -1)) / 100));
  }
  if (!isLength(value)) {
    const expected = `a number of steps, a percentage such as "3%", or steps(), epochs(), samples(), tokens() or fraction()`;
    throw new InvalidArgumentError(argument, value, expected);
  }
  const fields = new Fields("a length", argument, value, ["unit", "count"], `${argument}.`);
  const unit = choice(fields.path("unit"), fields.get("unit"), UNITS);
  if (unit === "steps") return length(unit, fields.whole("count", 0));
  if (unit === "fraction") return length(unit, fields.read("count", shareOfRun));
  return length(unit, fields.atLeast("count", 0));
}

function shareOfRun(argument: string, value: unknown): number {
  if (!(Number.isFinite(value) && (value as number) >= 0 && (value as number) <= 1)) {
    throw new InvalidArgumentError(argument, value, "a share of the run, from 0 to 1 (0% to 100%)");
  }
  return (value as number) + 0;
}
