/** A range test that saves and restores an optimizer by itself. */
import { expect, test } from "vitest";
import { AdamW, findLearningRate } from "../src/index.js";

function model() {
  const state = { rate: 0 };
  const optimizer = new AdamW([3], { lr: () => state.rate });
  const [weights, gradients] = [optimizer.params[0], optimizer.grads[0]] as [Float32Array, Float32Array];
  const trainStep = (rate: number) => {
    let loss = 0;
    for (let i = 0; i < 3; i++) {
      const error = (weights[i] as number) - (i + 1);
      loss += error ** 2;
      gradients[i] = 2 * error;
    }
    state.rate = rate;
    optimizer.step();
    return loss;
  };
  for (let i = 0; i < 5; i++) trainStep(0.01);
  return { optimizer, trainStep, weights };
}

test("an optimizer is restored, including its parameters and moments", async () => {
  const { optimizer, trainStep, weights } = model();
  const before = { weights: [...weights], state: JSON.stringify(optimizer.stateDict()) };
  const tried: number[] = [];
  const result = await findLearningRate({
    optimizer,
    steps: 40,
    trainStep: (rate) => {
      tried.push(rate);
      return trainStep(rate);
    },
  });
  expect(result.rates).toEqual(tried);
  expect([...weights]).toEqual(before.weights);
  expect(JSON.stringify(optimizer.stateDict())).toBe(before.state);
});

test("it is restored when a step throws, without save and restore", async () => {
  const { optimizer, trainStep, weights } = model();
  const before = [...weights];
  const failing = (rate: number, index: number) => {
    if (index === 3) throw new Error("out of data");
    return trainStep(rate);
  };
  await expect(findLearningRate({ optimizer, trainStep: failing })).rejects.toThrow("out of data");
  expect([...weights]).toEqual(before);
  const both = { optimizer, trainStep, save: () => 0, restore: () => {} };
  await expect(findLearningRate(both)).rejects.toThrow("optimizer and save can't be combined");
  await expect(findLearningRate({ optimizer: {} as never, trainStep })).rejects.toThrow("optimizer must be");
});
