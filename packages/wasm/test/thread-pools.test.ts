/** Pools: who ends them and when, and what happens when a worker ends by itself. */
import { setTimeout } from "node:timers/promises";
import { Optimizer as HostOptimizer, InterruptedUpdateError, lamb } from "@anneal/core";
import { describe, expect, test } from "vitest";
import { gradient } from "../../core/test/support/rules.js";
import { AdamW } from "../src/index.js";
import { optimizersModule } from "../src/module/index.js";
import { createWorker, type WorkerHandle } from "../src/threads/create-worker.js";
import { sharedPools } from "../src/threads/index.js";
import { Pace } from "../src/threads/pace.js";
import { Pool } from "../src/threads/pool.js";
import { dyingPool, engineOn, ready, stallingPool } from "./support/pools.js";

const engine = "wasm";

describe("a pool", () => {
  test("is shared by optimizers with as many threads, and ends with the last of them", async () => {
    const create = () => new AdamW([50_000], { engine, threads: 5 });
    const [first, second] = [create(), create()];
    const pool = sharedPools.acquire(5);
    sharedPools.release(pool);
    await ready(pool);
    for (const each of [first, second]) {
      each.step();
      expect(each.threads).toBe(5);
    }
    first.dispose();
    first.dispose();
    expect(pool.hasEnded).toBe(false);
    second.step();
    second.dispose();
    expect(pool.hasEnded).toBe(true);
    const third = create();
    third.step();
    expect(third.params[0]?.length).toBe(50_000);
    third.dispose();
  });

  test("has no worker before there is work for one", () => {
    let made = 0;
    const pool = new Pool(2, () => {
      made++;
      throw new Error("no workers today");
    });
    const optimizer = new HostOptimizer(lamb, [100_000], {}, engineOn(pool));
    expect(made).toBe(0);
    optimizer.step();
    optimizer.step();
    // It can't be made, and one thread does the work.
    expect(made).toBe(1);
    expect(pool.hasEnded).toBe(true);
    expect(optimizer.stepCount).toBe(2);
    optimizer.dispose();
  });
});

describe("a worker that ends", () => {
  test("inside a block leaves an optimizer that only loads a state or is disposed of", async () => {
    const pool = dyingPool("inside a block");
    const values = gradient(50_000, 1);
    const optimizer = new HostOptimizer(lamb, [values], { memory: "resident" }, engineOn(pool));
    const saved = optimizer.stateDict();
    await ready(pool);
    const grads = [gradient(50_000, 2)];
    expect(() => {
      // The worker comes late where others keep it from running.
      for (let i = 0; i < 100_000; i++) optimizer.step({ grads });
    }).toThrow(InterruptedUpdateError);
    const calls: (() => unknown)[] = [
      () => optimizer.step({ grads }),
      () => optimizer.params,
      () => optimizer.grads,
      () => optimizer.stateDict(),
      () => optimizer.clipGradNorm(1),
      () => optimizer.zeroGrad(),
      () => optimizer.addGroup({ params: [3] }),
    ];
    for (const call of calls) expect(call).toThrow(InterruptedUpdateError);
    expect(() => optimizer.loadStateDict({ ...saved, version: 9 } as never)).toThrow(/version/);
    expect(() => optimizer.params).toThrow(InterruptedUpdateError);

    // One thread goes on, from the saved state and the values that belong to it.
    optimizer.loadStateDict(saved);
    optimizer.params[0]?.set(values);
    optimizer.step({ grads });
    const alone = new HostOptimizer(lamb, [values], { memory: "resident" });
    alone.step({ grads });
    expect(optimizer.params[0]).toEqual(alone.params[0]);
    expect(pool.hasEnded).toBe(true);
    optimizer.dispose();
  });

  test("inside a block of clipping interrupts what changes values, and nothing else", async () => {
    const pool = dyingPool("inside a block");
    const optimizer = new HostOptimizer(lamb, [50_000], {}, engineOn(pool));
    await ready(pool);
    optimizer.grads[0]?.fill(1);
    const clip = () => optimizer.clipGradNorm(Number.POSITIVE_INFINITY);
    try {
      while (!pool.hasEnded) expect(clip()).toBe(Math.fround(Math.sqrt(50_000)));
      // A norm is computed again by one thread.
      expect(optimizer.step().stepped).toBe(true);
    } catch (error) {
      // Scaling isn't.
      expect(error).toBeInstanceOf(InterruptedUpdateError);
      expect(clip).toThrow(InterruptedUpdateError);
    }
    expect(pool.hasEnded).toBe(true);
    optimizer.dispose();
    expect(() => optimizer.step()).toThrow(/freed/);
  });

  test("between steps leaves the work to one thread", async () => {
    const pool = dyingPool("idle");
    const optimizer = new HostOptimizer(lamb, [gradient(50_000, 1)], { memory: "resident" }, engineOn(pool));
    pool.isReady();
    while (!pool.hasEnded) await setTimeout(1);
    expect(optimizer.step({ grads: [gradient(50_000, 2)] }).stepped).toBe(true);
    optimizer.dispose();
  });

  test("was terminated from outside, too", async () => {
    const handles: WorkerHandle[] = [];
    const pool = new Pool(2, () => {
      const handle = createWorker();
      handles.push(handle);
      return handle;
    });
    const optimizer = new HostOptimizer(lamb, [50_000], {}, engineOn(pool));
    await ready(pool);
    optimizer.step();
    handles[0]?.terminate();
    // The main thread learns of it later; until then it does the work itself.
    optimizer.step();
    while (!pool.hasEnded) await setTimeout(1);
    expect(optimizer.step().stepped).toBe(true);
    optimizer.dispose();
  });
});

