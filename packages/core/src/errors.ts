/** Typed errors: each names the argument, the value that was given and what is allowed. */
import { isDetached, isTypedArray } from "./arrays.js";

/** An argument, a field of a document or an option that is not allowed. Nothing has been changed when it is thrown. */
export class InvalidArgumentError extends RangeError {
  override readonly name = "InvalidArgumentError";
  /** What was given. It is not enumerable, so that logging the error doesn't print a whole array or tree. */
  declare readonly received: unknown;
  /** @internal The message where it is no sentence of the common form. */
  declare readonly sentence: Sentence | undefined;

  constructor(
    /** The argument, as a path: `peak`, `root.children[1].value`. */
    readonly argument: string,
    received: unknown,
    /** What is allowed, in words. */
    readonly expected: string,
    sentence?: Sentence,
  ) {
    super(
      oneLine(
        sentence?.((name) => name) ??
          `${clip(argument, 2 * MOST_CHARACTERS)} must be ${expected}; got ${describe(received)}`,
      ),
    );
    Object.defineProperties(this, { received: { value: received }, sentence: { value: sentence } });
  }
}

/** A message for any names of the arguments in it. */
export type Sentence = (rename: (argument: string) => string) => string;

/** The same error where the caller knows the arguments by other names. */
export function renamed(
  { argument, received, expected, sentence }: InvalidArgumentError,
  rename: (argument: string) => string,
): InvalidArgumentError {
  const outer: Sentence | undefined = sentence && ((next) => sentence((name) => next(rename(name))));
  return new InvalidArgumentError(rename(argument), received, expected, outer);
}

/** An object was used after its `free()`. */
export class FreedError extends Error {
  override readonly name = "FreedError";

  constructor(what: string) {
    super(`${what} was freed and can't be used any more; create a new one`);
  }
}

/** A function or getter that a call runs has called the same object again. The inner call has changed nothing. */
export class ReentrantCallError extends Error {
  override readonly name = "ReentrantCallError";

  constructor(
    /** The object, as a message names it: `this AdamW`. */
    what: string,
  ) {
    super(
      `${what} is in the middle of a call, and what it calls (a rate, a curve, a getter) can't change it`,
    );
  }
}

/** The most characters of a value or a name in a message. */
const MOST_CHARACTERS = 80;

/** A value as an error shows it: short, on one line. It never throws, whatever the value is. */
export function describe(value: unknown): string {
  try {
    return shown(value);
  } catch {
    return "an object that can't be read";
  }
}

function shown(value: unknown): string {
  if (typeof value === "string") return clip(JSON.stringify(value.slice(0, 2 * MOST_CHARACTERS)));
  if (typeof value === "bigint") return describeBigint(value);
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
  if (ArrayBuffer.isView(value)) {
    const name = clip(Object.prototype.toString.call(value).slice(8, -1));
    const detached = isTypedArray(value) && isDetached(value) ? ", detached" : "";
    return `${name} of ${value.byteLength} bytes${detached}`;
  }
  try {
    return clip(shortJson(value));
  } catch {
    return Array.isArray(value)
      ? `an array of ${value.length} values`
      : "an object that JSON can't show shortly";
  }
}

/** The digits of a small one; those of a large one take long to find. */
function describeBigint(value: bigint): string {
  const isSmall = -LARGEST_SHOWN < value && value < LARGEST_SHOWN;
  return isSmall ? `${value}n (a bigint)` : `a bigint of more than ${DIGITS_SHOWN} digits`;
}

/** JSON of a small object. It gives up early on a large one; some never end. */
function shortJson(value: object): string {
  let left = 100;
  const text = JSON.stringify(value, (_name, part: unknown) => {
    if (left === 0) throw new RangeError("too many parts");
    left -= 1;
    return part;
  });
  return text ?? "an object";
}

/** A message on one line, whatever names of the caller are in it. */
function oneLine(message: string): string {
  return message.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?");
}

/** As much of a text as a message shows. */
export function clip(text: string, most = MOST_CHARACTERS): string {
  return text.length <= most ? text : `${text.slice(0, most - 3)}...`;
}

const DIGITS_SHOWN = 40;
const LARGEST_SHOWN = 10n ** BigInt(DIGITS_SHOWN);
