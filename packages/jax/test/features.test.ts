/** What transformations take besides numbers, and what they are made into: arrays, tracers, schedules, types, states. */
import { cosine } from "@anneal/core";
import {
  adafactor,
  adam,
  adamw,
  applyEvery,
  applyIfFinite,
  applyUpdates,
  chain,
  clipByBlockRms,
  conditionallyMask,
  conditionallyTransform,
  ema,
  freeze,
  type GradientTransformation,
  hasUpdated,
  incrementalUpdate,
  injectHyperparams,
  lamb,
  linearSchedule,
  lion,
  type Mask,
  masked,
  multiSteps,
  namedChain,
  novograd,
  periodicUpdate,
  prodigy,
  radam,
  rmsprop,
  rprop,
  scheduleFreeAdamw,
  scheduleFreeSgd,
  sgd,
  signSgd,
  stateless,
  statelessWithTreeMap,
  type Tree,
  traceable,
  yogi,
  zeroNans,
} from "@anneal/jax";
import { grad, jit, numpy as np, tree, vmap } from "@jax-js/jax";
import { beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import { sampled } from "../../core/test/support/random-cases.js";
import { useDevice } from "./support/devices.js";
import { referencesKept } from "./support/live-buffers.js";

beforeAll(() => useDevice("wasm"));

const float32 = (values: number | number[] | number[][]) =>
  np.array(values as number[], { dtype: np.float32 });
const gradient = () => float32([0.5, -2, 0.25]);
const parameters = () => float32([1, 2, -3]);

/** The parameters after some steps along the same gradient. */
function descend(optimizer: GradientTransformation, steps = 3): np.Array {
  let params = parameters();
  let state = optimizer.init(params.ref);
  for (let i = 0; i < steps; i++) {
    const [updates, next] = optimizer.update(gradient(), state, params.ref);
    state = next;
    params = applyUpdates(params, updates);
  }
  tree.dispose(state);
  return params;
}

type Maker = (rate: number | np.Array, beta: number | np.Array) => GradientTransformation;

const makers: Record<string, Maker> = {
  adam: (rate, b1) => adam(rate, { b1 }),
  adamw: (rate, b2) => adamw(rate, { b2, weightDecay: rate }),
  radam: (rate, b2) => radam(rate, { b2 }),
  yogi: (rate, b1) => yogi(rate, { b1 }),
  lion: (rate, b1) => lion(rate, { b1, weightDecay: rate }),
  rmsprop: (rate, decay) => rmsprop(rate, { decay, momentum: decay }),
  lamb: (rate, b1) => lamb(rate, { b1 }),
  novograd: (rate, b1) => novograd(rate, { b1, weightDecay: rate }),
  rprop: (rate) => rprop(rate),
  adafactor: (rate, momentum) => adafactor(rate, { momentum }),
  prodigy: (rate, beta) => prodigy(rate, { betas: [beta, 0.99], estimLr0: rate }),
  scheduleFreeSgd: (rate, b1) => scheduleFreeSgd(rate, { b1, warmupSteps: 2 }),
  scheduleFreeAdamw: (rate, b1) => scheduleFreeAdamw(rate, { b1 }),
  "clip and mean": (rate, beta) => chain(clipByBlockRms(rate), ema(beta), signSgd(rate)),
};

describe.each(sampled(Object.entries(makers), 6))("%s", (_, make) => {
  const expectClose = (is: number[], should: number[]) => {
    for (const [i, value] of should.entries()) expect(Math.abs((is[i] as number) - value)).toBeLessThan(2e-6);
  };
  const numbers = () => descend(make(0.125, 0.75)).js() as number[];

  test("takes arrays where it takes numbers, and leaves them to their owner", () => {
    const kept = referencesKept(() => {
      const [rate, beta] = [float32(0.125), float32(0.75)];
      expectClose(descend(make(rate, beta)).js() as number[], numbers());
      rate.dispose();
      beta.dispose();
    });
    expect(kept).toBe(0);
  });

  test("takes tracers: several rates at once by vmap, under jit", () => {
    const run = jit(
      vmap((rate: np.Array, beta: np.Array) => {
        const params = descend(make(rate, beta));
        rate.dispose();
        beta.dispose();
        return params;
      }),
    );
    const all = run(float32([0.125, 0.25]), float32([0.75, 0.5])).js() as number[][];
    run.dispose();
    expectClose(all[0] as number[], numbers());
    expectClose(all[1] as number[], descend(make(0.25, 0.5)).js() as number[]);
  });
});

test("a gradient flows through a step to the rate", () => {
  const slope = grad((rate: np.Array) => {
    const params = descend(sgd(rate.ref), 1);
    rate.dispose();
    return params.sum();
  })(float32(0.1));
  expect(slope.js()).toBeCloseTo(-(0.5 - 2 + 0.25), 6);
});

test("a schedule of core goes wherever a rate goes, as a traceable one does", () => {
  const schedule = cosine({ peak: 0.1, totalSteps: 10 });
  const pairs: [GradientTransformation, GradientTransformation][] = [
    [sgd(schedule), sgd(traceable(schedule))],
    [adamw(0.1, { weightDecay: schedule }), adamw(0.1, { weightDecay: traceable(schedule) })],
    [prodigy(schedule), prodigy(traceable(schedule))],
    [scheduleFreeSgd(schedule), scheduleFreeSgd(traceable(schedule))],
    [
      injectHyperparams(({ rate }) => sgd(rate), { rate: schedule }),
      injectHyperparams(({ rate }) => sgd(rate), { rate: traceable(schedule) }),
    ],
  ];
  for (const [plain, lifted] of pairs) expect(descend(plain).js()).toEqual(descend(lifted).js());
});

test("an array goes into the state of injectHyperparams, where it can be changed", () => {
  const kept = referencesKept(() => {
    const rate = float32(0.5);
    const optimizer = injectHyperparams((injected) => sgd(injected.rate), { rate });
    rate.ref.dispose();
    const state = optimizer.init(parameters());
    rate.dispose();
    state.hyperparams.rate?.dispose();
    const changed = { ...state, hyperparams: { rate: float32(2) } };
    const [updates, next] = optimizer.update(gradient(), changed);
    expect(updates.js()).toEqual([-1, 4, -0.5]);
    tree.dispose(next);
  });
  expect(kept).toBe(0);
});

describe("types of what is kept", () => {
  beforeAll(() => useDevice("cpu"));

  test.each([
    ["adam", adam(0.1, { muDtype: np.float16 }), ["0", "mu"]],
    ["lion", lion(0.1, { muDtype: np.float16 }), ["0", "mu"]],
    ["momentum", sgd(0.1, { momentum: 0.5, accumulatorDtype: np.float16 }), ["0", "trace"]],
    ["ema", ema(0.5, { accumulatorDtype: np.float16 }), ["ema"]],
    ["multiSteps", multiSteps(sgd(0.1), { everyK: 2, accumulatorDtype: np.float16 }), ["accumulated"]],
    ["scheduleFree", scheduleFreeSgd(0.1, { stateDtype: np.float16 }), ["z"]],
  ])("%s keeps it in float16, and updates in float32", (_, optimizer: GradientTransformation, path) => {
    const kept = referencesKept(() => {
      const found = (state: Tree) =>
        path.reduce<Tree>((at, key) => (at as Record<string, Tree>)[key] as Tree, state);
      let state = optimizer.init(parameters());
      for (let i = 0; i < 3; i++) {
        expect((found(state) as np.Array).dtype).toBe(np.float16);
        const [updates, next] = optimizer.update(gradient(), state, parameters());
        expect(updates.dtype).toBe(np.float32);
        updates.dispose();
        state = next;
      }
      tree.dispose(state);
    });
    expect(kept).toBe(0);
  });

  // Node 20 has no Float16Array, which jax-js needs to compute with float16.
  const types: [np.DType, number][] = [[np.float64, 1e-6]];
  if ("Float16Array" in globalThis) types.push([np.float16, 1e-3]);

  test.each(types)("a mean in %s makes the same steps but for its rounding", (muDtype, bound) => {
    const expected = descend(adam(0.1)).js() as number[];
    const got = descend(adam(0.1, { muDtype })).js() as number[];
    for (const [i, value] of expected.entries()) {
      expect(Math.abs((got[i] as number) - value)).toBeLessThan(bound);
    }
  });
});

test("states have types", () => {
  const optimizer = chain(adam(0.1), zeroNans());
  const state = optimizer.init(parameters());
  expectTypeOf(state[0][0].count).toEqualTypeOf<np.Array>();
  expectTypeOf(state[0][0].mu).toEqualTypeOf<Tree>();
  expectTypeOf(state[1].foundNan).toEqualTypeOf<Tree>();
  expect(state[0][0].count.ref.js()).toBe(0);
  tree.dispose(state);

  const named = namedChain(["mean", ema(0.9)], ["step", sgd(0.1)]).init(parameters());
  expectTypeOf(named.mean.ema).toEqualTypeOf<Tree>();
  expect(Object.keys(named)).toEqual(["mean", "step"]);
  tree.dispose(named);
});

test("masks are functions of parameters of their own type", () => {
  type Params = { w: np.Array; b: np.Array };
  const mask: Mask<Params> = ({ w, b }: Params) => ({ w: w.ndim > 1, b: b.ndim > 1 });
  const optimizer = chain(masked(sgd(1), mask), adamw(0.1, { mask }), freeze(mask));
  const params = () => ({ w: float32([[1, 2]]), b: float32([1, 2]) });
  const [updates, state] = optimizer.update(params(), optimizer.init(params()), params());
  expectTypeOf(updates).toEqualTypeOf<Params>();
  expect(updates.w.js()).toEqual([[0, 0]]);
  expect((updates.b.js() as number[])[0]).toBeCloseTo(-0.1, 5);
  tree.dispose(state);
});

test("extra arguments of any name reach every part", () => {
  const seen: unknown[] = [];
  const own: GradientTransformation<[]> = {
    init(params) {
      tree.dispose(params as Tree);
      return [];
    },
    update(updates, state, params, extra) {
      tree.dispose(params ?? null);
      tree.dispose(state);
      seen.push(extra?.temperature);
      return [updates, []];
    },
  };
  const optimizer = applyIfFinite(namedChain(["inner", chain(own, sgd(1))]), 2);
  const state = optimizer.init(parameters());
  const [updates, next] = optimizer.update(gradient(), state, null, { temperature: 3 });
  expect(seen).toEqual([3]);
  tree.dispose([updates, next]);
});

test("hasUpdated tells the last of several steps", () => {
  const kept = referencesKept(() => {
    const optimizer = multiSteps(sgd(1), { everyK: 2 });
    let state = optimizer.init(parameters());
    const told = [];
    for (let i = 0; i < 4; i++) {
      told.push(hasUpdated(state).js());
      const [updates, next] = optimizer.update(gradient(), state);
      updates.dispose();
      state = next;
    }
    tree.dispose(state);
    expect(told).toEqual([false, false, true, false]);
  });
  expect(kept).toBe(0);
});

test("functions of updates, with parameters and without", () => {
  const kept = referencesKept(() => {
    const plus = stateless((updates, params) => {
      tree.dispose(params);
      return updates;
    });
    const each = statelessWithTreeMap((update, param) => (param === null ? update : update.mul(param)));
    const [same] = plus.update(gradient(), [], parameters());
    expect(same.js()).toEqual([0.5, -2, 0.25]);
    const [alone] = each.update(gradient(), []);
    expect(alone.js()).toEqual([0.5, -2, 0.25]);
    const [times] = each.update(gradient(), [], parameters());
    expect(times.js()).toEqual([0.5, -4, -0.75]);
  });
  expect(kept).toBe(0);
});

test("parameters follow others by a share, or now and then", () => {
  const kept = referencesKept(() => {
    expect(incrementalUpdate(parameters(), gradient(), 0.25).js()).toEqual([0.625, -1, -0.5625]);
    const share = float32(0.25);
    expect(incrementalUpdate(parameters(), gradient(), share).js()).toEqual([0.625, -1, -0.5625]);
    share.dispose();
    const follows = jit((steps: np.Array) => periodicUpdate(parameters(), gradient(), steps, 3));
    const at = (step: number) => follows(np.array(step, { dtype: np.int32 })).js();
    expect([2, 3, 4].map(at)).toEqual([
      [0.5, -2, 0.25],
      [1, 2, -3],
      [0.5, -2, 0.25],
    ]);
    follows.dispose();
  });
  expect(kept).toBe(0);
});

test("transformations that act at some steps only", () => {
  const kept = referencesKept(() => {
    const isOdd = (step: np.Array) => np.remainder(step, 2).equal(1);
    for (const [make, otherwise] of [
      [conditionallyTransform, 0.5],
      [conditionallyMask, 0],
    ] as const) {
      const optimizer = make(sgd(linearSchedule({ initValue: 1, endValue: 0, transitionSteps: 2 })), isOdd);
      let state = optimizer.init(parameters());
      const firsts = [];
      for (let i = 0; i < 4; i++) {
        const [updates, next] = optimizer.update(gradient(), state);
        firsts.push((updates.js() as number[])[0]);
        state = next;
      }
      tree.dispose(state);
      expect(firsts).toEqual([otherwise, -0.5, otherwise, -0.25]);
    }
  });
  expect(kept).toBe(0);
});

test("frozen parts need no mask of their own shape", () => {
  const optimizer = freeze(true);
  const [updates, state] = optimizer.update(gradient(), optimizer.init(parameters()));
  expect(updates.js()).toEqual([0, 0, 0]);
  tree.dispose(state);
  const [sum, next] = applyEvery(1).update(gradient(), applyEvery(1).init(parameters()));
  expect(sum.js()).toEqual([0.5, -2, 0.25]);
  tree.dispose(next);
});
