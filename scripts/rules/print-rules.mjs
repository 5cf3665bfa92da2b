/** The content of all files generated from the rules, by path. */

import { printAbi, printHeader } from "./abi.mjs";
import { printInterface } from "./interface.mjs";
import { printRustExports, printRustIndex, printRustModule } from "./print-rust.mjs";
import { printTypeScript } from "./print-typescript.mjs";
import { listPrograms, listScalars } from "./programs.mjs";
import { camelToSnake } from "./words.mjs";

/** The files of packages/core/src/optimizers/rules whose name is not that of their only rule. */
const files = /** @type {Record<string, string>} */ ({
  adamw: "adam",
  adamwScheduleFree: "schedule-free",
  sgdScheduleFree: "schedule-free",
});

/**
 * @param {typeof import("@anneal/core") & typeof import("@anneal/core/optimizer-engine")} core
 * @returns {Record<string, string>}
 */
export function printRules(core) {
  const rules = Object.entries(/** @type {Record<string, unknown>} */ (core)).flatMap(([name, value]) =>
    core.isRule(value) ? [/** @type {const} */ ([name, value])] : [],
  );
  const fileOf = (/** @type {string} */ rule) => files[rule] ?? rule;
  const names = [...new Set(rules.map(([name]) => fileOf(name)))].sort();
  const all = listPrograms(core, Object.fromEntries(rules));
  const groups = names
    .map((file) => ({
      module: camelToSnake(file),
      programs: all.filter(({ rule }) => fileOf(rule) === file),
    }))
    .filter(({ programs }) => programs.length > 0);
  return {
    ...printInterface(),
    ...Object.fromEntries(
      names.map((file) => {
        const own = Object.fromEntries(rules.filter(([name]) => fileOf(name) === file));
        return [
          `packages/core/src/optimizers/host/printed/${file}.ts`,
          printTypeScript(listPrograms(core, own), listScalars(core, own)),
        ];
      }),
    ),
    ...Object.fromEntries(
      groups.map(({ module, programs }) => [
        `crates/kernels/src/rules/${module}.rs`,
        printRustModule(programs),
      ]),
    ),
    "crates/kernels/src/rules/mod.rs": printRustIndex(groups.map(({ module }) => module)),
    "crates/optimizers-wasm/src/exports.rs": printRustExports(groups),
    "crates/optimizers-wasm/src/header.rs": printHeader(),
    "packages/wasm/src/optimizers/abi.ts": printAbi(all),
  };
}
