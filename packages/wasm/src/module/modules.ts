/** The modules of this package, and loading those that a page uses. */

import { InvalidArgumentError } from "@anneal/core";
import { isRecord } from "@anneal/core/arguments";
import type { OptimizerKernels, ScheduleKernels } from "./instance.js";
import { ModuleLoader, type ModuleSource } from "./module-loader.js";

/** The versions of the exports that this release works with. */
export const SCHEDULES_ABI_VERSION = 1;
export const OPTIMIZERS_ABI_VERSION = 2;

/** Schedules sampled. */
export const schedulesModule = new ModuleLoader<ScheduleKernels>({
  file: "schedules.wasm",
  // In this form bundlers see the file. It is the same from src and from dist.
  url: () => new URL("../../module/schedules.wasm", import.meta.url),
  abiVersion: SCHEDULES_ABI_VERSION,
});

/** Optimizers stepped, in a memory that each instance is given. */
export const optimizersModule = new ModuleLoader<OptimizerKernels>({
  file: "optimizers.wasm",
  url: () => new URL("../../module/optimizers.wasm", import.meta.url),
  abiVersion: OPTIMIZERS_ABI_VERSION,
  isShareable: true,
  imports: () => ({ env: { memory: new WebAssembly.Memory({ initial: 1 }) } }),
});

/** Where the modules come from; those that are not named come from this package. */
export interface ModuleSources<Source = ModuleSource> {
  /** `schedules.wasm`, for `sample`. */
  readonly schedules?: Source;
  /** `optimizers.wasm`, for optimizers. */
  readonly optimizers?: Source;
}

const loaders = { schedules: schedulesModule, optimizers: optimizersModule } as const;
type Loader = (typeof loaders)[keyof typeof loaders];
const used = new Set<Loader>();

/** Says that the code that is loaded may need a module: `init` loads it then. */
export function use<Module extends Loader>(module: Module): Module {
  used.add(module);
  return module;
}

/**
 * Loads the modules that the imported code needs, once: later calls wait for the first, or do nothing when they are there,
 * whatever their sources. A page that is bundled with `sample` alone loads `schedules.wasm` alone. After a failure it can
 * be called again. In Node, Deno and Bun it is not needed: the files are read on first use.
 *
 * @param sources Default: the files of this package, which bundlers find by their URLs and bring along.
 * @throws SimdUnavailableError, ModuleLoadError, OutOfMemoryError or InvalidArgumentError
 */
export async function init(sources: ModuleSources = {}): Promise<void> {
  const given = readSources(sources);
  const wanted = new Set([...used, ...given.keys()]);
  await Promise.all([...wanted].map((module) => module.init(given.get(module) as ModuleSource | undefined)));
}

/**
 * Loads modules from bytes that are there, or takes them compiled; does nothing for those that are loaded.
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