test("a worker that stalls can't write into a state that was loaded meanwhile", async () => {
  const { pool, go, end } = stallingPool();
  const values = gradient(50_000, 1);
  const optimizer = new HostOptimizer(lamb, [values], { memory: "resident" }, engineOn(pool));
  const saved = optimizer.stateDict();
  await ready(pool);
  const grads = [gradient(50_000, 2)];
  expect(() => {
    for (let i = 0; i < 100_000; i++) optimizer.step({ grads });
  }).toThrow(InterruptedUpdateError);
  const refused = expect.objectContaining({ name: "InterruptedUpdateError", isUnfinished: true });
  expect(() => optimizer.checkStateDict(saved)).toThrow(refused);
  expect(() => optimizer.loadStateDict(saved)).toThrow(refused);
  expect(() => optimizer.step({ grads })).toThrow(InterruptedUpdateError);

  go();
  expect(pool.awaitWorkers()).toBe(true);
  // It has run its block, and takes no other one.
  expect(pool.shares[1]).toBe(1);
  optimizer.loadStateDict(saved);
  optimizer.params[0]?.set(values);
  const alone = new HostOptimizer(lamb, [values], { memory: "resident" });
  for (const each of [optimizer, alone]) each.step({ grads });
  expect(optimizer.params[0]).toEqual(alone.params[0]);
  expect(optimizer.stateDict()).toEqual(alone.stateDict());
  optimizer.dispose();
  await end();
});

test("a block that can't be run ends the pool: workers may still be in the job", async () => {
  const pool = new Pool(2, createWorker);
  const engine = engineOn(pool);
  const values = gradient(50_000, 1);
  const optimizer = new HostOptimizer(lamb, [values], { memory: "resident" }, engine);
  await ready(pool);
  const twin = optimizersModule.loaded().shared() as WebAssembly.Module;
  const scale = WebAssembly.Module.exports(twin).findIndex(({ name }) => name === "scale");
  // The values would be beyond the end of the memory.
  expect(() => pool.scale(0, scale, 2 ** 30, 50_000, 1)).toThrow(WebAssembly.RuntimeError);
  expect(pool.hasEnded).toBe(true);
  const alone = new HostOptimizer(lamb, [values], { memory: "resident" });
  for (const each of [optimizer, alone]) each.step({ grads: [gradient(50_000, 2)] });
  expect(optimizer.params[0]).toEqual(alone.params[0]);
  optimizer.dispose();
});

describe("the pace", () => {
  type Times = { alone: number; shared: number };
  /** The ways of `count` runs with these times; the first run after a change of ways takes `penalty` more. */
  const runs = (times: Times, count: number, pace = new Pace(), penalty = 0) => {
    let before = pace.choose();
    return Array.from({ length: count }, () => {
      const way = pace.choose();
      pace.record(times[way] + (way === before ? 0 : penalty), 1000);
      before = way;
      return way;
    });
  };

  test.each([
    [{ alone: 2, shared: 1 }, "shared"],
    [{ alone: 1, shared: 2 }, "alone"],
    // Too little is saved.
    [{ alone: 1, shared: 0.98 }, "alone"],
  ] as const)("tries both ways, and then chooses the faster of %j", (times, faster) => {
    const ways = runs(times, 10_000);
    expect(new Set(ways.slice(0, 20)).size).toBe(2);
    const others = ways.slice(20).filter((way) => way !== faster);
    expect(others.length).toBeGreaterThan(0);
    expect(others.length).toBeLessThan(60);
  });

  test("ignores what a change of ways costs", () => {
    // Alternating runs would take 1.5 alone and 1.3 shared.
    const ways = runs({ alone: 1, shared: 1.1 }, 1_000, new Pace(), 0.5);
    expect(ways.slice(20).filter((way) => way === "shared").length).toBeLessThan(40);
  });

  test("ignores runs that were interrupted", () => {
    const pace = new Pace();
    const ways = Array.from({ length: 2_000 }, (_, i) => {
      const way = pace.choose();
      pace.record(i % 5 === 0 ? 50 : way === "alone" ? 2 : 1, 1000);
      return way;
    });
    expect(ways.filter((way) => way === "alone").length).toBeLessThan(100);
  });

  test("does not measure most runs while one thread is faster, and still tries the others", () => {
    const pace = new Pace();
    const made = { measured: 0, skipped: 0, shared: 0 };
    while (made.measured + made.skipped < 10_000) {
      const way = pace.choose();
      if (way === "shared") made.shared++;
      pace.record(way === "alone" ? 1 : 2, 1000);
      made.measured++;
      made.skipped += pace.skip();
    }
    expect(made.measured).toBeLessThan(200);
    expect(made.shared).toBeGreaterThan(20);
    // Once several threads are faster, they make nearly all runs.
    const ways = Array.from({ length: 5_000 }, () => {
      const way = pace.choose();
      pace.record(way === "alone" ? 2 : 1, 1000);
      pace.skip();
      return way;
    });
    expect(ways.slice(1_000).filter((way) => way === "alone").length).toBeLessThan(60);
  });

  test("measures every run while several threads are faster", () => {
    const pace = new Pace();
    runs({ alone: 2, shared: 1 }, 25, pace);
    for (let i = 0; i < 2_000; i++) {
      pace.record(pace.choose() === "alone" ? 2 : 1, 1000);
      expect(pace.skip()).toBe(0);
    }
  });

  test("decides anew when the times change", () => {
    const pace = new Pace();
    runs({ alone: 1, shared: 2 }, 500, pace);
    const ways = runs({ alone: 2, shared: 0.5 }, 10_000, pace);
    expect(ways.at(-1)).toBe("shared");
    expect(runs({ alone: 2, shared: 4 }, 10_000, pace).at(-1)).toBe("alone");
  });
});
