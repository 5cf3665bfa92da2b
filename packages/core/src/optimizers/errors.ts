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
