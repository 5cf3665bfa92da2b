/** Gradients that are left out leave nothing: the run is that of the others alone. */
import { adam, linearSchedule, multiSteps, skipNotFinite, type Tree } from "@anneal/jax";
import { jit, numpy as np, tree } from "@jax-js/jax";
import { beforeAll, expect, test } from "vitest";
import { useDevice } from "./support/devices.js";
import { referencesKept } from "./support/live-buffers.js";

const schedule = linearSchedule({ initValue: 0.1, endValue: 0.01, transitionSteps: 8 });

type Told = { skip: { shouldSkip: np.Array; numNotFinite: np.Array } };

beforeAll(() => useDevice("wasm"));

function updatesOf(gradients: readonly number[][]): { updates: unknown[]; told: unknown[] } {
  const optimizer = multiSteps(adam(schedule), { everyK: 2, shouldSkipUpdateFn: skipNotFinite });
  const step = jit((given: Tree, state: Tree): [Tree, Tree] => optimizer.update(given, state));
  let state = optimizer.init({ w: np.zeros([2]) }) as Tree;
  const told: unknown[] = [];
  const updates = gradients.map((gradient) => {
    const [changed, next] = step({ w: np.array(gradient, { dtype: np.float32 }) }, state);
    state = next;
    told.push((state as unknown as Told).skip.numNotFinite.ref.item());
    return (changed as { w: np.Array }).w.js();
  });
  tree.dispose(state);
  step.dispose();
  return { updates, told };
}

test("gradients with NaN and infinities are no steps, and none of them stays in the state", () => {
  const nan = [Number.NaN, 1];
  const infinite = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const first = [1, 2];
  const others = [0, 1e30, -1].map((value) => [0.5, value]);
  const kept = referencesKept(() => {
    const { updates, told } = updatesOf([nan, first, infinite, ...others]);
    expect(told).toEqual([1, 0, 2, 0, 0, 0]);
    expect([updates[0], updates[2]]).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(updates.filter((_, i) => i !== 0 && i !== 2)).toEqual(updatesOf([first, ...others]).updates);
  });
  expect(kept).toBe(0);
});
