/** A network with one hidden layer, written out: forward, softmax and cross-entropy, backward. */
import { CLASSES, PIXELS } from "./data.js";
import { randomFrom } from "./random.js";

export const HIDDEN = 128;

/** Lengths of the weights and biases of both layers, in the order in which everything here takes them. */
export const PARAMETER_LENGTHS = [PIXELS * HIDDEN, HIDDEN, HIDDEN * CLASSES, CLASSES] as const;

/** Weights and biases, or their gradients. A weight matrix has a row for each input. */
export type Parameters = readonly [
  hiddenWeights: Float32Array,
  hiddenBiases: Float32Array,
  outputWeights: Float32Array,
  outputBiases: Float32Array,
];

/** He initialisation: normal-ish weights with variance 2 / inputs, biases 0. */
export function initialise([hiddenWeights, hiddenBiases, outputWeights, outputBiases]: Parameters): void {
  const random = randomFrom(2);
  for (const [weights, inputs] of [
    [hiddenWeights, PIXELS],
    [outputWeights, HIDDEN],
  ] as const) {
    // The sum of three uniform numbers is close to normal, and has variance 1/4.
    const scale = Math.sqrt(2 / inputs) * 2;
    for (let i = 0; i < weights.length; i++) weights[i] = (random() + random() + random() - 1.5) * scale;
  }
  hiddenBiases.fill(0);
  outputBiases.fill(0);
}

/** Runs a network over one image at a time. */
export class Network {
  readonly #parameters: Parameters;
  readonly #hidden = new Float32Array(HIDDEN);
  readonly #hiddenGradient = new Float32Array(HIDDEN);
  readonly #probabilities = new Float32Array(CLASSES);

  constructor(parameters: Parameters) {
    this.#parameters = parameters;
  }

  /** The probability of each digit; the array is used again by the next call. */
  forward(image: Float32Array): Float32Array {
    const [hiddenWeights, hiddenBiases, outputWeights, outputBiases] = this.#parameters;
    const hidden = this.#hidden;
    hidden.set(hiddenBiases);
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      const brightness = image[pixel] as number;
      if (brightness === 0) continue; // four pixels of five are black
      const row = pixel * HIDDEN;
      for (let j = 0; j < HIDDEN; j++) hidden[j]! += brightness * (hiddenWeights[row + j] as number);
    }
    const outputs = this.#probabilities;
    outputs.set(outputBiases);
    for (let j = 0; j < HIDDEN; j++) {
      const activation = Math.max(0, hidden[j] as number);
      hidden[j] = activation;
      if (activation === 0) continue;
      for (let k = 0; k < CLASSES; k++)
        outputs[k]! += activation * (outputWeights[j * CLASSES + k] as number);
    }
    return softmax(outputs);
  }

  /**
   * Adds the gradient of the cross-entropy of one image, times `weight`, to `gradients`.
   * @returns The cross-entropy.
   */
  accumulate(image: Float32Array, label: number, weight: number, gradients: Parameters): number {
    const [hiddenWeightGradients, hiddenBiasGradients, outputWeightGradients, outputBiasGradients] =
      gradients;
    const outputWeights = this.#parameters[2];
    const probabilities = this.forward(image);
    const loss = -Math.log(Math.max(probabilities[label] as number, 1e-12));
    const outputGradient = probabilities;
    outputGradient[label]! -= 1;
    for (let k = 0; k < CLASSES; k++) outputGradient[k]! *= weight;

    const hidden = this.#hidden;
    const hiddenGradient = this.#hiddenGradient;
    for (let k = 0; k < CLASSES; k++) outputBiasGradients[k]! += outputGradient[k] as number;
    for (let j = 0; j < HIDDEN; j++) {
      const activation = hidden[j] as number;
      hiddenGradient[j] = 0;
      if (activation === 0) continue;
      let sum = 0;
      for (let k = 0; k < CLASSES; k++) {
        const gradient = outputGradient[k] as number;
        outputWeightGradients[j * CLASSES + k]! += activation * gradient;
        sum += (outputWeights[j * CLASSES + k] as number) * gradient;
      }
      hiddenGradient[j] = sum;
      hiddenBiasGradients[j]! += sum;
    }
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      const brightness = image[pixel] as number;
      if (brightness === 0) continue;
      const row = pixel * HIDDEN;
      for (let j = 0; j < HIDDEN; j++) {
        hiddenWeightGradients[row + j]! += brightness * (hiddenGradient[j] as number);
      }
    }
    return loss;
  }
}

/** Turns outputs into probabilities, in place. */
function softmax(outputs: Float32Array): Float32Array {
  const largest = Math.max(...outputs);
  let sum = 0;
  for (let k = 0; k < outputs.length; k++) {
    const power = Math.exp((outputs[k] as number) - largest);
    outputs[k] = power;
    sum += power;
  }
  for (let k = 0; k < outputs.length; k++) outputs[k]! /= sum;
  return outputs;
}
