/** Reads an engine's fields from a document, and records what was assumed, what is missing, and what had no effect. */
import { describe } from "@anneal/core";
import { ImportError } from "../import-error.js";
import {
  Call,
  type ConfigDocument,
  isSection,
  plainKey,
  type Section,
  Unresolved,
} from "../reading/document.js";
import type { Field, Fields, Values } from "./field.js";
import { keyIn, resolve, valueAt } from "./interpolation.js";

export interface SettingsOptions {
  readonly document: ConfigDocument;
  /** The sections in which paths start; the first that has the field counts. `""` is the file itself. */
  readonly roots: readonly string[];
  /** The caller's values by name. */
  readonly given: ReadonlyMap<string, string>;
  /** The number of updates of the run, from the caller. */
  readonly total: number | undefined;
  readonly file: string | undefined;
}

interface Found {
  readonly value: unknown;
  /** As written in the file. */
  readonly path: readonly string[];
}

export class Settings {
  readonly document: ConfigDocument;
  readonly assumed: string[] = [];
  readonly notes: string[] = [];
  readonly missing = new Set<string>();
  readonly #options: SettingsOptions;
  readonly #read = new Set<string>();
  readonly #used = new Set<string>();

  constructor(options: SettingsOptions) {
    this.#options = options;
    this.document = options.document;
  }

  /** The fields as properties, each read on first access. */
  values<F extends Fields>(fields: F): Values<F> {
    const values = {};
    for (const [name, field] of Object.entries(fields)) {
      let held: { readonly value: unknown } | undefined;
      Object.defineProperty(values, name, {
        enumerable: true,
        get: () => {
          held ??= { value: this.#value(name, field) };
          return held.value;
        },
      });
    }
    return values as Values<F>;
  }

  /** Whether the file or the caller states a field. */
  states(field: Field<unknown>, name: string): boolean {
    return this.#givenFor(name, field) !== undefined || this.#find(field) !== null;
  }

  /** The caller's value for a name that is not a field of the file. */
  given(name: string): string | undefined {
    const key = plainKey(name);
    for (const [each, value] of this.#options.given) {
      if (plainKey(each) !== key) continue;
      this.#used.add(each);
      return value;
    }
    return undefined;
  }

  assume(text: string): void {
    if (!this.assumed.includes(text)) this.assumed.push(text);
  }

  note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text);
  }

  /** Fields of the file that were never read, and unused names from the caller. */
  noteUnused(fields: Fields): void {
    for (const [name, field] of Object.entries(fields)) {
      if (this.#read.has(name) || field.isTotal || field.isContext) continue;
      const found = this.#find(field);
      if (found !== null) this.note(`${found.path.join(".")} = ${describe(found.value)} has no effect here`);
    }
    for (const name of this.#options.given.keys()) {
      if (!this.#used.has(name)) this.note(`${name} was given and is not a field that this import reads`);
    }
  }

  /** An error about a field, with its place in the file. */
  problem(field: Field<unknown>, reason: string): ImportError {
    const found = this.#find(field);
    if (found !== null) return this.problemAt(found.path, reason);
    const name = field.paths[0] ?? "";
    return new ImportError("field", `${name} ${reason}`, { file: this.#options.file, field: name });
  }

  problemAt(path: readonly string[], reason: string): ImportError {
    const field = path.join(".");
    const line = this.document.lineOf(path);
    return new ImportError("field", `${field} ${reason}`, { file: this.#options.file, line, field });
  }

  /** The position of a text in the file; null: not found. */
  pathTo(text: string): readonly string[] | null {
    return pathTo(this.document.root, text.toLowerCase());
  }

  #value(name: string, field: Field<unknown>): unknown {
    this.#read.add(name);
    if (field.isTotal) return this.#total(field);
    const given = this.#givenFor(name, field);
    const found = given === undefined ? this.#find(field) : null;
    const value = memberName(given ?? this.#resolved(found), field);
    if (value === undefined || value === null) return this.#absent(field);
    const isOpen = value instanceof Unresolved || value === "auto";
    if (isOpen && field.isContext && field.absence.kind === "optional") return undefined;
    if (value instanceof Unresolved) return this.#ask(value.name || nameOf(field, found), field);
    const converted = field.convert(value);
    if (converted !== undefined) return converted;
    // Overrides of Hydra write it as a word.
    if (value === "null") return this.#absent(field);
    // The engine fills in "auto" at run time, and calls are not executed.
    if (isOpen || value instanceof Call) return this.#ask(nameOf(field, found), field);
    throw this.problem(field, `must be ${field.expected}; got ${describe(value)}`);
  }

  /** The number of updates of the run, from the caller or the file; not reported as missing. */
  knownTotal(field: Field<unknown>): number | undefined {
    const held = this.#options.total ?? this.#givenFor("total", field) ?? this.#resolved(this.#find(field));
    return held instanceof Unresolved ? undefined : (field.convert(held) as number | undefined);
  }

  #total(field: Field<unknown>): unknown {
    const { total } = this.#options;
    const given = total ?? this.#givenFor("total", field);
    const found = this.#find(field);
    const value = this.#resolved(found);
    const inFile = value instanceof Unresolved ? undefined : field.convert(value);
    if (given === undefined) {
      if (inFile !== undefined) return inFile;
      if (value instanceof Unresolved && value.name !== "") return this.#ask(value.name, field);
      return this.#ask("total", field);
    }
    const taken = field.convert(given);
    if (taken === undefined)
      throw new ImportError("field", `total must be ${field.expected}; got ${describe(given)}`);
    if (inFile !== undefined && inFile !== taken) {
      this.note(`the run has ${taken} updates as given, not ${found?.path.join(".")} = ${describe(inFile)}`);
    }
    return taken;
  }

  #absent(field: Field<unknown>): unknown {
    const { absence, paths } = field;
    if (absence.kind === "optional") return undefined;
    if (absence.kind === "required") return this.#ask(this.#pathInFile(paths[0] ?? ""), field);
    this.assume(`${paths[0]} = ${plain(absence.value)}`);
    return absence.value;
  }

  #ask(name: string, field: Field<unknown>): unknown {
    this.missing.add(name);
    return field.placeholder;
  }

  /** A path from the top of the file, below the first root that the file has. */
  #pathInFile(path: string): string {
    const root = this.#options.roots.find(
      (each) => each !== "" && isSection(valueAt(this.document.root, each.split("."))),
    );
    return root === undefined ? path : `${root}.${path}`;
  }

  /** The caller's value for a field: by its path, with or without the root, by its last part, or by its name here. */
  #givenFor(name: string, field: Field<unknown>): string | undefined {
    for (const path of field.paths) {
      const value = this.given(path) ?? this.given(this.#pathInFile(path));
      if (value !== undefined) return value;
    }
    for (const path of field.paths) {
      const value = this.given(path.split(".").at(-1) ?? path);
      if (value !== undefined) return value;
    }
    return this.given(name);
  }

  #find({ paths }: Pick<Field<unknown>, "paths">): Found | null {
    for (const root of this.#options.roots) {
      const before = root === "" ? [] : root.split(".");
      for (const path of paths) {
        const parts = [...before, ...path.split(".")];
        const value = valueAt(this.document.root, parts);
        if (value !== undefined && value !== null) return { value, path: written(this.document.root, parts) };
      }
    }
    return null;
  }

  #resolved(found: Found | null): unknown {
    if (found === null) return undefined;
    return resolve(found.value, this.document.root, (name) => this.given(name));
  }
}

