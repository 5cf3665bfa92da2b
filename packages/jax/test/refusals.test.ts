/** What transformations refuse, before they consume anything. */
import {
  adam,
  adamw,
  addDecayedWeights,
  applyUpdates,
  chain,
  clipByGlobalNorm,
  type GradientTransformation,
  type Injected,
  injectHyperparams,
  linearSchedule,
  lion,
  lookahead,
  masked,
  multiSteps,
  muon,
  namedChain,
  partition,
  piecewiseConstantSchedule,
  prodigy,
  reduceOnPlateau,
  sam,
  scaleByAdam,
  scaleByLearningRate,
  scaleByMuon,
  scaleBySchedule,
  setToZero,
  sgd,
  skipLargeUpdates,
  stateless,
  type Tree,
  trace,
} from "@anneal/jax";
import { numpy as np, tree } from "@jax-js/jax";
import { beforeAll, describe, expect, test } from "vitest";
import { useDevice } from "./support/devices.js";
import { referencesKept } from "./support/live-buffers.js";

const schedule = linearSchedule({ initValue: 0.1, endValue: 0.01, transitionSteps: 8 });

beforeAll(() => useDevice("wasm"));

test.each([
  ["b1", 1.5, (b1: Injected) => adam(0.1, { b1 }), /b1 must be a number from 0 to below 1/],
  ["eps", -1, (eps: Injected) => adam(0.1, { eps }), /eps must be/],
  ["momentum", 1, (momentum: Injected) => sgd(0.1, { momentum }), /momentum must be/],
  ["maxNorm", 0, (maxNorm: Injected) => clipByGlobalNorm(maxNorm), /maxNorm must be/],
  ["patience", 3, (patience: Injected) => reduceOnPlateau({ patience } as never), /patience must be/],
] as const)(
  "%s of %d is refused where it is injected, and nothing is consumed",
  (_, value, make, message) => {
    const optimizer = injectHyperparams(({ injected }) => make(injected), { injected: value });
    const kept = referencesKept(() => {
      const params = np.ones([2]);
      expect(() => optimizer.init(params)).toThrow(message);
      params.dispose();
    });
    expect(kept).toBe(0);
  },
);

