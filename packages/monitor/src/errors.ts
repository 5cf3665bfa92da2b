/** Errors other than invalid records. */
import { describe } from "@anneal/core";

/** A failed sink and its error. */
export interface SinkFailure {
  /** The name of the sink, or its index: `sinks[1]`. */
  readonly sink: string;
  readonly error: unknown;
}

/** Sinks failed, for example because a disk is full or a tracker is unreachable. The other sinks have the record. */
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
 * The file of a sink can't be used: the system does not allow replacing an open file, another process holds its lock,
 * or the file was removed. The record is not in it.
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

/** The message of an error, which may be any value. */
function messageOf(error: unknown): string {
  try {
    if (error instanceof Error && typeof error.message === "string") return error.message;
  } catch {
    // A revoked proxy, or a getter that throws.
  }
  return describe(error);
}
