/** The modules of this package, and loading those that a page uses. */

import { InvalidArgumentError } from "@anneal/core";
import { isRecord } from "@anneal/core/internal";
import { instantiate, type OptimizerKernels, type ScheduleKernels } from "./instance.js";
import { ModuleLoader, type ModuleSource } from "./loader.js";

/** The versions of the exports that this release works with. */
export const SCHEDULES_ABI_VERSION = 1;
export const OPTIMIZERS_ABI_VERSION = 2;

/** Schedules sampled. */
export const schedulesModule = new ModuleLoader(
  "schedules",
  () => new URL("../../module/schedules.wasm", import.meta.url),
  scheduleKernels,
);

/** Optimizers stepped. */
export const optimizersModule = new ModuleLoader(
  "optimizers",
  () => new URL("../../module/optimizers.wasm", import.meta.url),
  (module) => {
    optimizerKernels(module, new WebAssembly.Memory({ initial: 1 }));
  },
);

/** An instance with memory of its own. @throws as `ModuleLoader.get` */
export function createScheduleKernels(): ScheduleKernels {
  return scheduleKernels(schedulesModule.get().module);
}

/** An instance over a memory. @throws as `ModuleLoader.get` */
export function createOptimizerKernels(memory: WebAssembly.Memory): OptimizerKernels {
  return optimizerKernels(optimizersModule.get().module, memory);
}

function scheduleKernels(module: WebAssembly.Module): ScheduleKernels {
  return instantiate<ScheduleKernels>(module, "schedules", SCHEDULES_ABI_VERSION, {});
}

function optimizerKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): OptimizerKernels {
  return instantiate<OptimizerKernels>(module, "optimizers", OPTIMIZERS_ABI_VERSION, { env: { memory } });
}

/** Where the modules come from; those that are not named come from this package. */
export interface ModuleSources<Source = ModuleSource> {
  /** `schedules.wasm`, for `sample`. */
  readonly schedules?: Source;
  /** `optimizers.wasm`, for optimizers. */
  readonly optimizers?: Source;
}

const loaders = { schedules: schedulesModule, optimizers: optimizersModule } as const;
const used = new Set<ModuleLoader>();

/** Says that the code that is loaded may need a module: `init` loads it then. */
export function use(module: ModuleLoader): ModuleLoader {
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
  await Promise.all([...wanted].map((module) => module.load(given.get(module) as ModuleSource | undefined)));
}

/**
 * Loads modules from bytes that are there, or takes them compiled; does nothing for those that are loaded.
 * @throws SimdUnavailableError, ModuleLoadError, OutOfMemoryError or InvalidArgumentError
 */
export function initSync(sources: ModuleSources<BufferSource | WebAssembly.Module>): void {
  for (const [module, source] of readSources(sources)) {
    module.loadSync(source as BufferSource | WebAssembly.Module);
  }
}

function readSources(sources: unknown): Map<ModuleLoader, unknown> {
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
