/** Resolves references between the fields of a file, in OmegaConf's syntax: `${optimization.max_update}`. */
import { isSection, plainKey, type Section, Unresolved } from "../reading/document.js";

const WHOLE = /^\$\{([^{}]*)\}$/;
const ANY = /\$\{([^{}]*)\}/g;
const DEEPEST = 16;

/** The value at a dotted path, with keys compared by `plainKey`; undefined: there is none. */
export function valueAt(root: unknown, path: readonly string[]): unknown {
  let held = root;
  for (const part of path) {
    if (!isSection(held)) return undefined;
    const key = keyIn(held, part);
    if (key === undefined) return undefined;
    held = held[key];
  }
  return held;
}

const keysOf = new WeakMap<Section, ReadonlyMap<string, string>>();

/** The key of a section as written in the file: `lr-decay-style` for `lr_decay_style`. */
export function keyIn(section: Section, part: string): string | undefined {
  let keys = keysOf.get(section);
  if (keys === undefined) {
    keys = new Map(Object.keys(section).map((key) => [plainKey(key), key]));
    keysOf.set(section, keys);
  }
  return keys.get(plainKey(part));
}

/** A value with its references resolved; references to missing values become `Unresolved`. */
export function resolve(
  value: unknown,
  root: Section,
  given: (name: string) => string | undefined,
  depth = 0,
): unknown {
  if (value instanceof Unresolved) return given(value.name) ?? value;
  if (value === "???") return new Unresolved("", "???");
  if (typeof value !== "string" || !value.includes("${")) return value;
  if (depth > DEEPEST) return new Unresolved(value, value);
  const whole = WHOLE.exec(value)?.[1];
  if (whole !== undefined) return reference(whole, root, given, depth);
  let missing: Unresolved | undefined;
  const replaced = value.replace(ANY, (_, name: string) => {
    const held = reference(name, root, given, depth);
    if (held instanceof Unresolved) missing ??= held;
    return String(held);
  });
  return missing ?? replaced;
}

function reference(
  inner: string,
  root: Section,
  given: (name: string) => string | undefined,
  depth: number,
): unknown {
  const name = inner.trim();
  const known = given(name);
  if (known !== undefined) return known;
  const [, variable, fallback] = /^(?:oc\.)?env:([^,]+)(?:,(.*))?$/.exec(name) ?? [];
  if (variable !== undefined) {
    const environment = variable.trim();
    return given(environment) ?? fallback?.trim() ?? new Unresolved(environment, `\${${name}}`);
  }
  const held = valueAt(root, name.replace(/^\.+/, "").split("."));
  if (held === undefined || held === null) return new Unresolved(name, `\${${name}}`);
  return resolve(held, root, given, depth + 1);
}