/** A member of an enumeration in Python, such as `SchedulerType.COSINE`, as text where a field takes it. */
function memberName(value: unknown, field: Field<unknown>): unknown {
  if (!(value instanceof Unresolved) || !/^([A-Za-z_]\w*\.)*[A-Z]\w*\.[A-Z][A-Z0-9_]*$/.test(value.name))
    return value;
  return field.convert(value.name) === undefined ? value : value.name;
}

function nameOf(field: Field<unknown>, found: Found | null): string {
  return found?.path.join(".") ?? field.paths[0] ?? "";
}

function plain(value: unknown): string {
  return Array.isArray(value) ? `[${value.join(", ")}]` : isSection(value) ? "{}" : String(value);
}

/** A path with the keys as written in the file. */
function written(root: Section, path: readonly string[]): string[] {
  let held: unknown = root;
  return path.map((part) => {
    if (!isSection(held)) return part;
    const key = keyIn(held, part) ?? part;
    held = held[key];
    return key;
  });
}

/** The depth of the search for a text. */
const DEEPEST = 8;

function pathTo(section: Section, text: string, depth = 0): readonly string[] | null {
  for (const [key, value] of Object.entries(section)) {
    if (typeof value === "string" && value.toLowerCase() === text) return [key];
    const inner = isSection(value) && depth < DEEPEST ? pathTo(value, text, depth + 1) : null;
    if (inner !== null) return [key, ...inner];
  }
  return null;
}
