/** The modules that are built, and where their pieces live. */

import { fileURLToPath } from "node:url";

/** The root of the repository, without a slash at the end. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/**
 * @typedef {object} ModuleBuild
 * @property {string} name of its files, without an ending
 * @property {string} crate the crate that becomes the module
 * @property {string} folder where the prebuilt module, its types and its record lie
 * @property {readonly string[]} flags what rustc is told besides the flags that all modules share
 */

// The kernels need little stack, and every instance pays for all of it.
const smallStack = ["-Clink-arg=-zstack-size=65536"];
// Works in the memory of its caller, and needs neither stack nor data there.
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

/** The crate that all modules are made from. */
export const sharedCrate = "crates/kernels";

/**
 * The files that a build writes; the record says what they are.
 *
 * @param {ModuleBuild} module
 */
export function filesOf({ name }) {
  return { binary: `${name}.wasm`, types: `${name}.d.ts`, record: `${name}.record.json` };
}
