/** Splits a launch script into words: quotes, comments, continued lines and variables, without running anything. */
import { type ParseEntry, parse } from "shell-quote";
import { integerValue } from "./arithmetic.js";
import { ImportError } from "../import-error.js";
import { Unresolved } from "./document.js";
import { numberIn } from "./numbers.js";
import { plainSubstitutions } from "./substitutions.js";

/** A word of a command, or the end of a command. */
export interface Word {
  readonly value: string | Unresolved;
  readonly line: number;
  /** `;`, `|`, `(`: no flag takes its value across them. */
  readonly isOperator: boolean;
}

/** Marks a variable inside a word until the word is complete. */
const MARK = "\u0000";
const MARKED = new RegExp(`${MARK}([^${MARK}]*)${MARK}`);
const ARITHMETIC = /\$\(\(([^()]*(?:\([^()]*\)[^()]*)*)\)\)/g;
const LONGEST_VALUE = 100_000;
const LONGEST_COMMAND = 100_000;
const OVERRIDE = /^[\w.+@/-]+=/;
const ASSIGNMENT = /^([A-Za-z_]\w*)=([\s\S]*)$/;

/**
 * All words of a script, in order.
 *
 * @param variables Known shell variables; assignments in the script are added.
 * @throws ImportError for a command that is too long.
 */
export function shellWords(text: string, variables: Map<string, string>, file: string | undefined): Word[] {
  const words: Word[] = [];
  const lookUp = (key: string): string => {
    const [, name = key, , fallback] = /^(\w+)(:?[-=])?([\s\S]*)?$/.exec(key) ?? [];
    const known = variables.get(name);
    if (known !== undefined) return known;
    return fallback !== undefined && /[-=]/.test(key) ? fallback : MARK + name + MARK;
  };
  for (const { text: command, line } of commands(text, file)) {
    const plain = plainSubstitutions(
      command,
      (name) => variables.has(name),
      (name) => (name !== "" && variables.has(name) ? `\${${name}}` : MARK + name + MARK),
    );
    const counted = plain.replace(ARITHMETIC, (whole, expression: string) => {
      let unknown = "";
      const value = integerValue(expression, (name) => {
        const known = numberIn(variables.get(name) ?? "");
        if (known === undefined) unknown ||= name;
        return known ?? null;
      });
      return value === null ? MARK + (unknown || whole.replaceAll(/\W/g, "")) + MARK : String(value);
    });
    let isStart = true;
    for (const entry of parse(counted, lookUp)) {
      const word = wordOf(entry, line);
      if (word === null) continue;
      const assigned = isStart && typeof word.value === "string" ? ASSIGNMENT.exec(word.value) : null;
      if (assigned !== null) assign(variables, assigned[1] ?? "", assigned[2] ?? "");
      else if (!word.isOperator) isStart = false;
      words.push(word);
    }
    words.push({ value: "\n", line, isOperator: true });
  }
  return words;
}

/** Variables that repeat each other would exhaust the memory, so a long one counts as unknown. */
function assign(variables: Map<string, string>, name: string, value: string): void {
  if (value.length <= LONGEST_VALUE) variables.set(name, value);
  else variables.delete(name);
}

function wordOf(entry: ParseEntry, line: number): Word | null {
  if (typeof entry === "object") {
    if ("comment" in entry) return null;
    if ("pattern" in entry) return { value: entry.pattern, line, isOperator: false };
    return { value: entry.op, line, isOperator: true };
  }
  const name = MARKED.exec(entry)?.[1];
  // An override such as `optim.lr=$LR` keeps its key.
  if (name === undefined || OVERRIDE.test(entry) || /^-/.test(entry)) {
    return { value: entry, line, isOperator: false };
  }
  return { value: unresolvedIn(entry), line, isOperator: false };
}

/** A text with an unknown variable as `Unresolved`; other text unchanged. */
export function unresolvedIn(text: string): Unresolved | string;
export function unresolvedIn(text: string): Unresolved | string {
  const name = MARKED.exec(text)?.[1];
  return name === undefined ? text : new Unresolved(name, text.replaceAll(MARK, ""));
}

/** The commands of a script, without comments: lines, joined where quotes or backslashes continue them. */
function* commands(
  text: string,
  file: string | undefined,
): Generator<{ readonly text: string; readonly line: number }> {
  let command = "";
  let quote = "";
  let line = 1;
  let start = 1;
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    if (command.length > LONGEST_COMMAND) {
      const reason = `the command that starts here is longer than ${LONGEST_COMMAND} characters`;
      throw new ImportError("too-large", reason, { file, line: start });
    }
    if (character === "\n") line++;
    if (character === "\\" && quote !== "'") {
      const following = text[i + 1];
      if (following === "\n" || (following === "\r" && text[i + 2] === "\n")) {
        command += " ";
        i += following === "\r" ? 2 : 1;
        line++;
        continue;
      }
      command += character + (following ?? "");
      i++;
    } else if (quote !== "") {
      if (character === quote) quote = "";
      command += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      command += character;
    } else if (character === "#" && /(^|\s)$/.test(command.slice(-1))) {
      const end = text.indexOf("\n", i);
      i = (end === -1 ? text.length : end) - 1;
    } else if (character === "\n" || character === "\r") {
      if (command.trim() !== "") yield { text: command, line: start };
      command = "";
      start = line;
    } else {
      command += character;
    }
  }
  if (command.trim() !== "") yield { text: command, line: start };
}
