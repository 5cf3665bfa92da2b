/** What mutation tests cover, one run for each folder, and the share of mutants that the tests must kill. */
import { dirname } from "node:path/posix";

/**
 * @typedef {object} Folder
 * @property {string} path The sources, relative to the root of the repository.
 * @property {"stryker" | "cargo-mutants"} tool
 * @property {string} package The package whose tests run.
 * @property {number} threshold The least share of killed mutants, from 0 to 1.
 */

/** Where a wrong number does the most harm. */
const STRICT = 0.8;
const USUAL = 0.7;

/** @type {(path: string, threshold?: number) => Folder} */
const typescript = (path, threshold = USUAL) => ({
  path,
  tool: "stryker",
  package: path.split("/").slice(0, 2).join("/"),
  threshold,
});

/** @type {(path: string) => Folder} */
const rust = (path) => ({ path, tool: "cargo-mutants", package: "kernels", threshold: STRICT });

/** @type {readonly Folder[]} */
export const folders = [
  typescript("packages/core/src/evaluate", STRICT),
  rust("crates/kernels/src/schedule"),
  rust("crates/kernels/src"),
  typescript("packages/core/src/constructors", STRICT),
  typescript("packages/core/src/schedulers", STRICT),
  typescript("packages/core/src/optimizers", STRICT),
  ...["groups", "lint", "lr-finder", "math", "metrics", "recipes", "schedule", "units"].map((name) =>
    typescript(`packages/core/src/${name}`),
  ),
  typescript("packages/interop/src"),
  typescript("packages/plot/src"),
  typescript("packages/monitor/src"),
];

/** Whether a file belongs to a folder: for TypeScript also one in a folder below, while each Rust folder is run alone. */
export function isIn(/** @type {Folder} */ { path, tool }, /** @type {string} */ file) {
  return tool === "stryker" ? file.startsWith(`${path}/`) : dirname(file) === path;
}
