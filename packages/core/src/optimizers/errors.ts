/** What can go wrong in an optimizer besides a bad argument. */

/** A gradient holds NaN or an infinity and the policy is `nonFinite: "throw"`. Nothing has been changed. */
export class NonFiniteGradientError extends Error {
  override readonly name = "NonFiniteGradientError";

  constructor(
    /** The parameter whose gradient it is, counted over the groups in order. */
    readonly parameter: number,
    /** The first element of that gradient which is not finite. */
    readonly element: number,
    /** What it is, once `gradScale` is undone. */
    readonly value: number,
  ) {
    super(`gradient ${parameter} is ${value} at element ${element}; nothing was updated`);
  }
}

/**
 * An update ended in the middle: some values have been updated and some have not. Until a state is loaded, the optimizer
 * refuses everything but `loadStateDict` and `dispose`. The cause is the error's `cause`.
 */
export class InterruptedUpdateError extends Error {
  override readonly name = "InterruptedUpdateError";

  constructor(
    /** The optimizer, as a message names it: `this AdamW`. */
    what: string,
    cause: unknown,
  ) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `an update of ${what} ended in the middle (${reason}); load a saved state with loadStateDict and set the parameters again, or create a new optimizer`,
      { cause },
    );
  }
}

/** The arrays of an optimizer need more memory than there is. Nothing is kept. */
export class OutOfMemoryError extends RangeError {
  override readonly name = "OutOfMemoryError";

  constructor(
    /** What was asked for, in bytes. */
    readonly requestedBytes: number,
    /** The most that this engine can address, in bytes; null where the machine had no more. */
    readonly limitBytes: number | null,
    advice: string,
  ) {
    const limit =
      limitBytes === null ? "which could not be allocated" : `more than the ${limitBytes} that fit`;
    super(`${requestedBytes} bytes are needed, ${limit}; ${advice}`);
  }
}
