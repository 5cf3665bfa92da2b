/**
 * Reads flags of a command line or a launch script: `--lr 1e-3`, `--optimizer.lr=1e-3`, `-l 1e-3`,
 * `learning_rate=1e-3`.
 */
import { type ConfigDocument, emptySection, innerSection, plainKey, Unresolved } from "./document.js";
import { shellWords, unresolvedIn, type Word } from "./shell.js";

const FLAG = /^(--?)([A-Za-z_][\w.@/-]*)(?:=([\s\S]*))?$/;
const PAIR = /^\+{0,2}~?([A-Za-z_][\w.@/-]*)=([\s\S]*)$/;
const DEEPEST = 20;

/** @param variables Known shell variables. */
export function readFlags(
  text: string,
  variables: ReadonlyMap<string, string>,
  file: string | undefined,
): ConfigDocument {
  const reader = new FlagReader(file);
  reader.read(shellWords(text, new Map(variables), file));
  const { root, lines } = reader;
  return {
    format: "flags",
    root,
    calls: [],
    lineOf: (path) => lines.get(path.map(plainKey).join(".")) ?? null,
  };
}

class FlagReader {
  readonly root = emptySection();
  readonly lines = new Map<string, number>();
  readonly #file: string | undefined;
  readonly #dashed = new Set<string>();
  #latest: { readonly key: string; readonly line: number; readonly values: unknown[] } | null = null;

  constructor(file: string | undefined) {
    this.#file = file;
  }

  read(words: readonly Word[]): void {
    for (const word of words) this.#take(word);
    this.#finish();
  }

  #take({ value, line, isOperator }: Word): void {
    // A parenthesis may belong to a list of arguments, `ARGS=(--lr 1e-3`, or to `key=(1 2)`.
    if (isOperator) {
      this.#finish();
      return;
    }
    if (value instanceof Unresolved) {
      this.#latest?.values.push(value);
      return;
    }
    // Old scripts keep their flags in one quoted variable.
    const quoted = /^(?:[A-Za-z_]\w*=)?\s*(--?[A-Za-z][\s\S]*\s[\s\S]*)$/.exec(value)?.[1];
    if (quoted !== undefined && !/^--?[A-Za-z_][\w.-]*=/.test(value)) {
      this.#finish();
      for (const inner of shellWords(quoted, new Map(), this.#file)) this.#take({ ...inner, line });
      this.#finish();
      return;
    }
    const [, dashes, flag, inline] = FLAG.exec(value) ?? [];
    if (dashes !== undefined && flag !== undefined) {
      this.#finish();
      this.#latest = { key: flag, line, values: inline === undefined ? [] : [unresolvedIn(inline)] };
      if (inline !== undefined) this.#finish();
      return;
    }
    const [, key, held] = PAIR.exec(value) ?? [];
    if (key !== undefined && held !== undefined) {
      this.#finish();
      if (!this.#dashed.has(plainKey(key))) this.#set(key, unresolvedIn(held), line);
      return;
    }
    this.#latest?.values.push(value);
  }

  /** A flag without a value is true; several values are a list. */
  #finish(): void {
    if (this.#latest === null) return;
    const { key, line, values } = this.#latest;
    this.#latest = null;
    this.#dashed.add(plainKey(key));
    this.#set(key, values.length === 0 ? true : values.length === 1 ? values[0] : values, line);
  }

  #set(key: string, value: unknown, line: number): void {
    const path = plainKey(key).split(".");
    const last = path.pop();
    if (last === undefined || last === "" || path.length > DEEPEST) return;
    const section = innerSection(this.root, path);
    section[last] = value;
    this.lines.set([...path, last].join("."), line);
  }
}
