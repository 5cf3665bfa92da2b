/** Errors about option names: unknown options, and options that exclude each other. */
import { clip, InvalidArgumentError } from "./errors.js";

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
  const takes = joinWords(names, "and") || "none";
  const closest = closestName(name, names);
  return new InvalidArgumentError(path + clip(name), value, `absent: ${owner} takes ${takes}`, (rename) => {
    const unknown = `unknown ${what} "${rename(path + clip(name))}" of ${owner}`;
    return closest === undefined
      ? `${unknown}; it takes ${takes}`
      : `${unknown}; did you mean "${rename(path + closest)}"?`;
  });
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
  return `${words.slice(0, -1).join(", ")} ${conjunction} ${words[words.length - 1]}`;
}

/** Longer names are not considered typing mistakes. */
const LONGEST_NAME = 40;

/** The closest known name, ignoring case, `_` and `-`; undefined if none is close. */
function closestName(name: string, names: readonly string[]): string | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const word = plain(name);
  const most = Math.floor((word.length + 1) / 3);
  const near = names
    .map((each) => ({ each, distance: editDistance(word, plain(each)) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.each;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, "");
}

/** The Levenshtein distance: the number of letters to insert, remove or replace. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
