/** The option `threads` of an optimizer, and the engine that it leads to. */
import { InvalidArgumentError } from "@anneal/core";
import { type Engine, hostEngine } from "@anneal/core/optimizer-engine";
import { optimizersModule, whyOneThread } from "../module/index.js";
import { availableThreads, ThreadsUnavailableError } from "../threads/index.js";
import { ThreadedEngine } from "./threaded-engine.js";
import { wasmEngine } from "./wasm-engine.js";

/** How many threads may be asked for. */
const MOST_THREADS = 64;

/** How many threads make a step: a number, or `"auto"`, those that pay. */
export type ThreadsOption = number | "auto";

/**
 * @param memory The option of that name: whose arrays the parameters are.
 * @throws InvalidArgumentError; ThreadsUnavailableError where a number above 1 is asked for in vain
 */
export function engineWith(threads: unknown, engine: "wasm" | "host", memory: unknown): Engine {
  const isAutomatic = threads === "auto";
  if (
    !isAutomatic &&
    !(Number.isInteger(threads) && (threads as number) >= 1 && (threads as number) <= MOST_THREADS)
  )
    throw new InvalidArgumentError("threads", threads, `"auto" or a whole number from 1 to ${MOST_THREADS}`);
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
  return new ThreadedEngine({ threads: isAutomatic ? count : (threads as number), isAutomatic }, module);
}
