/** What the entries of the package export: parts of the root, and the building blocks that docs/entries.md lists. */
import { readFileSync } from "node:fs";
import ts from "typescript-5.9";
import { describe, expect, it } from "vitest";
import manifest from "../package.json" with { type: "json" };

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const sourceOf = (entry: string) => new URL(`../src/entries/${entry}.ts`, import.meta.url).pathname;

const parts = ["lint", "recipes", "lr-finder", "schedulers", "optimizers"];
const blocks = ["arguments", "schedule-engine", "optimizer-engine", "group-scheduler"];

const index = new URL("../src/index.ts", import.meta.url).pathname;
const program = ts.createProgram([index, ...[...parts, ...blocks].map(sourceOf)], {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  strict: true,
  noLib: true,
  types: [],
});
const checker = program.getTypeChecker();

/** The exports of a module by name, types included, as what they were declared as. */
function exportsOf(path: string): Map<string, ts.Symbol> {
  const symbol = checker.getSymbolAtLocation(program.getSourceFile(path) as ts.SourceFile) as ts.Symbol;
  const declared = (each: ts.Symbol) =>
    each.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(each) : each;
  return new Map(checker.getExportsOfModule(symbol).map((each) => [each.name, declared(each)]));
}

const root = exportsOf(index);

it("the manifest has these entries", () => {
  expect(Object.keys(manifest.exports).sort()).toEqual(
    [".", "./catalog", "./rule", ...[...parts, ...blocks].map((entry) => `./${entry}`)].sort(),
  );
});

describe.each(parts)("@anneal/core/%s", (entry) => {
  const own = exportsOf(sourceOf(entry));

  it("exports a part of the root under the same names", () => {
    expect(own.size).toBeGreaterThan(0);
    for (const [name, symbol] of own) expect(root.get(name), name).toBe(symbol);
  });

  it("exports all that the root has of it", () => {
    const folders = new Set([...own.values()].map(folderOf));
    for (const [name, symbol] of root)
      if (folders.has(folderOf(symbol))) expect(own.has(name), name).toBe(true);
  });
});

describe.each(blocks)("@anneal/core/%s", (entry) => {
  const own = exportsOf(sourceOf(entry));

  it("exports what docs/entries.md lists, and nothing else", () => {
    const [, section = ""] = read("../../../docs/entries.md").split(`\n### @anneal/core/${entry}\n`);
    const [table = ""] = section.split("\n#");
    const listed = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect([...own.keys()].sort()).toEqual(listed.sort());
  });

  it("documents every export", () => {
    const bare = [...own].filter(([, symbol]) => symbol.getDocumentationComment(checker).length === 0);
    expect(bare.map(([name]) => name)).toEqual([]);
  });
});

/** The folder below `src` that a declaration is in. */
function folderOf(symbol: ts.Symbol): string {
  const path = symbol.declarations?.[0]?.getSourceFile().fileName ?? "";
  return path.split("/core/src/")[1]?.split("/")[0] ?? "";
}
