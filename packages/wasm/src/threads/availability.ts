/** How many threads there can be here, and why there are no more. */
import { nodeThreads } from "./create-worker.js";

/** How many threads `"auto"` takes at most: more wait for the same memory. */
const AUTO_MOST = 8;

/** How many threads there are with `threads: "auto"`; 1 with the reason where there are no more. */
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

/** Why there can be no worker threads over shared memory; null: there can. */
export function whyNoThreads(): string | null {
  // Some browsers have the class on every page, and refuse to share one with a worker.
  if (globalThis.crossOriginIsolated === false || typeof SharedArrayBuffer !== "function")
    return "memory can't be shared: the page is not cross-origin isolated (see the headers COOP and COEP)";
  if (nodeThreads() === undefined && typeof globalThis.Worker !== "function")
    return "there are no workers here";
  return null;
}

function coreCount(): number {
  const os = globalThis.process?.getBuiltinModule?.("node:os");
  return os?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1;
}
