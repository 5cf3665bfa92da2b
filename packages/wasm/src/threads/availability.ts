/** The number of threads that this machine can use, and the reason if that is one. */
import { nodeThreads } from "./create-worker.js";

/** The most threads for `"auto"`: more of them wait for the same memory. */
const AUTO_MOST = 8;

/** The number of threads for `threads: "auto"`, and the reason if that is one. */
export interface AvailableThreads {
  readonly count: number;
  readonly reason: string | null;
}

export function availableThreads(): AvailableThreads {
  const reason = whyNoThreads();
  if (reason !== null) return { count: 1, reason };
  const cores = coreCount();
  if (cores < 2) return { count: 1, reason: "the machine has one core" };
  return { count: Math.min(cores, AUTO_MOST), reason: null };
}

/** The reason why worker threads can't share memory; null: they can. */
export function whyNoThreads(): string | null {
  // Some browsers have the class on every page, and reject it in messages to workers.
  if (globalThis.crossOriginIsolated === false || typeof SharedArrayBuffer !== "function")
    return "memory can't be shared: the page is not cross-origin isolated (see the headers COOP and COEP)";
  if (nodeThreads() === undefined && typeof globalThis.Worker !== "function")
    return "this runtime has no workers";
  return null;
}

function coreCount(): number {
  const os = globalThis.process?.getBuiltinModule?.("node:os");
  return os?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1;
}
