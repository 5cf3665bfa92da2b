/** A parsed configuration file: plain values, with their lines. */

export type Format = "yaml" | "json" | "toml" | "flags" | "python";

/** A section: an object without a prototype, so that no key of a file is special in JavaScript. */
export type Section = Readonly<Record<string, unknown>>;

export interface ConfigDocument {
  readonly format: Format;
  readonly root: Section;
  /** The calls of a Python file, in the order of the text; none in other formats. */
  readonly calls: readonly Call[];
  /** The line of a value, from 1; null if unknown. */
  lineOf(path: readonly string[]): number | null;
}

/** A value that the text refers to but does not contain: a shell variable, a Python name, an interpolation. */
export class Unresolved {
  constructor(
    /** The name to report as missing: `LR`, `opts.lr`. */
    readonly name: string,
    /** The value as written in the file. */
    readonly text: string,
  ) {}
}

/** A call in a Python file: `CosWithWarmup(warmup=2000)`. It is never executed. */
export class Call {
  constructor(
    /** `LRSchedulersContainer.Config`. */
    readonly callee: string,
    readonly positional: readonly unknown[],
    readonly named: Section,
    readonly line: number,
    /** The function whose body contains the call; null at the top level. */
    readonly within: string | null,
  ) {}

  /** Whether the call is to `name`, in any module. */
  isTo(name: string): boolean {
    return this.callee === name || this.callee.endsWith(`.${name}`);
  }
}

export function emptySection(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}

/** The section at a path, created if it does not exist. */
export function innerSection(
  root: Record<string, unknown>,
  path: readonly string[],
): Record<string, unknown> {
  let section = root;
  for (const part of path) {
    const held = section[part];
    const inner = isSection(held) ? (held as Record<string, unknown>) : emptySection();
    section[part] = inner;
    section = inner;
  }
  return section;
}

export function isSection(value: unknown): value is Section {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return !(value instanceof Unresolved || value instanceof Call || value instanceof Date);
}

/** A key in the form common to all formats: `--lr-decay-style` is `lr_decay_style`. */
export function plainKey(key: string): string {
  return key.replace(/^-+/, "").replaceAll("-", "_");
}
