/** Integers and booleans among the leaves: they are promoted to float32, as in Optax. */
import {
  adam,
  adamw,
  addDecayedWeights,
  applyUpdates,
  chain,
  clipByGlobalNorm,
  type GradientTransformation,
  globalNorm,
  injectHyperparams,
  linearSchedule,
  lion,
  masked,
  multiSteps,
  partition,
  reduceOnPlateau,
  scale,
  scaleByAdam,
  scaleByLearningRate,
  scaleByLion,
  scaleBySchedule,
  sgd,
  skipNotFinite,
  type Tree,
  trace,
} from "@anneal/jax";
import { jit, numpy as np, tree } from "@jax-js/jax";
import { beforeAll, describe, expect, test } from "vitest";
import { sampled } from "../../core/test/support/random-cases.js";
import { devices, useDevice } from "./support/devices.js";

const schedule = linearSchedule({ initValue: 0.1, endValue: 0.01, transitionSteps: 8 });

const transformations: Record<string, () => GradientTransformation> = {
  sgd: () => sgd(0.1),
  "sgd, scheduled": () => sgd(schedule),
  "sgd, momentum": () => sgd(0.1, { momentum: 0.9 }),
  "sgd, nesterov": () => sgd(0.1, { momentum: 0.9, nesterov: true }),
  adam: () => adam(0.1),
  "adam, nesterov": () => adam(schedule, { nesterov: true }),
  adamw: () => adamw(0.1, { weightDecay: 0.1 }),
  "adamw, scheduled": () => adamw(schedule, { weightDecay: schedule }),
  lion: () => lion(0.1, { weightDecay: 0.1 }),
  scale: () => scale(0.25),
  scaleBySchedule: () => scaleBySchedule(schedule),
  scaleByLearningRate: () => scaleByLearningRate(0.1),
  scaleByAdam: () => scaleByAdam(),
  scaleByLion: () => scaleByLion(),
  trace: () => trace(0.9),
  clipByGlobalNorm: () => clipByGlobalNorm(0.5),
  addDecayedWeights: () => addDecayedWeights({ weightDecay: 0.1 }),
  multiSteps: () => multiSteps(adam(0.1), { everyK: 2 }),
  "multiSteps, sums": () => multiSteps(sgd(0.1), { everyK: 2, useGradMean: false }),
  "multiSteps, skipping": () => multiSteps(sgd(0.1), { everyK: 2, shouldSkipUpdateFn: skipNotFinite }),
  injectHyperparams: () => injectHyperparams(({ rate }) => sgd(rate), { rate: 0.1 }),
  reduceOnPlateau: () => chain(sgd(0.1), reduceOnPlateau({ factor: 0.5, patience: 1 })),
  masked: () => masked(adam(0.1), true),
  partition: () => partition({ all: sgd(0.1) }, "all"),
};

const integers = [
  ["int32", np.int32, [-3, 0, 7]],
  ["uint32", np.uint32, [3, 0, 7]],
  ["bool", np.bool, [1, 0, 1]],
] as const;

/** The updates of three steps, their types, and the types of the state before the first and after the last. */
function run(
  make: () => GradientTransformation,
  dtype: np.DType,
  values: readonly number[],
  jitted: boolean,
) {
  const optimizer = make();
  const leaf = () =>
    dtype === np.bool ? np.array(values.map((x) => x === 1)) : np.array([...values], { dtype });
  const update = (gradients: Tree, state: Tree, params: Tree, value: np.Array): [Tree, Tree] => {
    const updated = optimizer.update(gradients, state, params, { value: value.ref });
    value.dispose();
    return updated;
  };
  const step = jitted ? jit(update) : update;
  let state = optimizer.init([leaf()] as Tree);
  const typesOf = (of: Tree) => tree.leaves<np.Array>(of).map((array) => array.dtype);
  const before = typesOf(state);
  const updates: number[][] = [];
  for (let i = 0; i < 3; i++) {
    const [changed, next] = step([leaf()], state, [leaf()], np.array(1, { dtype: np.float32 }));
    state = next;
    const [array] = changed as [np.Array];
    expect(array.dtype).toBe(np.float32);
    updates.push(array.js() as number[]);
  }
  const after = typesOf(state);
  tree.dispose(state);
  return { updates, before, after };
}

describe.each(devices)("integers and booleans on %s", (device) => {
  beforeAll(() => useDevice(device));

  describe.each(integers)("%s", (_, dtype, values) => {
    test.each(sampled(Object.entries(transformations), 2))("%s", (name, make) => {
      const expected = run(make, np.float32, values, false);
      const found = run(make, dtype, values, false);
      expect(found).toEqual(expected);
      // Under jit a state that changes its types would be traced anew.
      expect(found.after).toEqual(found.before);
      if (device === "wasm" && ["sgd", "adamw, scheduled", "multiSteps"].includes(name)) {
        expect(run(make, dtype, values, true).updates).toEqual(run(make, np.float32, values, true).updates);
      }
      expect(found.updates.flat().some((update) => update !== 0)).toBe(true);
    });
  });

  test("stay integers where the factor is whole, as in Optax", () => {
    const [[scaled]] = scale(-3).update([np.array([2 ** 24 + 1, -5], { dtype: np.int32 })], []) as [
      [np.Array],
      Tree,
    ];
    expect(scaled.dtype).toBe(np.int32);
    expect(scaled.js()).toEqual([-3 * (2 ** 24 + 1), 15]);
    const [[negated]] = scale(-1).update([np.array([3], { dtype: np.uint32 })], []) as [[np.Array], Tree];
    expect(negated.js()).toEqual([-3]);
  });

  test("have a norm that does not overflow", () => {
    expect(globalNorm([np.array([100_000, 0], { dtype: np.int32 })]).js()).toBeCloseTo(100_000, 1);
  });

  test("are rounded towards 0 where updates are applied to them", () => {
    const params = [np.array([10, -10], { dtype: np.int32 })];
    const updated = applyUpdates(params, [np.array([-0.5, 1.5], { dtype: np.float32 })]);
    expect(updated[0]?.dtype).toBe(np.int32);
    expect(updated[0]?.js()).toEqual([9, -8]);
  });
});
