/** The modules, and the paths of their files. */

import { fileURLToPath } from "node:url";

/** The root of the repository, without a slash at the end. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/**
 * @typedef {object} ModuleBuild
 * @property {string} name the name of its files, without an extension
 * @property {string} crate the crate that becomes the module
 * @property {string} folder the folder of the prebuilt module, its types and its record
 * @property {readonly string[]} flags flags for rustc in addition to those that all modules share
 */

// The kernels need little stack, and every instance allocates all of it.
const smallStack = ["-Clink-arg=-zstack-size=65536"];
// Works in imported memory, and needs neither stack nor data in it.
const importedMemory = ["-Clink-arg=--import-memory", "-Clink-arg=-zstack-size=0"];

/** @type {Readonly<Record<"schedules" | "optimizers" | "forecast", ModuleBuild>>} */
export const modules = {
  schedules: {
    name: "schedules",
    crate: "crates/schedules-wasm",
    folder: "packages/wasm/module",
    flags: smallStack,
  },
  optimizers: {
    name: "optimizers",
    crate: "crates/optimizers-wasm",
    folder: "packages/wasm/module",
    flags: importedMemory,
  },
  forecast: {
    name: "forecast",
    crate: "crates/forecast-wasm",
    folder: "packages/forecast/module",
    flags: smallStack,
  },
};

/** The crate that all modules are built from. */
export const sharedCrate = "crates/kernels";

/**
 * The files that a build writes; the record describes them.
 *
 * @param {ModuleBuild} module
 */
export function filesOf({ name }) {
  return { binary: `${name}.wasm`, types: `${name}.d.ts`, record: `${name}.record.json` };
}
