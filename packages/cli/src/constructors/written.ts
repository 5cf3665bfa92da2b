/** Constructors, options and examples in the syntax of the command line. */
import type { ConstructorEntry, ExampleCall, ExampleValue, OptionEntry } from "@anneal/core/catalog";
import { kebabCase } from "../words/names.js";

/** The placeholder after an option in the help: `<rate>`; nothing after a flag. */
export function placeholder({ kind, unit, choices }: OptionEntry): string {
  switch (kind) {
    case "flag":
      return "";
    case "number":
      return `<${unit}>`;
    case "numbers":
      return `<${unit === "steps" ? "step" : unit},...>`;
    case "points":
      return "<step:rate,...>";
    case "choice":
      return `<${choices.join("|")}>`;
    case "words":
      return "<name,...>";
    case "schedule":
    case "schedules":
      return "<schedule>";
    default:
      return kind satisfies never;
  }
}

/** Text of the catalog without code marks, with options in command-line syntax: `--total-steps`. */
export function inOptions(text: string, { options }: ConstructorEntry): string {
  return text.replace(/`([^`]*)`/g, (_, code: string) => (code in options ? `--${kebabCase(code)}` : code));
}

/** Text of the catalog without code marks. */
export function plain(text: string): string {
  return text.replaceAll("`", "");
}

/** The arguments of a call: `["cosine", "--peak", "1e-3"]`. */
export function wordsOf({ name, options }: ExampleCall): string[] {
  const words = Object.entries(options).flatMap(([option, value]) => optionWords(kebabCase(option), value));
  return [kebabCase(name), ...words];
}

function optionWords(option: string, value: ExampleValue): string[] {
  if (value === true) return [`--${option}`];
  if (value === false) return [`--no-${option}`];
  if (!Array.isArray(value)) return [`--${option}`, wordOf(value as ExampleValue)];
  // Each schedule is a separate argument; other lists are one argument with commas.
  if (option === "schedules") return value.flatMap((each) => [`--${option}`, wordOf(each)]);
  return [`--${option}`, value.map((each) => (Array.isArray(each) ? each.join(":") : each)).join(",")];
}

function wordOf(value: ExampleValue): string {
  return typeof value === "object" && "name" in value ? shellLine(wordsOf(value)) : String(value);
}

/** Arguments as one shell line, quoted where needed. */
export function shellLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quoted(word))).join(" ");
}

function quoted(word: string): string {
  return /["$`\\!]/.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : `"${word}"`;
}
