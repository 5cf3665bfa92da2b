/** Compares the network's gradients with finite differences of the loss. */
import { expect, it } from "vitest";
import { loadDigits } from "../src/train-digits/digits.js";
import { initialize, LENGTHS, Network, type Tensors } from "../src/train-digits/network.js";
import { Random } from "../src/train-digits/random.js";

const tensors = (): Tensors => ({
  weights1: new Float32Array(LENGTHS.weights1),
  biases1: new Float32Array(LENGTHS.biases1),
  weights2: new Float32Array(LENGTHS.weights2),
  biases2: new Float32Array(LENGTHS.biases2),
});

it("computes the gradient of its loss", () => {
  const { training } = loadDigits(8_000);
  const [values, gradients] = [tensors(), tensors()];
  initialize(values, new Random(1));
  const network = new Network(values, gradients);
  network.learn(training, 0, 1);

  for (const name of ["weights1", "biases1", "weights2", "biases2"] as const) {
    // The element with the largest gradient of each tensor, for which float32 rounding matters least.
    const index = gradients[name].reduce(
      (steepest, slope, i) => (Math.abs(slope) > Math.abs(gradients[name][steepest] ?? 0) ? i : steepest),
      0,
    );
    const value = values[name][index] as number;
    const lossAt = (moved: number) => {
      values[name][index] = moved;
      return network.answer(training, 0).loss;
    };
    const [above, below] = [Math.fround(value + 0.01), Math.fround(value - 0.01)];
    const slope = (lossAt(above) - lossAt(below)) / (above - below);
    values[name][index] = value;
    expect(slope).not.toBe(0);
    expect(gradients[name][index]).toBeCloseTo(slope, 3);
  }
});
