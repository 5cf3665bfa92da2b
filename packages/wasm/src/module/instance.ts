/** One copy of a module with memory of its own. */
import { OutOfMemoryError } from "@anneal/core";
import type * as kernels from "../../module/kernels.js";
import { ModuleLoadError } from "./errors.js";

/** What the module exports: see crates/kernels-wasm. */
export type KernelExports = typeof kernels;

/** The unit in which memory grows. */
export const PAGE_BYTES = 65_536;

/** What every module of ours exports. */
export interface InstanceExports {
  readonly memory: WebAssembly.Memory;
  abi_version(): number;
}

/** The version of the exports of kernels.wasm that this release works with. */
export const ABI_VERSION = 1;

/** @throws ModuleLoadError when the module is another one, or of another release. */
export function instantiate<Exports extends InstanceExports>(
  module: WebAssembly.Module,
  file: string,
  abiVersion: number,
): Exports {
  let exports: Partial<Exports>;
  try {
    exports = new WebAssembly.Instance(module).exports as unknown as Partial<Exports>;
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new OutOfMemoryError(PAGE_BYTES, null, "let go of what is no longer needed");
    }
    throw new ModuleLoadError(`it is not anneal's ${file}`, { cause });
  }
  const version = exports.abi_version?.();
  if (version !== abiVersion) {
    throw new ModuleLoadError(`it has version ${version ?? "none"}, this release needs ${abiVersion}`);
  }
  return exports as Exports;
}
