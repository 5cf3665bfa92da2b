/** The modules of this package, and loading those that a page uses. */

import { InvalidArgumentError } from "@anneal/core";
import { isRecord } from "@anneal/core/arguments";
import type { OptimizerKernels, ScheduleKernels } from "./instance.js";
import { OPTIMIZERS_ABI_VERSION, SCHEDULES_ABI_VERSION } from "./interface.js";
import { ModuleLoader, type ModuleSource } from "./module-loader.js";

/** Samples schedules. */
export const schedulesModule = new ModuleLoader<ScheduleKernels>({
  file: "schedules.wasm",
  // Bundlers recognize this form. The path is the same from src and from dist.
  url: () => new URL("../../module/schedules.wasm", import.meta.url),
  abiVersion: SCHEDULES_ABI_VERSION,
});

/** Steps optimizers, in a memory that each instance imports. */
export const optimizersModule = new ModuleLoader<OptimizerKernels>({
  file: "optimizers.wasm",
  url: () => new URL("../../module/optimizers.wasm", import.meta.url),
  abiVersion: OPTIMIZERS_ABI_VERSION,
  isShareable: true,
  imports: () => ({ env: { memory: new WebAssembly.Memory({ initial: 1 }) } }),
});

/** The sources of the modules; those not named come from this package. */
export interface ModuleSources<Source = ModuleSource> {
  /** `schedules.wasm`, for `sample`. */
  readonly schedules?: Source;
  /** `optimizers.wasm`, for optimizers. */
  readonly optimizers?: Source;
}

const loaders = { schedules: schedulesModule, optimizers: optimizersModule } as const;
type Loader = (typeof loaders)[keyof typeof loaders];
const used = new Set<Loader>();

/** Marks a module as needed by the loaded code, so that `init` loads it. */
export function use<Module extends Loader>(module: Module): Module {
  used.add(module);
  return module;
}

/**
 * Loads the modules that the imported code needs, once: later calls wait for the first, or do nothing if they are
 * loaded, whatever their sources. A page bundled with `sample` alone loads only `schedules.wasm`. After a failure it
 * can be called again. Not needed in Node, Deno and Bun, where the files are read on first use.
 *
 * @param sources Default: the files of this package, which bundlers find by their URLs and include.
 * @throws SimdUnavailableError, ModuleLoadError, OutOfMemoryError or InvalidArgumentError
 */
export async function init(sources: ModuleSources = {}): Promise<void> {
  const given = readSources(sources);
  const wanted = new Set([...used, ...given.keys()]);
  await Promise.all([...wanted].map((module) => module.init(given.get(module) as ModuleSource | undefined)));
}

/**
 * Loads modules from bytes, or takes them compiled; does nothing for those that are loaded.
 * @throws SimdUnavailableError, ModuleLoadError, OutOfMemoryError or InvalidArgumentError
 */
export function initSync(sources: ModuleSources<BufferSource | WebAssembly.Module>): void {
  for (const [module, source] of readSources(sources)) {
    module.initSync(source as BufferSource | WebAssembly.Module);
  }
}

function readSources(sources: unknown): Map<Loader, unknown> {
  const names = Object.keys(loaders);
  if (!isRecord(sources) || Object.keys(sources).some((name) => !names.includes(name))) {
    throw new InvalidArgumentError("sources", sources, "an object with schedules and optimizers");
  }
  return new Map(
    Object.entries(sources)
      .filter(([, source]) => source !== undefined)
      .map(([name, source]) => [loaders[name as keyof typeof loaders], source]),
  );
}
