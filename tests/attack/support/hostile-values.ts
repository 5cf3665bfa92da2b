/** Values that nobody would hand in on purpose, and ways to spoil a good argument with them. */
import { detached, OtherSpecies32, outOfBounds } from "./array-kinds.js";
import type { Random } from "./random.js";

/** What the getters, traps and functions among the values throw: an error of the caller's own, which has to reach it. */
export class PlantedError extends Error {
  override readonly name = "PlantedError";
}

function plant(): never {
  throw new PlantedError("planted");
}

function revoked<Target extends object>(target: Target): Target {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

class Getters {
  get lr(): number {
    return 0.1;
  }
  get steps(): number {
    return 10;
  }
}

const circular: Record<string, unknown> = {};
circular.self = circular;
const circularList: unknown[] = [];
circularList.push(circularList);

let nested: unknown = 1;
for (let depth = 0; depth < 20_000; depth++) nested = [nested];

const trap = {
  get: plant,
  has: plant,
  ownKeys: plant,
  getPrototypeOf: plant,
  getOwnPropertyDescriptor: plant,
};

/** By name; made anew for each use, because some are used up. */
export const hostileValues: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  NaN: () => Number.NaN,
  infinity: () => Number.POSITIVE_INFINITY,
  "negative zero": () => -0,
  "minus one": () => -1,
  half: () => 0.5,
  zero: () => 0,
  one: () => 1,
  "2^53": () => 2 ** 53,
  huge: () => 1e308,
  tiny: () => 5e-324,
  "empty string": () => "",
  string: () => "x",
  digits: () => "10",
  "long string": () => "long ".repeat(100_000),
  "control characters": () => "\u001b[31m\u0000\n\u2028",
  proto: () => "__proto__",
  "lone surrogate": () => "\ud800",
  bigint: () => 5n,
  "long bigint": () => 10n ** 5000n,
  symbol: () => Symbol("hostile"),
  function: () => () => Number.NaN,
  "throwing function": () => plant,
  "async function": () => async () => 1,
  class: () => Getters,
  "empty list": () => [],
  "list of undefined": () => [undefined],
  // biome-ignore lint/suspicious/noSparseArray: that is what it is for.
  "list with a hole": () => [1, , 3],
  "endless list": () => new Array(2 ** 32 - 1),
  "list in itself": () => circularList,
  "deep list": () => nested,
  "empty object": () => ({}),
  "object without prototype": () => Object.create(null),
  "object with fields without prototype": () => Object.assign(Object.create(null), { lr: 1, steps: 1 }),
  "object in itself": () => circular,
  "throwing getter": () => Object.defineProperty({}, "steps", { enumerable: true, get: plant }),
  "instance with getters": () => new Getters(),
  "frozen object": () => Object.freeze({ lr: 0.1 }),
  "throwing proxy": () => new Proxy({}, trap),
  "throwing list proxy": () => new Proxy([], trap),
  "revoked object": () => revoked({}),
  "revoked list": () => revoked([]),
  "revoked function": () => revoked(() => 1),
  date: () => new Date(0),
  "invalid date": () => new Date(Number.NaN),
  "regular expression": () => /x/,
  map: () => new Map([["lr", 1]]),
  set: () => new Set([1]),
  promise: () => Promise.resolve(1),
  error: () => new Error("an argument"),
  boxed: () => Object(1),
  "object that is no number": () => ({ valueOf: plant, toString: plant, [Symbol.toPrimitive]: plant }),
  "object that is no JSON": () => ({ toJSON: plant }),
  "negative length": () => ({ length: -1 }),
  "length 2^53": () => ({ length: 2 ** 53 }),
  // biome-ignore lint/suspicious/noThenProperty: that is what it is for.
  thenable: () => Object.defineProperty({}, "then", { enumerable: true, value: plant }),
  "detached Float32Array": () => detached(Float32Array.of(1, 2)),
  "detached Float64Array": () => detached(Float64Array.of(1, 2)),
  "out of bounds": () => outOfBounds(Float32Array),
  "shared Float32Array": () => new Float32Array(new SharedArrayBuffer(8)),
  "subclass of Float32Array": () => new OtherSpecies32(2),
  "Float32Array of NaN": () => Float32Array.of(Number.NaN),
  Float64Array: () => Float64Array.of(1, 2),
  Uint8Array: () => Uint8Array.of(1),
  BigInt64Array: () => BigInt64Array.of(1n),
  ArrayBuffer: () => new ArrayBuffer(8),
  DataView: () => new DataView(new ArrayBuffer(8)),
};

const names = Object.keys(hostileValues);

/** A hostile value, with what to call it. */
export function hostile(random: Random): { readonly name: string; readonly value: unknown } {
  const name = random.pick(names);
  return { name, value: (hostileValues[name] as () => unknown)() };
}

/** Arguments with one thing in them spoiled, and what that is in words. */
export function spoil(args: readonly unknown[], random: Random): { args: unknown[]; what: string } {
  const copy = [...args];
  const index = random.below(copy.length + 1);
  if (index === copy.length) {
    if (random.below(2) === 0)
      return { args: copy.slice(0, random.below(copy.length + 1)), what: "fewer arguments" };
    const { name, value } = hostile(random);
    return { args: [...copy, value], what: `one more argument: ${name}` };
  }
  const spoiled = spoilValue(copy[index], random);
  copy[index] = spoiled.value;
  return { args: copy, what: `argument ${index}${spoiled.what}` };
}

function spoilValue(value: unknown, random: Random): { value: unknown; what: string } {
  const isPlain = isPlainObject(value);
  if ((!isPlain && !Array.isArray(value)) || random.below(4) === 0) {
    const { name, value: other } = hostile(random);
    return { value: other, what: ` is ${name}` };
  }
  if (Array.isArray(value)) {
    const copy = [...(value as unknown[])];
    const index = random.below(copy.length + 1);
    const inner = spoilValue(copy[index], random);
    copy[index] = inner.value;
    return { value: copy, what: `[${index}]${inner.what}` };
  }
  if (random.below(8) === 0) return { value: instanceOf(value), what: " is an instance with getters" };
  const keys = Object.keys(value);
  if (keys.length === 0 || random.below(8) === 0) {
    const { name, value: other } = hostile(random);
    return { value: { ...value, typo: other }, what: `.typo is ${name}` };
  }
  const key = random.pick(keys);
  if (random.below(8) === 0) {
    const { [key]: _, ...rest } = value;
    return { value: rest, what: `.${key} is missing` };
  }
  if (random.below(8) === 0) {
    const copy = Object.defineProperty({ ...value }, key, { enumerable: true, get: plant });
    return { value: copy, what: `.${key} throws` };
  }
  const inner = spoilValue(value[key], random);
  return { value: { ...value, [key]: inner.value }, what: `.${key}${inner.what}` };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** An instance of a class with a getter for each field. */
export function instanceOf(fields: Readonly<Record<string, unknown>>): object {
  class Options {}
  for (const [name, value] of Object.entries(fields)) {
    Object.defineProperty(Options.prototype, name, { get: () => value });
  }
  return new Options();
}
