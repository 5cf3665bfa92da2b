/** What single transformations promise beyond their steps: exact corrections, masks, types. */
import { readFileSync } from "node:fs";
import { metricFromLibrary } from "@anneal/interop";
import {
  adam,
  adamw,
  clipByGlobalNorm,
  injectHyperparams,
  linearSchedule,
  lion,
  masked,
  multiSteps,
  reduceOnPlateau,
  scaleByAdam,
  sgd,
  skipNotFinite,
  type Tree,
} from "@anneal/jax";
import { jit, numpy as np, tree } from "@jax-js/jax";
import { beforeAll, describe, expect, test } from "vitest";
import { useDevice } from "./support/devices.js";

const schedule = linearSchedule({ initValue: 0.1, endValue: 0.01, transitionSteps: 8 });

beforeAll(() => useDevice("wasm"));

describe("Adam's bias corrections", () => {
  const betas = [
    [0.9, 0.999],
    [0.5, 0.99999],
    [0.3, 0.4],
    [0, 0.9],
  ] as const;
  const counts = [0, 1, 2, 9, 99, 300, 692, 999, 5000, 100_000, 2 ** 24];

  /** A first moment of 0 and a gradient of 1 leave 1 / (1 - b1^t) * (1 - b1) alone; the second likewise under the root. */
  function expectExact(b1: number, b2: number, updateAt: (count: np.Array) => np.Array) {
    const step = jit(updateAt);
    for (const count of counts) {
      const [update = 0] = step(np.array(count, { dtype: np.int32 })).js() as number[];
      const t = count + 1;
      const mean = (1 - b1) / (1 - b1 ** t);
      const square = (1 - b2) / -Math.expm1(t * Math.log(b2));
      expect(Math.abs(update / (mean / Math.sqrt(square)) - 1), `count ${count}`).toBeLessThan(1e-6);
    }
    step.dispose();
  }

  test.each(betas)("are right to 1e-6 for b1 %d and b2 %d", (b1, b2) => {
    const optimizer = scaleByAdam({ b1, b2, eps: 0 });
    expectExact(b1, b2, (count) => {
      const state = { count, mu: np.zeros([2]), nu: np.zeros([2]) };
      const [updates, next] = optimizer.update(np.ones([2]), state);
      tree.dispose(next);
      return updates;
    });
  });

  test.each(betas)("are as right for the float32 of %d and %d in the state", (b1, b2) => {
    const optimizer = injectHyperparams((injected) => scaleByAdam({ ...injected, eps: 0 }), { b1, b2 });
    expectExact(Math.fround(b1), Math.fround(b2), (count) => {
      const state = optimizer.init(np.zeros([2])) as { inner: { count: np.Array } };
      state.inner.count.dispose();
      state.inner.count = count;
      const [updates, next] = optimizer.update(np.ones([2]), state);
      tree.dispose(next);
      return updates;
    });
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

describe("reduceOnPlateau where quirks are avoided", () => {
  function scalesOf(quirks: "reproduce" | "avoid", losses: readonly number[], more: object = {}): number[] {
    const plateau = reduceOnPlateau({ factor: 0.5, patience: 2, quirks, ...more });
    let state = plateau.init(np.zeros([1]));
    const scales = losses.map((loss) => {
      const value = np.array(loss, { dtype: np.float32 });
      const [updates, next] = plateau.update(np.ones([1]), state, null, { value });
      value.dispose();
      state = next;
      return (updates.js() as number[])[0] as number;
    });
    tree.dispose(state);
    return scales;
  }

  test("cuts for a negative loss that stays the same, as Optax does not", () => {
    const constant = Array<number>(5).fill(-1);
    expect(scalesOf("reproduce", constant)).toEqual([1, 1, 1, 1, 1]);
    expect(scalesOf("avoid", constant)).toEqual([1, 1, 0.5, 0.5, 0.25]);
  });

  test.each([0.5, 1])("decides as interop does, with rtol %d", (rtol) => {
    const losses = [
      3,
      2.9,
      1,
      0,
      0,
      -1,
      -1.2,
      -2,
      -1,
      Number.NEGATIVE_INFINITY,
      -4,
      -3.9,
      Number.NaN,
      -9,
      -9,
      -9,
    ];
    const args = { factor: 0.5, patience: 2, rtol };
    const rate = metricFromLibrary("optax", "contrib.reduce_on_plateau", { args, quirks: "avoid" });
    expect(scalesOf("avoid", losses, { rtol })).toEqual(losses.map((loss) => rate.step(loss)[0]));
  });

  test("is the same as Optax for losses above 0", () => {
    const losses = Array.from({ length: 40 }, (_, i) => 5 / (1 + i) + (i % 3));
    expect(scalesOf("avoid", losses)).toEqual(scalesOf("reproduce", losses));
  });

  test("refuses another name", () => {
    expect(() => reduceOnPlateau({ quirks: "fix" as never })).toThrow(
      'quirks must be "reproduce" or "avoid"',
    );
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

describe("updates and states stay in the type of the parameters", () => {
  const value = () => np.array(1, { dtype: np.float32 });
  const typesOf = (given: Tree) => tree.leaves<np.Array>(given).map(({ dtype }) => dtype);
  test.each([
    ["scheduled AdamW", adamw(schedule, { weightDecay: schedule })],
    ["Nesterov's Adam", adam(schedule, { nesterov: true })],
    ["momentum", sgd(schedule, { momentum: 0.9, nesterov: true })],
    ["Lion", lion(schedule)],
    ["clipping", clipByGlobalNorm(0.1)],
    ["several steps", multiSteps(adam(schedule), { everyK: 2 })],
    ["injected", injectHyperparams(({ rate }) => adam(rate), { rate: 0.1 })],
    ["injected betas", injectHyperparams((betas) => adam(0.1, betas), { b1: 0.9, b2: 0.99 })],
    ["injected momentum", injectHyperparams((given) => sgd(0.1, given), { momentum: 0.9 })],
    ["skipped", multiSteps(adam(schedule), { everyK: 2, shouldSkipUpdateFn: skipNotFinite })],
    ["on a plateau", reduceOnPlateau()],
  ])("%s", (_, optimizer) => {
    // Only looked at: Node 20 has no Float16Array to read them with.
    for (const dtype of [np.float16, np.float64]) {
      const ones = () => np.ones([2], { dtype });
      const before = optimizer.init(ones());
      const types = typesOf(before);
      const loss = value();
      const [updates, state] = optimizer.update(ones(), before, ones(), { value: loss });
      expect(updates.dtype).toBe(dtype);
      expect(typesOf(state)).toEqual(types);
      for (const each of [updates, state, loss]) tree.dispose(each as Tree);
    }
  });
});
