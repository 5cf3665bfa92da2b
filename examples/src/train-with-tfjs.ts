/**
 * Trains a TensorFlow.js layers model on handwritten digits: AdamW with warm-up and cosine, no weight decay of biases,
 * and a checkpoint of model and optimizer from which training resumes with the same bits.
 */
import { warmupCosine } from "@anneal/core";
import { AdamW, registerOptimizers } from "@anneal/tfjs";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { CLASSES, type Digits, loadDigits, PIXELS } from "./train-digits/digits.js";

const TRAINING = 2000;
const BATCH = 50;
const EPOCHS = 6;

await tf.setBackend("wasm");
// Lets a saved model find its optimizer.
registerOptimizers();

const model = tf.sequential({
  layers: [
    tf.layers.dense({
      units: 48,
      inputShape: [PIXELS],
      activation: "relu",
      kernelInitializer: tf.initializers.heUniform({ seed: 1 }),
    }),
    tf.layers.dense({
      units: CLASSES,
      activation: "softmax",
      kernelInitializer: tf.initializers.heUniform({ seed: 2 }),
    }),
  ],
});
const totalSteps = (EPOCHS * TRAINING) / BATCH;
const optimizer = new AdamW({
  lr: warmupCosine({ peak: 4e-3, warmupSteps: totalSteps / 10, totalSteps }),
  weightDecay: 0.01,
  decayExclude: ["bias"],
  clipNorm: 5,
});
model.compile({ optimizer, loss: "categoricalCrossentropy", metrics: ["accuracy"] });

const digits = loadDigits(TRAINING);
const training = tensorsOf(digits.training);
const test = tensorsOf(digits.test);
const settings = { batchSize: BATCH, shuffle: false, verbose: 0 } as const;

await model.fit(training.pixels, training.labels, { ...settings, epochs: EPOCHS / 2 });
let checkpoint: tf.io.ModelArtifacts | undefined;
const save = tf.io.withSaveHandler(async (artifacts) => {
  checkpoint = artifacts;
  return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
});
await model.save(save, { includeOptimizer: true });

const history = await model.fit(training.pixels, training.labels, { ...settings, epochs: EPOCHS / 2 });
const [, accuracy] = model.evaluate(test.pixels, test.labels) as tf.Scalar[];
const share = (100 * (accuracy?.dataSync()[0] as number)).toFixed(1);
console.log(`${share} % of the test digits recognized after ${optimizer.updates} updates`);
console.log(`updated in place: ${optimizer.updateInfo.inPlace}`);

const resumed = await tf.loadLayersModel(tf.io.fromMemory(checkpoint as tf.io.ModelArtifacts));
resumed.compile({
  optimizer: resumed.optimizer,
  loss: "categoricalCrossentropy",
  metrics: ["accuracy"],
});
const again = await resumed.fit(training.pixels, training.labels, { ...settings, epochs: EPOCHS / 2 });
const isSame = JSON.stringify(again.history.loss) === JSON.stringify(history.history.loss);
console.log(`resumed from the checkpoint to the same bits: ${isSame}`);

function tensorsOf({ pixels, labels, count }: Digits): { pixels: tf.Tensor2D; labels: tf.Tensor2D } {
  return {
    pixels: tf.tensor2d(pixels, [count, PIXELS]),
    labels: tf.tidy(
      () => tf.oneHot(tf.tensor1d(Int32Array.from(labels), "int32"), CLASSES).toFloat() as tf.Tensor2D,
    ),
  };
}
