/** Adafactor's means of rows and columns. */
import { Adafactor } from "@anneal/core";
import { expect, test } from "vitest";

test("keeps nothing of the last means where the decay has a weight of 1", () => {
  const optimizer = new Adafactor([{ shape: [2, 2] }], { beta2Decay: 0 });
  const step = (values: readonly number[]) => {
    optimizer.step({ grads: [Float32Array.from(values)] });
    return optimizer.stateDict().params[0]?.slots;
  };
  step([1e3, 2e3, 3e3, 4e3]);
  // Moving by the difference from the last means would leave their rounding, of some percent.
  expect(step([1, 0.5, 0.25, 0.5])).toEqual({
    rowVar: Float32Array.of(0.625, 0.15625),
    colVar: Float32Array.of(0.53125, 0.25),
  });
});

test("multiplies the means before it divides, so that gradients overflow where PyTorch's do", () => {
  const start = Float32Array.of(1, 2, 3, 4);
  const optimizer = new Adafactor([{ values: start, shape: [2, 2] }]);
  optimizer.step({ grads: [new Float32Array(4).fill(1e12)] });
  expect(optimizer.params[0]).toEqual(start);
});

test("a NaN of one element stays there, as in PyTorch", () => {
  // The estimate of a column without gradients is 0, and so is the square of the smallest denominator.
  const options = { lr: 0.01, eps: [1e-30, 1e-3] } as const;
  const optimizer = new Adafactor([{ values: Float32Array.of(1, 2, 3, 4), shape: [2, 2] }], options);
  for (let t = 0; t < 3; t++) optimizer.step({ grads: [Float32Array.of(0, 1, 0, 2)] });
  const [zero, other, , last] = optimizer.params[0] as Float32Array;
  expect(zero).toBeNaN();
  expect(other).toBeLessThan(2);
  expect(last).toBeLessThan(4);
});
