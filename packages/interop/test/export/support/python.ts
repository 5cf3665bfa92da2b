/** Python without packages, for exported modules. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Found } from "../../../../core/test/support/requirement.js";

const script = fileURLToPath(new URL("run_schedules.py", import.meta.url));

export function findPython(): Found<string> {
  const { status } = spawnSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 9))"]);
  return status === 0 ? { found: "python3" } : { missing: "there is no python3 of 3.9 or later" };
}

export interface ExportedModule {
  readonly code: string;
  readonly total: number;
}

function answers(python: string, modules: readonly ExportedModule[], args: readonly string[]): string[] {
  const input = modules.map((module) => JSON.stringify(module)).join("\n");
  const options = { input, encoding: "utf8", maxBuffer: 2 ** 30, timeout: 300_000 } as const;
  const { stdout, stderr, status } = spawnSync(python, [script, ...args], options);
  if (status !== 0) throw new Error(stderr);
  return stdout.trim().split("\n");
}

/** The rates of each module's run. */
export function runModules(python: string, modules: readonly ExportedModule[]): number[][] {
  return answers(python, modules, []).map((line) => JSON.parse(line));
}

/** What each module is to Python, without its comments. */
export function syntaxTrees(python: string, modules: readonly ExportedModule[]): string[] {
  return answers(python, modules, ["--trees"]);
}
