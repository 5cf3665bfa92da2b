/** Typed errors: each names the argument, the value that it got and what is allowed. */
import { isDetached, isTypedArray } from "./arrays.js";

/** An invalid argument, option or field of a document. Nothing has changed when it is thrown. */
export class InvalidArgumentError extends RangeError {
  override readonly name = "InvalidArgumentError";
  /** The value. It is not enumerable, so that logging the error doesn't print a whole array or tree. */
  declare readonly received: unknown;
  /** @internal The message, if it does not have the common form. */
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

/** The message with the arguments renamed. */
export type Sentence = (rename: (argument: string) => string) => string;

/** The same error under other argument names. */
export function renamed(
  { argument, received, expected, sentence }: InvalidArgumentError,
  rename: (argument: string) => string,
): InvalidArgumentError {
  const outer: Sentence | undefined = sentence && ((next) => sentence((name) => next(rename(name))));
  return new InvalidArgumentError(rename(argument), received, expected, outer);
}

/** An object was used after `dispose()` or `free()`. */
export class FreedError extends Error {
  override readonly name = "FreedError";

  constructor(what: string) {
    super(`${what} was freed and can no longer be used; create a new one`);
  }
}

/** A function or getter that was called by an object called that object again. The inner call has changed nothing. */
export class ReentrantCallError extends Error {
  override readonly name = "ReentrantCallError";

  constructor(
    /** The object, as a message names it: `this AdamW`. */
    what: string,
  ) {
    super(
      `${what} is in the middle of a call; the functions that it calls (a rate, a curve, a getter) can't change it`,
    );
  }
}

/** The most characters of a value or a name in a message. */
const MOST_CHARACTERS = 80;

/** A short, one-line text for a value in an error. It never throws. */
export function describe(value: unknown): string {
  try {
    return shown(value);
  } catch {
    return "an unreadable object";
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
    if (!isTypedArray(value)) return name;
    return `${name} of ${value.length} values${isDetached(value) ? ", detached" : ""}`;
  }
  try {
    return clip(shortJson(value));
  } catch {
    return Array.isArray(value) ? `an array of ${value.length} values` : "a large object";
  }
}

/** The digits of a small bigint; converting a large one to text takes long. */
function describeBigint(value: bigint): string {
  return value === BigInt.asIntN(MOST_BITS, value) ? `${value}n (a bigint)` : "a large bigint";
}

/** JSON of a small object. It stops early for large or infinite ones. */
function shortJson(value: object): string {
  let left = 100;
  const text = JSON.stringify(value, (_name, part: unknown) => {
    if (left === 0) throw new RangeError();
    left -= 1;
    return ArrayBuffer.isView(part) ? shown(part) : part;
  });
  return text ?? "an object";
}

/** A message on one line, even if it contains the caller's names. */
function oneLine(message: string): string {
  return message.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?");
}

/** A text, shortened for a message. */
export function clip(text: string, most = MOST_CHARACTERS): string {
  return text.length <= most ? text : `${text.slice(0, most - 3)}...`;
}

/** The bits of a bigint whose digits are shown. */
const MOST_BITS = 128;
