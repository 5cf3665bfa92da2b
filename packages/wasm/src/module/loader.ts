/** The loader of `kernels.wasm`: schedules and optimizers. */
import { ABI_VERSION, type KernelExports } from "./instance.js";
import { type LoadedModule, ModuleLoader, type ModuleSource } from "./module-loader.js";

const loader = new ModuleLoader<KernelExports>({
  file: "kernels.wasm",
  // In this form bundlers see the file. It is the same from src and from dist.
  url: () => new URL("../../module/kernels.wasm", import.meta.url),
  abiVersion: ABI_VERSION,
});

/**
 * Loads the module, once: later calls wait for the first, or do nothing when it is there, whatever their source. After
 * a failure it can be called again. In Node, Deno and Bun it is not needed: the file is read on first use.
 *
 * @param source Default: `kernels.wasm` of this package, which bundlers find by its URL below and bring along.
 * @throws SimdUnavailableError, ModuleLoadError, OutOfMemoryError or InvalidArgumentError
 */
export function init(source?: ModuleSource): Promise<void> {
  return loader.init(source);
}

/**
 * Loads the module from bytes that are there, or takes it compiled; does nothing when it is loaded.
 * @throws SimdUnavailableError, ModuleLoadError, OutOfMemoryError or InvalidArgumentError
 */
export function initSync(source: BufferSource | WebAssembly.Module): void {
  loader.initSync(source);
}

/** An instance with memory of its own: see ModuleLoader. */
export function createInstance(): KernelExports {
  return loader.createInstance();
}

/** The module that is loaded, or is now, where that takes no waiting: see ModuleLoader. */
export function loadedModule(): LoadedModule {
  return loader.loaded();
}
