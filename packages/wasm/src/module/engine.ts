/** Chooses the engine, and explains the choice. */
import type { ModuleExports } from "./instance.js";
import type { ModuleLoader } from "./module-loader.js";
import {
  OPTIMIZERS_ABI_VERSION,
  optimizersModule,
  SCHEDULES_ABI_VERSION,
  schedulesModule,
} from "./modules.js";
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
  readonly threads: 1;
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
  return { engine, reason, simd: hasSimd(), threads: 1, abiVersion, moduleBytes };
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
