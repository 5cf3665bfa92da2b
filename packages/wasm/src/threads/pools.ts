/** The pools of this thread: optimizers with the same number of threads share one, and the last one closes it. */
import { createWorker } from "./create-worker.js";
import { Pool } from "./pool.js";

interface CountedPool {
  readonly pool: Pool;
  users: number;
}

const pools = new Map<number, CountedPool>();

/** The source of the pools of arenas. */
export interface PoolSource {
  acquire(threads: number): Pool;
  release(pool: Pool): void;
}

export const sharedPools: PoolSource = {
  acquire(threads) {
    let counted = pools.get(threads);
    if (counted === undefined || counted.pool.hasEnded) {
      counted = { pool: new Pool(threads, createWorker), users: 0 };
      pools.set(threads, counted);
    }
    counted.users++;
    return counted.pool;
  },
  release(pool) {
    const counted = pools.get(pool.threads);
    // A pool that has ended may have been replaced.
    if (counted?.pool !== pool) return;
    counted.users--;
    if (counted.users > 0) return;
    pools.delete(pool.threads);
    pool.close();
  },
};
