/** Errors of optimizers other than invalid arguments. */

/** A gradient contains NaN or an infinity and the policy is `nonFinite: "throw"`. Nothing has changed. */
export class NonFiniteGradientError extends Error {
  override readonly name = "NonFiniteGradientError";

  constructor(
    /** The index of the parameter, over the groups in order. */
    readonly parameter: number,
    /** The first element of that gradient that is not finite. */
    readonly element: number,
    /** Its value, after `gradScale` is undone. */
    readonly value: number,
  ) {
    super(`gradient ${parameter} is ${value} at element ${element}; nothing was updated`);
  }
}

/**
 * An update ended in the middle: some values were updated and some were not. Until a state is loaded, the optimizer
 * rejects everything but `loadStateDict` and `dispose`. The error's `cause` is the reason.
 *
 * `loadStateDict` rejects too while `isUnfinished`: a delayed thread of the update could still overwrite loaded values.
 */
export class InterruptedUpdateError extends Error {
  override readonly name = "InterruptedUpdateError";

  constructor(
    /** The optimizer, as a message names it: `this AdamW`. */
    what: string,
    cause: unknown,
    /** Whether a thread may still write values of the update. */
    readonly isUnfinished = false,
  ) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const advice = isUnfinished
      ? "a thread may still write values of it: load a saved state later, when that thread has ended,"
      : "load a saved state with loadStateDict and set the parameters again,";
    super(`an update of ${what} ended in the middle (${reason}); ${advice} or create a new optimizer`, {
      cause,
    });
  }
}

/** The arrays of an optimizer need more memory than available. Nothing is allocated. */
export class OutOfMemoryError extends RangeError {
  override readonly name = "OutOfMemoryError";

  constructor(
    /** The requested size, in bytes. */
    readonly requestedBytes: number,
    /** The largest size that this engine can address, in bytes; null if the machine ran out of memory. */
    readonly limitBytes: number | null,
    advice: string,
  ) {
    const limit =
      limitBytes === null ? "which could not be allocated" : `more than the ${limitBytes} that fit`;
    super(`${requestedBytes} bytes are needed, ${limit}; ${advice}`);
  }
}
