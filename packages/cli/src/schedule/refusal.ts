/** Converts errors of the libraries to the terms of the command line. */
import { describe, InvalidArgumentError } from "@anneal/core";
import { renamed } from "@anneal/core/arguments";
import { badInput, usageError } from "../failure.js";
import { kebabCase } from "../words/names.js";

/**
 * An error in the terms of the command line: `totalSteps` becomes `--total-steps`. A missing argument becomes a usage
 * error.
 *
 * @param names The arguments that are options here, by their names in TypeScript.
 * @param prefix The beginning of the message: `cosine: `.
 * @param rename Renames an argument that has no option.
 */
export function inWordsOfTheCommandLine(
  error: unknown,
  names: ReadonlySet<string>,
  prefix = "",
  rename = (argument: string) => argument,
): unknown {
  if (!(error instanceof InvalidArgumentError)) return error;
  const { argument, received } = error;
  const optionOf = (path: string) => {
    const [name = ""] = path.split(/[.[]/);
    return names.has(name) ? `--${kebabCase(name)}${path.slice(name.length)}` : rename(path);
  };
  if (error.sentence !== undefined) return badInput(prefix + renamed(error, optionOf).message);
  const option = optionOf(argument);
  // A hint in parentheses is for code. A single-word name may be an ordinary word of the sentence, so only camelCase names are
  // replaced.
  const expected = error.expected
    .replace(/ \(scheduleFromTree .*\)$/, "")
    .replace(/\b[a-z]+[A-Z]\w*/g, (word) => (names.has(word) ? `--${kebabCase(word)}` : word));
  if (received === undefined && names.has(argument)) {
    const isMissing = expected.startsWith("given") ? "" : "is missing: it ";
    return usageError(`${prefix}${option} ${isMissing}must be ${expected}`);
  }
  return badInput(`${prefix}${option} must be ${expected}; got ${describe(received)}`);
}
