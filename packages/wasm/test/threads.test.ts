/** Steps of several threads: the bits of one, whatever the number of threads, the rule and the shapes. */
import { adamw, clipGradNorm, Optimizer as HostOptimizer, type OptimizerState } from "@anneal/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { firstDifference } from "../../core/test/support/float32-bits.js";
import { cases } from "../../core/test/support/random-cases.js";
import { everything, gradient, gradients, initial, ruleCases } from "../../core/test/support/rules.js";
import { AdamW, engineInfo, Optimizer } from "../src/index.js";
import type { Pool } from "../src/threads/index.js";
import { keepPool, ready } from "./support/pools.js";

const engine = "wasm";

describe("several threads", () => {
  const kept = new Map<number, Awaited<ReturnType<typeof keepPool>>>();
  beforeAll(async () => {
    for (const threads of [2, 3]) kept.set(threads, await keepPool(threads));
  });
  afterAll(() => {
    for (const { release } of kept.values()) release();
  });
  const poolOf = (threads: number) => kept.get(threads)?.pool as Pool;
  const ranBy = (pool: Pool) => pool.shares.reduce((sum, share) => sum + share, 0);

  test.each(ruleCases.map((one) => [one.title, one] as const))("%s has the bits of one", async (_, one) => {
    const shapes =
      one.rule.name === "Muon"
        ? [
            [3, 1500],
            [4, 7],
          ]
        : [[17_003], [3, 5], [4_096], [0], [66, 65]];
    const sized = { ...one, shapes };
    const create = (threads: number) => {
      const optimizer = new Optimizer(one.rule, initial(sized) as never, {
        ...one.options,
        engine,
        threads,
        memory: "resident",
      });
      optimizer.train();
      return optimizer;
    };
    const [alone, shared] = [create(1), create(2)];
    await ready(poolOf(2));
    const before = ranBy(poolOf(2));
    for (let t = 0; t < 2; t++) {
      const grads = gradients(sized, t).map((grad, i) => (t === 1 && i === 1 ? null : grad));
      for (const each of [alone, shared]) each.step({ grads });
    }
    for (const each of [alone, shared]) each.eval();
    expect(firstDifference(everything(alone), everything(shared))).toBeNull();
    expect(ranBy(poolOf(2))).toBeGreaterThan(before);
    for (const each of [alone, shared]) each.dispose();
  });

  test("have the bits of one for random shapes, and go on from each other's states", async () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 40_000 }), { minLength: 1, maxLength: 4 });
    const law = fc.asyncProperty(lengths, fc.constantFrom(2, 3), async (shapes, threads) => {
      const create = (count: number) => {
        const params = shapes.map((length, i) => gradient(length, i));
        return new AdamW(params, { engine, threads: count, memory: "resident", nonFinite: "throw" });
      };
      const [alone, shared] = [create(1), create(threads)];
      await ready(poolOf(threads));
      const step = (optimizer: AdamW, t: number) => {
        for (const [i, grad] of optimizer.grads.entries()) grad.set(gradient(grad.length, 10 * t + i));
        const norm = optimizer.clipGradNorm(0.5);
        optimizer.step();
        return norm;
      };
      expect(step(shared, 0)).toBe(step(alone, 0));
      const [ofOne, ofMany]: OptimizerState[] = [alone.stateDict(), shared.stateDict()];
      alone.loadStateDict(ofMany as OptimizerState);
      shared.loadStateDict(ofOne as OptimizerState);
      expect(step(shared, 1)).toBe(step(alone, 1));
      expect(firstDifference(everything(alone), everything(shared))).toBeNull();
      for (const each of [alone, shared]) each.dispose();
    });
    await fc.assert(law, { numRuns: cases(8) });
  });

  test("find a gradient that is not finite, wherever it is", async () => {
    const optimizer = new AdamW([50_000], { engine, threads: 2, nonFinite: "throw" });
    await ready(poolOf(2));
    const [grad] = optimizer.grads as [Float32Array];
    for (const at of [0, 16_383, 16_384, 32_770, 49_999]) {
      grad.fill(0.5);
      grad[at] = Number.NaN;
      expect(() => optimizer.step()).toThrow(expect.objectContaining({ element: at }));
    }
    grad.fill(0.5);
    expect(optimizer.step().stepped).toBe(true);
    optimizer.dispose();
  });

  test("clip as one does", async () => {
    const values = gradient(60_001, 3);
    const optimizer = new AdamW([values.length], { engine, threads: 3 });
    await ready(poolOf(3));
    optimizer.grads[0]?.set(values);
    const norm = optimizer.clipGradNorm(0.1);
    expect(norm).toBe(clipGradNorm([values], 0.1));
    expect(firstDifference([optimizer.grads[0] as Float32Array], [values])).toBeNull();
    optimizer.dispose();
  });

  test("share a run of every length around blocks", async () => {
    for (const length of [4_095, 4_096, 4_097, 8_191, 16_384, 16_385, 32_768, 40_961]) {
      const [alone, shared] = [1, 2].map(
        (threads) => new AdamW([gradient(length, 1)], { engine, threads, memory: "resident" }),
      ) as [AdamW, AdamW];
      await ready(poolOf(2));
      for (const each of [alone, shared]) each.step({ grads: [gradient(length, 2)] });
      expect(firstDifference(everything(alone), everything(shared))).toBeNull();
      for (const each of [alone, shared]) each.dispose();
    }
  });

  test("take part in a step, the worker included", async () => {
    const optimizer = new AdamW([1_000_000], { engine, threads: 2 });
    const pool = poolOf(2);
    await ready(pool);
    const before = pool.shares;
    // A worker that another process keeps from running comes late; it can't for ever.
    const isShared = () => pool.shares.every((share, i) => share > (before[i] as number));
    for (let i = 0; i < 10_000 && !isShared(); i++) optimizer.step();
    expect(isShared()).toBe(true);
    expect(optimizer.threads).toBe(2);
    optimizer.dispose();
  });
});

