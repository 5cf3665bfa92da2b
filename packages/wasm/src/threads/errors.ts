/** Errors of threads. */

/** Several threads were requested, but are not available. */
export class ThreadsUnavailableError extends Error {
  override readonly name = "ThreadsUnavailableError";

  constructor(
    /** The reason. */
    readonly reason: string,
  ) {
    super(`only one thread is available: ${reason}; use threads: "auto" or 1, which give the same values`);
  }
}

/** A worker thread ended, or stopped, in the middle of a block. */
export class WorkerLostError extends Error {
  override readonly name = "WorkerLostError";

  constructor(milliseconds: number) {
    super(`a worker thread did not finish its block within ${milliseconds} ms`);
  }
}
