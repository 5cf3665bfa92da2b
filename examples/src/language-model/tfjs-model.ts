/** The language model in TensorFlow.js: the same formulas as in jax-js. */
import * as tf from "@tensorflow/tfjs";
import { CONTEXT, HEADS, type OfWeights, WIDTH } from "./weights.js";

/** The mean cross entropy in nats of the next character; see `loss` of the model in jax-js. */
export function tfjsLoss(
  weights: OfWeights<tf.Variable>,
  inputs: tf.Tensor2D,
  targets: tf.Tensor2D,
  sequences: number,
): tf.Scalar {
  const rows = sequences * CONTEXT;
  const times = (x: tf.Tensor, w: tf.Variable): tf.Tensor => tf.matMul(x, w as unknown as tf.Tensor);
  const embedded = times(inputs, weights.embedding)
    .reshape([sequences, CONTEXT, WIDTH])
    .add(weights.position)
    .reshape([rows, WIDTH]);

  const normed = standardize(embedded);
  const attended = attention(
    times(normed, weights.query),
    times(normed, weights.key),
    times(normed, weights.value),
    sequences,
  );
  const mixed = embedded.add(times(attended, weights.mix));
  const hidden = tf.relu(times(standardize(mixed), weights.expand));
  const residual = mixed.add(times(hidden, weights.contract));
  const logits = times(standardize(residual), weights.output);
  return tf.logSoftmax(logits).mul(targets).sum(-1).mean().neg() as tf.Scalar;
}

/** Rows with a mean of 0 and a variance of 1. */
function standardize(x: tf.Tensor): tf.Tensor {
  const centered = x.sub(x.mean(-1, true));
  return centered.div(centered.square().mean(-1, true).add(1e-5).sqrt());
}

/** Causal attention of several heads over rows [sequences * CONTEXT, WIDTH]. */
function attention(query: tf.Tensor, key: tf.Tensor, value: tf.Tensor, sequences: number): tf.Tensor {
  const size = WIDTH / HEADS;
  const split = (x: tf.Tensor) =>
    x
      .reshape([sequences, CONTEXT, HEADS, size])
      .transpose([0, 2, 1, 3])
      .reshape([sequences * HEADS, CONTEXT, size]);
  const scores = tf.matMul(split(query), split(key), false, true).mul(size ** -0.5);
  const heads = tf.matMul(tf.softmax(scores.add(laterScores())), split(value));
  return heads
    .reshape([sequences, HEADS, CONTEXT, size])
    .transpose([0, 2, 1, 3])
    .reshape([sequences * CONTEXT, WIDTH]);
}

/** The causal mask: later characters have so low a score that their weight is 0. */
function laterScores(): tf.Tensor2D {
  const values = Float32Array.from({ length: CONTEXT ** 2 }, (_, i) =>
    i % CONTEXT > Math.floor(i / CONTEXT) ? -1e9 : 0,
  );
  return tf.tensor2d(values, [CONTEXT, CONTEXT]);
}