describe("trees that do not match are refused before anything is consumed", () => {
  const like = () => ({ w: np.ones([2]) });
  const other = () => ({ v: np.ones([2]) });
  const longer = () => ({ w: np.ones([3]) });
  const one = () => ({ w: np.ones([1]) });
  const two = () => ({ w: np.ones([2]), v: np.ones([2]) });
  const three = () => ({ w: np.ones([2]), v: np.ones([2]), u: np.ones([2]) });
  const none = () => null;
  const rateOf = ({ rate }: Record<"rate", Injected>) => adamw(rate);
  // The first parameter is for one of them, and all others are for the other.
  const halves = partition({ a: sgd(1), b: adam(1) }, (params) =>
    Object.fromEntries(Object.keys(params).map((name, i) => [name, i === 0 ? "a" : "b"])),
  );
  test.each([
    ["adamw, state", adamw(schedule), like, other, like, /state\.mu must be/],
    ["adamw, params", adamw(schedule), like, like, other, /params must be/],
    ["sgd with momentum", sgd(schedule, { momentum: 0.9 }), like, other, like, /state\.trace must be/],
    ["lion", lion(schedule), like, other, like, /state\.mu must be/],
    ["scheduled decay", addDecayedWeights({ weightDecay: schedule }), like, like, other, /params must be/],
    ["multi steps", multiSteps(sgd(1), { everyK: 2 }), like, other, like, /state\.accumulated must be/],
    [
      "the last of a chain",
      chain(clipByGlobalNorm(1), adamw(schedule)),
      like,
      other,
      like,
      /state\.mu must be/,
    ],
    ["injected", injectHyperparams(rateOf, { rate: schedule }), like, other, like, /state\.mu must be/],
    ["injected, params", injectHyperparams(rateOf, { rate: schedule }), like, like, other, /params must be/],
    ["the last part of a partition", halves, two, three, two, /state\.mu must be/],
    ["decay without parameters", adamw(schedule), like, like, none, /params must be given/],
    ["a chain without parameters", chain(sgd(1), adamw(1)), like, like, none, /params must be given/],
    [
      "several steps without a loss",
      multiSteps(chain(sgd(1), reduceOnPlateau()), { everyK: 2 }),
      like,
      like,
      like,
      /extra\.value must be the loss/,
    ],
    [
      "another shape",
      adam(schedule),
      longer,
      like,
      longer,
      /state\.mu, array 1 of 1 must be of the shape \[3\]/,
    ],
    ["a shape to broadcast", adam(schedule), longer, one, longer, /state\.mu, array 1 of 1 must be/],
    ["parameters of another shape", adamw(schedule), longer, longer, one, /params, array 1 of 1 must be/],
  ] as const)("%s", (_, optimizer, updatesLike, stateLike, paramsLike, message) => {
    const kept = referencesKept(() => {
      const state = optimizer.init(stateLike());
      const [updates, params] = [updatesLike(), paramsLike()];
      expect(() => optimizer.update(updates, state, params)).toThrow(message);
      // All of it is still ours: freed twice, it would be an error.
      for (const each of [updates, state, params]) if (each !== null) tree.dispose(each as Tree);
    });
    expect(kept).toBe(0);
  });

  test("updates of other parameters", () => {
    const kept = referencesKept(() => {
      for (const other of [longer(), two()]) {
        const params = like();
        expect(() => applyUpdates(params, other)).toThrow(/params.* must be/);
        for (const each of [params, other]) tree.dispose(each as Tree);
      }
    });
    expect(kept).toBe(0);
  });

  test.each([
    ["Adam", scaleByAdam()],
    ["momentum", trace(0.9)],
    ["Lion", lion(1)],
    ["a schedule", scaleByLearningRate(schedule)],
    ["scheduled decay", addDecayedWeights({ weightDecay: schedule })],
    ["several steps", multiSteps(sgd(1), { everyK: 2 })],
    ["a partition", partition({ a: adam(1) }, "a")],
    ["injected", injectHyperparams(rateOf, { rate: schedule })],
  ])("a state of something else: %s", (_, optimizer) => {
    const kept = referencesKept(() => {
      const [updates, params] = [like(), like()];
      for (const state of [{}, [], { other: np.zeros([]) }]) {
        expect(() => optimizer.update(updates, state as Tree, params)).toThrow(/state.* must be/);
        tree.dispose(state as Tree);
      }
      for (const each of [updates, params]) tree.dispose(each as Tree);
    });
    expect(kept).toBe(0);
  });

  test("a number in the place of an injected array, and a loss that is no array", () => {
    const kept = referencesKept(() => {
      const updates = like();
      const injected = injectHyperparams(rateOf, { rate: 0.1 });
      const state = injected.init(like()) as { hyperparams: { rate: np.Array } };
      const broken = { ...state, hyperparams: { rate: 0.2 } } as never;
      expect(() => injected.update(updates, broken, updates)).toThrow(/state\.hyperparams\.rate must be/);
      const plateau = reduceOnPlateau();
      const scale = plateau.init(like());
      const losses = np.ones([2]);
      for (const value of [3, losses]) {
        expect(() => plateau.update(updates, scale, null, { value } as never)).toThrow(
          /extra\.value must be/,
        );
      }
      for (const each of [updates, state, scale, losses]) tree.dispose(each as Tree);
    });
    expect(kept).toBe(0);
  });

  test("a list in the place of a scalar, in the last part", () => {
    const kept = referencesKept(() => {
      const optimizer = chain(adam(0.1), sgd(schedule));
      const state = optimizer.init(like()) as Tree[];
      const [, momentum] = state[1] as { count: np.Array }[];
      momentum?.count.dispose();
      Object.assign(momentum ?? {}, { count: np.array([0, 1], { dtype: np.int32 }) });
      const updates = like();
      expect(() => optimizer.update(updates, state)).toThrow(/state\.count must be .* of one number/);
      for (const each of [updates, state]) tree.dispose(each as Tree);
    });
    expect(kept).toBe(0);
  });

  test("a state that was consumed by the step before", () => {
    const kept = referencesKept(() => {
      const optimizer = chain(clipByGlobalNorm(1), adamw(schedule));
      const [updates, params, used] = [like(), like(), optimizer.init(like())];
      const [changed, state] = optimizer.update(tree.ref(updates), used, tree.ref(params));
      expect(() => optimizer.update(updates, used, params)).toThrow(/freed/);
      for (const each of [updates, changed, state, params]) tree.dispose(each as Tree);
    });
    expect(kept).toBe(0);
  });

  const wrong = masked(adam(1), { z: true });
  test.each([
    ["a chain", chain(adam(1), wrong)],
    ["several steps", multiSteps(wrong, { everyK: 2 })],
    ["a partition", partition({ a: adam(1), b: wrong }, { w: "a", v: "b" })],
    ["injected", injectHyperparams(({ rate }) => chain(adam(rate), wrong), { rate: schedule })],
  ])("parameters that a mask is not for, in %s", (_, optimizer) => {
    const kept = referencesKept(() => {
      const params = two();
      expect(() => optimizer.init(params)).toThrow(/mask must be/);
      tree.dispose(params);
    });
    expect(kept).toBe(0);
  });
});

