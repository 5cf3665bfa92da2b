/** Chooses the engine, and explains the choice. */
import { availableThreads, whyNoThreads } from "../threads/index.js";
import type { ModuleExports } from "./instance.js";
import type { ModuleLoader } from "./module-loader.js";
import { OPTIMIZERS_ABI_VERSION, SCHEDULES_ABI_VERSION } from "./interface.js";
import { optimizersModule, schedulesModule } from "./modules.js";
import { hasSimd } from "./simd.js";

/**
 * `"wasm"`, `"host"` (TypeScript), or `"auto"`: wasm if it is loaded or can be loaded synchronously, otherwise host.
 */
export type EngineChoice = "auto" | "wasm" | "host";

export const engineChoices = ["auto", "wasm", "host"] as const;

/** The engine in use and its capabilities. */
export interface EngineInfo {
  /** The current engine for `engine: "auto"`. */
  readonly engine: "wasm" | "host";
  /** The reason why that is not wasm; null if it is. */
  readonly reason: string | null;
  /** Whether this engine runs WebAssembly with 128-bit SIMD. */
  readonly simd: boolean;
  /** The number of threads that may share large steps or long ranges with `threads: "auto"`. */
  readonly threads: number;
  /** The reason why that is one; null if it is more. */
  readonly threadsReason: string | null;
  /** The version of the module's exports that this release uses. */
  readonly abiVersion: number;
  /** The size of the module; null if it isn't loaded or was passed compiled. */
  readonly moduleBytes: number | null;
}

/**
 * The current engine for `engine: "auto"`. It changes with `init`; until then, failed loads are not tried again.
 * @param module `"schedules"` (default), for `sample`, or `"optimizers"`.
 */
export function engineInfo(module: "schedules" | "optimizers" = "schedules"): EngineInfo {
  const [loader, abiVersion] =
    module === "optimizers"
      ? [optimizersModule, OPTIMIZERS_ABI_VERSION]
      : [schedulesModule, SCHEDULES_ABI_VERSION];
  const { engine, reason } = loader.automatic();
  const moduleBytes = engine === "wasm" ? loader.loaded().byteLength : null;
  const { count, reason: threadsReason } = threadsOf(module === "optimizers" ? whyOneThread() : reason);
  return { engine, reason, simd: hasSimd(), threads: count, threadsReason, abiVersion, moduleBytes };
}

/** @param reason The reason why the module has one thread; null: it can have more. */
function threadsOf(reason: string | null): { readonly count: number; readonly reason: string | null } {
  return reason === null ? availableThreads() : { count: 1, reason };
}

/** The reason why optimizers have one thread; null: they can have more. */
export function whyOneThread(): string | null {
  const { engine, reason } = optimizersModule.automatic();
  if (engine === "host") return reason;
  const missing = whyNoThreads();
  if (missing !== null) return missing;
  if (optimizersModule.loaded().shared() !== null) return null;
  return "the module came compiled, for memory of one thread: give init or initSync its bytes";
}

/**
 * The engine for a given choice.
 * @throws SimdUnavailableError, ModuleLoadError or NotInitializedError if it is `"wasm"` and there is none
 */
export function resolveEngine(choice: EngineChoice, module: ModuleLoader<ModuleExports>): "wasm" | "host" {
  if (choice === "auto") return module.automatic().engine;
  if (choice === "wasm") module.loaded();
  return choice;
}
