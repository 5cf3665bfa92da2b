/** Parameters of 16-bit numbers that several threads update: the bits of one thread. */
import { adamw, lamb, type Rule } from "@anneal/core";
import { expect, test } from "vitest";
import { firstDifference } from "../../core/test/support/float32-bits.js";
import { everything, gradient } from "../../core/test/support/rules.js";
import { Optimizer } from "../src/index.js";
import { keepPool, ready } from "./support/pools.js";

/** Each is long enough for several threads. */
const lengths = [20_480, 17_003, 33_000];
const dtypes = ["bfloat16", "float16", "bfloat16"] as const;

type Dtype = (typeof dtypes)[number];

/** The upper bits of float32 numbers, as 16-bit numbers, or the numbers. */
function fill(array: ArrayLike<number>, values: Float32Array): void {
  const numbers = array as Uint16Array | Float32Array;
  const bits = new Uint32Array(values.buffer);
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] =
      numbers instanceof Uint16Array ? ((bits[i] as number) >>> 16) & 0xbbff : (values[i] as number);
  }
}

function create(rule: Rule, threads: number): Optimizer<Rule, Dtype> {
  const params = lengths.map((length, i) => ({ length, dtype: dtypes[i] as Dtype }));
  const optimizer = new Optimizer<Rule, Dtype>(rule, params as never, { engine: "wasm", threads });
  optimizer.train();
  for (const [i, param] of optimizer.params.entries()) fill(param, gradient(param.length, i));
  return optimizer;
}

const valuesOf = (optimizer: Optimizer<Rule, Dtype>) => optimizer.params.map((param) => Array.from(param));

test.each([adamw, lamb])("$name over resident gradients, given ones and none", async (rule) => {
  const { pool, release } = await keepPool(2);
  const [one, several] = [create(rule, 1), create(rule, 2)];
  await ready(pool);
  const before = pool.shares.reduce((sum, share) => sum + share, 0);
  for (const each of [one, several]) {
    for (let t = 0; t < 4; t++) {
      for (const [i, grad] of each.grads.entries()) fill(grad, gradient(grad.length, 100 * (t + 1) + i));
      if (t === 1) each.step({ skip: [1] });
      else if (t === 2)
        each.step({ grads: each.grads.map((grad) => (grad as Uint16Array).slice()) as never });
      else each.step();
    }
    each.eval();
  }
  expect(valuesOf(several)).toEqual(valuesOf(one));
  expect(firstDifference(everything(several as never), everything(one as never))).toBeNull();
  expect(pool.shares.reduce((sum, share) => sum + share, 0)).toBeGreaterThan(before);
  for (const each of [one, several]) each.dispose();
  release();
});
