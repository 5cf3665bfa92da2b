/** One copy of a module over a memory. */
import { OutOfMemoryError } from "@anneal/core";
import type * as optimizers from "../../module/optimizers.js";
import type * as schedules from "../../module/schedules.js";
import { ModuleLoadError } from "./errors.js";

/** What the modules export: see crates/schedules-wasm and crates/optimizers-wasm. */
export type ScheduleKernels = typeof schedules;
export type OptimizerKernels = typeof optimizers;

/** The unit in which memory grows. */
export const PAGE_BYTES = 65_536;

/**
 * @param name Of the module, for errors.
 * @param version Of its exports, which this release needs.
 * @param imports What it imports.
 * @throws ModuleLoadError when the module is another one, or of another release.
 */
export function instantiate<Exports extends { readonly abi_version: () => number }>(
  module: WebAssembly.Module,
  name: string,
  version: number,
  imports: WebAssembly.Imports,
): Exports {
  let exports: Partial<Exports>;
  try {
    exports = new WebAssembly.Instance(module, imports).exports as Partial<Exports>;
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new OutOfMemoryError(PAGE_BYTES, null, "free what is no longer needed");
    }
    throw new ModuleLoadError(`it is not anneal's ${name}.wasm`, { cause });
  }
  const found = exports.abi_version?.();
  if (found !== version) {
    throw new ModuleLoadError(`${name}.wasm has version ${found ?? "none"}, this release needs ${version}`);
  }
  return exports as Exports;
}
