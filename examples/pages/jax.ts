/** Trains a jax-js network on a page: gradients under jit, updates by a fused AdamW. */
import { warmupCosine } from "@anneal/core";
import { fusedAdamW } from "@anneal/jax/fused";
import { init as initKernels } from "@anneal/wasm";
import { blockUntilReady, defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { POINTS, spirals } from "./spirals.js";

const STEPS = 300;
const HIDDEN = 24;

type Params = { w: np.Array; b: np.Array; out: np.Array };

await init("wasm");
defaultDevice("wasm");
// anneal's WebAssembly kernels.
await initKernels();

function loss({ w, b, out }: Params, points: np.Array, arms: np.Array): np.Array {
  const logits = np.matmul(np.tanh(np.matmul(points, w).add(b)), out).reshape([-1]);
  return nn.softplus(logits.ref).sub(arms.mul(logits)).mean();
}

const lossAndGradients = jit(valueAndGrad(loss));
const optimizer = fusedAdamW({
  lr: warmupCosine({ peak: 0.1, warmupSteps: 30, totalSteps: STEPS }),
  weightDecay: 1e-4,
  decayExclude: ["b"],
});

const waves = (length: number, rate: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(rate * (i + 1)));
let params: Params = {
  w: np.array(waves(2 * HIDDEN, 1.3)).reshape([2, HIDDEN]),
  b: np.zeros([HIDDEN]),
  out: np.array(waves(HIDDEN, 2.1)).reshape([HIDDEN, 1]),
};
const given = spirals();
const points = np.array(given.points).reshape([POINTS, 2]);
const arms = np.array(given.arms);
const status = document.querySelector("#status") as HTMLElement;
const losses: number[] = [];
for (let step = 0; step < STEPS; step++) {
  const [value, gradients] = lossAndGradients(tree.ref(params), points.ref, arms.ref);
  // With threads, jax-js may still be computing.
  await blockUntilReady(gradients);
  params = optimizer.step(params, gradients as Params);
  losses.push(((await value.data()) as Float32Array)[0] as number);
  if (step % 50 === 0) status.textContent = `Step ${step}: loss ${losses.at(-1)?.toFixed(3)}`;
}
const { inPlace, reason } = optimizer.updateInfo ?? { inPlace: false, reason: null };
status.textContent =
  `Loss ${losses[0]?.toFixed(3)} at first, ${losses.at(-1)?.toFixed(3)} at the end. ` +
  `Updated ${inPlace ? "in place" : `by copies: ${reason}`}.`;
document.body.dataset.losses = JSON.stringify(losses);
document.body.dataset.inPlace = String(inPlace);
