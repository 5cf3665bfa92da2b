/** The weights of the language model before training, as arrays: the same for every library. */
import { Random } from "../train-digits/random.js";

export const WIDTH = 48;
export const HEADS = 4;
/** The number of characters in the model's context. */
export const CONTEXT = 32;

export interface Weight {
  readonly shape: readonly [number, number];
  readonly values: Float32Array<ArrayBuffer>;
}

export const WEIGHTS = [
  "embedding",
  "position",
  "query",
  "key",
  "value",
  "mix",
  "expand",
  "contract",
  "output",
] as const;

export type WeightName = (typeof WEIGHTS)[number];

/** A value for each weight. */
export type OfWeights<T> = Readonly<Record<WeightName, T>>;

/** Uniform, with a variance of one over the number of inputs. */
export function initialWeights(characters: number, seed: number): OfWeights<Weight> {
  const random = new Random(seed);
  const weight = (inputs: number, outputs: number, gain = 1): Weight => {
    const limit = gain * Math.sqrt(3 / inputs);
    const values = Float32Array.from({ length: inputs * outputs }, () => random.within(limit));
    return { shape: [inputs, outputs], values };
  };
  return {
    embedding: weight(characters, WIDTH, 2),
    position: weight(CONTEXT, WIDTH),
    query: weight(WIDTH, WIDTH),
    key: weight(WIDTH, WIDTH),
    value: weight(WIDTH, WIDTH),
    mix: weight(WIDTH, WIDTH),
    expand: weight(WIDTH, 4 * WIDTH),
    contract: weight(4 * WIDTH, WIDTH),
    output: weight(WIDTH, characters),
  };
}

/** Maps each weight. */
export function mapWeights<T, U>(
  weights: OfWeights<T>,
  change: (weight: T, name: WeightName) => U,
): OfWeights<U> {
  return Object.fromEntries(WEIGHTS.map((name) => [name, change(weights[name], name)])) as OfWeights<U>;
}
