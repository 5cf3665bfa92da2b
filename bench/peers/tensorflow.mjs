/** The optimizers of TensorFlow.js on its wasm backend. */
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";

/** @type {Record<string, () => tf.Optimizer>} */
const optimizers = {
  SGD: () => tf.train.momentum(1e-3, 0.9),
  Adam: () => tf.train.adam(1e-3, 0.9, 0.999, 1e-8),
  RMSprop: () => tf.train.rmsprop(1e-3, 0.99, 0, 1e-8),
  Adagrad: () => tf.train.adagrad(1e-3),
  Adadelta: () => tf.train.adadelta(1e-3, 0.9, 1e-6),
  Adamax: () => tf.train.adamax(1e-3),
};

/** @returns {Promise<import("./peers.mjs").Peer>} */
export async function startTensorflow() {
  await tf.setBackend("wasm");
  let next = 0;
  return {
    name: `TensorFlow.js ${tf.version.tfjs}, wasm`,
    create(optimizer, values, gradient) {
      const made = optimizers[optimizer]?.();
      if (made === undefined) return null;
      const name = `peers/${next++}`;
      const variable = tf.tidy(() => tf.variable(tf.tensor1d(values), true, name));
      const gradients = { [name]: tf.tensor1d(gradient) };
      return {
        // A step is complete when its values can be read.
        step: () => {
          made.applyGradients(gradients);
          tf.tidy(() => variable.slice(0, 1).dataSync());
        },
        result: () => /** @type {Float32Array} */ (variable.dataSync()),
      };
    },
  };
}
