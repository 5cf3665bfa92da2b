/** Trains the network with AdamW on the fused kernel: the model and the optimizer share their arrays. */
import type { Schedule } from "@anneal/core";
import { AdamW } from "@anneal/wasm";
import { type Digits, PIXELS } from "./data.js";
import { initialise, Network, PARAMETER_LENGTHS, type Parameters } from "./network.js";
import { randomFrom, shuffledIndices } from "./random.js";

export const BATCH = 50;

export interface TrainingOptions {
  readonly training: Digits;
  readonly test: Digits;
  /** The learning rate: a schedule, or a constant. */
  readonly lr: Schedule | number;
  /** How many updates. */
  readonly totalSteps: number;
  /** Called after each update with its number from 1 on, and the mean loss of the last updates. */
  readonly onStep?: (step: number, loss: number) => void;
}

export interface TrainingResult {
  /** The mean loss over the last tenth of the updates. */
  readonly loss: number;
  /** The share of test digits that are recognised. */
  readonly accuracy: number;
}

/** One run; the same options give the same result to the last digit. */
export function train({ training, test, lr, totalSteps, onStep }: TrainingOptions): TrainingResult {
  const [hiddenWeights, hiddenBiases, outputWeights, outputBiases] = PARAMETER_LENGTHS;
  const optimizer = new AdamW(
    [
      { params: [hiddenWeights], weightDecay: 0.01 },
      { params: [hiddenBiases], weightDecay: 0 },
      { params: [outputWeights], weightDecay: 0.01 },
      { params: [outputBiases], weightDecay: 0 },
    ],
    { lr },
  );
  const parameters = optimizer.params as unknown as Parameters;
  const gradients = optimizer.grads as unknown as Parameters;
  initialise(parameters);
  const network = new Network(parameters);
  const random = randomFrom(3);
  const count = training.labels.length;
  const late: number[] = [];
  let order = shuffledIndices(count, random);
  let place = 0;
  let recent = Math.log(10);
  for (let step = 1; step <= totalSteps; step++) {
    optimizer.zeroGrad();
    let loss = 0;
    for (let i = 0; i < BATCH; i++) {
      if (place === count) {
        order = shuffledIndices(count, random);
        place = 0;
      }
      const example = order[place] as number;
      place += 1;
      loss += network.accumulate(
        imageAt(training, example),
        training.labels[example] as number,
        1 / BATCH,
        gradients,
      );
    }
    optimizer.step();
    loss /= BATCH;
    recent += (loss - recent) * 0.05;
    if (step > totalSteps * 0.9) late.push(loss);
    onStep?.(step, recent);
  }
  const accuracy = accuracyOf(network, test);
  optimizer.free();
  return { loss: late.reduce((sum, loss) => sum + loss, 0) / late.length, accuracy };
}

function accuracyOf(network: Network, digits: Digits): number {
  let right = 0;
  for (const [example, label] of digits.labels.entries()) {
    const probabilities = network.forward(imageAt(digits, example));
    if (probabilities.indexOf(Math.max(...probabilities)) === label) right += 1;
  }
  return right / digits.labels.length;
}

function imageAt({ images }: Digits, example: number): Float32Array {
  return images.subarray(example * PIXELS, (example + 1) * PIXELS);
}
