/** Where the pieces of the module's build live. */

import { fileURLToPath } from "node:url";

/** The root of the repository, without a slash at the end. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** The modules, each from a crate of its own, and what rustc is told besides the common flags. */
export const modules = /** @type {const} */ ([
  // The kernels need little stack, and every instance pays for all of it.
  { name: "schedules", crate: "crates/schedules-wasm", flags: ["-Clink-arg=-zstack-size=65536"] },
  // It works in the memory of its caller, and needs neither stack nor data there.
  {
    name: "optimizers",
    crate: "crates/optimizers-wasm",
    flags: ["-Clink-arg=--import-memory", "-Clink-arg=-zstack-size=0"],
  },
]);

/** Where the prebuilt modules, their types and their record lie. */
export const moduleFolder = "packages/wasm/module";

/** Says what the modules were made from and with. */
export const recordFile = "record.json";

/** The files of the modules. */
export const moduleFiles = modules.flatMap(({ name }) => [`${name}.wasm`, `${name}.d.ts`]);
