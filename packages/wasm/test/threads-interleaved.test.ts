/** Optimizers that share a pool and take turns, with more threads than cores: each has the bits of one thread. */
import type { Rule } from "@anneal/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { firstDifference } from "../../core/test/support/float32-bits.js";
import { packedCases } from "../../core/test/support/low-memory.js";
import { cases } from "../../core/test/support/random-cases.js";
import { everything, gradient, ruleCases } from "../../core/test/support/rules.js";
import { Optimizer } from "../src/index.js";
import { keepPool, ready } from "./support/pools.js";

const COUNTS = [2, 3, 8] as const;
const kept = new Map<number, Awaited<ReturnType<typeof keepPool>>>();
beforeAll(async () => {
  for (const threads of COUNTS) kept.set(threads, await keepPool(threads));
});
afterAll(() => {
  for (const { release } of kept.values()) release();
});

const forms = [...ruleCases, ...packedCases].filter(({ rule }) => rule.name !== "Muon");
const sizes = fc.constantFrom(15, 4_100, 16_384, 16_640, 17_003, 20_480, 33_000);
const members = fc.record({
  form: fc.nat(forms.length - 1).map((i) => forms[i] as (typeof forms)[number]),
  lengths: fc.array(sizes, { minLength: 1, maxLength: 3 }),
});

test("optimizers that take turns have the bits of one thread", async () => {
  const groups = fc.array(members, { minLength: 1, maxLength: 3 });
  const law = fc.asyncProperty(groups, fc.constantFrom(...COUNTS), async (group, threads) => {
    const pool = kept.get(threads)?.pool as Awaited<ReturnType<typeof keepPool>>["pool"];
    const pairs = group.map(({ form: { rule, options }, lengths }) =>
      [1, threads].map((count) => {
        const values = lengths.map((length, i) => gradient(length, i));
        const given = { ...options, engine: "wasm", threads: count, memory: "resident" };
        const optimizer = new Optimizer(rule as Rule, values, given as never);
        optimizer.train();
        return optimizer;
      }),
    );
    await ready(pool);
    for (let t = 0; t < 6; t++) {
      for (const optimizer of pairs.flat()) {
        // The same gradients with one change are made faster than others.
        for (const [i, grad] of optimizer.grads.entries()) {
          if (t === 0) grad.set(gradient(grad.length, 100 + i));
          else grad[t] = t;
        }
        optimizer.step();
      }
    }
    for (const [alone, shared] of pairs as [Optimizer, Optimizer][]) {
      expect(firstDifference(everything(shared), everything(alone))).toBeNull();
      for (const each of [alone, shared]) each.dispose();
    }
  });
  await fc.assert(law, { numRuns: cases(20) });
});

test("a run that is handed on between engines and numbers of threads has the bits of one", async () => {
  const places = fc.constantFrom("host", 1, ...COUNTS);
  const runs = fc.array(places, { minLength: 2, maxLength: 6 });
  const law = fc.asyncProperty(members, runs, async ({ form: { rule, options }, lengths }, run) => {
    const create = (place: (typeof run)[number]) => {
      const values = lengths.map((length, i) => gradient(length, i));
      const where = place === "host" ? { engine: "host" } : { engine: "wasm", threads: place };
      const given = { ...options, ...where, memory: "resident" };
      const optimizer = new Optimizer(rule as Rule, values, given as never);
      optimizer.train();
      return optimizer;
    };
    const whole = create("host");
    let current = create(run[0] as (typeof run)[number]);
    for (const [t, place] of run.entries()) {
      const next = create(place);
      next.loadStateDict(structuredClone(current.stateDict()));
      for (const [i, param] of next.params.entries()) param.set(current.params[i] as Float32Array);
      current.dispose();
      current = next;
      for (const { pool } of kept.values()) await ready(pool);
      const grads = lengths.map((length, i) => gradient(length, 31 * t + i));
      for (const each of [whole, current]) for (let k = 0; k <= t % 2; k++) each.step({ grads });
    }
    expect(firstDifference(everything(current), everything(whole))).toBeNull();
    current.dispose();
  });
  await fc.assert(law, { numRuns: cases(40) });
});
