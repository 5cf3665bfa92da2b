/** A character-level transformer of one layer in jax-js. */
import { nn, numpy as np } from "@jax-js/jax";
import { Random } from "../train-digits/random.js";

const WIDTH = 48;
const HEADS = 4;
/** How many characters the model sees. */
export const CONTEXT = 32;

export type Params = {
  readonly embedding: np.Array;
  readonly position: np.Array;
  readonly query: np.Array;
  readonly key: np.Array;
  readonly value: np.Array;
  readonly mix: np.Array;
  readonly expand: np.Array;
  readonly contract: np.Array;
  readonly output: np.Array;
};

/** The initial weights: uniform, with a variance of one over the number of inputs. */
export function createParams(characters: number, seed: number): Params {
  const random = new Random(seed);
  const weights = (inputs: number, outputs: number, gain = 1): np.Array => {
    const limit = gain * Math.sqrt(3 / inputs);
    const values = Float32Array.from({ length: inputs * outputs }, () => random.within(limit));
    return np.array(values).reshape([inputs, outputs]);
  };
  return {
    embedding: weights(characters, WIDTH, 2),
    position: weights(CONTEXT, WIDTH),
    query: weights(WIDTH, WIDTH),
    key: weights(WIDTH, WIDTH),
    value: weights(WIDTH, WIDTH),
    mix: weights(WIDTH, WIDTH),
    expand: weights(WIDTH, 4 * WIDTH),
    contract: weights(4 * WIDTH, WIDTH),
    output: weights(WIDTH, characters),
  };
}

/**
 * The mean cross entropy in nats of the next character.
 *
 * @param inputs Rows with a 1 at the character, [sequences * CONTEXT, characters].
 * @param targets The same for the characters that follow.
 */
export function loss(params: Params, inputs: np.Array, targets: np.Array, sequences: number): np.Array {
  const rows = sequences * CONTEXT;
  const embedded = np
    .matmul(inputs, params.embedding)
    .reshape([sequences, CONTEXT, WIDTH])
    .add(params.position)
    .reshape([rows, WIDTH]);

  const normed = nn.standardize(embedded.ref);
  const attended = attention(
    np.matmul(normed.ref, params.query),
    np.matmul(normed.ref, params.key),
    np.matmul(normed, params.value),
    sequences,
  );
  const mixed = embedded.add(np.matmul(attended, params.mix));
  const hidden = nn.relu(np.matmul(nn.standardize(mixed.ref), params.expand));
  const residual = mixed.add(np.matmul(hidden, params.contract));
  const logits = np.matmul(nn.standardize(residual), params.output);
  return nn.logSoftmax(logits).mul(targets).sum(-1).mean().mul(-1);
}

/** Causal attention of several heads over rows [sequences * CONTEXT, WIDTH]. */
function attention(query: np.Array, key: np.Array, value: np.Array, sequences: number): np.Array {
  const split = (x: np.Array) =>
    x.reshape([sequences, CONTEXT, HEADS, WIDTH / HEADS]).transpose([0, 2, 1, 3]);
  const scores = np.matmul(split(query), split(key).transpose([0, 1, 3, 2])).mul((WIDTH / HEADS) ** -0.5);
  // What comes later is out of reach: its score is so low that nothing of it is left.
  const later = np.triu(np.ones([CONTEXT, CONTEXT]), 1).mul(-1e9);
  const heads = np.matmul(nn.softmax(scores.add(later), -1), split(value));
  return heads.transpose([0, 2, 1, 3]).reshape([sequences * CONTEXT, WIDTH]);
}
