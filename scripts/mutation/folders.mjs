/** The folders that mutation tests cover, one run each, and the share of mutants that the tests must kill. */

/**
 * @typedef {object} Folder
 * @property {string} path The sources, relative to the root of the repository.
 * @property {"stryker" | "cargo-mutants"} tool
 * @property {readonly string[]} tests The test files of the folder, the quickest first, or the crate whose tests run.
 * @property {number} cases The share of the random cases to run: a surviving mutant takes the time of all cases.
 * @property {number} threshold The smallest allowed share of killed mutants, from 0 to 1.
 */

/** For code in which a wrong number does the most harm. */
const STRICT = 0.8;
const USUAL = 0.7;

/** @type {(path: string, tests: readonly string[], threshold?: number, cases?: number) => Folder} */
const typescript = (path, tests, threshold = USUAL, cases = 0.1) => {
  const folder = path.split("/").slice(0, 2).join("/");
  const file = (/** @type {string} */ name) =>
    name.includes("/test/") ? `${name}.test.ts` : `${folder}/test/${name}.test.ts`;
  return { path, tool: "stryker", tests: tests.map(file), threshold, cases };
};

/** @type {(path: string) => Folder} */
const rust = (path) => ({ path, tool: "cargo-mutants", tests: ["kernels"], threshold: STRICT, cases: 1 });

/** Tests of all optimizers, and those of numbers and slots in fewer bits. */
const STEPS = [
  "optimizers*",
  "checkpoint",
  "check-states",
  "arenas",
  "rules*",
  "muon",
  "adafactor",
  "ademamix",
];
const FEWER_BITS = ["precision", "half-parameters", "low-memory", "storage"];
/** The same in the memory of the WebAssembly module, which the host does not use. */
const IN_MODULE = [
  "half-parameters",
  "low-memory",
  "arenas",
  "foreign-memory",
  "threads-half",
  "optimizers",
].map((name) => `packages/wasm/test/${name}`);

/** @type {readonly Folder[]} */
export const folders = [
  typescript(
    "packages/core/src/evaluate",
    [
      "evaluate-curves",
      "evaluate-formulas",
      "evaluate-tables",
      "textbook",
      "finite-times",
      "evaluate-cycles",
      "evaluate-search",
      "sample",
      "packages/wasm/test/sample-edges",
      "packages/wasm/test/sample-bits",
      "rests-at",
    ],
    STRICT,
    0.02,
  ),
  rust("crates/kernels/src/schedule"),
  rust("crates/kernels/src/forecast"),
  rust("crates/kernels/src"),
  typescript(
    "packages/core/src/constructors",
    ["textbook", "constructors-*", "constructors*", "extend"],
    STRICT,
  ),
  typescript(
    "packages/core/src/schedulers",
    [
      "schedulers*",
      "check-states",
      "checkpoint",
      "sample-ranges",
      "errors-hostile",
      "metrics*",
      "packages/interop/test/schedulers-resume",
      "packages/interop/test/schedulers-running",
      "packages/interop/test/schedulers-state",
      "packages/interop/test/schedulers",
    ],
    STRICT,
  ),
  typescript("packages/core/src/optimizers", [...STEPS, ...FEWER_BITS, ...IN_MODULE], STRICT),
  typescript("packages/core/src/optimizers/host", [...STEPS, ...FEWER_BITS, ...IN_MODULE], STRICT),
  typescript("packages/core/src/optimizers/numbers", FEWER_BITS, STRICT),
  typescript(
    "packages/core/src/optimizers/precision",
    [...FEWER_BITS, "check-states", "checkpoint", ...IN_MODULE],
    STRICT,
  ),
  typescript("packages/core/src/optimizers/rule", [...STEPS, ...FEWER_BITS], STRICT),
  typescript("packages/core/src/optimizers/storage", [...FEWER_BITS, ...STEPS, ...IN_MODULE], STRICT),
  typescript("packages/core/src/groups", ["groups*"]),
  typescript("packages/core/src/compare", ["compare*"]),
  typescript("packages/core/src/identify", ["identify"]),
  typescript("packages/core/src/lint", ["lint-usual", "lint-walk", "lint-shapes", "lint-direction", "lint*"]),
  typescript("packages/core/src/lr-finder", ["lr-finder*"]),
  typescript("packages/core/src/math", ["math*", "ulps*"]),
  typescript("packages/core/src/metrics", ["metrics*"]),
  typescript("packages/core/src/recipes", ["recipes*"]),
  typescript("packages/core/src/schedule", ["schedule-*", "document*", "sample*"]),
  typescript("packages/core/src/tree", ["document*", "finite-times", "normalize*", "schema"], USUAL, 1),
  typescript("packages/core/src/units", ["units*"]),
  typescript("packages/interop/src", ["*"]),
  typescript("packages/interop/src/engines", ["engines/*"]),
  typescript("packages/interop/src/exporters", ["to-optax"]),
  typescript("packages/interop/src/lowering", ["from-library", "refusals", "quirks", "lint", "*"]),
  typescript("packages/interop/src/metrics", ["metrics*"]),
  typescript("packages/interop/src/schedulers", ["schedulers*", "torch*"]),
  typescript("packages/plot/src", ["**/*"]),
  typescript("packages/monitor/src", ["*", "console-sink.isolated"]),
];

/** What `npm run print:rules` writes from the update rules. A test compares it with them, so that it notices every change. */
export const generated = ["packages/core/src/optimizers/host/printed", "crates/kernels/src/rules"];

/** The listed folders within a folder, which have runs of their own. */
export function inner(/** @type {Folder} */ { path }) {
  return folders.filter((folder) => folder.path.startsWith(`${path}/`));
}

/** Whether a file belongs to a folder and to none of the listed folders within it. */
export function isIn(/** @type {Folder} */ folder, /** @type {string} */ file) {
  const contains = (/** @type {Folder} */ { path }) => file.startsWith(`${path}/`);
  return contains(folder) && !inner(folder).some(contains);
}
