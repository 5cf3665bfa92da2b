/** The main thread of a page may not sleep: it spins, with the same results and the same limit of waiting. */
import { InterruptedUpdateError, lamb, Optimizer } from "@anneal/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { cases } from "../../core/test/support/random-cases.js";
import { gradient } from "../../core/test/support/rules.js";
import { createWorker } from "../src/threads/create-worker.js";
import { Pool } from "../src/threads/pool.js";
import { dyingPool, engineOn, ready } from "./support/pools.js";

/** The calls that would have slept. */
let refused = 0;
beforeEach(() => {
  refused = 0;
  // As on a page. Workers have an `Atomics` of their own.
  vi.spyOn(Atomics, "wait").mockImplementation(() => {
    refused++;
    throw new TypeError("Atomics.wait cannot be called in this context");
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

test("steps have the bits of one thread", async () => {
  const pool = new Pool(4, createWorker);
  const values = gradient(60_000, 1);
  const shared = new Optimizer(lamb, [values], { memory: "resident" }, engineOn(pool));
  const alone = new Optimizer(lamb, [values], { memory: "resident" });
  await ready(pool);
  const grads = [gradient(60_000, 2)];
  for (let t = 0; t < cases(200); t++) for (const each of [alone, shared]) each.step({ grads });
  expect(shared.params[0]).toEqual(alone.params[0]);
  expect(shared.stateDict()).toEqual(alone.stateDict());
  shared.dispose();
});

test("a worker that ends inside a block is noticed", async () => {
  const pool = dyingPool("inside a block");
  const optimizer = new Optimizer(lamb, [gradient(50_000, 1)], { memory: "resident" }, engineOn(pool));
  await ready(pool);
  const grads = [gradient(50_000, 2)];
  expect(() => {
    for (let i = 0; i < 100_000; i++) optimizer.step({ grads });
  }).toThrow(InterruptedUpdateError);
  expect(pool.hasEnded).toBe(true);
  expect(refused).toBe(1);
  expect(() => optimizer.params).toThrow(InterruptedUpdateError);
  optimizer.dispose();
});
