/** Checks of numbers, counts, choices and options objects, shared by all functions that take arguments. */
import { isArray, isDetached, isRevoked, isTypedArray } from "./arrays.js";
import { InvalidArgumentError } from "./errors.js";
import { exclusiveOptions, joinWords, unknownOption } from "./option-errors.js";

/** Any number except NaN and infinities. -0 is read as 0, because JSON text can't represent it. */
export function finiteNumber(argument: string, value: unknown): number {
  if (!Number.isFinite(value)) throw new InvalidArgumentError(argument, value, "a finite number");
  return withPlainZero(value as number);
}

/** Replaces -0 by 0. Adding 0 would do the same but allocates, and some values are read at every step. */
export function withPlainZero(value: number): number {
  return value === 0 ? 0 : value;
}

/** A finite number of at least `minimum`. */
export function numberAtLeast(argument: string, value: unknown, minimum: number): number {
  if (!(Number.isFinite(value) && (value as number) >= minimum)) {
    throw new InvalidArgumentError(argument, value, `a finite number of at least ${minimum}`);
  }
  return withPlainZero(value as number);
}

/** A finite number above `limit`. */
export function numberAbove(argument: string, value: unknown, limit: number): number {
  if (!(Number.isFinite(value) && (value as number) > limit)) {
    throw new InvalidArgumentError(argument, value, `a finite number above ${limit}`);
  }
  return withPlainZero(value as number);
}

/** A finite number above 0. */
export function positiveNumber(argument: string, value: unknown): number {
  return numberAbove(argument, value, 0);
}

/** A rate: a finite number of at least 0. */
export function rate(argument: string, value: unknown): number {
  if (!(Number.isFinite(value) && (value as number) >= 0)) {
    const expected = "a finite rate of at least 0 (scheduleFromTree takes negative rates)";
    throw new InvalidArgumentError(argument, value, expected);
  }
  return withPlainZero(value as number);
}

/** A whole number of at least `minimum`, small enough to be counted exactly. */
export function wholeNumber(argument: string, value: unknown, minimum = 0): number {
  if (!(Number.isSafeInteger(value) && (value as number) >= minimum)) {
    throw new InvalidArgumentError(argument, value, `a whole number of at least ${minimum}`);
  }
  return withPlainZero(value as number);
}

/** `true` or `false`. */
export function flag(argument: string, value: unknown): boolean {
  if (typeof value !== "boolean") throw new InvalidArgumentError(argument, value, "true or false");
  return value;
}

/** One of a few strings. */
export function choice<Choice extends string>(
  argument: string,
  value: unknown,
  choices: readonly Choice[],
): Choice {
  if (!choices.includes(value as Choice)) {
    throw new InvalidArgumentError(
      argument,
      value,
      joinWords(
        choices.map((each) => JSON.stringify(each)),
        "or",
      ),
    );
  }
  return value as Choice;
}

type Check<T> = (argument: string, value: unknown) => T;

/**
 * The items of an array, each read once. A getter or an array that changes later therefore can't pass a check and then
 * return something else.
 */
export function list(argument: string, value: unknown, what: string): readonly unknown[] {
  if (!isArray(value)) throw new InvalidArgumentError(argument, value, `an array of ${what}`);
  const items: unknown[] = [];
  for (let i = 0, { length } = value; i < length; i++) {
    const item = value[i];
    if (item === undefined && !(i in value)) {
      throw new InvalidArgumentError(`${argument}[${i}]`, undefined, "given: the array has a hole here");
    }
    items.push(item);
  }
  return items;
}

/** A frozen copy of an array, with every item checked. */
export function listOf<T>(argument: string, value: unknown, what: string, check: Check<T>): readonly T[] {
  if (!isArray(value)) throw new InvalidArgumentError(argument, value, `an array of ${what}`);
  return checkItems(argument, value, check);
}

/** A frozen copy of an array or a typed array of numbers, with every item checked. */
export function numberList(
  argument: string,
  value: unknown,
  check: Check<number> = finiteNumber,
): readonly number[] {
  return checkItems(argument, numbersOf(argument, value), check);
}

