/** Which of the two engines computes, and why. */
import type { ModuleExports } from "./instance.js";
import type { ModuleLoader } from "./module-loader.js";
import {
  OPTIMIZERS_ABI_VERSION,
  optimizersModule,
  SCHEDULES_ABI_VERSION,
  schedulesModule,
} from "./modules.js";
import { hasSimd } from "./simd.js";

/** `"wasm"`, `"host"` (TypeScript), or `"auto"`: wasm where it is loaded or can be on the spot, else host. */
export type EngineChoice = "auto" | "wasm" | "host";

export const engineChoices = ["auto", "wasm", "host"] as const;

/** What computes, and what it can do. */
export interface EngineInfo {
  /** What `engine: "auto"` takes now. */
  readonly engine: "wasm" | "host";
  /** Why that is not wasm; null when it is. */
  readonly reason: string | null;
  /** Whether this engine runs WebAssembly with 128-bit SIMD. */
  readonly simd: boolean;
  readonly threads: 1;
  /** The version of the module's exports that this release works with. */
  readonly abiVersion: number;
  /** The size of the module; null when it isn't loaded or came compiled. */
  readonly moduleBytes: number | null;
}

/**
 * What `engine: "auto"` takes now, which changes with `init`: until then, what failed to load is not tried again.
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
 * The engine for a choice that was made.
 * @throws SimdUnavailableError, ModuleLoadError or NotInitializedError when it is `"wasm"` and there is none
 */
export function resolveEngine(choice: EngineChoice, module: ModuleLoader<ModuleExports>): "wasm" | "host" {
  if (choice === "auto") return module.automatic().engine;
  if (choice === "wasm") module.loaded();
  return choice;
}