describe("threads: auto", () => {
  test("leaves small arrays and arrays of the caller to one thread", () => {
    for (const options of [{}, { memory: "caller" as const }]) {
      const size = "memory" in options ? 200_000 : 100_000;
      const optimizer = new AdamW([new Float32Array(size)], { engine, ...options });
      optimizer.step({ grads: [new Float32Array(size)] });
      expect(optimizer.threads).toBe(1);
      optimizer.dispose();
    }
  });

  test("has the bits of one thread, whichever way each step goes", async () => {
    const { pool, release } = await keepPool(engineInfo("optimizers").threads);
    const length = 140_000;
    const [alone, auto] = ([1, "auto"] as const).map(
      (threads) => new AdamW([gradient(length, 1)], { engine, threads, memory: "resident" }),
    ) as [AdamW, AdamW];
    // It starts with one thread.
    const before = pool.shares;
    for (let t = 0; t < 500 && pool.shares.join() === before.join(); t++) {
      for (const each of [alone, auto]) each.step({ grads: [gradient(length, t)] });
      await ready(pool);
    }
    for (let t = 0; t < 20; t++)
      for (const each of [alone, auto]) each.step({ grads: [gradient(length, t)] });
    expect(firstDifference(everything(alone), everything(auto))).toBeNull();
    expect(pool.shares).not.toEqual(before);
    for (const each of [alone, auto]) each.dispose();
    release();
  });
});

describe("the option", () => {
  test.each([0, -1, 1.5, 65, Number.NaN, "all", null, {}])("refuses %j", (threads) => {
    expect(() => new AdamW([8], { engine, threads: threads as never })).toThrow(
      expect.objectContaining({ name: "InvalidArgumentError", argument: "threads" }),
    );
  });

  test("refuses several threads over arrays of the caller, and in TypeScript", () => {
    const params = [new Float32Array(8)];
    expect(() => new AdamW(params, { engine, threads: 2, memory: "caller" })).toThrow(
      expect.objectContaining({ name: "InvalidArgumentError", argument: "threads" }),
    );
    expect(() => new AdamW([8], { engine: "host", threads: 2 })).toThrow(
      expect.objectContaining({ name: "ThreadsUnavailableError" }),
    );
    expect(new AdamW([8], { engine: "host", threads: 1 }).threads).toBe(1);
  });

  test("gives the arrays a shared buffer, which dispose leaves alone", () => {
    const optimizer = new AdamW([8], { engine, threads: 2 });
    const [values] = optimizer.params as [Float32Array];
    expect(values.buffer).toBeInstanceOf(SharedArrayBuffer);
    values.fill(3);
    optimizer.dispose();
    expect(values[0]).toBe(3);
  });

  test("of a group that is added holds for it, too", async () => {
    const { pool, release } = await keepPool(2);
    const create = (threads: number) => {
      const optimizer = new AdamW([gradient(9_000, 1)], { engine, threads, memory: "resident" });
      optimizer.addGroup({ params: [gradient(20_000, 2)], lr: 0.1 });
      return optimizer;
    };
    const [alone, shared] = [create(1), create(2)];
    await ready(pool);
    for (const each of [alone, shared]) each.step({ grads: [gradient(9_000, 3), gradient(20_000, 4)] });
    expect(firstDifference(everything(alone), everything(shared))).toBeNull();
    for (const each of [alone, shared]) each.dispose();
    release();
  });
});

test("the core's optimizer is what threads are compared with", () => {
  const host = new HostOptimizer(adamw, [gradient(20_000, 1)], { memory: "resident" });
  const shared = new AdamW([gradient(20_000, 1)], { engine, threads: 2, memory: "resident" });
  for (const each of [host, shared]) each.step({ grads: [gradient(20_000, 2)] });
  expect(firstDifference(everything(host), everything(shared))).toBeNull();
  shared.dispose();
});
