/** Calls of Optax by its own names, made by the same names in camelCase. */
import * as anneal from "@anneal/jax";

/** A function's name, its arguments and its keyword arguments. */
export type Call = readonly [
  name: string,
  args: readonly unknown[],
  options: Readonly<Record<string, unknown>>,
];

/** The options of each schedule by the name that calls have for it. */
export type Schedules = Readonly<
  Record<string, readonly [name: string, options: Readonly<Record<string, unknown>>]>
>;

export const camelCase = (name: string) =>
  name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

type Make = (...args: unknown[]) => unknown;

/** What the call gives here. */
export function make([name, args, options]: Call, schedules: Schedules): unknown {
  const create = (anneal as unknown as Record<string, Make>)[camelCase(name)];
  if (create === undefined) throw new Error(`@anneal/jax has no ${camelCase(name)}`);
  const given = args.map((each) => argument(each, schedules));
  if (Object.keys(options).length === 0) return create(...given);
  const isAtTheEnd = given.length === 0 && takesRate(name);
  return create(...given, ...(isAtTheEnd ? [undefined] : []), renamed(options, schedules));
}

/** Optimizers whose rate comes first, and may be missing. */
function takesRate(name: string): boolean {
  return ["adafactor", "adadelta", "prodigy"].includes(name);
}

function renamed(options: object, schedules: Schedules): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => [camelCase(key), argument(value, schedules)]),
  );
}

function argument(value: unknown, schedules: Schedules): unknown {
  if (isCall(value)) return make(value, schedules);
  if (Array.isArray(value)) return value.map((each) => argument(each, schedules));
  const { schedule } = Object(value) as { schedule?: string };
  if (schedule === undefined) return value;
  const [name, options] = schedules[schedule] as Schedules[string];
  return make([name, [], options], schedules);
}

function isCall(value: unknown): value is Call {
  return (
    Array.isArray(value) && value.length === 3 && typeof value[0] === "string" && Array.isArray(value[1])
  );
}
