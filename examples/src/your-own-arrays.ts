/**
 * A training loop over the program's own arrays, such as tensors of another library. The optimizer updates them in
 * place, clips their gradients, and skips a step whose gradients are not finite.
 *
 *   node examples/dist/your-own-arrays.js
 */
import { warmupStableDecay } from "@anneal/core";
import { AdamW } from "@anneal/wasm";
import { meanSquaredError } from "./regression.js";

const steps = 150;
const weights = new Float32Array(2);
const gradient = new Float32Array(2);

const optimizer = new AdamW([weights], {
  lr: warmupStableDecay({ peak: 0.1, warmupSteps: 10, decaySteps: 50, totalSteps: steps }),
  memory: "caller",
  nonFinite: "skip",
});

const grads = [gradient];
for (let batch = 0; optimizer.stepCount < steps; batch++) {
  const loss = meanSquaredError(weights, gradient);
  // Simulates the gradient of a bad batch.
  if (batch === 60) gradient[1] = Number.POSITIVE_INFINITY;

  optimizer.clipGradNorm(1, { grads });
  const report = optimizer.step({ grads });
  if (!report.stepped) {
    console.log(`batch ${batch} skipped: ${report.skipped}, parameter ${report.parameter}`);
  } else if (report.step % 30 === 0) {
    console.log(`step ${report.step}: rate ${report.lr[0]}, loss ${loss.toFixed(4)}`);
  }
}

console.log(`y = ${weights[0]?.toFixed(2)} x + ${weights[1]?.toFixed(2)} after ${optimizer.stepCount} steps`);
optimizer.dispose();
