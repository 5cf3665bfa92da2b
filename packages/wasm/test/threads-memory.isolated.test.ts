/** What optimizers with threads, and their pools, leave behind: nothing. */
import { expect, test } from "vitest";
import { collectGarbage } from "../../core/test/support/garbage.js";
import { leastGrowth } from "../../core/test/support/growth.js";
import { cases, isDue } from "../../core/test/support/random-cases.js";
import { AdamW } from "../src/index.js";
import { sharedPools } from "../src/threads/index.js";
import { keepPool, ready } from "./support/pools.js";

const engine = "wasm";
const LIMIT = 8e6;

test.runIf(isDue(3, 2))("created and disposed optimizers leave nothing, in the workers either", async () => {
  const { pool, release } = await keepPool(2);
  const work = async () => {
    for (let i = 0; i < cases(200, 200); i++) {
      const optimizer = new AdamW([50_000], { engine, threads: 2 });
      optimizer.step();
      optimizer.dispose();
      // The workers handle their messages when they are not waiting for jobs.
      if (i % 20 === 0) await ready(pool);
    }
    await ready(pool);
  };
  expect(await leastGrowth(work, LIMIT)).toBeLessThan(LIMIT);
  release();
});

test("pools that were started and ended leave nothing", async () => {
  const work = async () => {
    for (let i = 0; i < cases(4, 4); i++) {
      const optimizer = new AdamW([50_000], { engine, threads: 2 });
      const pool = sharedPools.acquire(2);
      sharedPools.release(pool);
      await ready(pool);
      optimizer.step();
      optimizer.dispose();
      expect(pool.hasEnded).toBe(true);
    }
  };
  expect(await leastGrowth(work, LIMIT)).toBeLessThan(LIMIT);
});

test("an optimizer that is collected without dispose ends its pool", async () => {
  const start = async () => {
    const optimizer = new AdamW([50_000], { engine, threads: 4 });
    const pool = sharedPools.acquire(4);
    sharedPools.release(pool);
    await ready(pool);
    optimizer.step();
    return pool;
  };
  const pool = await start();
  for (let i = 0; i < 50 && !pool.hasEnded; i++) await collectGarbage();
  expect(pool.hasEnded).toBe(true);
});
