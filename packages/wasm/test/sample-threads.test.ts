/** Sampling on several threads: the bits of one, for any range, type and number of threads. */
import { cosineRestarts, InvalidArgumentError, scheduleFromTree, warmupCosine } from "@anneal/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cases } from "../../core/test/support/random-cases.js";
import { type EngineInfo, engineInfo, sample, sampleArray } from "../src/index.js";
import { ThreadedSampling } from "../src/sample/threaded-sampling.js";
import type { Pool } from "../src/threads/index.js";
import { dyingPool, keepPool, ready } from "./support/pools.js";
import { expectSameBits } from "./support/same-bits.js";

const N = 300_000;
const schedules = {
  cosine: warmupCosine({ peak: 3e-4, end: 3e-5, warmupSteps: 2000, totalSteps: N }),
  table: scheduleFromTree({ kind: "table", values: Array.from({ length: 999 }, (_, i) => Math.sin(i)) }),
  restarts: cosineRestarts({ peak: 1, firstCycleSteps: 777, cycleMultiplier: 1.5 }),
};

describe("several threads", () => {
  const pools = new Map<number, Awaited<ReturnType<typeof keepPool>>>();
  beforeAll(async () => {
    for (const threads of [2, 3]) {
      pools.set(threads, await keepPool(threads));
      // Announces the memory for sampling to the workers.
      sample(schedules.cosine, { count: N, engine: "wasm", threads });
      await ready(poolOf(threads));
    }
  });
  afterAll(() => {
    for (const { release } of pools.values()) release();
  });
  const poolOf = (threads: number) => (pools.get(threads) as { pool: Pool }).pool;
  const ran = (pool: Pool) => pool.shares.reduce((sum, share) => sum + share, 0);

  test.each(Object.entries(schedules))("%s has the bits of one", async (_, schedule) => {
    const law = fc.asyncProperty(
      fc.constantFrom(2, 3),
      fc.constantFrom("float64" as const, "float32" as const),
      fc.integer({ min: -1000, max: N }),
      fc.constantFrom(1, 0.25, 3),
      fc.integer({ min: 65_536, max: N }),
      async (threads, dtype, start, stride, count) => {
        const options = { start, stride, count, dtype, engine: "wasm" } as const;
        const before = ran(poolOf(threads));
        await ready(poolOf(threads));
        const shared = sample(schedule, { ...options, threads });
        expect(ran(poolOf(threads)) - before).toBe(Math.ceil(count / 4096));
        expectSameBits(shared, sample(schedule, { ...options, threads: 1 }));
      },
    );
    await fc.assert(law, { numRuns: cases(6) });
  });

  test("fill arrays of the caller and of the module, and work in turns with other schedules", () => {
    for (const schedule of [schedules.cosine, schedules.table, schedules.cosine]) {
      const alone = sample(schedule, { count: 70_001, engine: "wasm", threads: 1 });
      for (const out of [new Float64Array(70_001), sampleArray(70_001)]) {
        expect(sample(schedule, { out, engine: "wasm", threads: 2 })).toBe(out);
        expectSameBits(out, alone);
      }
    }
  });

  test("leave short ranges, single steps and large programs to one", () => {
    const before = ran(poolOf(2));
    const large = scheduleFromTree({ kind: "table", values: Array.from({ length: 70_000 }, (_, i) => i) });
    expect(sample(large, { count: 70_000, engine: "wasm", threads: 2 })[69_999]).toBe(69_999);
    sample(schedules.cosine, { count: 60_000, engine: "wasm", threads: 2 });
    sample(schedules.cosine, { steps: new Float64Array(70_000), engine: "wasm", threads: 2 });
    expect(ran(poolOf(2))).toBe(before);
  });
});

test("auto has the bits of one thread, whichever way each call goes", async () => {
  const { threads } = engineInfo("schedules");
  const alone = sample(schedules.cosine, { count: N, engine: "wasm", threads: 1 });
  const { pool, release } = await keepPool(threads);
  const before = pool.shares;
  for (let i = 0; i < 400 && (i < 20 || pool.shares.join() === before.join()); i++) {
    expectSameBits(sample(schedules.cosine, { count: N, engine: "wasm" }), alone);
    if (i % 10 === 0) await ready(pool);
  }
  expect(pool.shares).not.toEqual(before);
  release();
});

test("a lost worker leaves the work to one thread", async () => {
  const pool = dyingPool("inside a block");
  const sampling = new ThreadedSampling(2, { acquire: () => pool, release: () => pool.close() });
  await ready(pool);
  const plan = { node: schedules.cosine.node, steps: null, start: 0, stride: 1, out: new Float64Array(N) };
  const alone = sample(schedules.cosine, { count: N, engine: "wasm", threads: 1 });
  let calls = 0;
  while (!pool.hasEnded) {
    plan.out.fill(Number.NaN);
    sampling.fill(plan, ({ out }) => {
      calls++;
      out.set(alone);
    });
    expectSameBits(plan.out, alone);
  }
  expect(calls).toBe(1);
  expect(sampling.isReady).toBe(false);
});

test("threads are checked before anything is written", () => {
  const out = new Float64Array(4).fill(7);
  for (const threads of [0, -1, 1.5, 65, Number.NaN, "all", null, {}]) {
    expect(() => sample(schedules.cosine, { out, threads: threads as never })).toThrow(InvalidArgumentError);
  }
  expect(() => sample(schedules.cosine, { out, engine: "host", threads: 2 })).toThrow(
    expect.objectContaining({ name: "ThreadsUnavailableError" }),
  );
  expect(out).toEqual(new Float64Array(4).fill(7));
  const info: EngineInfo = engineInfo("schedules");
  expect(info.threadsReason === null).toBe(info.threads > 1);
});
