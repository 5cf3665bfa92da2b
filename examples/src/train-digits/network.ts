/** A network of two layers, with handwritten forward and backward passes. */
import { CLASSES, type Digits, PIXELS } from "./digits.js";
import type { Random } from "./random.js";

/** The number of hidden neurons. */
export const HIDDEN = 64;

/** The length of each tensor: weights and biases of the first layer, then of the second. */
export const LENGTHS = {
  weights1: PIXELS * HIDDEN,
  biases1: HIDDEN,
  weights2: HIDDEN * CLASSES,
  biases2: CLASSES,
} as const;

/** The tensors of the network, or their gradients. Row `i` of a layer's weights belongs to its input `i`. */
export type Tensors = { readonly [Name in keyof typeof LENGTHS]: Float32Array };

/** The network's result for one digit. */
export interface Answer {
  /** Cross-entropy: `-log` of the probability of the right digit. */
  readonly loss: number;
  readonly isRight: boolean;
}

/** Initializes the weights so that the sums of a layer are about as large as its inputs. */
export function initialize({ weights1, weights2 }: Tensors, random: Random): void {
  const limit1 = Math.sqrt(6 / PIXELS);
  const limit2 = Math.sqrt(6 / HIDDEN);
  for (let i = 0; i < weights1.length; i++) weights1[i] = random.within(limit1);
  for (let i = 0; i < weights2.length; i++) weights2[i] = random.within(limit2);
}

export class Network {
  readonly #values: Tensors;
  readonly #gradients: Tensors;
  readonly #hidden = new Float64Array(HIDDEN);
  /** The scores of the ten digits, then their probabilities. */
  readonly #outputs = new Float64Array(CLASSES);
  readonly #hiddenErrors = new Float64Array(HIDDEN);

  /** Uses the optimizer's own arrays of values and gradients. */
  constructor(values: Tensors, gradients: Tensors) {
    this.#values = values;
    this.#gradients = gradients;
  }

  /** Evaluates one digit. */
  answer(digits: Digits, index: number): Answer {
    this.#forward(digits, index);
    const label = digits.labels[index] as number;
    const probability = this.#outputs[label] as number;
    return { loss: -Math.log(probability), isRight: this.#outputs.every((other) => other <= probability) };
  }

  /** Evaluates one digit and adds the gradient of `share` times its loss. */
  learn(digits: Digits, index: number, share: number): Answer {
    const answer = this.answer(digits, index);
    this.#backward(digits, index, share);
    return answer;
  }

  #forward({ pixels }: Digits, index: number): void {
    const { weights1, biases1, weights2, biases2 } = this.#values;
    const [hidden, outputs] = [this.#hidden, this.#outputs];
    hidden.set(biases1);
    for (let i = 0; i < PIXELS; i++) {
      const pixel = pixels[index * PIXELS + i] as number;
      // Skipped, because four of five pixels are 0.
      if (pixel === 0) continue;
      const row = i * HIDDEN;
      for (let h = 0; h < HIDDEN; h++) hidden[h]! += pixel * weights1[row + h]!;
    }
    outputs.set(biases2);
    for (let h = 0; h < HIDDEN; h++) {
      const activation = Math.max(0, hidden[h]!);
      hidden[h] = activation;
      for (let c = 0; c < CLASSES; c++) outputs[c]! += activation * weights2[h * CLASSES + c]!;
    }
    softmax(outputs);
  }

  #backward({ pixels, labels }: Digits, index: number, share: number): void {
    const { weights2 } = this.#values;
    const gradients = this.#gradients;
    const [hidden, outputs, hiddenErrors] = [this.#hidden, this.#outputs, this.#hiddenErrors];
    // The gradient of the loss with respect to the scores: the probabilities, minus 1 for the right digit.
    outputs[labels[index]!]! -= 1;
    for (let c = 0; c < CLASSES; c++) {
      outputs[c]! *= share;
      gradients.biases2[c]! += outputs[c]!;
    }
    for (let h = 0; h < HIDDEN; h++) {
      let error = 0;
      for (let c = 0; c < CLASSES; c++) {
        error += outputs[c]! * weights2[h * CLASSES + c]!;
        gradients.weights2[h * CLASSES + c]! += outputs[c]! * hidden[h]!;
      }
      hiddenErrors[h] = hidden[h]! > 0 ? error : 0;
      gradients.biases1[h]! += hiddenErrors[h]!;
    }
    for (let i = 0; i < PIXELS; i++) {
      const pixel = pixels[index * PIXELS + i]!;
      if (pixel === 0) continue;
      const row = i * HIDDEN;
      for (let h = 0; h < HIDDEN; h++) gradients.weights1[row + h]! += pixel * hiddenErrors[h]!;
    }
  }
}

/** Replaces scores by probabilities, in place. */
function softmax(scores: Float64Array): void {
  const highest = Math.max(...scores);
  let sum = 0;
  for (let c = 0; c < scores.length; c++) {
    scores[c] = Math.exp(scores[c]! - highest);
    sum += scores[c]!;
  }
  for (let c = 0; c < scores.length; c++) scores[c]! /= sum;
}
