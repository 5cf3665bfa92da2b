/** Errors of files. */
import { clip } from "@anneal/core/arguments";

/**
 * Thrown for a file that is not a checkpoint, is damaged, or does not fit the run. Nothing has changed unless `reason`
 * says so.
 */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
  /** The part of the file: `header`, `tensors.weight.shape`, `optimizer.groups[0].lr`, `checksum`. */
  readonly field: string;
  /** What is wrong with it. */
  readonly reason: string;

  constructor(field: string, reason: string, options?: ErrorOptions) {
    const where = oneLine(clip(field, LONGEST_FIELD));
    const what = oneLine(clip(reason, LONGEST_REASON));
    super(`${where}: ${what}`, options);
    this.field = where;
    this.reason = what;
  }
}

const LONGEST_FIELD = 160;
const LONGEST_REASON = 600;

/** Names in a file can contain anything. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?");
}
