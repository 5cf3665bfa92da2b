/** What single transformations promise beyond their steps: exact corrections, masks, and what they refuse. */
import { readFileSync } from "node:fs";
import {
  adam,
  adamw,
  addDecayedWeights,
  applyUpdates,
  chain,
  clipByGlobalNorm,
  injectHyperparams,
  linearSchedule,
  lion,
  masked,
  multiSteps,
  partition,
  reduceOnPlateau,
  scaleByAdam,
  scaleByLearningRate,
  setToZero,
  sgd,
  type Tree,
  trace,
} from "@anneal/jax";
import { jit, numpy as np, tree } from "@jax-js/jax";
import { beforeAll, describe, expect, test } from "vitest";
import { useDevice } from "./support/devices.js";
import { referencesKept } from "./support/live-buffers.js";

const schedule = linearSchedule({ initValue: 0.1, endValue: 0.01, transitionSteps: 8 });

beforeAll(() => useDevice("wasm"));

describe("Adam's bias corrections", () => {
  // A first moment of 0 and a gradient of 1 leave 1 / (1 - b1^t) * (1 - b1) alone; the second likewise under the root.
  test.each([
    [0.9, 0.999],
    [0.5, 0.99999],
    [0, 0.9],
  ])("are right to 1e-6 for b1 %d and b2 %d", (b1, b2) => {
    const optimizer = scaleByAdam({ b1, b2, eps: 0 });
    const step = jit((count: np.Array): np.Array => {
      const state = { count, mu: np.zeros([2]), nu: np.zeros([2]) };
      const [updates, next] = optimizer.update(np.ones([2]), state);
      tree.dispose(next);
      return updates;
    });
    for (const count of [0, 1, 2, 9, 99, 300, 692, 999, 5000, 100_000, 2 ** 24]) {
      const [update = 0] = step(np.array(count, { dtype: np.int32 })).js() as number[];
      const t = count + 1;
      const mean = (1 - b1) / (1 - b1 ** t);
      const square = (1 - b2) / -Math.expm1(t * Math.log(b2));
      expect(Math.abs(update / (mean / Math.sqrt(square)) - 1), `count ${count}`).toBeLessThan(1e-6);
    }
    step.dispose();
  });
});

describe("reduceOnPlateau", () => {
  interface PlateauCase {
    readonly id: string;
    readonly args: Readonly<Record<string, number>>;
    readonly metrics: readonly number[];
    readonly lr: readonly number[];
    readonly raises?: string;
  }
  const file = new URL("../../../spec/golden/schedules.json", import.meta.url);
  const cases = (JSON.parse(readFileSync(file, "utf8")) as PlateauCase[]).filter(({ id }) =>
    id.startsWith("optax/contrib.reduce_on_plateau"),
  );
  const camel = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

  test.each(cases.map((each) => [each.id, each] as const))("%s", (_, { args, metrics, lr, raises }) => {
    const options = Object.fromEntries(Object.entries(args).map(([name, value]) => [camel(name), value]));
    if (raises !== undefined) {
      expect(() => reduceOnPlateau(options)).toThrow(/ must be /);
      return;
    }
    const plateau = reduceOnPlateau(options);
    let state = plateau.init(np.zeros([1]));
    const scales = metrics.map((metric) => {
      const value = np.array(metric, { dtype: np.float32 });
      const [updates, next] = plateau.update(np.ones([1]), state, null, { value });
      value.dispose();
      state = next;
      return (updates.js() as number[])[0] as number;
    });
    tree.dispose(state);
    // The file has the scale before the first value, too, where it is longer.
    const expected = lr.slice(lr.length - scales.length);
    for (const [i, scale] of scales.entries()) {
      expect(Math.abs(scale - (expected[i] as number)), `value ${i}`).toBeLessThanOrEqual(1e-6);
    }
  });
});

test("masks may be functions, and stand for whole parts", () => {
  const update = (mask: Parameters<typeof masked>[1]) => {
    const optimizer = masked(sgd(1), mask);
    const params = { a: [np.ones([1]), np.ones([1])], b: np.ones([1]) };
    const state = optimizer.init(tree.ref(params));
    const [updates, next] = optimizer.update(tree.ref(params), state, params);
    tree.dispose(next);
    return [...updates.a, updates.b].map((each) => (each.js() as number[])[0]);
  };
  expect(update({ a: true, b: false })).toEqual([-1, -1, 1]);
  expect(update({ a: [false, true], b: true })).toEqual([1, -1, -1]);
  expect(update(() => true)).toEqual([-1, -1, -1]);
});

