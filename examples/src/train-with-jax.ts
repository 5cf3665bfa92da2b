/**
 * Trains on handwritten digits with jax-js. The whole training step is in one `jit`: model, loss, gradient, and AdamW
 * with its schedule. It is traced and compiled once.
 */
import {
  adamw,
  applyUpdates,
  chain,
  clipByGlobalNorm,
  type StateOf,
  warmupCosineDecaySchedule,
} from "@anneal/jax";
import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { CLASSES, type Digits, loadDigits, PIXELS } from "./train-digits/digits.js";
import { Random } from "./train-digits/random.js";

const TRAINING = 8000;
const HIDDEN = 48;
const BATCH = 50;
const STEPS = 300;

type Params = { w1: np.Array; b1: np.Array; w2: np.Array; b2: np.Array };

await init("wasm"); // without a name, jax-js would look for a GPU in a browser
defaultDevice("wasm");

const random = new Random(1);

function weights(inputs: number, outputs: number): np.Array {
  const limit = Math.sqrt(6 / inputs);
  const values = Float32Array.from({ length: inputs * outputs }, () => random.within(limit));
  return np.array(values).reshape([inputs, outputs]);
}

function model({ w1, b1, w2, b2 }: Params, pixels: np.Array): np.Array {
  const hidden = nn.relu(np.matmul(pixels, w1).add(b1));
  return np.matmul(hidden, w2).add(b2);
}

/** Cross-entropy. The labels are one-hot rows. */
function loss(params: Params, pixels: np.Array, labels: np.Array): np.Array {
  return nn.logSoftmax(model(params, pixels)).mul(labels).sum(-1).mean().mul(-1);
}

const schedule = warmupCosineDecaySchedule({
  initValue: 0,
  peakValue: 4e-3,
  warmupSteps: 30,
  decaySteps: STEPS,
});
const optimizer = chain(clipByGlobalNorm(5), adamw(schedule, { weightDecay: 0.01 }));

let traces = 0;
function trainingStep(
  params: Params,
  state: StateOf<typeof optimizer>,
  pixels: np.Array,
  labels: np.Array,
): [np.Array, Params, StateOf<typeof optimizer>] {
  traces += 1;
  const [value, gradients] = valueAndGrad(loss)(tree.ref(params), pixels, labels);
  const [updates, next] = optimizer.update(gradients as Params, state, tree.ref(params));
  return [value, applyUpdates(params, updates), next];
}
const step = jit(trainingStep);

/** The images from `first` on, as jax-js arrays. */
function batch(
  { pixels, labels }: Digits,
  first: number,
  count: number,
): [pixels: np.Array, labels: np.Array] {
  const rows = new Float32Array(count * CLASSES);
  for (let i = 0; i < count; i++) rows[i * CLASSES + (labels[first + i] as number)] = 1;
  return [
    np.array(pixels.slice(first * PIXELS, (first + count) * PIXELS)).reshape([count, PIXELS]),
    np.array(rows).reshape([count, CLASSES]),
  ];
}

const { training, test } = loadDigits(TRAINING);
let params: Params = {
  w1: weights(PIXELS, HIDDEN),
  b1: np.zeros([HIDDEN]),
  w2: weights(HIDDEN, CLASSES),
  b2: np.zeros([CLASSES]),
};
let state = optimizer.init(tree.ref(params));
for (let i = 0; i < STEPS; i++) {
  const [pixels, labels] = batch(training, (i * BATCH) % TRAINING, BATCH);
  const [value, nextParams, nextState] = step(params, state, pixels, labels);
  [params, state] = [nextParams, nextState];
  const now = value.item(); // reading makes jax-js run its deferred work
  if (i % 50 === 0) {
    console.log(`step ${i}: loss ${now.toFixed(3)}, learning rate ${schedule(i).toExponential(2)}`);
  }
}

const [pixels, labels] = batch(test, 0, test.count);
const guessed = np.argmax(model(params, pixels), -1);
const right = guessed.equal(np.argmax(labels, -1)).astype(np.float32).mean().item();
console.log(
  `${(100 * right).toFixed(1)} % of the test digits recognized after ${STEPS} steps, traced ${traces} time(s)`,
);
tree.dispose(state);
step.dispose();
