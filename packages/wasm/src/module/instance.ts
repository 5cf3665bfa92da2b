/** Instances of a module. */
import { OutOfMemoryError } from "@anneal/core";
import type * as optimizers from "../../module/optimizers.js";
import type * as schedules from "../../module/schedules.js";
import { ModuleLoadError } from "./errors.js";

/** The exports of the modules: see crates/schedules-wasm and crates/optimizers-wasm. */
export type ScheduleKernels = typeof schedules;
export type OptimizerKernels = typeof optimizers;

/** The exports of every anneal module. */
export interface ModuleExports {
  abi_version(): number;
}

/** The unit of memory growth. */
export const PAGE_BYTES = 65_536;

/**
 * @param file The name of the module's file, for errors.
 * @param abiVersion The version of its exports that this release needs.
 * @param imports The imports of the module.
 * @throws ModuleLoadError if the module is another one, or of another release.
 */
export function instantiate<Exports extends ModuleExports>(
  module: WebAssembly.Module,
  file: string,
  abiVersion: number,
  imports: WebAssembly.Imports,
): Exports {
  let exports: Partial<Exports>;
  try {
    exports = new WebAssembly.Instance(module, imports).exports as unknown as Partial<Exports>;
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new OutOfMemoryError(PAGE_BYTES, null, "dispose of unused optimizers");
    }
    throw new ModuleLoadError(`it is not anneal's ${file}`, { cause });
  }
  const version = exports.abi_version?.();
  if (version !== abiVersion) {
    throw new ModuleLoadError(`${file} has version ${version ?? "none"}, this release needs ${abiVersion}`);
  }
  return exports as Exports;
}
