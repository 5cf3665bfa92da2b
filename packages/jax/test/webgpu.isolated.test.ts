/** Traced schedules and a whole step on jax-js's webgpu device, which Node gets from @anneal/node-gpu. */
import {
  adamw as adamwRule,
  cosine,
  InvalidArgumentError,
  Optimizer,
  ReentrantCallError,
  type ScheduleDraft,
  scheduleFromTree,
  sgdScheduleFree,
} from "@anneal/core";
import {
  adamw,
  applyUpdates,
  skipNotFinite,
  type Tree,
  traceable,
  warmupCosineDecaySchedule,
} from "@anneal/jax";
import { fuseOnWebGpu } from "@anneal/jax/fused";
import * as nodeGpu from "@anneal/node-gpu";
import { defaultDevice, getWebGPUDevice, init, jit, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { afterAll, beforeAll, expect, test } from "vitest";
import { leastHeapGrowth } from "../../core/test/support/growth.js";
import { cases, isDue, sampled } from "../../core/test/support/random-cases.js";
import { describeWithGpu } from "../../node-gpu/test/support/device.js";
import { watchBuffers } from "../../node-gpu/test/support/live-buffers.js";

/** 10,000 in nightly runs. */
const STEPS = cases(1_000, 250);
/** Bytes for each step on the heap: an array that is kept would be hundreds. */
const LIMIT = 64 * STEPS;

/** Of the largest value of a leaf: what the README promises for every device. */
const BOUND = 1e-6;

const ramp: ScheduleDraft = { kind: "ramp", start: 100, end: 1000, from: 1, to: 0.1 };
const cosineRamp: ScheduleDraft = { ...ramp, easing: { kind: "cosine" } };

/** At least one of every node, and every easing; the largest value of each is 1. */
const trees: Record<string, ScheduleDraft> = {
  constant: { kind: "constant", value: 1 },
  ramp,
  "ramp, geometric": { ...ramp, interpolation: "geometric" },
  "ramp, power": { ...ramp, easing: { kind: "power", exponent: 1.5 } },
  "ramp, reverse power": { ...ramp, easing: { kind: "reversePower", exponent: 2 } },
  "ramp, cosine": cosineRamp,
  "ramp, tanh": { ...ramp, easing: { kind: "tanh", lower: -6, upper: 3 } },
  "ramp, half-life": { ...ramp, easing: { kind: "halfLife" } },
  "ramp, rational": { ...ramp, easing: { kind: "rational", curvature: 1 } },
  "ramp, logarithmic": { ...ramp, easing: { kind: "logarithmic", base: 10 } },
  power: { kind: "power", scale: 1, slope: 0.1, offset: 1, exponent: -0.5 },
  stairs: { kind: "stairs", boundaries: [7, 100], values: [1, 0.5, 0.25] },
  "stairs, many": {
    kind: "stairs",
    boundaries: Array.from({ length: 20 }, (_, i) => 30 * i + 10),
    values: Array.from({ length: 21 }, (_, i) => 1 / (i + 1)),
  },
  table: { kind: "table", values: [0.1, 1, 0.3, 0.2], start: 48, interpolation: "linear" },
  time: { kind: "time", shift: -50, scale: 0.5, child: cosineRamp },
  cycles: { kind: "cycles", length: 50, child: { ...cosineRamp, start: 0, end: 1 } },
  "cycles, growing": {
    kind: "cycles",
    length: 50,
    multiplier: 1.5,
    child: { ...cosineRamp, start: 0, end: 1 },
  },
  "cycles, with a fraction": { kind: "cycles", length: 12.7, child: { ...cosineRamp, start: 0, end: 1 } },
  "ramp, cosine without an end": { ...cosineRamp, end: 131.4, after: "extend" },
  join: {
    kind: "join",
    boundaries: [100],
    children: [{ kind: "constant", value: 0.5 }, cosineRamp],
    rebase: true,
  },
  product: { kind: "product", children: [{ kind: "constant", value: 0.5 }, ramp] },
  sum: {
    kind: "sum",
    children: [
      { kind: "constant", value: 0.5 },
      { ...ramp, from: 0.5 },
    ],
  },
  clamp: { kind: "clamp", minimum: 0.2, maximum: 0.9, child: ramp },
};

const counts = [0, 1, 2, 6, 7, 8, 49, 50, 51, 75, 99, 100, 101, 125, 399, 400, 999, 1000, 1001, 2500];
const int32 = (values: number[] | number) => np.array(values, { dtype: np.int32 });

await describeWithGpu("on webgpu", () => {
  let restore = () => {};
  beforeAll(async () => {
    ({ restore } = await nodeGpu.useAsNavigatorGpu());
    expect(await init("webgpu")).toContain("webgpu");
    defaultDevice("webgpu");
  });
  afterAll(() => {
    getWebGPUDevice().destroy();
    restore();
  });

  test.each(sampled(Object.entries(trees), 4))("%s is the host's", async (_, draft) => {
    const schedule = scheduleFromTree(draft);
    const jitted = jit((count: np.Array) => traceable(schedule)(count));
    const traced = jitted(int32(counts));
    expect(traced.device).toBe("webgpu");
    const got = await traced.data();
    for (const [i, count] of counts.entries()) {
      expect(Math.abs((got[i] as number) - schedule(count)), `at ${count}`).toBeLessThanOrEqual(BOUND);
    }
    jitted.dispose();
  });

  test("whole counts beyond 2^24 keep their last digit", async () => {
    const stairs = scheduleFromTree({
      kind: "stairs",
      boundaries: [2 ** 24 + 1, 2 ** 30 - 1],
      values: [1, 0.5, 0.25],
    });
    const near = [2 ** 24, 2 ** 24 + 1, 2 ** 30 - 2, 2 ** 30 - 1, 2 ** 30];
    expect([...(await traceable(stairs)(int32(near)).data())]).toEqual(near.map((count) => stairs(count)));
  });

  test("infinities and NaN are found by their bits", async () => {
    const values = [1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3e38, -0];
    const find = jit((gradients: np.Array): [np.Array, Tree] => skipNotFinite(gradients, int32(0)));
    const [skips, told] = find(np.array(values, { dtype: np.float32 }));
    skips.dispose();
    const { shouldSkip, numNotFinite } = told as Record<string, np.Array>;
    expect([...((await numNotFinite?.data()) ?? [])]).toEqual([3]);
    expect([...((await shouldSkip?.data()) ?? [])]).toEqual([1]);
    find.dispose();
  });

  test("a whole step with scheduled AdamW is traced once, and learns", async () => {
    const schedule = warmupCosineDecaySchedule({
      initValue: 0,
      peakValue: 0.1,
      warmupSteps: 10,
      decaySteps: 200,
    });
    const optimizer = adamw(schedule, { weightDecay: 0 });
    const loss = (params: np.Array, target: np.Array) => np.square(params.sub(target)).mean();
    let traces = 0;
    const step = jit((params: np.Array, state: Tree, target: np.Array): [np.Array, Tree] => {
      traces += 1;
      const [value, gradients] = valueAndGrad(loss)(params.ref, target);
      value.dispose();
      const [updates, next] = optimizer.update(gradients, state, params.ref);
      return [applyUpdates(params, updates), next];
    });
    const goal = [1, -2, 3];
    const target = np.array(goal, { dtype: np.float32 });
    let params = np.zeros([3]);
    let state = optimizer.init(params.ref) as Tree;
    for (let i = 0; i < 200; i++) {
      [params, state] = step(params, state, target.ref);
      await params.ref.data();
    }
    for (const [i, value] of (await params.data()).entries()) expect(value).toBeCloseTo(goal[i] as number, 1);
    expect(traces).toBe(1);
    tree.dispose(state);
    target.dispose();
    step.dispose();
  });

  test("a fused step writes to new arrays, with the numbers of the host and no value read back", async () => {
    const options = { lr: cosine({ peak: 0.1, end: 0, totalSteps: 20 }), weightDecay: 0.1 };
    const sizes = [6, 200, 1];
    const values = sizes.map((size) => Float32Array.from({ length: size }, (_, i) => Math.sin(i + size)));
    const host = new Optimizer(adamwRule, values, options);
    let params = values.map((each, i) => np.array(each.slice()).reshape(i === 0 ? [2, 3] : [each.length]));
    const first = params[1]?.ref;
    const optimizer = await fuseOnWebGpu(nodeGpu, adamwRule, params, options);
    const slope = jit((arrays: np.Array[]) => arrays.map((each) => each.mul(2)));
    for (let t = 0; t < 5; t++) {
      // A parameter that is not what the last step returned.
      if (t === 3) params = params.map((each, i) => (i === 1 ? each.mul(0.5) : each));
      if (t === 3) host.params[1]?.set((host.params[1] as Float32Array).map((value) => value * 0.5));
      const grads = host.params.map((each) => each.map((value) => 2 * value));
      params = await optimizer.step(params, slope(tree.ref(params)));
      host.step({ grads });
    }
    for (const [i, array] of params.entries()) {
      const expected = host.params[i] as Float32Array;
      for (const [k, value] of (await array.ref.data()).entries())
        expect(value).toBeCloseTo(expected[k] as number, 5);
    }
    expect(params[0]?.shape).toEqual([2, 3]);
    expect([...((await first?.data()) ?? [])]).toEqual([...(values[1] as Float32Array)]);
    expect((await optimizer.stateDict()).step).toBe(5);
    expect(optimizer.stepCount).toBe(5);

    const [held, grads] = [tree.ref(params), [np.ones([2, 3]), np.ones([200])]];
    await expect(optimizer.step(params, grads)).rejects.toThrow(InvalidArgumentError);
    expect([...(await (held[2] as np.Array).ref.data())]).toHaveLength(1);
    tree.dispose([held, grads, params]);
    optimizer.dispose();
    slope.dispose();
  });

  test("fused parameters to train and to evaluate have the numbers of the host", async () => {
    const values = Float32Array.from({ length: 7 }, (_, i) => Math.sin(i));
    const options = { lr: 0.1 };
    const host = new Optimizer(sgdScheduleFree, [values], { ...options, memory: "resident" });
    host.train();
    let params = [np.array(values.slice())];
    const optimizer = await fuseOnWebGpu(nodeGpu, sgdScheduleFree, params, options);
    const step = async () => {
      params = await optimizer.step(params, [np.ones([7])]);
      host.step({ grads: [new Float32Array(7).fill(1)] });
    };
    const expectSame = async () => {
      for (const [k, value] of (await (params[0] as np.Array).ref.data()).entries())
        expect(value).toBeCloseTo(host.params[0]?.[k] as number, 5);
    };
    for (let t = 0; t < 3; t++) await step();
    params = await optimizer.eval(params);
    host.eval();
    await expectSame();
    const gradients = [np.ones([7])];
    await expect(optimizer.step(params, gradients)).rejects.toThrow(/call train\(\) first/);
    tree.dispose(gradients);
    const training = optimizer.train(params);
    await expect(optimizer.eval(params)).rejects.toThrow(ReentrantCallError);
    params = await training;
    host.train();
    await expectSame();
    await step();
    await expectSame();
    tree.dispose(params);
    optimizer.dispose();
  });

  test("a fused step refuses another, and a state, until it ends", async () => {
    let params = [np.ones([3])];
    const optimizer = await fuseOnWebGpu(nodeGpu, adamwRule, params, { lr: 0.1 });
    params = await optimizer.step(params, [np.ones([3])]);
    const state = await optimizer.stateDict();
    const gradients = [np.ones([3])];
    let inner: Promise<unknown> | null = null;
    const options = {
      get gradScale() {
        inner ??= optimizer.step(tree.ref(params), tree.ref(gradients));
        return 1;
      },
    };
    await expect(optimizer.step(params, gradients, options)).rejects.toThrow(ReentrantCallError);
    expect(() => optimizer.loadStateDict(state)).toThrow(ReentrantCallError);
    tree.dispose(await inner);
    expect(optimizer.stepCount).toBe(2);
    optimizer.loadStateDict(state);
    expect(optimizer.stepCount).toBe(1);
    tree.dispose([params, gradients]);
    optimizer.dispose();
  });

  test.runIf(isDue(3, 1))("fused steps keep no array and no buffer", async () => {
    let params = [np.ones([200]), np.ones([3])];
    const gradients = [np.ones([200]), np.ones([3])];
    const optimizer = await fuseOnWebGpu(nodeGpu, adamwRule, params, { lr: 1e-3, nonFinite: "skip" });
    const device = getWebGPUDevice();
    const buffers = watchBuffers(device);
    const counts: number[] = [];
    const train = async () => {
      for (let step = 0; step < STEPS; step++) params = await optimizer.step(params, tree.ref(gradients));
      await device.queue.onSubmittedWorkDone();
      counts.push(buffers.live());
    };
    expect(await leastHeapGrowth(train, LIMIT)).toBeLessThan(LIMIT);
    expect(counts.at(-1)).toBe(counts[0]);
    tree.dispose([params, gradients]);
    optimizer.dispose();
  });
});
