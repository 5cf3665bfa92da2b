/** The rate of each group before any scheduler changed it, from which multiplying schedules start. */
import { finiteNumber, numberList } from "../arguments.js";
import { isArray } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import { GIVEN_RATE } from "../optimizers/base-rate.js";
import { type OpenGroup, presentRate } from "./groups.js";
import type { InitialRate, Plan } from "./plan.js";

/**
 * The source of the initial rates. `"recorded"`: `initialLr` of each group, which the first scheduler writes there, as
 * in PyTorch, and which a checkpoint may restore; otherwise the current rate. `"current"`: the current rate, which is
 * then recorded. Numbers: these. Absent: `"recorded"`, but an error if the recorded rate is ambiguous: an earlier
 * scheduler has changed the current rate, or a loaded state and the program disagree.
 */
export type InitialLr = "recorded" | "current" | number | readonly number[];

/** A group whose initial rate differs between the program and a loaded state. */
export interface Dispute {
  readonly group: number;
  readonly given: number;
  readonly saved: number;
}

export interface InitialRates {
  readonly rates: readonly InitialRate[];
  /** The first group whose rate must be chosen before anything is multiplied; its rate here is the program's. */
  readonly dispute: Dispute | null;
}

/** The last scheduler of each group. */
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

/** The initial rate of the group; null: none. */
export function recordedRate(group: OpenGroup, index: number): number | null {
  if (group.initialLr === undefined || group.initialLr === null) return null;
  return finiteNumber(`groups[${index}].initialLr`, group.initialLr);
}

/** The rate that the program set in one of our groups; null: a function, or a group of another library. */
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

/** The error if an ambiguous rate would be multiplied. */
export function disputed({ group, given, saved }: Dispute): InvalidArgumentError {
  return new InvalidArgumentError(
    "initialLr",
    undefined,
    `"recorded" to start from ${saved}, as the loaded state of groups[${group}] says, or a rate: the group was created with ${given}; loading a scheduler state with { policy: "checkpoint" } or { policy: "keep" } also decides`,
  );
}

/** Whether loaded groups have initial rates other than those of a scheduler. */
export function disputeWith(groups: readonly OpenGroup[], rates: readonly InitialRate[]): Dispute | null {
  for (const [group, given] of rates.entries()) {
    const held = groups[group];
    const saved = held === undefined ? null : recordedRate(held, group);
    if (given !== null && saved !== null && saved !== given) return { group, given, saved };
  }
  return null;
}

/** PyTorch throws here too: a resumed run needs its initial rates. */
export function refuseUnknownRates(groups: readonly OpenGroup[]): void {
  for (const [i, group] of groups.entries()) {
    if (recordedRate(group, i) !== null || givenRate(group) !== null) continue;
    const expected = "a rate, because lastEpoch resumes a run; or pass initialLr";
    throw new InvalidArgumentError(`groups[${i}].initialLr`, group.initialLr, expected);
  }
}

/** Records the initial rates in the groups; with `isDecided`, also over another recorded rate. */
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
    // If a group can't have a new field, its rate is stored outside it.
    if (recorded !== rate && (isDecided || recorded === undefined || recorded === null)) {
      Reflect.set(group, "initialLr", rate);
    }
    schedulers.set(group, scheduler);
  }
}