/** An array or a typed array with its buffer attached; the items are not checked. */
export function numbersOf(argument: string, value: unknown): ArrayLike<unknown> {
  if (isArray(value)) return value;
  if (!isTypedArray(value)) throw new InvalidArgumentError(argument, value, "an array of numbers");
  if (isDetached(value)) {
    throw new InvalidArgumentError(argument, value, "an array whose buffer is not detached");
  }
  return value as ArrayLike<unknown>;
}

function checkItems<T>(argument: string, items: ArrayLike<unknown>, check: Check<T>): readonly T[] {
  const checked: T[] = [];
  // Not map, which would skip the holes of a sparse array.
  for (let i = 0, { length } = items; i < length; i++) checked.push(check(`${argument}[${i}]`, items[i]));
  return Object.freeze(checked);
}

/** Rejects numbers that are not in ascending order; equal neighbors are allowed. */
export function ascending(argument: string, numbers: readonly number[]): readonly number[] {
  for (const [i, number] of numbers.entries()) {
    const previous = numbers[i - 1];
    if (previous !== undefined && previous > number) {
      throw new InvalidArgumentError(`${argument}[${i}]`, number, `at least ${previous}, the one before it`);
    }
  }
  return numbers;
}

/** A string. */
export function text(argument: string, value: unknown): string {
  if (typeof value !== "string") throw new InvalidArgumentError(argument, value, "a string");
  return value;
}

/**
 * The fields of an object that a caller passed: an options object, or a node of a hand-written tree.
 *
 * Own and inherited fields count, such as the getters of a class, but not those of `Object.prototype`. Each field is
 * read once, and a field that holds `undefined` counts as absent.
 */
export class Fields<Name extends string = string> {
  readonly #values = new Map<string, unknown>();
  readonly #prefix: string;

  /**
   * @param owner The owner of the fields, for the error about an unknown field: `cosine`, `a ramp node`.
   * @param path The path of the object: `options`, `root.children[1]`.
   * @param prefix The prefix of field names in errors: nothing, or the path and a dot.
   * @param inherited Whether inherited fields are allowed. In a node they are not, because JSON would lose them.
   * @throws InvalidArgumentError if `value` is not an object or has a field that is not in `names`.
   */
  constructor(
    owner: string,
    path: string,
    value: unknown,
    names: readonly Name[],
    prefix = "",
    inherited: "read" | "refuse" = "read",
  ) {
    if (!isRecord(value) || isBuiltIn(value)) {
      throw new InvalidArgumentError(path, value, `an object with ${joinWords(names, "and")}`);
    }
    this.#prefix = prefix;
    for (const [name, held] of fieldsOf(value, names)) {
      if (!names.includes(name as Name)) {
        throw unknownOption(owner, prefix, name, held, names);
      }
      if (inherited === "refuse" && !Object.hasOwn(value, name)) {
        throw new InvalidArgumentError(prefix + name, held, "a field of the object itself, not inherited");
      }
      this.#values.set(name, held);
    }
  }

  /** The path of a field, for errors. */
  path(name: Name): string {
    return this.#prefix + name;
  }

  /** The value of the field; undefined if it is absent. */
  get(name: Name): unknown {
    return this.#values.get(name);
  }

  /** Those of the named fields that are present, for a function that reads them itself. */
  pick<Picked extends Name>(names: readonly Picked[]): Partial<Record<Picked, unknown>> {
    const given = names.filter((name) => this.has(name)).map((name) => [name, this.get(name)]);
    return Object.fromEntries(given) as Partial<Record<Picked, unknown>>;
  }

  has(name: Name): boolean {
    return this.get(name) !== undefined;
  }

  /** The field, checked by `check`, or `otherwise` if it is absent. Without `otherwise` the field is required. */
  read<T>(name: Name, check: Check<T>, otherwise?: T): T {
    const value = this.get(name);
    return value === undefined && otherwise !== undefined ? otherwise : check(this.path(name), value);
  }

  /** A field that may be null or absent, which means the same. */
  readOrNull<T>(name: Name, check: Check<T>): T | null {
    const value = this.get(name);
    return value === undefined || value === null ? null : check(this.path(name), value);
  }

  finite(name: Name, otherwise?: number): number {
    return this.read(name, finiteNumber, otherwise);
  }

  atLeast(name: Name, minimum: number, otherwise?: number): number {
    return this.read(name, (argument, value) => numberAtLeast(argument, value, minimum), otherwise);
  }

  positive(name: Name, otherwise?: number): number {
    return this.read(name, positiveNumber, otherwise);
  }

