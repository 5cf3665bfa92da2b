/** The errors of the libraries in the words of the command line. */
import { describe, InvalidArgumentError } from "@anneal/core";
import { renamed } from "@anneal/core/arguments";
import { badInput, usageError } from "../failure.js";
import { kebabCase } from "../words/names.js";

/**
 * An error as the command line puts it: `totalSteps` is `--total-steps`. What was left out is a matter of usage.
 *
 * @param names The arguments that are options here, by their names in TypeScript.
 * @param prefix What comes first: `cosine: `.
 * @param rename What an argument is called that has no option of its own.
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
  // A name of one word may be a word of the sentence: only those of several are surely meant.
  const expected = error.expected.replace(/\b[a-z]+[A-Z]\w*/g, (word) =>
    names.has(word) ? `--${kebabCase(word)}` : word,
  );
  if (received === undefined && names.has(argument)) {
    const isMissing = expected.startsWith("given") ? "" : "is missing: it ";
    return usageError(`${prefix}${option} ${isMissing}must be ${expected}`);
  }
  return badInput(`${prefix}${option} must be ${expected}; got ${describe(received)}`);
}
