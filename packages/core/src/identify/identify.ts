/** Finds the constructor of a logged curve. */
import { Fields, wholeNumber } from "../arguments.js";
import { geometric } from "./geometric.js";
import type { FindOne, Identification } from "./identification.js";
import { type NearestIdentification, nearest } from "./nearest.js";
import { type LoggedRates, type Observation, readObservations } from "./observations.js";
import { inParts } from "./parts.js";
import { lowered, negative, upsideDown } from "./reflected.js";
import { smooth } from "./smooth.js";
import { stairs } from "./stairs.js";

/** Curves with more rates than this are not identified as tables, but searched for parts. */
const FEW_LEVELS = 5;
const MOST_LEVELS = 24;
/** The number of parts that are searched for one curve. */
const MOST_CURVES = 24;

export interface IdentifyOptions {
  /** The number of significant digits in the log. Default: inferred from its rates. */
  readonly digits?: number;
}

/**
 * The simplest constructor that reproduces every logged point, or null if there is none: one curve, or a `warmup`, a
 * `branchDecay` or a `join` of several. `stretch` around a curve has lengths that are not whole steps, such as those of
 * a schedule in tokens.
 *
 * A log rounds its rates, so different numbers may produce the same log: `intervals` has their ranges. The interval of
 * a number allows the other numbers to change with it. Small rates may differ by the rounding error of float32 from the
 * schedule's.
 *
 * @param points The logged steps and rates; gaps are allowed. The step of a rate is the update that used it, from 0.
 * @throws InvalidArgumentError for fewer than 3 points, steps that are not whole, or rates that are not finite.
 */
export function identify(points: LoggedRates, options: IdentifyOptions = {}): Identification | null {
  const all = readObservations(points, readDigits("identify", options));
  const lowest = all.reduce((least, { value }) => Math.min(least, value), Number.POSITIVE_INFINITY);
  if (lowest < 0 && all.every(({ value }) => value <= 0)) return negative(all, find);
  return find(all) ?? (lowest < 0 ? lowered(all, simple) : upsideDown(all, findOne));
}

/**
 * For a curve that `identify` does not find: the constructor nearest to it, or null if none is near. `deviation` is the
 * largest difference, and the intervals contain the numbers of curves that are about as near.
 *
 * @param points As in `identify`.
 * @throws InvalidArgumentError as in `identify`.
 */
export function identifyNearest(
  points: LoggedRates,
  options: IdentifyOptions = {},
): NearestIdentification | null {
  return nearest(readObservations(points, readDigits("identifyNearest", options)));
}

function readDigits(name: string, options: IdentifyOptions): number | undefined {
  const fields = new Fields(name, "options", options, ["digits"]);
  return fields.has("digits")
    ? fields.read("digits", (argument, value) => wholeNumber(argument, value, 1))
    : undefined;
}

function find(all: readonly Observation[]): Identification | null {
  const findOnce = remembered(findOne, MOST_CURVES);
  return findOnce(all) ?? inParts(all, findOnce) ?? stairs(all, MOST_LEVELS);
}

/** Caches the result of each search, because several parts need the same one; null after more than `most` searches. */
function remembered(search: FindOne, most: number): FindOne {
  const known = new Map<string, Identification | null>();
  return (points) => {
    const key = points.map(({ step, value }) => `${step}:${value}`).join();
    const found = known.get(key);
    if (found !== undefined) return found;
    const result = known.size < most ? search(points) : null;
    known.set(key, result);
    return result;
  };
}

const simple = (all: readonly Observation[]): Identification | null =>
  findOne(all) ?? stairs(all, MOST_LEVELS);

/** One curve through all points. */
function findOne(all: readonly Observation[]): Identification | null {
  return stairs(all, FEW_LEVELS) ?? geometric(all) ?? smooth(all);
}
