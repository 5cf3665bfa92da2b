/** The rate that each group had before any scheduler, which is what schedules that multiply start from. */
import { finiteNumber, numberList } from "../arguments.js";
import { isArray } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import { type OpenGroup, presentRate } from "./groups.js";

/**
 * Where the initial rates come from. `"recorded"`: from `initialLr` of each group, which the first scheduler writes
 * there, as in PyTorch, and which a checkpoint may bring; the present rate, where there is none. `"current"`: the present
 * rate, which is recorded. Numbers: these. Left out: `"recorded"`, but refused where an earlier scheduler has moved the
 * rate, because either could be meant.
 */
export type InitialLr = "recorded" | "current" | number | readonly number[];

/** Who has scheduled a group last. */
const schedulers = new WeakMap<object, { readonly lastEpoch: number }>();

/** Null: the group's rate is a function, and nobody multiplies it. */
export type InitialRate = number | null;

/** @throws InvalidArgumentError */
export function initialRates(
  groups: readonly OpenGroup[],
  given: InitialLr | undefined,
  schedulesRate: boolean,
): readonly InitialRate[] {
  if (typeof given === "number") {
    const rate = finiteNumber("initialLr", given);
    return groups.map(() => rate);
  }
  if (isArray(given)) {
    if (given.length !== groups.length) {
      throw new InvalidArgumentError(
        "initialLr.length",
        given.length,
        `${groups.length}, one for each group`,
      );
    }
    return numberList("initialLr", given);
  }
  if (given !== undefined && given !== "recorded" && given !== "current") {
    throw new InvalidArgumentError("initialLr", given, '"recorded", "current", a rate or a list of rates');
  }
  return groups.map((group, i) => {
    if (!schedulesRate && typeof group.lr === "function") return null;
    return rateOf(group, i, given);
  });
}

function rateOf(group: OpenGroup, index: number, given: "recorded" | "current" | undefined): number {
  const present = presentRate(group, index);
  if (given === "current" || group.initialLr === undefined) return present;
  const recorded = finiteNumber(`groups[${index}].initialLr`, group.initialLr);
  const before = schedulers.get(group);
  if (given === undefined && recorded !== present && before !== undefined && before.lastEpoch > 0) {
    throw new InvalidArgumentError(
      "initialLr",
      undefined,
      `"recorded" to start from ${recorded}, as PyTorch does, or "current" to start from ${present}: an earlier scheduler has moved the rate of groups[${index}]`,
    );
  }
  return recorded;
}

/** Writes down where the scheduler started. */
export function recordInitialRates(
  groups: readonly OpenGroup[],
  rates: readonly InitialRate[],
  scheduler: { readonly lastEpoch: number },
): void {
  for (const [i, group] of groups.entries()) {
    const rate = rates[i];
    if (typeof rate !== "number") continue;
    // A group that can't take the field is only remembered.
    Reflect.set(group, "initialLr", rate);
    schedulers.set(group, scheduler);
  }
}
