/** Finds the tools of the build, the pinned compiler first; errors say how to install missing ones. */

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "./paths.mjs";
import pins from "./pins.json" with { type: "json" };

export const target = "wasm32-unknown-unknown";

/** An error that the user can fix, shown without a stack. */
export class BuildError extends Error {}

/**
 * @typedef {object} Toolchain
 * @property {string} rustc version and commit, without a distribution's suffix
 * @property {string} cargo version and commit
 * @property {string} sysroot
 * @property {NodeJS.ProcessEnv} environment runs cargo and rustc of this toolchain
 */

/**
 * The pinned Rust toolchain: the active one if it has the pinned version, otherwise any installed one that has it. *
 * Nothing is downloaded.
 *
 * @param {{ unpinned: boolean }} options `unpinned`: take the active toolchain of any version
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
      `rustc ${pins.rustc} with the target ${target} is not installed.`,
      ...new Set(
        found.map(
          ({ rustc, hasTarget }) => `  found rustc ${rustc}${hasTarget ? "" : ", without the target"}`,
        ),
      ),
      `Install it: rustup toolchain install ${version} --profile minimal --target ${target}`,
      "Or use --unpinned to try the active compiler; do not commit the result.",
    ].join("\n"),
  );
}

/**
 * wasm-pack from PATH, otherwise the one that npm installed.
 *
 * @returns {{ path: string, version: string }}
 */
export function findWasmPack() {
  const folders = [...(process.env.PATH ?? "").split(delimiter), join(root, "node_modules/.bin")];
  for (const folder of folders) {
    const path = join(folder, process.platform === "win32" ? "wasm-pack.exe" : "wasm-pack");
    // If its download failed, npm leaves a launcher without a binary, so the version is checked.
    const version = existsSync(path) ? run(path, ["--version"])?.replace(/^wasm-pack /, "") : undefined;
    if (version) return { path, version };
  }
  throw new BuildError(
    `wasm-pack was not found in PATH or node_modules/.bin.\nInstall it: cargo install wasm-pack --version ${pins["wasm-pack"]} --locked`,
  );
}

/**
 * The version of the wasm-bindgen command, which must be exactly the crate's.
 *
 * @returns {string}
 */
export function findWasmBindgen() {
  const wanted = pins["wasm-bindgen"];
  const version = run("wasm-bindgen", ["--version"])?.replace(/^wasm-bindgen /, "");
  if (version === wanted) return version;
  throw new BuildError(
    `wasm-bindgen ${wanted} was not found in PATH${version ? ` (found ${version})` : ""}.\n` +
      `Install it: cargo install wasm-bindgen-cli --version ${wanted} --bin wasm-bindgen --no-default-features`,
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
 * @returns {string | undefined} its output; undefined if it is missing or failed
 */
function run(command, args, environment = process.env) {
  const result = spawnSync(command, args, { cwd: root, env: environment, encoding: "utf8" });
  return result.status === 0 ? result.stdout.trim() : undefined;
}
