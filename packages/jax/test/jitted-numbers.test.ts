/** Numbers keep their value under jit, which takes each for a float32. */
import { type ScheduleDraft, scheduleFromTree } from "@anneal/core";
import {
  adamw,
  constantSchedule,
  type GradientTransformation,
  injectHyperparams,
  linearSchedule,
  lion,
  multiSteps,
  scaleBySchedule,
  sgd,
  type Tree,
  traceable,
} from "@anneal/jax";
import { grad, jit, numpy as np, tree, vmap } from "@jax-js/jax";
import { beforeAll, describe, expect, test } from "vitest";
import { useDevice } from "./support/devices.js";
import { referencesKept } from "./support/live-buffers.js";

const int32 = (values: number | number[]) => np.array(values, { dtype: np.int32 });
const float32 = (values: number | number[]) => np.array(values, { dtype: np.float32 });

const far = 2 ** 24 + 1;
const last = 2 ** 30 - 1;
const down = { kind: "ramp", from: 1, to: 0 } as const;
const drafts: Record<string, ScheduleDraft> = {
  stairs: { kind: "stairs", boundaries: [far, last], values: [1, 0.5, 0.25] },
  "stairs, many": {
    kind: "stairs",
    boundaries: Array.from({ length: 20 }, (_, i) => far + i),
    values: Array.from({ length: 21 }, (_, i) => 1 / (i + 1)),
  },
  join: {
    kind: "join",
    boundaries: [far],
    children: [
      { kind: "constant", value: 1 },
      { ...down, start: 0, end: 10 },
    ],
  },
  ramp: { ...down, start: 2 ** 29 + 1, end: 2 ** 29 + 11 },
  cycles: { kind: "cycles", length: far, child: { ...down, start: 0, end: 1 } },
  table: { kind: "table", start: far, values: [1, 0.5, 0.25] },
};
const counts = [far - 1, far, far + 1, far + 5, 2 ** 29 + 2, 2 ** 29 + 6, last - 1, last, last + 1];

describe.each(["wasm", "cpu"] as const)("on %s", (device) => {
  beforeAll(() => useDevice(device));

  test.each(Object.entries(drafts))("%s beyond 2^24", (_, draft) => {
    const schedule = scheduleFromTree(draft);
    const traced = jit((count: np.Array) => traceable(schedule)(count));
    for (const got of [
      traced(int32(counts)).js(),
      jit(vmap((count: np.Array) => traceable(schedule)(count)))(int32(counts)).js(),
    ]) {
      for (const [i, count] of counts.entries()) {
        expect(
          Math.abs(((got as number[])[i] as number) - schedule(count)),
          `at ${count}`,
        ).toBeLessThanOrEqual(1e-6);
      }
    }
    const large = np.array(Uint32Array.of(2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1));
    expect(traced(large).js()).toEqual(Array(3).fill(Math.fround(schedule(2 ** 31 - 1))));
    traced.dispose();
  });
});

