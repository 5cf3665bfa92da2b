/** What can go wrong with records that are right. */

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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
