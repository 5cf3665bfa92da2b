/** Chooses the engine, and loads its module. */
import type { ModuleSource } from "@anneal/wasm/internal";
import { createHostKernel } from "./host-kernel.js";
import type { Kernel } from "./kernel.js";
import { createWasmKernel, loader } from "./wasm-kernel.js";

/** The current engine of this package: `"wasm"` if its module is loaded or can be loaded synchronously. */
export function forecastEngine(): "wasm" | "host" {
  return loader.automatic().engine;
}

/**
 * Loads `forecast.wasm`, once. Not needed in Node, Deno and Bun, where the file is read on first use. Without it the
 * sums are computed in TypeScript, with the same bits.
 *
 * @param source Default: the file of this package, which bundlers include.
 * @throws SimdUnavailableError, ModuleLoadError, OutOfMemoryError or InvalidArgumentError
 */
export function initForecast(source?: ModuleSource): Promise<void> {
  return loader.init(source);
}

/** A kernel with its own arrays. */
export function createKernel(): Kernel {
  return forecastEngine() === "wasm" ? createWasmKernel() : createHostKernel();
}

let shared: Kernel | null = null;

/** The kernel for computations that need its arrays only for one call. */
export function sharedKernel(): Kernel {
  if (shared?.engine !== forecastEngine()) shared = createKernel();
  return shared as Kernel;
}
