/** The source files of a module, and their hashes. */

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root, sharedCrate } from "./paths.mjs";

/** @typedef {import("./paths.mjs").ModuleBuild} ModuleBuild */

/** Folders of a crate that can't affect the module, because a library build ignores them. */
const ignoredFolders = new Set(["tests", "benches", "examples", "target"]);

/**
 * Every file that can affect the module, as sorted paths with forward slashes, relative to the repository.
 *
 * @param {ModuleBuild} module
 * @param {string} [folder] the repository, for tests
 * @returns {string[]}
 */
export function listSources({ crate }, folder = root) {
  const single = [".cargo/config.toml", "Cargo.lock", "Cargo.toml", "scripts/build-wasm.mjs"].filter((path) =>
    existsSync(join(folder, path)),
  );
  return [sharedCrate, crate, "scripts/wasm"]
    .flatMap((path) => walk(folder, path))
    .concat(single)
    .sort();
}

/**
 * The hash of each file, by path.
 *
 * @param {ModuleBuild} module
 * @param {string} [folder] the repository, for tests
 * @returns {Record<string, string>}
 */
export function hashSources(module, folder = root) {
  return Object.fromEntries(
    listSources(module, folder).map((path) => [path, sha256(readFileSync(join(folder, path)))]),
  );
}

/**
 * @param {Uint8Array | string} bytes
 * @returns {string} 64 hexadecimal digits
 */
export function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * @param {string} folder
 * @param {string} path
 * @returns {string[]}
 */
function walk(folder, path) {
  if (!existsSync(join(folder, path))) return [];
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith(".") || entry.name.endsWith(".md")) return [];
    const child = `${path}/${entry.name}`;
    if (!entry.isDirectory()) return [child];
    return ignoredFolders.has(entry.name) ? [] : walk(folder, child);
  });
}
