/** A whole training step in one jit: traced once for a thousand steps, with nothing left behind. */
import {
  adamw,
  applyUpdates,
  chain,
  clipByGlobalNorm,
  injectHyperparams,
  sgd,
  type Tree,
  warmupCosineDecaySchedule,
} from "@anneal/jax";
import { jit, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { beforeAll, expect, test } from "vitest";
import { useDevice } from "./support/devices.js";
import { referencesKept } from "./support/live-buffers.js";

beforeAll(() => useDevice("wasm"));

type Params = { first: { w: np.Array; b: np.Array }; second: np.Array };

const points = Array.from({ length: 64 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
const isInside = points.map(([x = 0, y = 0]) => (x * x + y * y < 0.8 ? 1 : 0));

function loss({ first, second }: Params, inputs: np.Array, labels: np.Array): np.Array {
  const logits = np.matmul(np.tanh(np.matmul(inputs, first.w).add(first.b)), second).reshape([-1]);
  return nn.softplus(logits.ref).sub(labels.mul(logits)).mean();
}

function initialParams(): Params {
  const column = (length: number, rate: number) =>
    Float32Array.from({ length }, (_, i) => Math.sin(rate * (i + 1)));
  return {
    first: { w: np.array(column(32, 1.3)).reshape([2, 16]), b: np.zeros([16]) },
    second: np.array(column(16, 2.1)).reshape([16, 1]),
  };
}

test("model, loss, gradient and scheduled AdamW are traced once for 1,000 steps", () => {
  let traces = 0;
  const losses: number[] = [];
  const kept = referencesKept(() => {
    const schedule = warmupCosineDecaySchedule({
      initValue: 0,
      peakValue: 0.03,
      warmupSteps: 100,
      decaySteps: 1000,
    });
    const optimizer = chain(clipByGlobalNorm(1), adamw(schedule, { weightDecay: 1e-4 }));
    const step = jit(
      (params: Params, state: Tree, inputs: np.Array, labels: np.Array): [np.Array, Params, Tree] => {
        traces += 1;
        const [value, gradients] = valueAndGrad(loss)(tree.ref(params), inputs, labels);
        const [updates, next] = optimizer.update(gradients as Params, state, tree.ref(params));
        return [value, applyUpdates(params, updates), next];
      },
    );
    const inputs = np.array(points, { dtype: np.float32 });
    const labels = np.array(isInside, { dtype: np.float32 });
    let params = initialParams();
    let state = optimizer.init(tree.ref(params)) as Tree;
    for (let i = 0; i < 1000; i++) {
      const [value, nextParams, nextState] = step(params, state, inputs.ref, labels.ref);
      [params, state] = [nextParams, nextState];
      losses.push(value.item());
    }
    for (const each of [params, state, inputs, labels]) tree.dispose(each);
    step.dispose();
  });
  expect(traces).toBe(1);
  expect(kept).toBe(0);
  expect(losses[0]).toBeGreaterThan(0.5);
  expect(losses[999]).toBeLessThan(0.05);
});

test("a hyperparameter in the state is changed between steps without a new trace", () => {
  let traces = 0;
  const optimizer = injectHyperparams(({ learningRate }) => sgd(learningRate), { learningRate: 0.5 });
  const step = jit((params: np.Array, state: Tree): [np.Array, Tree] => {
    traces += 1;
    const [updates, next] = optimizer.update(np.ones([2]), state, params.ref);
    return [applyUpdates(params, updates), next];
  });
  type State = { count: np.Array; hyperparams: { learningRate: np.Array }; inner: Tree };
  let params = np.zeros([2]);
  let state = optimizer.init(params.ref) as State;
  [params, state] = step(params, state) as [np.Array, State];
  expect(params.ref.js()).toEqual([-0.5, -0.5]);
  state.hyperparams.learningRate.dispose();
  state.hyperparams.learningRate = np.array(0.25, { dtype: np.float32 });
  [params, state] = step(params, state) as [np.Array, State];
  expect(params.js()).toEqual([-0.75, -0.75]);
  expect(traces).toBe(1);
  tree.dispose(state as Tree);
  step.dispose();
});
