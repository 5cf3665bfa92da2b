/** Which engine computes, and loading its module. */
import type { ModuleSource } from "@anneal/wasm/internal";
import { createHostKernel } from "./host-kernel.js";
import type { Kernel } from "./kernel.js";
import { createWasmKernel, loader } from "./wasm-kernel.js";

/** The engine that this package computes with now: `"wasm"` where its module is loaded or can be on the spot. */
export function forecastEngine(): "wasm" | "host" {
  return loader.automatic().engine;
}

/**
 * Loads `forecast.wasm`, once. In Node, Deno and Bun it is not needed: the file is read on first use. Without it the sums
 * are computed in TypeScript, with the same bits.
 *
 * @param source Default: the file of this package, which bundlers bring along.
 * @throws SimdUnavailableError, ModuleLoadError, OutOfMemoryError or InvalidArgumentError
 */
export function initForecast(source?: ModuleSource): Promise<void> {
  return loader.init(source);
}

/** A kernel with arrays of its own. */
export function createKernel(): Kernel {
  return forecastEngine() === "wasm" ? createWasmKernel() : createHostKernel();
}

let shared: Kernel | null = null;

/** The kernel of everything that needs its arrays for one call only. */
export function sharedKernel(): Kernel {
  if (shared?.engine !== forecastEngine()) shared = createKernel();
  return shared as Kernel;
}
