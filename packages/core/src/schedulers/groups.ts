/** The parameter groups of any optimizer that a scheduler writes to. */
import { finiteNumber, isFunction, isRecord, list, wholeNumber } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import type { LearningRate } from "../optimizers/options.js";

/** A parameter group: its rate, and any other fields of the optimizer. */
export interface ScheduledGroup {
  /** The rate: a number if a scheduler writes it. */
  lr: LearningRate;
}

/**
 * The part of an optimizer that schedulers use: its groups, called `paramGroups` (PyTorch) or `groups` (ours), and
 * optionally the number of updates it has made.
 */
export type ScheduledOptimizer =
  | { readonly paramGroups: readonly ScheduledGroup[]; readonly stepCount?: number }
  | { readonly groups: readonly ScheduledGroup[]; readonly stepCount?: number };

/** A group whose fields are read by name. */
export type OpenGroup = ScheduledGroup & Record<string, unknown>;

/**
 * Checks the optimizer, and returns a function that returns its current groups: groups may be added later.
 * @throws InvalidArgumentError
 */
export function groupsOf(optimizer: unknown): () => readonly OpenGroup[] {
  if (!isRecord(optimizer)) {
    throw new InvalidArgumentError("optimizer", optimizer, "an optimizer with paramGroups or groups");
  }
  const holder = optimizer as { readonly paramGroups?: unknown; readonly groups?: unknown };
  const name = holder.paramGroups === undefined ? "groups" : "paramGroups";
  const path = `optimizer.${name}`;
  const groups = list(path, holder[name], "parameter groups");
  if (groups.length === 0 || !groups.every(isRecord)) {
    throw new InvalidArgumentError(path, groups, "a list of at least one parameter group");
  }
  return name === "groups"
    ? () => holder.groups as readonly OpenGroup[]
    : () => holder.paramGroups as readonly OpenGroup[];
}

/** The current rate of a group. @throws InvalidArgumentError if a function provides it */
export function presentRate(group: OpenGroup, index: number): number {
  if (typeof group.lr === "function") {
    throw new InvalidArgumentError(
      `groups[${index}].lr`,
      group.lr,
      "a number: the optimizer already has a schedule, and the two would overwrite each other",
    );
  }
  return finiteNumber(`groups[${index}].lr`, group.lr);
}

/** @throws InvalidArgumentError if the field of the group can't be written, for example because the group is frozen */
export function refuseReadOnly(place: {
  readonly group: OpenGroup;
  readonly field: string;
  readonly index: number;
}): void {
  const { group, field, index } = place;
  for (let level: object | null = group; level !== null; level = Object.getPrototypeOf(level)) {
    const own = Object.getOwnPropertyDescriptor(level, field);
    if (own === undefined) continue;
    if (own.writable || own.set) return;
    const expected = "writable; it is read-only, or its group is frozen";
    throw new InvalidArgumentError(`groups[${index}].${field}`, group[field], expected);
  }
}

/**
 * Writes the rate of each group, or one for all. If a group rejects its rate, nothing changes and its error is thrown.
 */
export function writeRates(groups: readonly OpenGroup[], rates: number | readonly number[]): void {
  const isShared = typeof rates === "number";
  if (groups.length === 1) {
    const group = groups[0] as OpenGroup;
    try {
      group.lr = isShared ? rates : (rates[0] as number);
    } catch (error) {
      refuseReadOnly({ group, field: "lr", index: 0 });
      throw error;
    }
    return;
  }
  const before = groups.map(({ lr }) => lr);
  let written = 0;
  try {
    for (; written < groups.length; written++) {
      (groups[written] as OpenGroup).lr = isShared ? rates : (rates[written] as number);
    }
  } catch (error) {
    for (const [i, group] of groups.slice(0, written).entries()) group.lr = before[i] as LearningRate;
    const refused = groups[written];
    if (refused !== undefined) refuseReadOnly({ group: refused, field: "lr", index: written });
    throw error;
  }
}

/**
 * What counts the steps of a scheduler: `"optimizer"`, `"calls"` or a function that returns the number of updates made.
 */
export type StepCounter = "optimizer" | "calls" | (() => number);

/** The number of updates made; null: nothing counts them, and each call of `step` counts as one. */
export function counterOf(optimizer: ScheduledOptimizer, counter: unknown): (() => number) | null {
  if (counter === "calls") return null;
  if (isFunction(counter)) {
    return () => wholeNumber("counter()", counter());
  }
  const counts = typeof optimizer.stepCount === "number";
  if (counter === undefined) return counts ? () => optimizer.stepCount as number : null;
  if (counter !== "optimizer") {
    throw new InvalidArgumentError("counter", counter, '"optimizer", "calls" or a function');
  }
  if (!counts) {
    throw new InvalidArgumentError(
      "counter",
      counter,
      '"calls" or a function: the optimizer has no stepCount',
    );
  }
  return () => optimizer.stepCount as number;
}
