/** Loads the states of several objects: all, or none. */
import { describe, InvalidArgumentError } from "@anneal/core";
import { CheckpointError } from "./errors.js";
import type { Stateful } from "./stateful.js";

/** A state and what it is for. */
export interface StateToLoad {
  /** What errors call the owner: `schedulers[0]`. */
  readonly field: string;
  readonly owner: Stateful;
  readonly state: object;
  /** How it is checked and loaded, for schedulers. */
  readonly checking?: object;
  readonly loading?: object;
}

/** Whether it can be asked before anything is changed. */
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

/** @throws CheckpointError for a state that does not fit; those that were loaded before it are taken back */
export async function loadUnchecked(states: readonly StateToLoad[]): Promise<void> {
  const undo: (() => unknown)[] = [];
  try {
    for (const { field, owner, state, loading } of states) {
      const before = await owner.stateDict();
      await inFile(field, () => owner.loadStateDict(state, ...optional(loading)));
      undo.push(() => owner.loadStateDict(before, ...optional(loading)));
    }
  } catch (error) {
    for (const each of undo.reverse()) await each();
    throw error;
  }
}

const optional = (options: object | undefined): [] | [object] => (options === undefined ? [] : [options]);

/** What refuses a state knows it as an argument; here it is a part of a file. */
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
