/** A character-level transformer of one layer in jax-js. */
import { nn, numpy as np } from "@jax-js/jax";
import { CONTEXT, HEADS, initialWeights, mapWeights, type OfWeights, WIDTH } from "./weights.js";

export type Params = OfWeights<np.Array>;

/** The initial weights as arrays. */
export function createParams(characters: number, seed: number): Params {
  return mapWeights(initialWeights(characters, seed), ({ values, shape }) =>
    np.array(values).reshape([...shape]),
  );
}

/**
 * The mean cross entropy in nats of the next character.
 *
 * @param inputs One-hot rows of the characters, [sequences * CONTEXT, characters].
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
  // The causal mask: later characters have so low a score that their weight is 0.
  const later = np.triu(np.ones([CONTEXT, CONTEXT]), 1).mul(-1e9);
  const heads = np.matmul(nn.softmax(scores.add(later), -1), split(value));
  return heads.transpose([0, 2, 1, 3]).reshape([sequences * CONTEXT, WIDTH]);
}
