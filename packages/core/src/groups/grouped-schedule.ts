/** One schedule for thousands of parameter groups, each with its own base rate. */
import { isFunction, numberList, rate } from "../arguments.js";
import { byteLengthOf, isDetached, isFloat64Array } from "../arrays.js";
import { readOptions } from "../constructors/options.js";
import { InvalidArgumentError } from "../errors.js";
import { build, isSchedule, type Schedule } from "../schedule/schedule.js";
import type { ScheduleNode } from "../tree/node.js";
import { affineParts, NotAffine } from "./affine-parts.js";

export interface GroupedScheduleOptions {
  /**
   * The schedule of a group as a function of its base rate: `(peak) => warmupCosine({ peak, end: 1e-6, ... })`. It is
   * called three times (with 1, 2 and 4) when the groups are created, and never after. A schedule instead of a function
   * is multiplied by the base rate, so base rates are then factors, and ends are multiplied too.
   */
  readonly schedule: Schedule | ((baseRate: number) => Schedule);
  /** The base rate of each group, at least 0: a list, or the result of `layerwiseDecay`. It is copied. */
  readonly baseRates: readonly number[] | Float64Array;
}

/** The rates of all groups at a step. */
export interface GroupedSchedule {
  /** The number of groups. */
  readonly count: number;
  /** `A(step)`: the factor of the base rate. */
  readonly slope: Schedule;
  /** `B(step)`: the offset, the same for all groups. */
  readonly offset: Schedule;
  /**
   * Writes the rate of every group at `step`, into `into` if it is given: a Float64Array of `count`.
   * @throws InvalidArgumentError for a step that is not finite, or an array of another kind or length.
   */
  rates(step: number, into?: Float64Array): Float64Array;
  /**
   * The rate of one group, the same bits as in `rates`.
   * @throws InvalidArgumentError for a step that is not finite or a group that does not exist.
   */
  rate(group: number, step: number): number;
}

/**
 * `rate(g, step) = A(step) * baseRates[g] + B(step)`
 *
 * The rates of any number of groups for the cost of two evaluations plus one multiplication and addition each. `A` and
 * `B` are schedules derived from the tree. A schedule is affine in its base rate if every rate in it is a multiple of
 * the base rate, a fixed rate, or a sum of both. The rates differ from those of separately created schedules by a few
 * roundings.
 *
 * @throws InvalidArgumentError for a schedule that is not affine in the base rate (one that multiplies two such rates,
 * is clamped to fixed limits, or decays geometrically to a fixed end), with the place in its tree, or for base rates
 * that are negative or not finite.
 */
export function groupedSchedule(options: GroupedScheduleOptions): GroupedSchedule {
  const given = readOptions("groupedSchedule", options, ["schedule", "baseRates"]);
  const bases = Float64Array.from(
    given.read("baseRates", (argument, value) => numberList(argument, value, rate)),
  );
  const { slope, offset } = given.read("schedule", readParts);
  return Object.freeze({
    count: bases.length,
    slope,
    offset,
    rates(step: number, into: Float64Array = new Float64Array(bases.length)) {
      if (!isFloat64Array(into) || byteLengthOf(into) !== bases.byteLength || isDetached(into)) {
        throw new InvalidArgumentError("into", into, `a Float64Array of ${bases.length}, one for each group`);
      }
      const a = slope(step);
      const b = offset(step);
      for (let i = 0; i < bases.length; i++) into[i] = a * (bases[i] as number) + b;
      return into;
    },
    rate(group: number, step: number) {
      const base = bases[group];
      if (base === undefined) {
        throw new InvalidArgumentError("group", group, `a whole number from 0 to ${bases.length - 1}`);
      }
      return slope(step) * base + offset(step);
    },
  });
}

function readParts(argument: string, value: unknown): { slope: Schedule; offset: Schedule } {
  const zero = build({ kind: "constant", value: 0 });
  if (isSchedule(value)) return { slope: value, offset: zero };
  if (!isFunction(value)) {
    throw new InvalidArgumentError(
      argument,
      value,
      "a schedule, or a function of the base rate that makes one",
    );
  }
  const make = (base: number): ScheduleNode => {
    const made: unknown = value(base);
    if (!isSchedule(made)) throw new InvalidArgumentError(`${argument}(${base})`, made, "a schedule");
    return made.node;
  };
  try {
    const one = make(1);
    const two = make(2);
    const four = make(4);
    const parts = affineParts(one, two);
    refuseCurved(one, two, four);
    return {
      slope: parts.slope === null ? zero : build(parts.slope),
      offset: parts.offset === null ? zero : build(parts.offset),
    };
  } catch (error) {
    if (!(error instanceof NotAffine)) throw error;
    const expected = `affine in the base rate, so that one evaluation serves all groups; at ${error.path} ${error.reason}`;
    throw new InvalidArgumentError(argument, value, expected);
  }
}

/**
 * Rejects schedules that are not linear between the base rates 1, 2 and 4, such as the square root of the base rate.
 */
function refuseCurved(one: ScheduleNode, two: ScheduleNode, four: ScheduleNode): void {
  const values = [one, two, four].map(numbersIn);
  const [first, second, third] = values as [number[], number[], number[]];
  const bends = third.some((value, i) => {
    const expected = 3 * (second[i] as number) - 2 * (first[i] as number);
    return Math.abs(value - expected) > 1e-12 * Math.max(Math.abs(value), Math.abs(expected));
  });
  if (third.length !== first.length || bends) {
    throw new NotAffine("root", "a rate is not a multiple of the base rate plus a constant");
  }
}

/** All numbers of a tree, in the order of its fields. */
function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}
