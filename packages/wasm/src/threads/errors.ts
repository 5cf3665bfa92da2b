/** What can go wrong with threads. */

/** Several threads were asked for, and there can't be any here. */
export class ThreadsUnavailableError extends Error {
  override readonly name = "ThreadsUnavailableError";

  constructor(
    /** Why there can't be any. */
    readonly reason: string,
  ) {
    super(`there is one thread only: ${reason}; use threads: "auto" or 1, which give the same values`);
  }
}

/** A worker thread ended, or stopped, in the middle of a block that it had taken. */
export class WorkerLostError extends Error {
  override readonly name = "WorkerLostError";

  constructor(milliseconds: number) {
    super(`a worker thread has not finished its block within ${milliseconds} ms`);
  }
}
