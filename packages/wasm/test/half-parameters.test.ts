/** Parameters of float16 and bfloat16 on the module: the bits of the host. */
import * as host from "@anneal/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstDifference } from "../../core/test/support/float32-bits.js";
import { mixed, mixedParameters, narrowed } from "../../core/test/support/half-parameters.js";
import { cases, shared } from "../../core/test/support/random-cases.js";
import { gradient, gradients, ruleCases } from "../../core/test/support/rules.js";
import * as module from "../src/optimizers/index.js";

/** Everything of both, as numbers. */
const outcome = (optimizer: host.Optimizer) => [
  ...optimizer.params.map((param) => Float32Array.from(param)),
  ...optimizer.masterParams(),
  ...optimizer.stateDict().params.flatMap(({ slots }) => Object.values(slots)),
];

describe.each(shared(ruleCases, 4))("$title", (one) => {
  test("has the bits of the host", () => {
    for (const memory of ["resident", "caller"] as const) {
      const create = (Optimizer: typeof host.Optimizer, more: object) =>
        new Optimizer(one.rule, mixedParameters(one) as never, { ...one.options, memory, ...more });
      const pair = [
        create(host.Optimizer, {}),
        create(module.Optimizer as never, { engine: "wasm" }),
      ] as const;
      for (const each of pair) each.train();
      for (let t = 0; t < 4; t++) {
        const given = () => mixed(gradients(one, t)).map((grad, i) => (t === 2 && i === 1 ? null : grad));
        for (const each of pair) each.step({ grads: given(), gradScale: t === 3 ? 3 : 1 });
      }
      for (const each of pair) each.eval();
      expect(firstDifference(outcome(pair[1]), outcome(pair[0]))).toBeNull();
      pair[1].dispose();
    }
  });
});

test("any bits and lengths give those of the host, with slots in fewer bits too", () => {
  const dtype = fc.constantFrom("float16" as const, "bfloat16" as const);
  const state = fc.constantFrom("float32" as const, "8bit" as const, "bf16" as const);
  const length = fc.oneof(fc.nat(300), fc.integer({ min: 16_300, max: 16_500 }), fc.constant(5000));
  fc.assert(
    fc.property(dtype, state, length, fc.array(fc.nat(0xffff)), (format, precision, count, bits) => {
      const values = () => {
        const numbers = narrowed(gradient(count, 1), format);
        numbers.set(bits.slice(0, count));
        return numbers;
      };
      const source = () => [{ values: values(), dtype: format }];
      const pair = [
        new host.AdamW(source(), { state: precision, memory: "caller" }),
        new module.AdamW(source(), { state: precision, engine: "wasm" }),
      ] as const;
      for (let t = 0; t < 2; t++) {
        const grads = narrowed(gradient(count, t), format);
        grads.set(bits.slice(0, count).reverse());
        for (const each of pair) each.step({ grads: [grads] });
      }
      expect(firstDifference(outcome(pair[1] as never), outcome(pair[0] as never))).toBeNull();
      expect(pair[1].stateDict().params[0]?.packed).toEqual(pair[0].stateDict().params[0]?.packed);
      pair[1].dispose();
    }),
    { numRuns: cases(25) },
  );
});