describe("is refused", () => {
  const stepOf = (optimizer: GradientTransformation) =>
    optimizer.update(np.ones([2]), optimizer.init(np.ones([2])), np.ones([2]));
  const stepWith = (rate: () => unknown) => {
    const optimizer = sgd(rate as never);
    return optimizer.update(np.ones([2]), optimizer.init(np.ones([2])));
  };
  test.each([
    ["a rate that is no number", () => adam(Number.NaN)],
    ["a rate in words", () => scaleByLearningRate("fast" as never)],
    ["a decay of 1", () => scaleByAdam({ b1: 1 })],
    ["a negative eps", () => scaleByAdam({ eps: -1 })],
    ["an unknown option", () => scaleByAdam({ beta1: 0.9 } as never)],
    ["an unknown option of sgd", () => sgd(0.1, { momentun: 0.9 } as never)],
    ["an option in Optax's spelling", () => adamw(0.1, { weight_decay: 0.1 } as never)],
    ["a number for a schedule", () => scaleBySchedule(0.1 as never)],
    ["a type of whole numbers", () => adam(0.1, { muDtype: np.int32 })],
    ["a link without a name", () => namedChain(sgd(1) as never)],
    ["the same name twice", () => namedChain(["a", sgd(1)], ["a", sgd(1)])],
    ["coefficients for too few iterations", () => muon(0.1, { nsCoeffs: "dion", nsSteps: 6 })],
    ["two coefficients", () => muon(0.1, { nsCoeffs: [1, 2] as never })],
    ["a beta alone", () => prodigy(1, { betas: 0.9 as never })],
    ["a period of 0", () => lookahead(sgd(1), { syncPeriod: 0, slowStepSize: 0.5 })],
    ["no function of updates", () => stateless(1 as never)],
    ["a parameter that is no matrix", () => stepOf(scaleByMuon())],
    ["sam without a gradient", () => stepOf(sam(sgd(1), sgd(1), { opaqueMode: true }))],
    ["a sign in an object", () => scaleByLearningRate(0.1, { flipSign: false } as never)],
    ["a mask in words", () => masked(sgd(1), "w" as never)],
    ["a mask of words", () => masked(sgd(1), { w: "no" } as never).init({ w: np.ones([1]) })],
    ["no labels", () => partition({ a: sgd(1) }, undefined as never)],
    ["a part that is no transformation", () => partition({ a: {} as never }, "a")],
    ["nothing to mask", () => masked({} as never, true)],
    ["no inner transformation", () => multiSteps(null as never, { everyK: 2 })],
    ["no factory", () => injectHyperparams(adam(1) as never, {})],
    ["a factory of nothing", () => injectHyperparams(() => ({}) as never, {}).init(np.ones([1]))],
    ["parameters that are no arrays", () => adam(1).init({ w: new Float32Array(2) } as never)],
    ["a rate for each parameter", () => stepWith(() => np.ones([2]))],
    ["a rate that is not traced", () => stepWith(() => 0.1)],
    ["momentum above 1", () => trace(1.5)],
    ["a norm of 0", () => clipByGlobalNorm(0)],
    ["steps of 0", () => multiSteps(sgd(1), { everyK: 0 })],
    ["skipping by a number", () => multiSteps(sgd(1), { everyK: 1, shouldSkipUpdateFn: 20 as never })],
    [
      "skipping without a truth",
      () => multiSteps(sgd(1), { everyK: 1, shouldSkipUpdateFn: () => [1, {}] as never }).init(np.ones([1])),
    ],
    ["a squared norm of 0", () => skipLargeUpdates(0)],
    ["a schedule of its own for b1", () => adam(0.1, { b1: schedule as never })],
    ["a Map of transformations", () => partition(new Map([["a", sgd(1)]]) as never, "a")],
    [
      "a Map of boundaries",
      () => piecewiseConstantSchedule({ initValue: 1, boundariesAndScales: new Map([[5, 0.1]]) as never }),
    ],
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
