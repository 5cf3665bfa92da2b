/** Every transformation against Optax itself, eagerly and under jit, with nothing left behind. */

import { readFileSync } from "node:fs";
import {
  adam,
  adamw,
  addDecayedWeights,
  applyUpdates,
  chain,
  clipByGlobalNorm,
  type GradientTransformation,
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
  setToZero,
  sgd,
  skipLargeUpdates,
  type Tree,
  warmupCosineDecaySchedule,
} from "@anneal/jax";
import { jit, numpy as np, tree } from "@jax-js/jax";
import { beforeAll, describe, expect, test } from "vitest";
import { sampled } from "../../core/test/support/random-cases.js";
import { useDevice } from "./support/devices.js";
import { referencesKept } from "./support/live-buffers.js";

type Numbers = { readonly w: readonly number[][]; readonly b: readonly number[] };
interface Golden {
  readonly params: Numbers;
  readonly gradients: readonly Numbers[];
  readonly values: readonly number[];
  readonly cases: Readonly<Record<string, readonly Numbers[]>>;
}

const golden = JSON.parse(
  readFileSync(new URL("./golden/transforms.json", import.meta.url), "utf8"),
) as Golden;

const schedule = warmupCosineDecaySchedule({
  initValue: 0.01,
  peakValue: 0.1,
  warmupSteps: 4,
  decaySteps: 12,
  endValue: 0.02,
});
const momentum = linearSchedule({ initValue: 0.95, endValue: 0.4, transitionSteps: 8 });
const rising = linearSchedule({ initValue: 1, endValue: 3, transitionSteps: 8 });
const decay = linearSchedule({ initValue: 0.1, endValue: 0.01, transitionSteps: 8 });

const transformations: Record<string, () => GradientTransformation> = {
  adam: () => adam(schedule),
  "adam, constant": () => adam(0.05, { b1: 0.8, b2: 0.99, eps: 1e-3, epsRoot: 1e-4 }),
  "adam, nesterov": () => adam(schedule, { nesterov: true }),
  adamw: () => adamw(schedule, { weightDecay: 0.1 }),
  "adamw, masked": () => adamw(schedule, { weightDecay: 0.1, mask: { w: true, b: false } }),
  sgd: () => sgd(schedule),
  "sgd, momentum": () => sgd(0.1, { momentum: 0.9 }),
  "sgd, nesterov": () => sgd(schedule, { momentum: 0.9, nesterov: true }),
  lion: () => lion(schedule, { weightDecay: 0.1 }),
  "scheduled decay": () =>
    chain(scaleByAdam(), addDecayedWeights({ weightDecay: decay }), scaleByLearningRate(schedule)),
  clip: () => chain(clipByGlobalNorm(1.5), sgd(0.1)),
  "multi steps": () => multiSteps(adam(schedule), { everyK: 3 }),
  "multi steps, sum": () => multiSteps(adam(schedule), { everyK: 2, useGradMean: false }),
  "multi steps, skipped": () =>
    multiSteps(adam(schedule), { everyK: 2, shouldSkipUpdateFn: skipLargeUpdates(20) }),
  masked: () => masked(sgd(0.5), { w: false, b: true }),
  partition: () => partition({ fast: adam(schedule), none: setToZero() }, { w: "fast", b: "none" }),
  "partition, masked": () => {
    const options = { weightDecay: 0.1, mask: { w: false, b: true } };
    return partition(
      { fast: adamw(schedule, options), slow: adamw(0.01, options) },
      { w: "fast", b: "slow" },
    );
  },
  inject: () =>
    injectHyperparams(({ learningRate, weightDecay }) => adamw(learningRate, { weightDecay }), {
      learningRate: schedule,
      weightDecay: 0.1,
    }),
  "inject, Adam": () =>
    injectHyperparams(({ learningRate, ...others }) => adam(learningRate, others), {
      learningRate: schedule,
      b1: momentum,
      b2: 0.99,
      eps: 1e-3,
      epsRoot: 1e-4,
    }),
  "inject, nesterov": () =>
    injectHyperparams(({ b1 }) => adam(0.1, { b1, nesterov: true }), { b1: momentum }),
  "inject, momentum": () =>
    injectHyperparams((injected) => sgd(0.1, { momentum: injected.momentum, nesterov: true }), { momentum }),
  "inject, lion": () => injectHyperparams((betas) => lion(0.1, betas), { b1: momentum, b2: 0.95 }),
  "inject, clip": () =>
    chain(
      injectHyperparams(({ maxNorm }) => clipByGlobalNorm(maxNorm), { maxNorm: rising }),
      injectHyperparams(({ stepSize }) => scale(stepSize), { stepSize: -0.1 }),
    ),
  plateau: () => chain(sgd(0.1), reduceOnPlateau({ factor: 0.5, patience: 2, cooldown: 1, minScale: 0.2 })),
  "plateau, averaged": () =>
    chain(sgd(0.1), reduceOnPlateau({ factor: 0.5, patience: 1, accumulationSize: 2 })),
};

