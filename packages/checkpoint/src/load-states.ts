/** Loads the states of several objects: all, or none. */
import { describe, InvalidArgumentError } from "@anneal/core";
import { CheckpointError } from "./errors.js";
import type { Stateful } from "./stateful.js";

/** A state and its owner. */
export interface StateToLoad {
  /** The name of the owner in errors: `schedulers[0]`. */
  readonly field: string;
  readonly owner: Stateful;
  readonly state: object;
  /** Whether the owner has no state yet, so that loading can't be rolled back. */
  readonly isFirst?: boolean;
  /** The options to check and to load it with, for schedulers. */
  readonly checking?: object;
  readonly loading?: object;
}

/** Whether the owner can check a state before anything is changed. */
export const isCheckable = ({ owner }: StateToLoad) => typeof owner.checkStateDict === "function";

/** @throws CheckpointError for a state that does not fit; nothing is changed */
export async function checkStates(states: readonly StateToLoad[]): Promise<void> {
  for (const { field, owner, state, checking } of states) {
    await inFile(field, () => owner.checkStateDict?.(state, ...optional(checking)));
  }
}

/** Loads states that were checked. */
export async function loadChecked(states: readonly StateToLoad[]): Promise<void> {
  for (const { field, owner, state, loading } of states) {
    await inFile(field, () => owner.loadStateDict(state, ...optional(loading)));
  }
}

/**
 * @throws CheckpointError for a state that does not fit; the others are rolled back, except that of an owner without a
 * state, which is therefore loaded last
 */
export async function loadUnchecked(states: readonly StateToLoad[]): Promise<void> {
  const undo: (() => unknown)[] = [];
  const ordered = [...states].sort((a, b) => Number(a.isFirst ?? false) - Number(b.isFirst ?? false));
  try {
    for (const { field, owner, state, isFirst, loading } of ordered) {
      const before = isFirst ? null : await owner.stateDict();
      await inFile(field, () => owner.loadStateDict(state, ...optional(loading)));
      if (before !== null) undo.push(() => owner.loadStateDict(before, ...optional(loading)));
    }
  } catch (error) {
    for (const each of undo.reverse()) await each();
    throw error;
  }
}

const optional = (options: object | undefined): [] | [object] => (options === undefined ? [] : [options]);

/** Reports the error of an owner, which names an argument, as an error of a part of the file. */
export async function inFile<T>(field: string, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (!(cause instanceof InvalidArgumentError)) throw cause;
    const place = cause.argument.replace(/^state(?=$|[.[])/, field);
    const path = place.startsWith(field) ? place : `${field}: ${place}`;
    throw new CheckpointError(path, `must be ${cause.expected}; the file has ${describe(cause.received)}`, {
      cause,
    });
  }
}
