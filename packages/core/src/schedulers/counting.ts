/** Maps a count of updates to the step of a scheduler, whichever of the two was loaded first. */
import { numberAtLeast } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";

/** A step, possibly fractional, as stored in a state. @throws InvalidArgumentError */
export function readEpoch(value: unknown): number {
  const epoch = numberAtLeast("lastEpoch", value, 0);
  if (epoch <= Number.MAX_SAFE_INTEGER) return epoch;
  throw new InvalidArgumentError("lastEpoch", value, `at most ${Number.MAX_SAFE_INTEGER}`);
}

/** A saved position that may still have to be compared with a loaded count. */
export interface SavedPosition {
  readonly lastEpoch: number;
  /** The count at that position; null: unknown. */
  readonly updates: number | null;
}

/** The step of a run whose count was loaded too. @throws InvalidArgumentError if the schedule began later */
export function epochOfRun({ lastEpoch, updates }: SavedPosition, counted: number): number {
  return updates === null ? lastEpoch : lastEpoch + counted - updates;
}

/** Rejects a count from before the schedule began. */
export function checkedEpoch(lastEpoch: number, counted: number): number {
  if (lastEpoch >= 0) return lastEpoch;
  const expected = `at least ${counted - lastEpoch}, the updates made when the schedule began`;
  throw new InvalidArgumentError("optimizer.stepCount", counted, expected);
}

/**
 * The step of a loaded position. If the optimizer's count belongs to the same run, the step at that count.
 * @throws InvalidArgumentError if the schedule began later
 */
export function epochToLoad(position: SavedPosition, counted: number, isOfRun: boolean): number {
  return isOfRun ? checkedEpoch(epochOfRun(position, counted), counted) : position.lastEpoch;
}

/**
 * The step after a state was loaded and before any update, for a counter that doesn't report when it is loaded.
 * @param from The count at the time when the state was loaded.
 * @param isReplaced Whether the groups were replaced since then, which happens when an optimizer loads a state.
 * @throws InvalidArgumentError if the count may or may not have been loaded and the step depends on it.
 */
export function epochAfterLoading(
  saved: SavedPosition,
  from: number,
  counted: number,
  isReplaced: boolean,
): number {
  const { lastEpoch, updates } = saved;
  const isAmbiguous =
    updates === null ? isReplaced && counted !== from : from < updates && counted >= updates;
  if (updates !== null && (isReplaced || counted < from)) return epochOfRun(saved, counted);
  if (!isAmbiguous) return lastEpoch + counted - from;
  throw new InvalidArgumentError(
    "optimizer.stepCount",
    counted,
    `loaded before the scheduler's state: this count may have been loaded since, or ${counted - from} updates were made; call moveTo with the step of the run`,
  );
}