type Params = { w: np.Array; b: np.Array };

function arrays({ w, b }: Numbers): Params {
  const dtype = np.float32;
  return { w: np.array(w as number[][], { dtype }), b: np.array(b as number[], { dtype }) };
}

/** One step, which consumes everything, as a function for `jit`. */
function stepOf(transformation: GradientTransformation) {
  return (params: Params, state: Tree, gradients: Params, value: np.Array): [Params, Tree] => {
    const [updates, next] = transformation.update(gradients, state, tree.ref(params), { value });
    value.dispose();
    return [applyUpdates(params, updates), next];
  };
}

function run(transformation: GradientTransformation, step: ReturnType<typeof stepOf>): Numbers[] {
  let params = arrays(golden.params);
  let state = transformation.init(tree.ref(params));
  const history = golden.gradients.map((gradients, i) => {
    const value = np.array(golden.values[i] as number, { dtype: np.float32 });
    [params, state] = step(params, state, arrays(gradients), value);
    return { w: params.w.ref.js(), b: params.b.ref.js() } as Numbers;
  });
  tree.dispose(params);
  tree.dispose(state);
  return history;
}

/** Twelve steps of float32 with values around 1, each with a dozen roundings. */
const TOLERANCE = 2e-6;

function deviations(is: readonly Numbers[], should: readonly Numbers[]): string[] {
  return should.flatMap((expected, i) =>
    (["w", "b"] as const).flatMap((name) => {
      const [got, want] = [is[i]?.[name].flat() ?? [], expected[name].flat()];
      return want.flatMap((value, k) => {
        const off = Math.abs((got[k] as number) - value);
        return off <= TOLERANCE ? [] : [`step ${i}, ${name}[${k}]: ${got[k]} instead of ${value}`];
      });
    }),
  );
}

test("every golden case has a transformation", () => {
  expect(Object.keys(transformations).sort()).toEqual(Object.keys(golden.cases).sort());
});

/** The formulas are the same on both devices. */
describe.each(sampled(["wasm", "cpu"] as const, 2))("on %s", (device) => {
  beforeAll(() => useDevice(device));

  describe.each(sampled(Object.entries(transformations), 3))("%s", (name, create) => {
    const expected = golden.cases[name] as readonly Numbers[];

    test("is Optax's, eagerly, and leaves nothing behind", () => {
      const kept = referencesKept(() => {
        const transformation = create();
        expect(deviations(run(transformation, stepOf(transformation)), expected)).toEqual([]);
      });
      expect(kept).toBe(0);
    });

    test("is Optax's under jit, in one trace, and leaves nothing behind", () => {
      let traces = 0;
      const kept = referencesKept(() => {
        const transformation = create();
        const step = stepOf(transformation);
        const jitted = jit((params: Params, state: Tree, gradients: Params, value: np.Array) => {
          traces += 1;
          return step(params, state, gradients, value);
        });
        const compiled = jitted as unknown as typeof step;
        expect(deviations(run(transformation, compiled), expected)).toEqual([]);
        jitted.dispose();
      });
      expect(traces).toBe(1);
      expect(kept).toBe(0);
    });
  });
});
