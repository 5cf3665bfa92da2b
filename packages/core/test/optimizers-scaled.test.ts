/** Gradients are judged as the update sees them: once `gradScale` is undone. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Adam, AdamW, NonFiniteGradientError } from "../src/index.js";

const huge = Float32Array.of(1, 1e30);

describe.each(["resident", "caller"] as const)("with memory %s", (memory) => {
  const create = (nonFinite: "skip" | "throw" | "propagate", maximize = false) =>
    new AdamW([new Float32Array(2)], { memory, nonFinite, maximize });

  test.each([false, true])(
    "what overflows once the scale is undone is not finite (maximize: %s)",
    (maximize) => {
      const optimizer = create("skip", maximize);
      const before = optimizer.stateDict();
      const report = optimizer.step({ grads: [huge], gradScale: 2 ** -40 });
      expect(report).toMatchObject({ stepped: false, skipped: "nonFinite", parameter: 0 });
      expect([optimizer.params[0], optimizer.stateDict()]).toEqual([new Float32Array(2), before]);
      expect(optimizer.step({ grads: [huge], gradScale: 1 }).stepped).toBe(true);
      expect(optimizer.step({ grads: [huge], gradScale: 2 ** 40 }).stepped).toBe(true);
    },
  );

  test("the error has the value that the update would see", () => {
    const step = () => create("throw").step({ grads: [huge], gradScale: 2 ** -40 });
    expect(step).toThrow(new NonFiniteGradientError(0, 1, Number.POSITIVE_INFINITY));
  });

  test("a step is skipped exactly where a product is not finite, and leaves no NaN", () => {
    const exponent = fc.integer({ min: -120, max: 120 });
    const value = fc.oneof(
      fc.float({ noNaN: false }),
      fc
        .tuple(fc.double({ min: 1, max: 2, noNaN: true }), fc.integer({ min: 100, max: 127 }))
        .map(([mantissa, power]) => Math.fround(mantissa * 2 ** power)),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 2 }), exponent, (values, power) => {
        const gradScale = 2 ** power;
        const optimizer = create("skip");
        const { stepped } = optimizer.step({ grads: [Float32Array.from(values)], gradScale });
        const products = values.map((each) => Math.fround(Math.fround(each) * 2 ** -power));
        expect(stepped).toBe(products.every(Number.isFinite));
        expect(optimizer.params[0]?.every(Number.isFinite)).toBe(true);
      }),
    );
  });
});

test("clipping is not judged by the scale of an earlier step", () => {
  const optimizer = new Adam([2], { nonFinite: "skip" });
  optimizer.grads[0]?.set(huge);
  expect(optimizer.step({ gradScale: 2 ** -40 }).stepped).toBe(false);
  expect(optimizer.step().stepped).toBe(true);
});
