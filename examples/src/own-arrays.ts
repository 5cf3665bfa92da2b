/** AdamW on arrays that belong to somebody else, with clipping and a weight decay of its own for each group. */
import { cosine } from "@anneal/core";
import { AdamW } from "@anneal/wasm";

const totalSteps = 300;
const weights = new Float32Array(1_000).fill(1);
const bias = new Float32Array(1).fill(1);
const gradients = [new Float32Array(1_000), new Float32Array(1)] as const;

const optimizer = new AdamW(
  [
    { params: [weights], weightDecay: 0.1 },
    { params: [bias], weightDecay: 0 },
  ],
  { lr: cosine({ peak: 0.05, totalSteps }), memory: "caller", nonFinite: "skip" },
);

let skipped = 0;
for (let step = 0; step < totalSteps; step++) {
  gradients[0].set(weights.map((weight, i) => weight - Math.sin(i)));
  gradients[1][0] = step === 100 ? Number.NaN : (bias[0] as number) - 0.5; // one update goes wrong
  if (!optimizer.step({ grads: gradients }).stepped) skipped += 1;
}

const worst = weights.reduce((largest, weight, i) => Math.max(largest, Math.abs(weight - Math.sin(i))), 0);
console.log(
  `${optimizer.stepCount} updates, ${skipped} skipped; largest distance ${worst.toFixed(3)}, bias ${bias[0]?.toFixed(3)}`,
);
