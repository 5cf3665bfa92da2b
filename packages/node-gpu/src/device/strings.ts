/** The check of Dawn's flags. */
import { InvalidArgumentError } from "@anneal/core";
import { list } from "@anneal/core/arguments";

/** An array of strings. */
export function strings(argument: string, value: unknown): readonly string[] {
  const entries = list(argument, value, "strings");
  for (const [i, entry] of entries.entries()) {
    if (typeof entry !== "string") throw new InvalidArgumentError(`${argument}[${i}]`, entry, "a string");
  }
  return entries as readonly string[];
}
