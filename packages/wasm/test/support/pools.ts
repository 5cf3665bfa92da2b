/** Pools of worker threads that tests wait for: nothing that is shared happens before they are ready. */
import { setTimeout } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { optimizersModule } from "../../src/module/index.js";
import { ThreadedEngine } from "../../src/optimizers/threaded-engine.js";
import type { WorkerHandle } from "../../src/threads/create-worker.js";
import { type PoolSource, sharedPools } from "../../src/threads/index.js";
import { Pool } from "../../src/threads/pool.js";

/** Waits until the workers know every arena. */
export async function ready(pool: Pool): Promise<void> {
  while (!pool.isReady()) {
    if (pool.hasEnded) throw new Error("the pool has ended");
    await setTimeout(1);
  }
}

/** A pool that stays until `release`, for optimizers with as many threads. */
export async function keepPool(threads: number): Promise<{ pool: Pool; release: () => void }> {
  const pool = sharedPools.acquire(threads);
  await ready(pool);
  return { pool, release: () => sharedPools.release(pool) };
}

/** An engine whose arenas are given to one pool. */
export function engineOn(pool: Pool): ThreadedEngine {
  const pools: PoolSource = { acquire: () => pool, release: () => pool.close() };
  const twin = optimizersModule.loaded().shared() as WebAssembly.Module;
  return new ThreadedEngine({ threads: pool.threads, isAutomatic: false }, twin, pools);
}

/** A worker that ends after its first block, or before it. */
function dyingWorker(when: "inside a block" | "idle"): WorkerHandle {
  const worker = new Worker(new URL("./dying-worker.mjs", import.meta.url), { workerData: when });
  return {
    post: (message) => worker.postMessage(message),
    onEnd: (callback) => worker.once("exit", (code) => callback(String(code))),
    terminate: () => void worker.terminate(),
  };
}

const impatient = { spinMilliseconds: 0.1, blockMilliseconds: 50 };

/** A pool of two threads whose worker ends; a lost worker is noticed soon. */
export function dyingPool(when: "inside a block" | "idle"): Pool {
  return new Pool(2, () => dyingWorker(when), impatient);
}
