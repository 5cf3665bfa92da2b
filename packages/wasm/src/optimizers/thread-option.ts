/** The engine of an optimizer with a given option `threads`. */
import { InvalidArgumentError } from "@anneal/core";
import { type Engine, hostEngine } from "@anneal/core/optimizer-engine";
import { optimizersModule, whyOneThread } from "../module/index.js";
import { availableThreads, readThreads, ThreadsUnavailableError } from "../threads/index.js";
import { ThreadedEngine } from "./threaded-engine.js";
import { wasmEngine } from "./wasm-engine.js";

/**
 * @param memory The option of that name.
 * @throws InvalidArgumentError; ThreadsUnavailableError if several threads are requested and not available
 */
export function engineWith(option: unknown, engine: "wasm" | "host", memory: unknown): Engine {
  const threads = readThreads(option);
  const isAutomatic = threads === "auto";
  const simple = engine === "wasm" ? wasmEngine : hostEngine;
  if (threads === 1 || (isAutomatic && (engine === "host" || memory === "caller"))) return simple;
  if (memory === "caller")
    throw new InvalidArgumentError("threads", threads, '1 or "auto" with memory: "caller"');
  const reason =
    engine === "host" ? (optimizersModule.automatic().reason ?? 'engine: "host" has one') : whyOneThread();
  if (reason !== null && !isAutomatic) throw new ThreadsUnavailableError(reason);
  const { count } = availableThreads();
  const module = reason === null ? optimizersModule.loaded().shared() : null;
  if (module === null || (isAutomatic && count === 1)) return simple;
  return new ThreadedEngine({ threads: isAutomatic ? count : threads, isAutomatic }, module);
}
