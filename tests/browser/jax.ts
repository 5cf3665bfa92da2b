/** A training step of jax-js in one `jit`, schedule included, on a page. */
import { adamw, applyUpdates, type Tree, warmupCosineDecaySchedule } from "@anneal/jax";
import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";

/** What came of the training. */
export interface Trained {
  readonly traces: number;
  readonly firstLoss: number;
  readonly lastLoss: number;
  /** The schedule at some counts, traced. */
  readonly rates: readonly number[];
}

const STEPS = 300;
const POINTS = 120;
const HIDDEN = 16;

export const schedule = warmupCosineDecaySchedule({
  initValue: 0,
  peakValue: 0.05,
  warmupSteps: 30,
  decaySteps: STEPS,
});
export const COUNTS = [0, 1, 15, 30, 31, 150, 299, 300, 1000];

type Params = { w: np.Array; b: np.Array; out: np.Array };

/** Which of two spiral arms a point is on. */
function spirals() {
  const points = Array.from({ length: POINTS }, (_, i) => {
    const radius = 0.2 + (0.8 * i) / POINTS;
    const angle = 3 * radius + (i % 2) * Math.PI;
    return [3 * radius * Math.cos(angle), 3 * radius * Math.sin(angle)];
  });
  return {
    points: np.array(points, { dtype: np.float32 }),
    arms: np.array(Float32Array.from({ length: POINTS }, (_, i) => i % 2)),
  };
}

function loss({ w, b, out }: Params, points: np.Array, arms: np.Array): np.Array {
  const logits = np.matmul(np.tanh(np.matmul(points, w).add(b)), out).reshape([-1]);
  return nn.softplus(logits.ref).sub(arms.mul(logits)).mean();
}

export async function trainWithJax(): Promise<Trained> {
  await init("wasm");
  defaultDevice("wasm");
  let traces = 0;
  const optimizer = adamw(schedule, { weightDecay: 1e-4 });
  const step = jit(
    (params: Params, state: Tree, points: np.Array, arms: np.Array): [np.Array, Params, Tree] => {
      traces += 1;
      const [value, gradients] = valueAndGrad(loss)(tree.ref(params), points, arms);
      const [updates, next] = optimizer.update(gradients as Params, state, tree.ref(params));
      return [value, applyUpdates(params, updates), next];
    },
  );
  const waves = (length: number, rate: number) =>
    Float32Array.from({ length }, (_, i) => Math.sin(rate * (i + 1)));
  const { points, arms } = spirals();
  let params: Params = {
    w: np.array(waves(2 * HIDDEN, 1.3)).reshape([2, HIDDEN]),
    b: np.zeros([HIDDEN]),
    out: np.array(waves(HIDDEN, 2.1)).reshape([HIDDEN, 1]),
  };
  let state = optimizer.init(tree.ref(params)) as Tree;
  const losses: number[] = [];
  for (let i = 0; i < STEPS; i++) {
    const [value, nextParams, nextState] = step(params, state, points.ref, arms.ref);
    [params, state] = [nextParams, nextState];
    losses.push(((await value.data()) as Float32Array)[0] as number);
  }
  const rates = await schedule(np.array(Int32Array.from(COUNTS))).data();
  for (const each of [params, state, points, arms]) tree.dispose(each);
  step.dispose();
  return {
    traces,
    firstLoss: losses[0] as number,
    lastLoss: losses[STEPS - 1] as number,
    rates: [...rates],
  };
}
