/** Reads laws from documents. */
import { InvalidArgumentError } from "@anneal/core";
import { choice, Fields, list, renamed } from "@anneal/core/arguments";
import { annealingLaw } from "./annealing.js";
import type { AnnealingParameters, FittedLaw, MultiPowerParameters } from "./law.js";
import { multiPowerLaw } from "./multi-power.js";

/**
 * The law of a document: `lawFromJSON(JSON.stringify(law))` gives the same losses as `law`.
 *
 * @param document JSON text, or the result of `JSON.parse`, `law.toJSON()` or `fitToJSON`: `{ format, version, law,
 * parameters, resampled }`.
 * @throws InvalidArgumentError for text that is not JSON, another format or version, or invalid parameters.
 */
export function lawFromJSON(document: unknown): FittedLaw {
  return readDocument(document).law;
}

/**
 * The resampled laws of a document from `fitToJSON`; none if the fit was not resampled.
 *
 * @throws InvalidArgumentError as `lawFromJSON` does.
 */
export function resampledFromJSON(document: unknown): readonly FittedLaw[] {
  return readDocument(document).resampled;
}

const NAMES = ["format", "version", "law", "parameters", "resampled"] as const;

/** Checks both parts of a document, even if only one is needed. */
function readDocument(document: unknown) {
  const parsed = typeof document === "string" ? parse(document) : document;
  const fields = new Fields("a loss law", "document", parsed, NAMES);
  choice("format", fields.get("format"), ["anneal/loss-law"]);
  if (fields.get("version") !== 1) {
    const expected = "1, the only version that this release of anneal reads";
    throw new InvalidArgumentError("version", fields.get("version"), expected);
  }
  const name = fields.choice("law", ["multi-power", "annealing"]);
  const build = (path: string, parameters: unknown): FittedLaw =>
    named(path, () =>
      name === "annealing"
        ? annealingLaw(parameters as AnnealingParameters)
        : multiPowerLaw(parameters as MultiPowerParameters),
    );
  const resampled = fields.read("resampled", (argument, value) => list(argument, value, "parameters"), []);
  return {
    law: build("parameters", fields.get("parameters")),
    resampled: resampled.map((parameters, i) => build(`resampled[${i}]`, parameters)),
  };
}

/** Renames arguments in errors: `A` to `parameters.A`, or to another path. */
function named<T>(path: string, build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw renamed(error, (argument) => (argument === "parameters" ? path : `${path}.${argument}`));
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidArgumentError("document", text, `JSON text (${reason})`);
  }
}