describe("transformations", () => {
  beforeAll(() => useDevice("wasm"));

  test("a count stays the largest that there is", () => {
    const optimizer = scaleBySchedule(constantSchedule({ value: 2 }));
    const step = jit((updates: np.Array, state: Tree): [np.Array, Tree] => optimizer.update(updates, state));
    const [updates, state] = step(np.ones([1]), { count: int32(2 ** 31 - 1) });
    expect((state as { count: np.Array }).count.js()).toBe(2 ** 31 - 1);
    updates.dispose();
    step.dispose();
  });

  const options = { b1: 0.9, b2: 0.99, weightDecay: 0.1 };
  // Adam's corrections are float32 numbers.
  test.each<[string, GradientTransformation, number]>([
    ["AdamW", adamw(0.1, { ...options, epsRoot: 1e-9 }), 2e-7],
    ["momentum", sgd(0.1, { momentum: 0.9, nesterov: true }), 0],
    ["Lion", lion(0.1, options), 0],
  ])("%s has the float64 numbers that it has without jit", (_, optimizer, bound) => {
    const float64 = () =>
      np
        .array([1])
        .astype(np.float64)
        .mul(np.array(1.1, { dtype: np.float64 }));
    const run = (step: (params: np.Array, state: Tree) => [np.Array, Tree]) => {
      const [updates, state] = step(float64(), optimizer.init(float64()));
      const [again, after] = step(float64(), state);
      tree.dispose(after);
      return [updates.js(), again.js()].flat() as number[];
    };
    const step = (params: np.Array, state: Tree): [np.Array, Tree] =>
      optimizer.update(float64(), state, params);
    const jitted = jit(step);
    const expected = run(step);
    for (const [i, update] of run(jitted).entries()) {
      expect(Math.abs(update - (expected[i] as number))).toBeLessThanOrEqual(bound);
    }
    jitted.dispose();
  });

  test("a schedule of how many gradients make one is rounded", () => {
    for (const steps of [6, 13, 41]) {
      const everyK = linearSchedule({ initValue: 1, endValue: 1 + steps, transitionSteps: steps });
      const optimizer = multiSteps(sgd(1), { everyK });
      const step = jit((gradient: np.Array, state: Tree): [np.Array, Tree] =>
        optimizer.update(gradient, state),
      );
      let state = optimizer.init(np.zeros([])) as Tree;
      const emitted: boolean[] = [];
      for (let i = 0; i < (steps * (steps + 1)) / 2; i++) {
        const [update, next] = step(np.ones([]), state);
        state = next;
        emitted.push(update.js() !== 0);
      }
      const at = emitted.flatMap((isLast, i) => (isLast ? [i + 1] : []));
      expect(at).toEqual(Array.from({ length: steps }, (_, k) => ((k + 1) * (k + 2)) / 2));
      tree.dispose(state);
      step.dispose();
    }
  });

  test("weakly typed parameters are traced anew only once, when they have got a type", () => {
    const optimizer = injectHyperparams(({ rate }) => adamw(rate), { rate: 0.1 });
    let traces = 0;
    const step = jit((params: np.Array, state: Tree): [np.Array, Tree] => {
      traces += 1;
      const [updates, next] = optimizer.update(np.ones([]), state, params.ref);
      return [params.add(updates), next];
    });
    let params = np.array(2);
    let state = optimizer.init(params.ref) as Tree;
    for (let i = 0; i < 4; i++) [params, state] = step(params, state);
    expect(traces).toBeLessThanOrEqual(2);
    for (const each of [params, state]) tree.dispose(each);
    step.dispose();
  });
});

describe("a float count", () => {
  beforeAll(() => useDevice("wasm"));

  test.each<[string, ScheduleDraft]>([
    ["constant", { kind: "constant", value: 1 }],
    ["stairs", { kind: "stairs", boundaries: [2, 4], values: [1, 0.5, 0.25] }],
    ["many stairs", drafts["stairs, many"] as ScheduleDraft],
    ["table", { kind: "table", values: [1, 0.5, 0.25] }],
    ["quantized", { kind: "time", quantum: 3, child: { ...down, start: 0, end: 10 } }],
  ])("has a slope of 0, and nothing is left behind: %s", (_, draft) => {
    const schedule = traceable(scheduleFromTree(draft));
    const kept = referencesKept(() => {
      expect(grad((count: np.Array) => schedule(count))(float32(3.4)).js()).toBe(0);
      expect(vmap(grad((count: np.Array) => schedule(count)))(float32([3.4, 5])).js()).toEqual([0, 0]);
    });
    expect(kept).toBe(0);
  });

  test("may be on another device than the default one", () => {
    const schedule = traceable(scheduleFromTree(drafts["stairs, many"] as ScheduleDraft));
    for (const dtype of [np.int32, np.float32, np.float64]) {
      const value = schedule(np.array([far + 2], { dtype, device: "cpu" }));
      expect(value.device).toBe("cpu");
      value.dispose();
    }
  });
});
