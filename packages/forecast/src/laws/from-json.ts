/** Reads laws from documents. */
import { InvalidArgumentError } from "@anneal/core";
import { choice, Fields, list, renamed } from "@anneal/core/arguments";
import { annealingLaw } from "./annealing.js";
import type { AnnealingParameters, FittedLaw, MultiPowerParameters } from "./law.js";
import { multiPowerLaw } from "./multi-power.js";

/**
 * The law of a document: `lawFromJSON(JSON.stringify(law))` gives the same losses as `law`.
 *
 * @param document JSON text, or the result of `JSON.parse` or `law.toJSON()`: `{ format, version, law, parameters }`.
 * @throws InvalidArgumentError for text that is not JSON, another format or version, or invalid parameters.
 */
export function lawFromJSON(document: unknown): FittedLaw {
  const fields = readFields(document);
  return lawOf(fields, fields.get("parameters"));
}

/**
 * The resampled laws of a document from `fitToJSON`; none if the fit was not resampled.
 *
 * @throws InvalidArgumentError as `lawFromJSON` does.
 */
export function resampledFromJSON(document: unknown): readonly FittedLaw[] {
  const fields = readFields(document);
  const all = fields.read("resampled", (argument, value) => list(argument, value, "parameters"), []);
  return all.map((parameters, i) => {
    try {
      return lawOf(fields, parameters);
    } catch (error) {
      throw error instanceof InvalidArgumentError
        ? renamed(error, (argument) => `resampled[${i}].${argument.replace(/^parameters\.?/, "")}`)
        : error;
    }
  });
}

const NAMES = ["format", "version", "law", "parameters", "resampled"] as const;

function readFields(document: unknown): Fields<(typeof NAMES)[number]> {
  const parsed = typeof document === "string" ? parse(document) : document;
  const fields = new Fields("a loss law", "document", parsed, NAMES);
  choice("format", fields.get("format"), ["anneal/loss-law"]);
  if (fields.get("version") !== 1) {
    const expected = "1, the only version that this release of anneal reads";
    throw new InvalidArgumentError("version", fields.get("version"), expected);
  }
  return fields;
}

function lawOf(fields: Fields<(typeof NAMES)[number]>, parameters: unknown): FittedLaw {
  return fields.choice("law", ["multi-power", "annealing"]) === "annealing"
    ? annealingLaw(parameters as AnnealingParameters)
    : multiPowerLaw(parameters as MultiPowerParameters);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidArgumentError("document", text, `JSON text (${reason})`);
  }
}
