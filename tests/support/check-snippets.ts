/** Snippets of documentation in a project: all compiled by one TypeScript, and run in one process. */

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Snippet } from "./snippets.js";

const runner = fileURLToPath(new URL("snippet-runner.mjs", import.meta.url));

/** Long enough for all of them together; a snippet that never ends is ended here. */
const timeout = 240_000;

/**
 * What is wrong with each snippet, by its origin: errors of types, and what it throws.
 * `compile` runs TypeScript on a folder of the project and returns what it printed.
 */
export function checkSnippets(
  folder: string,
  snippets: readonly Snippet[],
  compile: (folder: string, files: Readonly<Record<string, string>>) => string,
): Map<string, string[]> {
  const files = snippets.map((snippet, index) => ({ ...snippet, name: `snippet-${index}` }));
  const typed = files.filter(({ language }) => language === "ts");
  // Top-level await needs a module, and a snippet without import or export is none.
  const sources = typed.map(({ name, code }) => [`${name}.mts`, `${code}\nexport {};\n`]);
  const printed = compile(folder, Object.fromEntries(sources));
  const out = join(folder, "out");
  mkdirSync(out, { recursive: true });
  for (const { language, name, code } of files) {
    if (language === "js") writeFileSync(join(out, `${name}.mjs`), code);
  }
  const path = (name: string) => join(out, `${name}.mjs`);
  const thrown = run(
    folder,
    files.map(({ name }) => path(name)),
  );

  const errors = printed.match(/^\S.*$(\n\s.*)*/gm) ?? [];
  const ofFile = (name: string) => errors.filter((error) => error.startsWith(`${name}.mts(`));
  const foreign = errors.filter((error) => !/^snippet-\d+\.mts\(/.test(error));
  if (foreign.length > 0) throw new Error(foreign.join("\n"));
  return new Map(
    files.map(({ origin, name }) => [origin, [...ofFile(name), ...(thrown[path(name)] ?? ["it never ran"])]]),
  );
}

function run(folder: string, modules: readonly string[]): Record<string, string[]> {
  const report = join(folder, "thrown.json");
  const options = { cwd: folder, encoding: "utf8", timeout, maxBuffer: 1 << 26 } as const;
  const { status, signal, stderr } = spawnSync(process.execPath, [runner, report, ...modules], options);
  if (signal !== null) throw new Error(`the snippets did not end within ${timeout / 1000} s\n${stderr}`);
  if (status !== 0) throw new Error(`the process of the snippets ended with ${status}\n${stderr}`);
  return JSON.parse(readFileSync(report, "utf8"));
}
