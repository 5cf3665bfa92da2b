/** Errors about option names: unknown options, and options that exclude each other. */
import { closestName, synonymOf } from "./closest-name.js";
import { clip, describe, InvalidArgumentError } from "./errors.js";

/**
 * The error for an unknown option or field.
 *
 * @param owner The function or node that takes the options: `cosine`, `a ramp node`.
 * @param path The prefix of the name in a path: nothing, or `root.children[1].`.
 */
export function unknownOption(
  owner: string,
  path: string,
  name: string,
  value: unknown,
  names: readonly string[],
): InvalidArgumentError {
  const what = path === "" || path === "options." ? "option" : "field";
  const takes = `takes ${joinWords(names, "and") || "none"}`;
  const synonym = synonymOf(name, names);
  const closest = synonym ?? closestName(name, names);
  return new InvalidArgumentError(path + clip(name), value, `absent: ${owner} ${takes}`, (rename) => {
    const quoted = (option: string) => `"${rename(path + option)}"`;
    const hint = closest === undefined ? "" : `; did you mean ${quoted(closest)}?`;
    const list = closest === synonym ? `; it ${takes}` : "";
    return `unknown ${what} ${quoted(clip(name))} of ${owner}${list}${hint}`;
  });
}

/**
 * The error for a value that is none of the allowed names. It suggests the closest one.
 *
 * @param expected The allowed names, in words. Default: the names in quotes.
 */
export function unknownName(
  argument: string,
  value: unknown,
  names: readonly string[],
  expected = joinWords(
    names.map((each) => JSON.stringify(each)),
    "or",
  ),
): InvalidArgumentError {
  const closest = typeof value === "string" ? closestName(value, names) : undefined;
  if (closest === undefined) return new InvalidArgumentError(argument, value, expected);
  const suggestion = `did you mean ${JSON.stringify(closest)}?`;
  return new InvalidArgumentError(
    argument,
    value,
    expected,
    (rename) => `${rename(argument)} must be ${expected}; got ${describe(value)}; ${suggestion}`,
  );
}

/** The error for two options that exclude each other. The error names the second. */
export function exclusiveOptions(first: string, second: string, value: unknown): InvalidArgumentError {
  return new InvalidArgumentError(
    second,
    value,
    `absent if ${first} is given`,
    (rename) => `${rename(first)} and ${rename(second)} can't be combined`,
  );
}

/** `a, b or c`. */
export function joinWords(words: readonly string[], conjunction: "and" | "or"): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${conjunction} ${words.at(-1)}`;
}