  above(name: Name, limit: number, otherwise?: number): number {
    return this.read(name, (argument, value) => numberAbove(argument, value, limit), otherwise);
  }

  whole(name: Name, minimum: number, otherwise?: number): number {
    return this.read(name, (argument, value) => wholeNumber(argument, value, minimum), otherwise);
  }

  flag(name: Name, otherwise?: boolean): boolean {
    return this.read(name, flag, otherwise);
  }

  choice<Choice extends string>(name: Name, choices: readonly Choice[], otherwise?: Choice): Choice {
    return this.read(name, (argument, value) => choice(argument, value, choices), otherwise);
  }

  /** Rejects a list whose length does not match another field. */
  counted<T>(name: Name, items: readonly T[], count: number, why: string): readonly T[] {
    if (items.length !== count) {
      throw new InvalidArgumentError(`${this.path(name)}.length`, items.length, `${count}, ${why}`);
    }
    return items;
  }

  /** If `name` is present, rejects all of `others` that are present. */
  refuseWith(name: Name, others: readonly Name[]): void {
    for (const other of others) {
      if (this.has(name) && this.has(other)) {
        throw exclusiveOptions(this.path(name), this.path(other), this.get(other));
      }
    }
  }
}

/** The fields `minimum` and `maximum`, either of which may be null or absent. */
export function readLimits(fields: Fields<"minimum" | "maximum">) {
  const minimum = fields.readOrNull("minimum", finiteNumber);
  const maximum = fields.readOrNull("maximum", finiteNumber);
  checkLimits(fields.path("maximum"), minimum, maximum);
  return { minimum, maximum };
}

/** Rejects a maximum below the minimum; `argument` is the name of the maximum. */
export function checkLimits(argument: string, minimum: number | null, maximum: number | null): void {
  if (minimum !== null && maximum !== null && minimum > maximum) {
    const expected = `at least the minimum, which is ${minimum}`;
    throw new InvalidArgumentError(argument, maximum, expected);
  }
}

/** Whether a value is a callable function; false for a revoked proxy. */
export function isFunction(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === "function" && !isRevoked(value);
}

/** Whether a value is an instance of a class; false for a revoked proxy. */
export function isInstance<T>(value: unknown, type: abstract new (...args: never[]) => T): value is T {
  return !isRevoked(value) && value instanceof type;
}

/**
 * Whether a value is an object with fields: not an array, function, typed array or `Map`, whose entries are not fields.
 */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || isRevoked(value) || Array.isArray(value)) return false;
  return !(ArrayBuffer.isView(value) || value instanceof Map || value instanceof Set);
}

/** Built-in objects that are often passed by mistake: a promise that was not awaited, a date, a buffer. */
function isBuiltIn(value: object): boolean {
  return (
    value instanceof Promise ||
    value instanceof Date ||
    value instanceof RegExp ||
    value instanceof Error ||
    value instanceof ArrayBuffer
  );
}

/**
 * Every enumerable field, and those of `additional` that are not enumerable, such as the getters of a class. Inherited
 * fields count, except those of `Object.prototype`. Each field is read once.
 */
export function fieldsOf(value: object, additional: readonly string[]): ReadonlyMap<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const name of namesOf(value, additional)) fields.set(name, (value as Record<string, unknown>)[name]);
  return fields;
}

function namesOf(value: object, additional: readonly string[]): Iterable<string> {
  const prototype: object | null = Object.getPrototypeOf(value);
  // Fast path: large documents consist of plain objects.
  if (prototype === Object.prototype || prototype === null) {
    const names = Object.keys(value);
    for (const name of additional) if (!names.includes(name) && Object.hasOwn(value, name)) names.push(name);
    return names;
  }
  const levels = levelsOf(value);
  const names = new Set(levels.flatMap((level) => Object.keys(level)));
  for (const name of additional) if (levels.some((level) => Object.hasOwn(level, name))) names.add(name);
  return names;
}

/** The object and its prototypes, without `Object.prototype`. */
function levelsOf(value: object): readonly object[] {
  const levels = [value];
  for (let next: object | null = Object.getPrototypeOf(value); next !== null; ) {
    const after: object | null = Object.getPrototypeOf(next);
    if (after !== null) levels.push(next);
    next = after;
  }
  return levels;
}
