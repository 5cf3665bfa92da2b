/** Finds the constructor that a logged curve was made by. */
import { Fields, wholeNumber } from "../arguments.js";
import { geometric } from "./geometric.js";
import type { Identification } from "./identification.js";
import { type LoggedRates, type Observation, readObservations } from "./observations.js";
import { inParts } from "./parts.js";
import { smooth } from "./smooth.js";
import { stairs } from "./stairs.js";

/** A table of more rates than these is no simple curve: what has parts is rather looked for. */
const FEW_LEVELS = 5;
const MOST_LEVELS = 24;

export interface IdentifyOptions {
  /** How many significant digits the log has. Default: as many as its rates show. */
  readonly digits?: number;
}

/**
 * The simplest constructor that reproduces every logged point, or null where none does: one curve, or a `warmup` or a
 * `join` of several.
 *
 * A log rounds its rates, so that several numbers give the same log: `intervals` says which ones. Each interval is that
 * of one number with the others wherever they have to be.
 *
 * @param points The logged steps and rates; gaps are fine. The step of a rate is the update that it was used for, from 0.
 * @throws InvalidArgumentError for fewer than 3 points, steps that are not whole, and rates that are negative.
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
