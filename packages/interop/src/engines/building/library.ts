/** Schedules that an engine takes from a library, by the library's own names. */
import { InvalidArgumentError } from "@anneal/core";
import { groupsFromLibrary } from "../../from-library.js";
import type { Library } from "../../library-profiles.js";
import type { LoweringOptions } from "../../lowering/definition.js";
import type { EngineCurves } from "./engine.js";

/** The curves of one of a library's schedules, over the library's own counter. */
export function libraryCurves(
  library: Library,
  name: string,
  args: object,
  baseLr?: number,
  options?: LoweringOptions,
): EngineCurves {
  const [group] = groupsFromLibrary(library, name, { args, baseLr, ...options });
  // An empty list instead of one rate per group.
  if (group === undefined)
    throw new InvalidArgumentError("args", args, "rates for at least one parameter group");
  const { lr, momentum, weightDecay } = group;
  return {
    lr: lr.node,
    ...(momentum === null ? {} : { momentum: momentum.node }),
    ...(weightDecay === null ? {} : { weightDecay: weightDecay.node }),
  };
}

/** A section as library arguments: numeric text is converted to numbers. */
export function argumentsOf(
  given: Readonly<Record<string, unknown>>,
  toNumber: (text: string) => number | undefined,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => [
      key,
      typeof value === "string" ? (toNumber(value) ?? value) : value,
    ]),
  );
}
