/** Where the pieces of the module's build live. */

import { fileURLToPath } from "node:url";

/** The root of the repository, without a slash at the end. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** The crate that becomes the module. */
export const crate = "crates/kernels-wasm";

/** Where the prebuilt module, its types and its record lie. */
export const moduleFolder = "packages/wasm/module";

/** The files that a build writes; the record says what they are. */
export const moduleFiles = /** @type {const} */ ({
  binary: "kernels.wasm",
  types: "kernels.d.ts",
  record: "record.json",
});
