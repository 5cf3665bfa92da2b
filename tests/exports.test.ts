/** The names of every entry: listed, so that none shadows another, and each once. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "vite";
import { describe, expect, it } from "vitest";
import { listPublicPackages, readJson, repository } from "./support/repository.js";

interface Specifier {
  readonly exported: { readonly name?: string; readonly value?: string };
}

interface Statement {
  readonly type: string;
  readonly specifiers?: readonly Specifier[];
  readonly declaration?: {
    readonly id?: { readonly name: string };
    readonly declarations?: readonly { readonly id: { readonly name: string } }[];
  } | null;
  readonly exported?: { readonly name: string } | null;
}

/** Every exported name of a source, types included; `*` for all of another module. */
function exportedNames(source: string): string[] {
  const body = parseAst(source, { lang: "ts" }).body as unknown as readonly Statement[];
  return body.flatMap(({ type, specifiers, declaration, exported }) => {
    if (type === "ExportAllDeclaration") return [exported?.name ?? "*"];
    if (type !== "ExportNamedDeclaration") return [];
    const declared = declaration?.declarations ?? (declaration?.id ? [{ id: declaration.id }] : []);
    return [
      ...(specifiers ?? []).map(({ exported: { name, value } }) => name ?? value ?? ""),
      ...declared.map(({ id }) => id.name),
    ];
  });
}

function problemsOf(source: string): string[] {
  const names = exportedNames(source);
  return names
    .filter((name, i) => name === "*" || names.indexOf(name) < i)
    .map((name) => (name === "*" ? "exports all of another module" : `exports ${name} twice`));
}

/** The sources of everything that can be imported: `@anneal/core`, `@anneal/core/lint`. */
const entries = listPublicPackages().flatMap(({ folder }) => {
  const { exports = {} } = readJson<{ exports?: Record<string, unknown> }>(`${folder}/package.json`);
  return Object.values(exports).flatMap((target) => {
    const file = (target as { default?: string }).default;
    if (!file?.startsWith("./dist/")) return [];
    const source = join(folder, file.replace("./dist/", "src/").replace(/\.js$/, ".ts"));
    // The catalog is derived from sources by the build.
    return existsSync(join(repository, source)) ? [source] : [];
  });
});

describe("the entries of the packages", () => {
  it("are found", () => expect(entries.length).toBeGreaterThan(8));

  it.each(entries)("%s names each export, once", (entry) => {
    const source = readFileSync(join(repository, entry), "utf8");
    expect(exportedNames(source).length).toBeGreaterThan(0);
    expect(problemsOf(source)).toEqual([]);
  });
});

describe("the check itself", () => {
  it.each([
    ["export * from './a.js';", ["exports all of another module"]],
    ["export { a } from './a.js'; export type { a } from './b.js';", ["exports a twice"]],
    ["export { type Range } from './a.js'; export { b as Range } from './b.js';", ["exports Range twice"]],
    ["export const a = 1; export interface B {} export { B as a };", ["exports a twice"]],
    ["export function f() {} export class F {} export type { G } from './g.js';", []],
    ["export * as a from './a.js'; export { a } from './b.js';", ["exports a twice"]],
  ])("reads %s", (source, problems) => expect(problemsOf(source)).toEqual(problems));
});
