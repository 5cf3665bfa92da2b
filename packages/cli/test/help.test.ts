/** Help and README: complete, narrow enough, and with examples that work. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tokenizeArgs } from "args-tokenizer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampled } from "../../core/test/support/random-cases.js";
import { commands } from "../src/commands/index.js";
import { constructors } from "../src/constructors/index.js";
import { definitions, wrap } from "../src/output/layout.js";
import { kebabCase } from "../src/words/names.js";
import { anneal } from "./support/anneal.js";
import { exampleFiles } from "./support/example-files.js";

const folder = mkdtempSync(join(tmpdir(), "anneal-help-"));
const home = process.cwd();
const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const tree = JSON.stringify({ kind: "ramp", start: 0, end: 100, from: 1, to: 0.1 });
beforeAll(() => {
  for (const name of ["schedule", "a", "b"]) writeFileSync(join(folder, `${name}.json`), tree);
  for (const [name, text] of Object.entries(exampleFiles)) writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, "runs"));
  for (const [i, name] of ["a", "b", "c"].entries()) {
    const rows = Array.from({ length: 40 }, (_, row) => {
      const step = 500 + 100 * row;
      const lr = i === 0 || step < 1500 + 1000 * i ? 3e-4 : 1e-4;
      return `${step},${lr},${3 + 30 / Math.sqrt(step) - (lr < 3e-4 ? 0.1 : 0)}\n`;
    });
    for (const place of [folder, join(folder, "runs")]) {
      writeFileSync(join(place, `${name}.csv`), `step,lr,loss\n${rows.join("")}`);
    }
  }
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

async function page(...args: string[]): Promise<string> {
  const { code, text, error } = await anneal([...args, "--help"]);
  expect(error).toBe("");
  expect(code).toBe(0);
  return text;
}

const examplesOf = (text: string) =>
  (text.split("Examples:\n")[1] ?? "")
    .split("\n")
    .flatMap((line) => line.match(/^ {2}anneal (.+)$/)?.[1] ?? []);

/** The output on standard error; empty for `export`, which describes its file there. */
const notesOf = (example: string, error: string) => (example.startsWith("export") ? "" : error);

/** The arguments of an example, without `<` and `>`, and with the files that a shell would find. */
const argsOf = (example: string) =>
  tokenizeArgs(example.replace(/ [<>] \S+$/, "").replace("runs/*.csv", "runs/a.csv runs/b.csv runs/c.csv"));

describe("help", () => {
  it("lists the commands", async () => {
    const overview = await page();
    for (const name of Object.keys(commands)) expect(overview).toMatch(new RegExp(`^  ${name} `, "m"));
  });

  it.each(Object.entries(commands))(
    "of %s lists its options, in at most 80 columns but for examples",
    async (name, { load }) => {
      const { options, takesSchedules } = await load();
      const text = await page(name);
      for (const option of Object.keys(options)) expect(text).toContain(`--${option}`);
      const names = text.match(/^Constructors:\n((?: {2}.+\n)+)/m)?.[1]?.split(/\s+/) ?? [];
      for (const each of constructors.keys()) {
        expect(names.includes(kebabCase(each))).toBe(takesSchedules);
      }
      const [above = ""] = text.split("Examples:\n");
      expect(above.split("\n").filter((line) => line.length > 80)).toEqual([]);
      expect(examplesOf(text).length).toBeGreaterThan(1);
    },
  );

  it("has examples that work", async () => {
    // The examples of a page read files that others of it write.
    const names = sampled(Object.keys(commands), 4);
    const pages = await Promise.all([page(), ...names.map((name) => page(name))]);
    const examples = pages.flatMap(examplesOf).filter((example) => !example.startsWith("bench"));
    expect(examples.length).toBeGreaterThan(4);
    for (const example of examples) {
      const { code, error } = await anneal(argsOf(example), { stdin: tree });
      expect(notesOf(example, error), example).toBe("");
      expect(code, example).toBe(0);
    }
  });

  it("of a constructor does not depend on the position of --help", async () => {
    const text = await page("sample", "cosine");
    expect(text).toContain("Usage: anneal sample cosine");
    expect(await page("sample", "--help", "cosine")).toBe(text);
    expect(await page("sample", "cosine", "--peak", "1", "--nonsense")).toBe(text);
  });
});

describe("the README", () => {
  const blocks = [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language, code = ""]) => ({
    language,
    code,
  }));
  const commandsOf = (code: string) =>
    code
      .replaceAll("\\\n", " ")
      .split("\n")
      .flatMap((line) => line.match(/^(?:\$ )?anneal (.+)$/)?.[1] ?? []);

  it("has commands that work", async () => {
    const lines = blocks.filter(({ language }) => language === "sh").flatMap(({ code }) => commandsOf(code));
    expect(lines.length).toBeGreaterThan(5);
    for (const line of sampled(lines, 5)) {
      const { code, error } = await anneal(argsOf(line), { stdin: tree });
      expect(notesOf(line, error), line).toBe("");
      expect(code, line).toBe(0);
    }
  });

  it("shows what its first command prints", async () => {
    const [line = ""] = blocks.flatMap(({ code }) => commandsOf(code));
    expect(blocks.map(({ code }) => code)).toContain((await anneal(argsOf(line))).text);
  });

  it("shows an error as it is printed", async () => {
    const shown = blocks.find(({ code }) => code.startsWith("$ ")) ?? { code: "" };
    const [line = ""] = commandsOf(shown.code);
    expect(shown.code).toBe(`$ anneal ${line}\n${(await anneal(argsOf(line))).error}`);
  });
});

describe("the layout", () => {
  it("wraps at blanks and never loses a word", () => {
    expect(wrap("one two three four", 9)).toEqual(["one two", "three", "four"]);
    expect(wrap("unbreakable and so on", 5)).toEqual(["unbreakable", "and", "so on"]);
  });

  it("puts the text after a name that is too long on the next line", () => {
    const long = "-".repeat(40);
    expect(
      definitions([
        ["a", "first"],
        [long, "second"],
        ["bcd", "third"],
      ]),
    ).toEqual(["  a    first", `  ${long}`, "       second", "  bcd  third"]);
  });
});
