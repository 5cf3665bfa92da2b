/** Trains a TensorFlow.js layers model on a page, on the wasm backend. */
import { AdamW, init } from "@anneal/tfjs";
import { WarmupCosine } from "@anneal/tfjs/callbacks";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { POINTS, spirals } from "./spirals.js";

const EPOCHS = 300;

setWasmPaths({
  "tfjs-backend-wasm.wasm": plain,
  "tfjs-backend-wasm-simd.wasm": simd,
  "tfjs-backend-wasm-threaded-simd.wasm": threaded,
});
await tf.setBackend("wasm");
// anneal's WebAssembly kernels.
await init();

const model = tf.sequential({
  layers: [
    tf.layers.dense({
      units: 24,
      inputShape: [2],
      activation: "tanh",
      kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
    }),
    tf.layers.dense({
      units: 1,
      activation: "sigmoid",
      kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }),
    }),
  ],
});
const optimizer = new AdamW({ weightDecay: 1e-4, decayExclude: ["bias"] });
model.compile({ optimizer, loss: "binaryCrossentropy" });

const { points, arms } = spirals();
const status = document.querySelector("#status") as HTMLElement;
const show = new tf.CustomCallback({
  onEpochEnd: async (epoch, logs) => {
    if (epoch % 50 === 0) status.textContent = `Epoch ${epoch}: loss ${logs?.loss?.toFixed(3)}`;
  },
});
const { history } = await model.fit(tf.tensor2d(points, [POINTS, 2]), tf.tensor2d(arms, [POINTS, 1]), {
  epochs: EPOCHS,
  batchSize: POINTS,
  shuffle: false,
  verbose: 0,
  callbacks: [new WarmupCosine({ peak: 0.1, warmupSteps: 30, totalSteps: EPOCHS }), show],
});
const losses = history.loss as number[];
const { inPlace, reason } = optimizer.updateInfo;
status.textContent =
  `Loss ${losses[0]?.toFixed(3)} at first, ${losses.at(-1)?.toFixed(3)} at the end. ` +
  `Updated ${inPlace ? "in place" : `by copies: ${reason}`}.`;
document.body.dataset.losses = JSON.stringify(losses);
document.body.dataset.inPlace = String(inPlace);
