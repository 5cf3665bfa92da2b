/** Runs Stryker and cargo-mutants on a folder, in copies of the repository outside its tree. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { generated, inner, isIn } from "./folders.mjs";
import { mutantsOfCargo, mutantsOfStryker } from "./mutants.mjs";

/** @typedef {import("./folders.mjs").Folder} Folder */
/** @typedef {import("./mutants.mjs").Mutant} Mutant */

export const root = join(import.meta.dirname, "../..");
const versionOf = (/** @type {string} */ name) =>
  createRequire(import.meta.url)(`${name}/package.json`).version;

/**
 * @typedef {object} Choice
 * @property {readonly string[]} files Only these; all if empty.
 * @property {boolean} fresh Start a thread for each mutant, as Stryker's own runner does, instead of one for all.
 * @property {string | undefined} shard The part of the mutants to run in Rust, such as `0/12`.
 * @property {boolean} again Whether to reuse results of the last run for unchanged code with unchanged tests.
 */

/**
 * The mutants of a folder.
 *
 * @param {Folder} folder @param {string} work An empty folder. @param {Choice} choice
 * @returns {Promise<Mutant[]>}
 */
export async function mutantsOf(folder, work, choice) {
  return folder.tool === "stryker" ? runStryker(folder, work, choice) : runCargo(folder, work, choice);
}

/** @param {Folder["tool"]} tool @returns {Record<string, string>} */
export function versionsOf(tool) {
  if (tool === "stryker") {
    const names = ["@stryker-mutator/core", "vitest"];
    return {
      node: process.versions.node,
      ...Object.fromEntries(names.map((name) => [name, versionOf(name)])),
    };
  }
  return {
    "cargo-mutants": firstLine("cargo", ["mutants", "--version"]),
    rustc: firstLine("rustc", ["--version"]),
  };
}

/** @param {string} command @param {string[]} args */
function firstLine(command, args) {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0)
    throw new Error(`${command} ${args.join(" ")} failed; CONTRIBUTING.md describes how to install it`);
  return stdout.split("\n")[0]?.replace(/^\S+ /, "") ?? "";
}

/** @param {Folder} folder */
function filesOf(folder) {
  const others = [...inner(folder).map(({ path }) => path), ...generated];
  return [`${folder.path}/**/*.ts`, ...others.map((path) => `!${path}/**`)];
}

/** Every n-th file of a folder, from file k on. @param {Folder} folder @param {string} shard `k/n` @returns {string[]} */
export function filesOfShard(folder, shard) {
  const [first, parts] = shard.split("/").map(Number);
  const files = readdirSync(join(root, folder.path), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder.path}/${name.replaceAll("\\", "/")}`)
    .filter((file) => isIn(folder, file) && !generated.some((path) => file.startsWith(`${path}/`)));
  return files.sort().filter((_, i) => i % Number(parts) === first);
}

/** @param {Folder} folder @param {string} work @param {Choice} choice */
async function runStryker(folder, work, { files, again, fresh }) {
  process.env.ANNEAL_MUTATION_TESTS = folder.tests.join(",");
  // A fixed seed, for reproducible runs.
  process.env.ANNEAL_CASES = String(folder.cases);
  const report = join(work, "mutation.json");
  const { Stryker } = await import("@stryker-mutator/core");
  await new Stryker({
    testRunner: fresh ? "vitest" : "warm-vitest",
    plugins: ["@stryker-mutator/vitest-runner", "./scripts/mutation/warm-plugin.mjs"],
    vitest: { configFile: "scripts/mutation/vitest.config.ts", related: false },
    mutate: files.length > 0 ? [...files] : filesOf(folder),
    mutator: {
      // Strings are messages, or names of kinds that the compiler checks.
      excludedMutations: ["StringLiteral"],
    },
    coverageAnalysis: "perTest",
    // Code that runs while a module loads can't be changed afterwards: the test files of a worker share its modules.
    ignoreStatic: true,
    incremental: true,
    incrementalFile: `target/mutation/${folder.path.replaceAll("/", "-")}.json`,
    force: !again,
    concurrency: availableParallelism(),
    tempDirName: join(work, "sandbox"),
    cleanTempDir: "always",
    ignorePatterns: ["/target", "/docs/pictures", "/bench/results", "dist"],
    reporters: ["json", "progress-append-only"],
    jsonReporter: { fileName: report },
    thresholds: { break: null },
    // None: Stryker would rewrite it with the API of TypeScript before version 7.
    tsconfigFile: "no-tsconfig.json",
    // For busy machines: most loops that never end are found by their count, others by the processor time that they take.
    timeoutMS: fresh ? 15_000 : 600_000,
    allowConsoleColors: false,
  }).runMutationTest();
  const mutants = mutantsOfStryker(JSON.parse(readFileSync(report, "utf8")));
  // The report of an incremental run has the last results of other files, too.
  return files.length > 0 ? mutants.filter(({ file }) => files.includes(file)) : mutants;
}

/** @param {Folder} folder @param {string} work @param {Choice} choice */
function runCargo(folder, work, { files, shard }) {
  const patterns = files.length > 0 ? files : [`${folder.path}/*.rs`];
  const args = ["mutants", "--output", work];
  args.push(...folder.tests.flatMap((crate) => ["--package", crate, "--test-package", crate]));
  args.push("--jobs", String(availableParallelism()), "--no-shuffle", "--colors", "never");
  // Every twelfth mutant, for example, so that a shard is a sample of all files.
  if (shard !== undefined) args.push("--shard", shard, "--sharding", "round-robin");
  args.push(...patterns.flatMap((pattern) => ["--file", pattern]), "--", "--lib", "--tests");
  spawnSync("cargo", args, { cwd: root, stdio: "inherit", env: { ...process.env, TMPDIR: work } });
  const outcomes = join(work, "mutants.out/outcomes.json");
  // Its exit status is also nonzero if mutants survive.
  if (!existsSync(outcomes))
    throw new Error("cargo-mutants wrote no report; CONTRIBUTING.md describes how to install it");
  return mutantsOfCargo(JSON.parse(readFileSync(outcomes, "utf8")));
}
