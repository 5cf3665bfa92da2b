/** Pools of worker threads that tests wait for: nothing that is shared happens before they are ready. */
import { setTimeout } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { optimizersModule } from "../../src/module/index.js";
import { ThreadedEngine } from "../../src/optimizers/threaded-engine.js";
import { nodeHandle, type WorkerHandle } from "../../src/threads/create-worker.js";
import { type PoolSource, sharedPools } from "../../src/threads/index.js";
import { PATIENCE, Pool } from "../../src/threads/pool.js";
import { WORKER_NAME } from "../../src/threads/worker.js";

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
  return nodeHandle(
    new Worker(new URL("./dying-worker.mjs", import.meta.url), { workerData: when, execArgv: [] }),
  );
}

const impatient = { ...PATIENCE, blockMilliseconds: 50 };

/** A pool of two threads whose worker ends; a lost worker is noticed soon. */
export function dyingPool(when: "inside a block" | "idle"): Pool {
  return new Pool(2, () => dyingWorker(when), impatient);
}

/**
 * A pool of two threads whose worker stops after it has taken a block, as if the system did not let it run, until `go` is
 * called. It can't be terminated either.
 */
export function stallingPool(): { pool: Pool; go: () => void; end: () => Promise<number> } {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL("./stalling-worker.mjs", import.meta.url), {
    workerData: WORKER_NAME,
    execArgv: [],
  });
  worker.postMessage({ gate });
  const handle = { ...nodeHandle(worker), terminate() {} };
  const pool = new Pool(2, () => handle, { ...impatient, leavingMilliseconds: 50 });
  const go = () => {
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
  };
  return { pool, go, end: () => worker.terminate() };
}
