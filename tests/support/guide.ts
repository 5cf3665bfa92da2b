/** The guide to schedules as its tests read it: sections, the values that their code has, and the table of recipes. */
import * as core from "@anneal/core";
import * as interop from "@anneal/interop";
import { listSnippets } from "./snippets.js";

export interface Section {
  readonly title: string;
  readonly text: string;
  /** What each block of code has under the names that were asked for. */
  values(names: readonly string[]): Promise<Readonly<Record<string, unknown>>[]>;
}

const modules: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "@anneal/core": core,
  "@anneal/interop": interop,
};

/** The sections below headings of a level: 2 for `##`. Deeper headings are a part of the section. */
export function listSections(markdown: string, level: number): Section[] {
  const heading = new RegExp(`^#{1,${level}} (.+)$`, "gm");
  const starts = [...markdown.matchAll(heading)];
  return starts.flatMap((match, i) => {
    if (!match[0].startsWith(`${"#".repeat(level)} `)) return [];
    const text = markdown.slice(match.index + match[0].length, starts[i + 1]?.index);
    const title = match[1] ?? "";
    const codes = listSnippets(title, text).map(({ code }) => code);
    return [{ title, text, values: (names) => Promise.all(codes.map((code) => valuesOf(code, names))) }];
  });
}

/** Runs a block of code, and takes what it holds under some names; a name that it doesn't have is left out. */
async function valuesOf(code: string, names: readonly string[]): Promise<Record<string, unknown>> {
  const given = new Map<string, unknown>();
  const body = code
    .replace(/^import \{ (.+) \} from "(.+)";$/gm, (_, imported: string, from: string) => {
      for (const name of imported.split(", ")) given.set(name, modules[from]?.[name]);
      return "";
    })
    .replaceAll(" as const", "");
  const held = names.map((name) => `${name}: typeof ${name} === "undefined" ? undefined : ${name}`);
  const run = new Function(
    "console",
    ...given.keys(),
    `return (async () => { ${body}\nreturn { ${held} }; })()`,
  );
  return run({ log: () => {} }, ...given.values());
}

/** The cells of every row of the tables in a text, without heads. */
export function listRows(text: string): string[][] {
  return [...text.matchAll(/(?<=^\| ---.*\n(?:\|.*\n)*)\| (.*) \|$/gm)].map((match) =>
    (match[1] ?? "").split(" | ").map((cell) => cell.trim()),
  );
}

/** A text on one line, without the marks of a quotation. */
export function unwrap(text: string): string {
  return text.replace(/\s*\n>? ?/g, " ");
}
