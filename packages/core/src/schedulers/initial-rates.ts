/** The rate that each group had before any scheduler, which is what schedules that multiply start from. */
import { finiteNumber, numberList } from "../arguments.js";
import { isArray } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import { GIVEN_RATE } from "../optimizers/base-rate.js";
import { type OpenGroup, presentRate } from "./groups.js";
import type { InitialRate, Plan } from "./plan.js";

/**
 * Where the initial rates come from. `"recorded"`: from `initialLr` of each group, which the first scheduler writes
 * there, as in PyTorch, and which a checkpoint may bring; the present rate, where there is none. `"current"`: the present
 * rate, which is recorded. Numbers: these. Left out: `"recorded"`, but refused where it could be another rate: an earlier
 * scheduler has moved the present one, or a loaded state and the program disagree.
 */
export type InitialLr = "recorded" | "current" | number | readonly number[];

/** A group for which the program gives one initial rate, and a loaded state another. */
export interface Dispute {
  readonly group: number;
  readonly given: number;
  readonly saved: number;
}

export interface InitialRates {
  readonly rates: readonly InitialRate[];
  /** The first group whose rate has to be decided on before anything is multiplied; its rate here is the given one. */
  readonly dispute: Dispute | null;
}

/** Who has scheduled a group last. */
const schedulers = new WeakMap<object, { readonly lastEpoch: number }>();

/**
 * @param first The index of the first of these groups in the optimizer, for errors.
 * @throws InvalidArgumentError
 */
export function initialRates(
  groups: readonly OpenGroup[],
  option: InitialLr | undefined,
  plan: Pick<Plan, "schedulesRate" | "usesInitialRates">,
  first = 0,
): InitialRates {
  if (typeof option === "number") {
    const rate = finiteNumber("initialLr", option);
    return { rates: groups.map(() => rate), dispute: null };
  }
  if (isArray(option)) {
    if (option.length !== groups.length) {
      throw new InvalidArgumentError(
        "initialLr.length",
        option.length,
        `${groups.length}, one for each group`,
      );
    }
    return { rates: numberList("initialLr", option), dispute: null };
  }
  if (option !== undefined && option !== "recorded" && option !== "current") {
    throw new InvalidArgumentError("initialLr", option, '"recorded", "current", a rate or a list of rates');
  }
  let dispute: Dispute | null = null;
  const rates = groups.map((group, index) => {
    const i = first + index;
    if (!plan.schedulesRate && typeof group.lr === "function") return null;
    const present = presentRate(group, i);
    const recorded = recordedRate(group, i);
    if (option === "current") return present;
    if (option === "recorded" || !plan.usesInitialRates) return recorded ?? present;
    const given = givenRate(group);
    if (given !== null && given !== (recorded ?? present)) {
      dispute ??= { group: i, given, saved: recorded ?? present };
      return given;
    }
    refuseMoved(group, i, recorded, present);
    return recorded ?? present;
  });
  return { rates, dispute };
}

/** The initial rate that the group has; null: none. */
export function recordedRate(group: OpenGroup, index: number): number | null {
  if (group.initialLr === undefined || group.initialLr === null) return null;
  return finiteNumber(`groups[${index}].initialLr`, group.initialLr);
}

/** The rate that the program gave to a group of ours; null: a function, or a group of another library. */
export function givenRate(group: OpenGroup): number | null {
  return (group as { readonly [GIVEN_RATE]?: number | null })[GIVEN_RATE] ?? null;
}

function refuseMoved(group: OpenGroup, index: number, recorded: number | null, present: number): void {
  const before = schedulers.get(group);
  if (recorded === null || recorded === present || before === undefined || before.lastEpoch === 0) return;
  throw new InvalidArgumentError(
    "initialLr",
    undefined,
    `"recorded" to start from ${recorded}, as PyTorch does, or "current" to start from ${present}: an earlier scheduler has moved the rate of groups[${index}]`,
  );
}

/** The error where a disputed rate would be multiplied. */
export function disputed({ group, given, saved }: Dispute): InvalidArgumentError {
  return new InvalidArgumentError(
    "initialLr",
    undefined,
    `"recorded" to start from ${saved}, as the loaded state of groups[${group}] says, or a rate: it was made with ${given}; a scheduler state loaded with { policy: "checkpoint" } or { policy: "keep" } decides it, too`,
  );
}

/** Whether loaded groups bring other initial rates than a scheduler started from. */
export function disputeWith(groups: readonly OpenGroup[], rates: readonly InitialRate[]): Dispute | null {
  for (const [group, given] of rates.entries()) {
    const held = groups[group];
    const saved = held === undefined ? null : recordedRate(held, group);
    if (given !== null && saved !== null && saved !== given) return { group, given, saved };
  }
  return null;
}

/** What PyTorch refuses too: a run that goes on needs the rates that it began with. */
export function refuseUnknownRates(groups: readonly OpenGroup[]): void {
  for (const [i, group] of groups.entries()) {
    if (recordedRate(group, i) !== null || givenRate(group) !== null) continue;
    const expected = "a rate, where lastEpoch says that the run goes on; or give initialLr";
    throw new InvalidArgumentError(`groups[${i}].initialLr`, group.initialLr, expected);
  }
}

/** Writes down where the scheduler started; `isDecided`: also where another rate is recorded. */
export function recordInitialRates(
  groups: readonly OpenGroup[],
  rates: readonly InitialRate[],
  scheduler: { readonly lastEpoch: number },
  isDecided: boolean,
): void {
  for (const [i, group] of groups.entries()) {
    const rate = rates[i];
    if (typeof rate !== "number") continue;
    const recorded = group.initialLr;
    // A group that can't take another field is only remembered.
    if (recorded !== rate && (isDecided || recorded === undefined || recorded === null)) {
      Reflect.set(group, "initialLr", rate);
    }
    schedulers.set(group, scheduler);
  }
}
