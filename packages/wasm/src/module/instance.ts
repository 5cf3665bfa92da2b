/** One copy of the module with memory of its own. */
import { OutOfMemoryError } from "@anneal/core";
import type * as kernels from "../../module/kernels.js";
import { ModuleLoadError } from "./errors.js";

/** What the module exports: see crates/kernels-wasm. */
export type KernelExports = typeof kernels;

/** The unit in which memory grows. */
export const PAGE_BYTES = 65_536;

/** The version of the exports that this release works with. */
export const ABI_VERSION = 1;

/** @throws ModuleLoadError when the module is another one, or of another release. */
export function instantiate(module: WebAssembly.Module): KernelExports {
  let exports: Partial<KernelExports>;
  try {
    exports = new WebAssembly.Instance(module).exports as Partial<KernelExports>;
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new OutOfMemoryError(PAGE_BYTES, null, "let go of what is no longer needed");
    }
    throw new ModuleLoadError("it is not anneal's kernels.wasm", { cause });
  }
  const version = exports.abi_version?.();
  if (version !== ABI_VERSION) {
    throw new ModuleLoadError(`it has version ${version ?? "none"}, this release needs ${ABI_VERSION}`);
  }
  return exports as KernelExports;
}
