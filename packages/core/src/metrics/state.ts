/** The common parts of all rule states: the envelope, the clock and the steps of the changes. */
import { Fields, finiteNumber, isRecord, wholeNumber } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import type { WindowSettings } from "./multiplier.js";

/** The version of saved states, and the only one that this release reads. */
export const STATE_VERSION = 1;

/** Opens a state: JSON text, or the result of `JSON.parse` or `stateDict()`. */
export function openState<Name extends string>(
  owner: string,
  format: string,
  state: unknown,
  names: readonly Name[],
  optionNames: readonly string[],
): Fields<Name | "format" | "version" | "options"> {
  const value = typeof state === "string" ? parse(state) : state;
  const all = ["format", "version", "options", ...names] as const;
  const fields = new Fields(`the state of ${owner}`, "state", value, all, "state.");
  fields.choice("format", [format]);
  if (fields.get("version") !== STATE_VERSION) {
    const expected = `${STATE_VERSION}, the version that this release of anneal reads`;
    throw new InvalidArgumentError("state.version", fields.get("version"), expected);
  }
  const options = fields.get("options");
  if (!isRecord(options)) {
    throw new InvalidArgumentError("state.options", options, `the options of ${owner}`);
  }
  // No defaults here: the default may have been different when the state was saved.
  const missing = optionNames.find((name) => !Object.hasOwn(options, name));
  if (missing !== undefined) {
    throw new InvalidArgumentError(`state.options.${missing}`, undefined, "given: a state has all options");
  }
  return fields;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidArgumentError("state", text, `JSON text (${reason})`);
  }
}

/** A required field that is null or accepted by `check`. */
export function nullOr<T, Name extends string>(
  fields: Fields<Name>,
  name: Name,
  check: (argument: string, value: unknown) => T,
): T | null {
  return fields.get(name) === null ? null : fields.read(name, check);
}

/** The last step and the best metric, which belong together: there is no best before the first metric. */
export function readSeen(
  fields: Fields<"lastStep" | "best">,
  { from }: WindowSettings,
): { readonly lastStep: number | null; readonly best: number | null } {
  const lastStep = nullOr(fields, "lastStep", wholeNumber);
  const best = nullOr(fields, "best", finiteNumber);
  if (best !== null && (lastStep === null || lastStep < from)) {
    throw new InvalidArgumentError(fields.path("best"), best, "null: no metric has counted so far");
  }
  return { lastStep, best };
}

/** A counter of a state, at most `most`. */
export function readCount<Name extends string>(fields: Fields<Name>, name: Name, most: number): number {
  const count = fields.whole(name, 0);
  if (count > most) throw new InvalidArgumentError(fields.path(name), count, `at most ${most}`);
  return count;
}

/** The check of one step in a list of changes: ascending, in the window, and not after the last metric. */
export function changeSteps(
  { from, until }: WindowSettings,
  lastStep: number | null,
): (argument: string, value: unknown) => number {
  let least = from;
  const most = Math.min(lastStep ?? -1, (until ?? Number.POSITIVE_INFINITY) - 1);
  return (argument, value) => {
    const step = wholeNumber(argument, value);
    if (step < least || step > most) {
      const expected = `a step from ${least} to ${most}, in ascending order and with metrics that count`;
      throw new InvalidArgumentError(argument, value, expected);
    }
    least = step;
    return step;
  };
}

/** Rejects a state that was saved with other options, because its counters have another meaning. */
export function refuseOtherOptions(owner: string, saved: object, own: object): void {
  for (const [name, value] of Object.entries(saved)) {
    const ownValue: unknown = (own as Record<string, unknown>)[name];
    if (Object.is(value, ownValue)) continue;
    throw new InvalidArgumentError(
      `state.options.${name}`,
      value,
      `${String(ownValue)}, as in this ${owner}; ${owner}.fromStateDict continues with the saved options`,
    );
  }
}

/** Rejects a counter that contradicts another one. */
export function refuseTogether(
  fields: Fields<string>,
  name: string,
  count: number,
  isRuledOut: boolean,
  why: string,
): void {
  if (isRuledOut && count > 0) throw new InvalidArgumentError(fields.path(name), count, `0: ${why}`);
}
