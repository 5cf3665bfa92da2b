/** Prodigy's estimate of the distance, and what it is made from. */
import { Prodigy } from "@anneal/core";
import { expect, test } from "vitest";

const ends = (optimizer: Prodigy) => [...(optimizer.params[0] as Float32Array)];

test("a decay below the last bit of 1 is added to the parameter, as in prodigyopt", () => {
  // The decay is 4e-8. As a factor, 1 - 4e-8 is rounded to 1 - 2^-24, and 1 becomes that.
  const optimizer = new Prodigy([Float32Array.of(1, 1)], { weightDecay: 0.04 });
  optimizer.step({ grads: [Float32Array.of(0, 1)] });
  const smaller = new Prodigy([Float32Array.of(1, 1)], { weightDecay: 0.02 });
  smaller.step({ grads: [Float32Array.of(0, 1)] });
  expect(ends(optimizer)[0]).toBe(1 - 2 ** -24);
  expect(ends(smaller)[0]).toBe(1);
  // With 1.9 the last bit of 1 is half as large as that of the parameter.
  const larger = new Prodigy([Float32Array.of(1.9, 1)], { weightDecay: 0.04 });
  larger.step({ grads: [Float32Array.of(0, 1)] });
  expect(ends(larger)[0]).toBe(Math.fround(Math.fround(1.9) - 1.9 * 4e-8));
});

test("a NaN in one gradient stays in its element, as in prodigyopt", () => {
  const optimizer = new Prodigy([Float32Array.of(1, 2)]);
  for (let t = 0; t < 3; t++) optimizer.step({ grads: [Float32Array.of(Number.NaN, 1)] });
  const [broken, other] = ends(optimizer);
  expect(broken).toBeNaN();
  expect(other).toBeCloseTo(2, 4);
});
