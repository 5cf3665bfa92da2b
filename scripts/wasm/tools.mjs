/** Finds the tools of the build, the pinned compiler first, and says how to get those that are missing. */

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "./paths.mjs";
import pins from "./pins.json" with { type: "json" };

export const target = "wasm32-unknown-unknown";

/** The user can mend it: shown without a stack. */
export class BuildError extends Error {}

/**
 * @typedef {object} Toolchain
 * @property {string} rustc version and commit, without what a distribution adds
 * @property {string} cargo version and commit
 * @property {string} sysroot
 * @property {NodeJS.ProcessEnv} environment runs cargo and rustc of this toolchain
 */

/**
 * The Rust toolchain to build with: the one that is active here if it is the pinned one, else any installed one that
 * is. rustup is only asked for what is there already; nothing is downloaded.
 *
 * @param {{ unpinned: boolean }} options take the active toolchain, whatever its version
 * @returns {Toolchain}
 */
export function findToolchain({ unpinned }) {
  const installed =
    run("rustup", ["toolchain", "list"])
      ?.split("\n")
      .map((line) => line.split(" ")[0]) ?? [];
  const environments = [
    process.env,
    ...installed.map((name) => ({ ...process.env, RUSTUP_TOOLCHAIN: name })),
  ];
  const found = environments.flatMap((environment) => inspect(environment) ?? []);
  const usable = found.find(
    (toolchain) => toolchain.hasTarget && (unpinned || toolchain.rustc === pins.rustc),
  );
  if (usable) return usable;
  const version = pins.rustc.split(" ")[0];
  throw new BuildError(
    [
      `no rustc ${pins.rustc} with the target ${target} is installed here.`,
      ...new Set(
        found.map(
          ({ rustc, hasTarget }) => `  found rustc ${rustc}${hasTarget ? "" : ", without the target"}`,
        ),
      ),
      `Get it with: rustup toolchain install ${version} --profile minimal --target ${target}`,
      "Or build with the compiler that is here, for a trial that must not be committed: --unpinned",
    ].join("\n"),
  );
}

/**
 * wasm-pack from PATH, else the one that npm installed.
 *
 * @returns {{ path: string, version: string }}
 */
export function findWasmPack() {
  const folders = [...(process.env.PATH ?? "").split(delimiter), join(root, "node_modules/.bin")];
  for (const folder of folders) {
    const path = join(folder, process.platform === "win32" ? "wasm-pack.exe" : "wasm-pack");
    // npm leaves a launcher without its binary where the download failed: only a version is a proof.
    const version = existsSync(path) ? run(path, ["--version"])?.replace(/^wasm-pack /, "") : undefined;
    if (version) return { path, version };
  }
  throw new BuildError(
    `wasm-pack was not found in PATH or node_modules/.bin.\nGet it with: cargo install wasm-pack --version ${pins["wasm-pack"]} --locked`,
  );
}

/**
 * The version of the wasm-bindgen command, which must be the one of the crate to the last digit.
 *
 * @returns {string}
 */
export function findWasmBindgen() {
  const wanted = pins["wasm-bindgen"];
  const version = run("wasm-bindgen", ["--version"])?.replace(/^wasm-bindgen /, "");
  if (version === wanted) return version;
  throw new BuildError(
    `wasm-bindgen ${wanted} was not found in PATH${version ? `; there is ${version}` : ""}.\n` +
      `Get it with: cargo install wasm-bindgen-cli --version ${wanted} --bin wasm-bindgen --no-default-features`,
  );
}

/**
 * @param {NodeJS.ProcessEnv} environment
 * @returns {(Toolchain & { hasTarget: boolean }) | undefined}
 */
function inspect(environment) {
  const rustc = run("rustc", ["--version"], environment);
  const cargo = run("cargo", ["--version"], environment);
  const sysroot = run("rustc", ["--print", "sysroot"], environment);
  if (!rustc || !cargo || !sysroot) return undefined;
  const libraries = join(sysroot, "lib/rustlib", target, "lib");
  const hasTarget =
    existsSync(libraries) && readdirSync(libraries).some((name) => name.startsWith("libcore-"));
  return { rustc: shorten(rustc), cargo: shorten(cargo), sysroot, environment, hasTarget };
}

/**
 * `rustc 1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)` -> `1.96.0 (ac68faa20 2026-05-25)`.
 *
 * @param {string} version
 * @returns {string}
 */
function shorten(version) {
  return version.match(/\d+\.\d+\.\d+\S*(?: \([0-9a-f]+ [\d-]+\))?/)?.[0] ?? version;
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {string | undefined} what it printed; undefined where it is missing or failed
 */
function run(command, args, environment = process.env) {
  const result = spawnSync(command, args, { cwd: root, env: environment, encoding: "utf8" });
  return result.status === 0 ? result.stdout.trim() : undefined;
}
