/** Slots in fewer bits on the module: the bits of the host, those of bitsandbytes, and how much memory they take. */
import { readFileSync } from "node:fs";
import * as host from "@anneal/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeQuantized, type QuantizedCase, runQuantized } from "../../../spec/src/quantized-optimizers.js";
import { firstDifference } from "../../core/test/support/float32-bits.js";
import { packedCases } from "../../core/test/support/low-memory.js";
import { cases, shared } from "../../core/test/support/random-cases.js";
import { everything, gradient, gradients, initial } from "../../core/test/support/rules.js";
import * as module from "../src/optimizers/index.js";

describe.each(shared(packedCases, 4))("$title", (one) => {
  test("has the bits of the host, and goes on from its state", () => {
    const create = (Optimizer: typeof host.Optimizer, more: object = {}) => {
      const optimizer = new Optimizer(one.rule, initial(one) as never, {
        ...one.options,
        memory: "resident",
        ...more,
      });
      optimizer.train();
      return optimizer;
    };
    const [ours, theirs] = [create(host.Optimizer), create(module.Optimizer as never, { engine: "wasm" })];
    const step = (optimizer: host.Optimizer, t: number) =>
      optimizer.step({ grads: gradients(one, t).map((grad, i) => (t === 1 && i === 1 ? null : grad)) });
    for (let t = 0; t < 3; t++) for (const each of [ours, theirs]) step(each, t);
    expect(firstDifference(everything(theirs), everything(ours))).toBeNull();
    const resumed = create(host.Optimizer);
    resumed.loadStateDict(theirs.stateDict());
    for (const [i, param] of theirs.params.entries()) resumed.params[i]?.set(param);
    for (const each of [resumed, theirs]) step(each, 3);
    expect(firstDifference(everything(resumed), everything(theirs))).toBeNull();
    theirs.dispose();
  });
});

test("any lengths give the bits of the host, whatever the gradients hold", () => {
  const length = fc.oneof(fc.integer({ min: 0, max: 9000 }), fc.integer({ min: 16_000, max: 17_000 }));
  const special = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -3e38, 1e-45, -0, 1e-39);
  fc.assert(
    fc.property(length, fc.array(special), fc.constantFrom("8bit", "bf16"), (count, specials, state) => {
      const optimizers = [
        new host.AdamW([count], { state }),
        new module.AdamW([count], { state, engine: "wasm" }),
      ] as const;
      for (let t = 0; t < 3; t++) {
        const grad = gradient(count, t);
        for (const [i, value] of specials.entries()) if (i < count) grad[(i * 37) % count] = value;
        for (const each of optimizers) each.step({ grads: [grad] });
      }
      expect(firstDifference(everything(optimizers[1]), everything(optimizers[0]))).toBeNull();
      optimizers[1].dispose();
    }),
    { numRuns: cases(10) },
  );
});

describe("bitsandbytes", () => {
  const file: { cases: QuantizedCase[] } = JSON.parse(
    readFileSync(new URL("../../../spec/golden/optimizers-8bit.json", import.meta.url), "utf8"),
  );

  test.each(file.cases)("$id", (golden) => {
    for (const engine of [host, module]) {
      expect(judgeQuantized(golden, runQuantized(golden, engine))).toEqual([]);
    }
  });

  test("codes that are off by three are noticed, and float32 values that are off", () => {
    const wrong = file.cases.map((golden) => {
      const run = runQuantized(golden, host).map((array) => ({
        ...array,
        values: Array.from(array.values, (value, i) =>
          array.kind === "codes" ? (value + (i === 9 ? 3 : 0)) % 256 : value * 1.001,
        ),
      }));
      return judgeQuantized(golden, run).length;
    });
    expect(wrong.every((count) => count >= 3)).toBe(true);
  });
});

test("8 bits take at most 10.2 bytes a parameter, with the parameter and its gradient", () => {
  const optimizer = new module.AdamW([1e7], { state: "8bit", engine: "wasm" });
  const [param] = optimizer.params as [Float32Array];
  expect(param.buffer.byteLength).toBeLessThanOrEqual(10.2e7);
  optimizer.dispose();
});
