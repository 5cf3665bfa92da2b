/** Finds the constructor of a logged curve. */
import { Fields, wholeNumber } from "../arguments.js";
import { geometric } from "./geometric.js";
import type { Identification } from "./identification.js";
import { type LoggedRates, type Observation, readObservations } from "./observations.js";
import { inParts } from "./parts.js";
import { smooth } from "./smooth.js";
import { stairs } from "./stairs.js";

/** Curves with more rates than this are not identified as tables, but searched for parts. */
const FEW_LEVELS = 5;
const MOST_LEVELS = 24;

export interface IdentifyOptions {
  /** The number of significant digits in the log. Default: inferred from its rates. */
  readonly digits?: number;
}

/**
 * The simplest constructor that reproduces every logged point, or null if there is none: one curve, or a `warmup` or a
 * `join` of several.
 *
 * A log rounds its rates, so different numbers may produce the same log: `intervals` has their ranges. The interval of
 * a number allows the other numbers to change with it.
 *
 * @param points The logged steps and rates; gaps are allowed. The step of a rate is the update that used it, from 0.
 * @throws InvalidArgumentError for fewer than 3 points, steps that are not whole, or negative rates.
 */
export function identify(points: LoggedRates, options: IdentifyOptions = {}): Identification | null {
  const fields = new Fields("identify", "options", options, ["digits"]);
  const digits = fields.has("digits")
    ? fields.read("digits", (name, value) => wholeNumber(name, value, 1))
    : undefined;
  const all = readObservations(points, digits);
  return findOne(all) ?? inParts(all, findOne) ?? stairs(all, MOST_LEVELS);
}

/** One curve through all points. */
function findOne(all: readonly Observation[]): Identification | null {
  return stairs(all, FEW_LEVELS) ?? geometric(all) ?? smooth(all);
}
