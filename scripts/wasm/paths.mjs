/** The modules that are built, and where their pieces live. */

import { fileURLToPath } from "node:url";

/** The root of the repository, without a slash at the end. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/**
 * @typedef {object} ModuleBuild
 * @property {string} name of its files, without an ending
 * @property {string} crate the crate that becomes the module
 * @property {string} folder where the prebuilt module, its types and its record lie
 */

/** @type {Readonly<Record<"kernels" | "forecast", ModuleBuild>>} */
export const modules = {
  kernels: { name: "kernels", crate: "crates/kernels-wasm", folder: "packages/wasm/module" },
  forecast: { name: "forecast", crate: "crates/forecast-wasm", folder: "packages/forecast/module" },
};

/** The crate that all modules are made from. */
export const sharedCrate = "crates/kernels";

/**
 * The files that a build writes; the record says what they are.
 *
 * @param {ModuleBuild} module
 */
export function filesOf({ name }) {
  return { binary: `${name}.wasm`, types: `${name}.d.ts`, record: "record.json" };
}
