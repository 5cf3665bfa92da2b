/** Typed errors: each names the argument, the value that was given and what is allowed. */

/** An argument, a field of a document or an option that is not allowed. Nothing has been changed when it is thrown. */
export class InvalidArgumentError extends RangeError {
  override readonly name = "InvalidArgumentError";

  constructor(
    /** The argument, as a path: `peak`, `root.children[1].value`. */
    readonly argument: string,
    /** What was given. */
    readonly received: unknown,
    /** What is allowed, in words. */
    readonly expected: string,
  ) {
    super(`${argument} must be ${expected}; got ${describe(received)}`);
  }
}

/** An object was used after its `free()`. */
export class FreedError extends Error {
  override readonly name = "FreedError";

  constructor(what: string) {
    super(`${what} was freed and can't be used any more; create a new one`);
  }
}

/** A value as it is shown in an error: short, on one line, and never itself a reason to throw. */
export function describe(value: unknown): string {
  if (typeof value === "string") return clip(JSON.stringify(value.slice(0, MOST_SHOWN)));
  if (typeof value === "bigint") return describeBigint(value);
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
  if (ArrayBuffer.isView(value))
    return `${Object.prototype.toString.call(value).slice(8, -1)} of ${value.byteLength} bytes`;
  try {
    return clip(shortJson(value));
  } catch {
    return Array.isArray(value)
      ? `an array of ${value.length} values`
      : "an object that JSON can't show shortly";
  }
}

/** The digits of a small one; those of a large one take long to find, and nobody reads them. */
function describeBigint(value: bigint): string {
  const isSmall = -LARGEST_SHOWN < value && value < LARGEST_SHOWN;
  return isSmall ? `${value}n (a bigint)` : `a bigint of more than ${DIGITS_SHOWN} digits`;
}

/** JSON of a small object. A large one is given up on early: nobody reads it, and some never end. */
function shortJson(value: object): string {
  let left = 100;
  const text = JSON.stringify(value, (_name, part: unknown) => {
    if (left === 0) throw new RangeError("too many parts");
    left -= 1;
    return part;
  });
  return text ?? "an object";
}

/** As much of a text as a message shows. */
export function clip(text: string): string {
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN - 3)}...`;
}

/** The most characters that a message shows of a value. */
const MOST_SHOWN = 80;
const DIGITS_SHOWN = 40;
const LARGEST_SHOWN = 10n ** BigInt(DIGITS_SHOWN);
