/** Finds the first argument in whose effect two PyTorch schedulers differ, defaults included. */
import { InvalidArgumentError } from "@anneal/core";
import { isArray, isRecord, list, renamed } from "@anneal/core/arguments";
import { type CallContext, Group, type Nested } from "../lowering/definition.js";
import { torchDefinitions } from "../torch/definitions.js";
import { childrenOf, isCombined } from "./step-curves.js";

type Args = Readonly<Record<string, unknown>>;

export interface Difference {
  /** The path of the argument: `gamma`, `schedulers[1].args.gamma`. */
  readonly path: string;
  /** The values of both sides; undefined: PyTorch's default. */
  readonly saved: unknown;
  readonly own: unknown;
}

/**
 * Compares the effect of the arguments, not their form: a default may be absent, and milestones may be in another
 * order. For functions, only their presence is compared.
 * @throws InvalidArgumentError for saved arguments that PyTorch rejects.
 */
export function differenceOf(saved: Nested, own: Nested, context: CallContext): Difference | null {
  const [there, here] = [withoutFunctions(saved.args) as Args, withoutFunctions(own.args) as Args];
  if (saved.name !== own.name) return { path: "name", saved: saved.name, own: own.name };
  if (isCombined(own)) return differenceOfChildren(saved, own, context);
  for (const name of names(there, here)) {
    const isFunction = [there[name], here[name]].some((value) => hasNull(value));
    const isSame = JSON.stringify(there[name]) === JSON.stringify(here[name]);
    if (isFunction && !isSame) return { path: name, saved: there[name], own: here[name] };
  }
  const whole = effectOf(saved.name, there, context);
  if (whole === effectOf(own.name, here, context)) return null;
  // A saved value may be invalid on its own, such as epochs without their length: that is a difference too.
  const differs = (name: string) => {
    const { [name]: _, ...rest } = here;
    const other = there[name] === undefined ? rest : { ...rest, [name]: there[name] };
    try {
      return effectOf(own.name, other, context) !== effectOf(own.name, here, context);
    } catch {
      return true;
    }
  };
  const path = names(there, here).find(differs);
  return path === undefined
    ? { path: "", saved: there, own: here }
    : { path, saved: there[path], own: here[path] };
}

function differenceOfChildren(saved: Nested, own: Nested, context: CallContext): Difference | null {
  const [theirs, ours] = [childrenOf(saved), childrenOf(own)];
  if (theirs.length !== ours.length) {
    return { path: "schedulers.length", saved: theirs.length, own: ours.length };
  }
  for (const [i, child] of ours.entries()) {
    const within = `schedulers[${i}]`;
    const held: unknown = theirs[i];
    const isNested = isRecord(held) && typeof held.name === "string" && isRecord(held.args);
    if (!isNested) return { path: within, saved: held, own: child };
    const inner = inPath(`${within}.args`, () => differenceOf(held as unknown as Nested, child, context));
    if (inner === null) continue;
    const path = inner.path === "name" ? `${within}.name` : `${within}.args.${inner.path}`;
    return { ...inner, path };
  }
  const milestones = ({ args }: Nested) => (args as Args).milestones;
  const [there, here] = [milestones(saved), milestones(own)];
  if (JSON.stringify(there) === JSON.stringify(here)) return null;
  return { path: "milestones", saved: there, own: here };
}

/** The effect of a scheduler on each group, as text: equal text means equal schedulers. */
function effectOf(name: string, args: Args, context: CallContext): string {
  if (name === "LambdaLR" || name === "MultiplicativeLR") return name;
  const { scale_fn: _, ...data } = args;
  const groups = Array.from({ length: context.groups }, (_group, i) => new Group(context, i));
  return JSON.stringify(groups.map((group) => torchDefinitions[name]?.curves(name, data, group)));
}

/** Arguments in JSON form: functions are null, and absent ones are missing. */
export function withoutFunctions(value: unknown): unknown {
  if (typeof value === "function") return null;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return Array.from(value as unknown as ArrayLike<unknown>);
  }
  // A sparse array is rejected at its first hole, because its length may be huge.
  if (isArray(value)) return list("args", value, "values").map(withoutFunctions);
  if (!isRecord(value)) return value;
  const given = Object.entries(value).filter(([, held]) => held !== undefined);
  return Object.fromEntries(given.map(([name, held]) => [name, withoutFunctions(held)]));
}

const hasNull = (value: unknown): boolean =>
  value === null || (isArray(value) && value.some((held) => hasNull(held)));

const names = (first: Args, second: Args) => [
  ...new Set([...Object.keys(second), ...Object.keys(first)].filter((name) => name !== "last_epoch")),
];

/** Errors about saved arguments contain their path. */
export function inPath<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw renamed(error, (argument) => `${path}.${argument}`);
  }
}