test("a clipped gradient of zeros stays zeros, and one that is short keeps its bits", () => {
  const clip = (values: number[]) => {
    const [updates] = clipByGlobalNorm(1).update(np.array(values, { dtype: np.float32 }), []);
    return updates.js();
  };
  expect(clip([0, 0])).toEqual([0, 0]);
  expect(clip([0.1, 0.2])).toEqual([Math.fround(0.1), Math.fround(0.2)]);
});

test.each([
  ["b1", (b1: never) => adam(0.1, { b1 }), /b1 must be a number/],
  ["eps", (eps: never) => adam(0.1, { eps }), /eps must be/],
  ["maxNorm", (maxNorm: never) => clipByGlobalNorm(maxNorm), /maxNorm must be/],
] as const)("%s can't be injected, and nothing is consumed by saying so", (name, factory, message) => {
  const optimizer = injectHyperparams((injected) => factory(injected[name] as never), { [name]: 0.5 });
  const kept = referencesKept(() => {
    const params = np.ones([2]);
    expect(() => optimizer.init(params)).toThrow(message);
    params.dispose();
  });
  expect(kept).toBe(0);
});

describe("trees that do not match are refused before anything is consumed", () => {
  const like = () => ({ w: np.ones([2]) });
  const other = () => ({ v: np.ones([2]) });
  test.each([
    ["adamw, state", adamw(schedule), like, other, like, /state\.mu must be/],
    ["adamw, params", adamw(schedule), like, like, other, /params must be/],
    ["sgd with momentum", sgd(schedule, { momentum: 0.9 }), like, other, like, /state\.trace must be/],
    ["lion", lion(schedule), like, other, like, /state\.mu must be/],
    ["scheduled decay", addDecayedWeights({ weightDecay: schedule }), like, like, other, /params must be/],
    ["multi steps", multiSteps(sgd(1), { everyK: 2 }), like, other, like, /state\.accumulated must be/],
  ] as const)("%s", (_, optimizer, updatesLike, stateLike, paramsLike, message) => {
    const kept = referencesKept(() => {
      const state = optimizer.init(stateLike());
      const [updates, params] = [updatesLike(), paramsLike()];
      expect(() => optimizer.update(updates, state, params)).toThrow(message);
      // All of it is still ours: freed twice, it would be an error.
      for (const each of [updates, state, params]) tree.dispose(each as Tree);
    });
    expect(kept).toBe(0);
  });
});

describe("is refused", () => {
  test.each([
    ["a rate that is no number", () => adam(Number.NaN)],
    ["a rate in words", () => scaleByLearningRate("fast" as never)],
    ["a decay of 1", () => scaleByAdam({ b1: 1 })],
    ["a negative eps", () => scaleByAdam({ eps: -1 })],
    ["an unknown option", () => scaleByAdam({ beta1: 0.9 } as never)],
    ["momentum above 1", () => trace({ decay: 1.5 })],
    ["a norm of 0", () => clipByGlobalNorm(0)],
    ["steps of 0", () => multiSteps(sgd(1), { everyK: 0 })],
    ["half a step", () => multiSteps(sgd(1), { everyK: 1.5 })],
    ["what is no transformation", () => chain(sgd(1), {} as never)],
    ["a factor of 1", () => reduceOnPlateau({ factor: 1 })],
    ["no tolerance at all", () => reduceOnPlateau({ rtol: 0 })],
    ["a plateau without the loss", () => reduceOnPlateau().update(np.ones([1]), [])],
    [
      "weight decay without parameters",
      () => addDecayedWeights({ weightDecay: 0.1 }).update(np.ones([1]), []),
    ],
    ["a label of nobody", () => partition({ a: setToZero() }, "b").init({ w: np.ones([1]) })],
    ["a mask of another shape", () => masked(sgd(1), [true]).init({ w: np.ones([1]) })],
    [
      "keys in another order",
      () => applyUpdates({ a: np.ones([1]), b: np.ones([1]) }, { b: np.ones([1]), a: np.ones([1]) }),
    ],
  ])("%s", (_, act) => {
    expect(act).toThrow(expect.objectContaining({ name: "InvalidArgumentError" }));
  });
});
