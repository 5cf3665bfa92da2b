/** One training run. */
import type { AdamWOptions, LearningRate } from "@anneal/core";
import { AdamW } from "@anneal/wasm";
import type { Digits } from "./digits.js";
import { initialize, LENGTHS, Network, type Tensors } from "./network.js";
import { Random } from "./random.js";

export interface Training {
  readonly training: Digits;
  readonly test: Digits;
  /** A number, or a schedule that gives the rate of each step. */
  readonly lr: LearningRate;
  /** Determines the initial weights and the order of the digits. */
  readonly seed: number;
  readonly steps: number;
  readonly batchSize: number;
  /** The format of the optimizer's moments. Default: `"float32"`. */
  readonly state?: AdamWOptions["state"];
  /** Called after each step with the mean loss of its batch. */
  onStep?(loss: number): void;
}

export interface Outcome {
  /** The mean loss of each batch. */
  readonly losses: Float32Array;
  /** The mean cross-entropy of the test digits. */
  readonly testLoss: number;
  /** The share of recognized test digits. */
  readonly testAccuracy: number;
}

export function train({
  training,
  test,
  lr,
  seed,
  steps,
  batchSize,
  state = "float32",
  onStep,
}: Training): Outcome {
  const random = new Random(seed);
  const { weights1, biases1, weights2, biases2 } = LENGTHS;
  // Two groups: weights with AdamW's default weight decay of 0.01, biases without.
  const optimizer = new AdamW(
    [{ params: [weights1, weights2] }, { params: [biases1, biases2], weightDecay: 0 }],
    { lr, state },
  );
  const values = tensorsOf(optimizer.params);
  initialize(values, random);
  const network = new Network(values, tensorsOf(optimizer.grads));

  const losses = new Float32Array(steps);
  const order = Uint32Array.from({ length: training.count }, (_, i) => i);
  let next = order.length;
  for (let step = 0; step < steps; step++) {
    if (next + batchSize > order.length) {
      random.shuffle(order);
      next = 0;
    }
    optimizer.zeroGrad();
    let loss = 0;
    for (const index of order.subarray(next, next + batchSize)) {
      loss += network.learn(training, index, 1 / batchSize).loss / batchSize;
    }
    next += batchSize;
    optimizer.step();
    losses[step] = loss;
    onStep?.(loss);
  }
  const outcome = { losses, ...evaluate(network, test) };
  optimizer.dispose();
  return outcome;
}

/** Names the tensors, which the optimizer holds in the order of its groups. */
function tensorsOf([weights1, weights2, biases1, biases2]: readonly Float32Array[]): Tensors {
  if (!weights1 || !weights2 || !biases1 || !biases2) throw new Error("the network has four tensors");
  return { weights1, biases1, weights2, biases2 };
}

function evaluate(network: Network, digits: Digits): { testLoss: number; testAccuracy: number } {
  let [loss, right] = [0, 0];
  for (let i = 0; i < digits.count; i++) {
    const answer = network.answer(digits, i);
    loss += answer.loss;
    if (answer.isRight) right++;
  }
  return { testLoss: loss / digits.count, testAccuracy: right / digits.count };
}
