/** Steps of several threads over state and parameters in fewer bits: the bits of one thread. */
import { lamb, type Rule } from "@anneal/core";
import { defineRule, mul, rate, sub } from "@anneal/core/rule";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packedCases } from "../../core/test/support/low-memory.js";
import { sampled } from "../../core/test/support/random-cases.js";
import { gradient, ruleCases } from "../../core/test/support/rules.js";
import { Optimizer } from "../src/index.js";
import type { Pool } from "../src/threads/index.js";
import { keepPool, ready } from "./support/pools.js";

const engine = "wasm";
const casesOf = (precision: "8bit" | "bf16") =>
  packedCases.filter((one) => one.precision === precision && one.rule.name !== "Muon");

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

  type Dtype = "float32" | "float16" | "bfloat16";
  interface Case {
    readonly rule: Rule;
    readonly options: object;
    readonly lengths: readonly number[];
    readonly dtypes: readonly Dtype[];
  }

  function create({ rule, options, lengths, dtypes }: Case, threads: number) {
    const params = lengths.map((length, i) => ({ length, dtype: dtypes[i % dtypes.length] as Dtype }));
    const optimizer = new Optimizer<Rule, Dtype>(rule, params as never, { ...options, engine, threads });
    optimizer.train();
    for (const [i, param] of optimizer.params.entries()) fill(param, gradient(param.length, i));
    return optimizer;
  }

  /** Writes values to an array of floats, or their upper bits to one of 16-bit numbers. */
  function fill(array: { length: number; [index: number]: number }, values: Float32Array): void {
    const bits = new Uint32Array(values.buffer);
    for (let i = 0; i < array.length; i++)
      array[i] = array instanceof Uint16Array ? ((bits[i] as number) >>> 16) & 0xbbff : (values[i] as number);
  }

  /** The parameters and the state as text, which is compared faster than objects. */
  function snapshot(optimizer: Optimizer<Rule, Dtype>): string {
    return JSON.stringify([optimizer.params, optimizer.stateDict()], (_, value) => {
      if (!ArrayBuffer.isView(value)) return value;
      const { buffer, byteOffset, byteLength } = value;
      return Buffer.from(new Uint8Array(buffer, byteOffset, byteLength)).toString("base64");
    });
  }

  async function expectSameBits(one: Case, threads: number, steps = 2): Promise<void> {
    const [alone, shared] = [create(one, 1), create(one, threads)];
    await ready(poolOf(threads));
    const before = ranBy(poolOf(threads));
    for (let t = 0; t < steps; t++) {
      for (const each of [alone, shared]) {
        for (const [i, grad] of each.grads.entries()) fill(grad, gradient(grad.length, 100 * (t + 1) + i));
        each.step(t === 1 && one.lengths.length > 2 ? { skip: [1] } : {});
      }
    }
    for (const each of [alone, shared]) each.eval();
    expect(snapshot(shared) === snapshot(alone)).toBe(true);
    expect(ranBy(poolOf(threads))).toBeGreaterThan(before);
    for (const each of [alone, shared]) each.dispose();
  }

  const rules = ruleCases.filter(({ rule }) => rule.name !== "Muon");
  const lengths = [17_003, 4_100, 15, 33_000, 20_480];

  test.each(sampled([...casesOf("8bit"), ...casesOf("bf16")], 8).map((one) => [one.title, one] as const))(
    "%s has the bits of one",
    async (_, { rule, options, precision }) => {
      await expectSameBits({ rule, options, lengths, dtypes: ["float32"] }, 2, precision === "8bit" ? 3 : 2);
    },
  );

  test.each(sampled(rules, 8, 1).map((one) => [one.title, one] as const))(
    "%s has the bits of one with parameters of 16-bit numbers",
    async (_, { rule, options }) => {
      const dtypes = ["bfloat16", "float16", "float32"] as const;
      await expectSameBits({ rule, options, lengths, dtypes }, 2);
    },
  );

  test.each(["8bit", "bf16"] as const)("have it with both, state %s", async (state) => {
    for (const { rule, options } of casesOf(state).slice(0, 6)) {
      await expectSameBits({ rule, options, lengths, dtypes: ["float16", "bfloat16"] }, 2);
    }
  });

  test("leave a rule that the module doesn't have to one", async () => {
    const halving = defineRule({
      name: "Halving",
      hyper: { lr: rate(0.5) },
      update: ({ p, g }, { lr }) => ({ p: sub(p, mul(lr, mul(p, g))) }),
    });
    const optimizer = new Optimizer<Rule, Dtype>(
      halving as unknown as Rule,
      [{ length: 20_000, dtype: "bfloat16" }] as never,
      { engine, threads: 2 },
    );
    await ready(poolOf(2));
    const before = ranBy(poolOf(2));
    for (const array of [...optimizer.params, ...optimizer.grads]) array.fill(0x3f80);
    optimizer.step();
    expect((optimizer.params[0] as Uint16Array).every((bits) => bits === 0x3f00)).toBe(true);
    expect(ranBy(poolOf(2))).toBe(before);
    optimizer.dispose();
  });

  test("leave short runs to one", async () => {
    const one: Case = { rule: lamb, options: { state: "bf16" }, lengths: [5_000], dtypes: ["bfloat16"] };
    const [alone, shared] = [create(one, 1), create(one, 2)];
    await ready(poolOf(2));
    for (const each of [alone, shared]) each.step();
    expect(snapshot(shared) === snapshot(alone)).toBe(true);
    for (const each of [alone, shared]) each.dispose();
  });
});
