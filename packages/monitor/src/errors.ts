/** What can go wrong with records that are right. */
import { describe } from "@anneal/core";

/** One sink that failed, and how. */
export interface SinkFailure {
  /** Its name, or its place: `sinks[1]`. */
  readonly sink: string;
  readonly error: unknown;
}

/** Sinks failed: a disk is full, a tracker is out of reach. The other sinks have got the record. */
export class SinkError extends Error {
  override readonly name = "SinkError";

  constructor(readonly failures: readonly SinkFailure[]) {
    super(failures.map(({ sink, error }) => `${sink}: ${messageOf(error)}`).join("; "), {
      cause: failures[0]?.error,
    });
  }
}

/** A recorder or a sink was used after `close`. */
export class ClosedError extends Error {
  override readonly name = "ClosedError";

  constructor(what: string) {
    super(`${what} is closed; create a new one`);
  }
}

/**
 * The file of a sink can't be used as it has to be: the system does not let an open file be replaced, another process
 * holds its lock, or the file was removed. The record that was to be written is not in it.
 */
export class FileBusyError extends Error {
  override readonly name = "FileBusyError";

  constructor(
    readonly path: string,
    reason: string,
    cause?: unknown,
  ) {
    super(`${path} ${reason}`, { cause });
  }
}

/** The message of what a sink threw, which can be anything. */
function messageOf(error: unknown): string {
  try {
    if (error instanceof Error && typeof error.message === "string") return error.message;
  } catch {
    // A proxy that was revoked, or a getter that throws.
  }
  return describe(error);
}
