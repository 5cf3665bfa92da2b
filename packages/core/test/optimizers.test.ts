/** Adam and AdamW in TypeScript: the rule, what a step may be told, and everything they refuse. */
import v8 from "node:v8";
import vm from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  Adam,
  type AdamOptions,
  AdamW,
  clipGradNorm,
  FreedError,
  InvalidArgumentError,
  NonFiniteGradientError,
  type Optimizer,
  OutOfMemoryError,
  warmupCosine,
} from "../src/index.js";
import type { AdamGroup } from "../src/optimizers/group.js";
import { firstDifference } from "./support/float32-bits.js";

/** Numbers between -1 and 1 without a pattern. */
function values(length: number, seed = 1): Float32Array {
  const result = new Float32Array(length);
  for (let i = 0; i < length; i++) result[i] = Math.sin(12.9898 * (i + 1) * seed);
  return result;
}

const copies = (arrays: readonly Float32Array[]) => arrays.map((array) => Float32Array.from(array));

/** Everything that a step may change. */
const snapshot = (optimizer: Optimizer) => ({
  params: copies(optimizer.params),
  state: optimizer.stateDict(),
  stepCount: optimizer.stepCount,
});

const moments = (optimizer: Optimizer) =>
  optimizer
    .stateDict()
    .params.flatMap(({ expAvg, expAvgSq, maxExpAvgSq }) => [
      expAvg,
      expAvgSq,
      maxExpAvgSq ?? new Float32Array(),
    ]);

/** An update as the papers print it, in float64. */
function textbookStep(
  state: { p: number; m: number; v: number },
  g: number,
  t: number,
  {
    lr,
    beta1,
    beta2,
    eps,
    decoupled,
    l2,
  }: Record<"lr" | "beta1" | "beta2" | "eps" | "decoupled" | "l2", number>,
): void {
  const gradient = g + l2 * state.p;
  state.m = beta1 * state.m + (1 - beta1) * gradient;
  state.v = beta2 * state.v + (1 - beta2) * gradient * gradient;
  const m = state.m / (1 - beta1 ** t);
  const v = state.v / (1 - beta2 ** t);
  state.p -= lr * decoupled * state.p + (lr * m) / (Math.sqrt(v) + eps);
}

describe("the rule", () => {
  test.each([
    {
      name: "AdamW",
      create: () => new AdamW([values(50)], { lr: 0.01, weightDecay: 0.1 }),
      decoupled: 0.1,
      l2: 0,
    },
    {
      name: "Adam with L2",
      create: () => new Adam([values(50)], { lr: 0.01, weightDecay: 0.1 }),
      decoupled: 0,
      l2: 0.1,
    },
    { name: "Adam", create: () => new Adam([values(50)], { lr: 0.01 }), decoupled: 0, l2: 0 },
    {
      name: "Adam, decoupled",
      create: () => new Adam([values(50)], { lr: 0.01, weightDecay: 0.1, decoupledWeightDecay: true }),
      decoupled: 0.1,
      l2: 0,
    },
  ])("$name follows the formula of its paper within float32", ({ create, decoupled, l2 }) => {
    const optimizer = create();
    const expected = [...values(50)].map((p) => ({ p, m: 0, v: 0 }));
    for (let t = 1; t <= 30; t++) {
      const grad = values(50, t + 1);
      optimizer.step({ grads: [grad] });
      for (const [i, state] of expected.entries()) {
        textbookStep(state, grad[i] as number, t, {
          lr: 0.01,
          beta1: 0.9,
          beta2: 0.999,
          eps: 1e-8,
          decoupled,
          l2,
        });
      }
    }
    for (const [i, { p }] of expected.entries()) expect(optimizer.params[0]?.[i]).toBeCloseTo(p, 5);
  });

  test("the first step moves every element by the rate, against the gradient", () => {
    const optimizer = new Adam([3], { lr: 0.5 });
    optimizer.step({ grads: [Float32Array.of(1e-3, -7, 0)] });
    expect(optimizer.params[0]?.[0]).toBeCloseTo(-0.5, 4);
    expect(optimizer.params[0]?.[1]).toBeCloseTo(0.5, 4);
    expect(optimizer.params[0]?.[2]).toBe(0);
  });

  test("maximize is minimising the negated gradient", () => {
    const down = new AdamW([values(9)], {});
    const up = new AdamW([values(9)], { maximize: true });
    for (let t = 1; t < 5; t++) {
      down.step({ grads: [values(9, t).map((g) => -g)] });
      up.step({ grads: [values(9, t)] });
    }
    expect(up.params).toEqual(down.params);
  });

  test("gradScale undoes the scale of the loss, exactly for powers of two, and leaves the gradients alone", () => {
    const plain = new AdamW([values(9)], {});
    const scaled = new AdamW([values(9)], {});
    for (let t = 1; t < 5; t++) {
      plain.step({ grads: [values(9, t)] });
      const grads = [values(9, t).map((g) => g * 1024)];
      scaled.step({ grads, gradScale: 1024 });
      expect(scaled.grads).toEqual(grads);
    }
    expect(scaled.params).toEqual(plain.params);
  });

  test("AMSGrad divides by the largest second moment", () => {
    const optimizer = new Adam([1], { amsgrad: true, betas: [0.9, 0.5] });
    optimizer.step({ grads: [Float32Array.of(10)] });
    optimizer.step({ grads: [Float32Array.of(0)] });
    const [state] = optimizer.stateDict().params;
    expect(state?.maxExpAvgSq?.[0]).toBe(50);
    expect(state?.expAvgSq[0]).toBe(25);
  });

  test("a step over tensors is the step over their elements, however they are cut and grouped", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 6 }), (lengths) => {
        const total = lengths.reduce((sum, length) => sum + length, 0);
        const whole = new AdamW([values(total)], {});
        const cut = (array: Float32Array) => {
          let start = 0;
          return lengths.map((length) => {
            start += length;
            return array.slice(start - length, start);
          });
        };
        const tensors = new AdamW(cut(values(total)), {});
        const groups = new AdamW(
          cut(values(total)).map((param) => ({ params: [param] })),
          {},
        );
        for (let t = 2; t < 5; t++) {
          whole.step({ grads: [values(total, t)] });
          tensors.step({ grads: cut(values(total, t)) });
          groups.step({ grads: cut(values(total, t)) });
        }
        expect(tensors.params).toEqual(cut(whole.params[0] as Float32Array));
        expect(groups.params).toEqual(tensors.params);
      }),
    );
  });
});

describe("rates", () => {
  test("update number t has the rate lr(t), and reports it", () => {
    const lr = warmupCosine({ peak: 0.1, warmupSteps: 3, totalSteps: 10 });
    const scheduled = new AdamW([values(5)], { lr });
    const byHand = new AdamW([values(5)], { lr: 0 });
    for (let t = 0; t < 10; t++) {
      for (const group of byHand.groups) group.lr = lr(t);
      byHand.step({ grads: [values(5, t + 2)] });
      const report = scheduled.step({ grads: [values(5, t + 2)] });
      expect(report).toEqual({ stepped: true, skipped: null, parameter: null, step: t, lr: [lr(t)] });
    }
    expect(scheduled.params).toEqual(byHand.params);
    expect(scheduled.stepCount).toBe(10);
  });

  test("each group has its own hyper-parameters", () => {
    const optimizer = new AdamW(
      [
        { params: [values(4)], lr: () => 0.5, betas: [0, 0.5] },
        { params: [values(4), 2], weightDecay: 0, eps: 1e-3 },
      ],
      { lr: 0.25, weightDecay: 0.125 },
    );
    expect(
      optimizer.groups.map(({ lr, betas, eps, weightDecay, start, end }) => ({
        lr,
        betas,
        eps,
        weightDecay,
        start,
        end,
      })),
    ).toEqual([
      { lr: expect.any(Function), betas: [0, 0.5], eps: 1e-8, weightDecay: 0.125, start: 0, end: 1 },
      { lr: 0.25, betas: [0.9, 0.999], eps: 1e-3, weightDecay: 0, start: 1, end: 3 },
    ]);
    const alone = new AdamW([values(4)], { lr: 0.5, betas: [0, 0.5], weightDecay: 0.125 });
    const other = new AdamW([values(4), 2], { lr: 0.25, weightDecay: 0, eps: 1e-3 });
    const grads = [values(4, 2), values(4, 3), values(2, 4)] as const;
    expect(optimizer.step({ grads }).lr).toEqual([0.5, 0.25]);
    alone.step({ grads: grads.slice(0, 1) });
    other.step({ grads: grads.slice(1) });
    expect(optimizer.params).toEqual([...alone.params, ...other.params]);
  });

  test("a report stays what it was when the rate changes", () => {
    const optimizer = new AdamW([1], { lr: (step) => step });
    const reports = [optimizer.step(), optimizer.step(), optimizer.step()];
    expect(reports.map(({ step, lr }) => [step, ...lr])).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
  });

  test("a rate that is no rate is refused before anything changes, in any group", () => {
    const optimizer = new AdamW(
      [{ params: [values(3)] }, { params: [values(3)], lr: (t) => (t === 1 ? Number.NaN : 0.1) }],
      {},
    );
    optimizer.step({ grads: [values(3), values(3)] });
    const before = snapshot(optimizer);
    expect(() => optimizer.step()).toThrow(
      /groups\[1\]\.lr\(1\) must be a finite number of at least 0; got NaN/,
    );
    expect(snapshot(optimizer)).toEqual(before);
  });

  test("an empty group is fine beside others", () => {
    const optimizer = new AdamW([{ params: [] }, { params: [values(3)] }, { params: [] }], {});
    const alone = new AdamW([values(3)], {});
    optimizer.step({ grads: [values(3, 2)] });
    alone.step({ grads: [values(3, 2)] });
    expect(optimizer.params).toEqual(alone.params);
  });
});

describe("parameters without a gradient", () => {
  test("are left alone, as if the step had not been made for them", () => {
    const optimizer = new AdamW([values(4), values(5), values(6)], { weightDecay: 0.1 });
    const alone = [4, 5, 6].map((length) => new AdamW([values(length)], { weightDecay: 0.1 }));
    const present = [[0, 1, 2], [0, 2], [1], [0, 1, 2], [], [2]];
    for (const [t, indices] of present.entries()) {
      const all = [4, 5, 6].map((length) => values(length, t + 2));
      if (t % 2 === 0) optimizer.step({ grads: all.map((grad, i) => (indices.includes(i) ? grad : null)) });
      else optimizer.step({ grads: all, skip: [0, 1, 2].filter((i) => !indices.includes(i)) });
      for (const i of indices) alone[i]?.step({ grads: [all[i] as Float32Array] });
    }
    expect(optimizer.params).toEqual(alone.map(({ params }) => params[0]));
    expect(optimizer.stateDict().params.map(({ step }) => step)).toEqual([3, 3, 4]);
    expect(optimizer.stepCount).toBe(6);
  });
});

describe("a step that doesn't happen", () => {
  test("foundInf leaves everything as it is, the count included", () => {
    const optimizer = new AdamW([values(4)], { lr: (t) => t + 1 });
    optimizer.step({ grads: [values(4, 2)] });
    const before = snapshot(optimizer);
    expect(optimizer.step({ foundInf: true })).toEqual({
      stepped: false,
      skipped: "foundInf",
      parameter: null,
      step: 1,
      lr: [2],
    });
    expect(snapshot(optimizer)).toEqual(before);
    expect(optimizer.step({ foundInf: false })).toMatchObject({ stepped: true, step: 1 });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "nonFinite: skip and throw see %s",
    (bad) => {
      for (const memory of ["resident", "caller"] as const) {
        const grads = [values(4), values(20_000), values(3)];
        (grads[1] as Float32Array)[19_999] = bad;
        const create = (options: AdamOptions) =>
          new Adam([values(4), values(20_000), values(3)], { memory, ...options });
        const skipping = create({ nonFinite: "skip" });
        const throwing = create({ nonFinite: "throw" });
        const before = [...copies(skipping.params), ...moments(skipping)];
        expect(skipping.step({ grads })).toMatchObject({
          stepped: false,
          skipped: "nonFinite",
          parameter: 1,
          step: 0,
        });
        expect(firstDifference([...skipping.params, ...moments(skipping)], before)).toBeNull();
        expect(() => throwing.step({ grads })).toThrow(new NonFiniteGradientError(1, 19_999, bad));
        expect(firstDifference([...throwing.params, ...moments(throwing)], before)).toBeNull();
        // Not even the resident gradients.
        for (const grad of [...skipping.grads, ...throwing.grads])
          expect(grad.every((g) => g === 0)).toBe(true);
        // Nobody looks at the gradient of a parameter that has none.
        expect(skipping.step({ grads, skip: [1] }).stepped).toBe(true);
        const propagating = create({});
        expect(propagating.step({ grads }).stepped).toBe(true);
        expect(propagating.params[1]?.[19_999]).toBeNaN();
        expect(propagating.params[1]?.[19_998]).not.toBeNaN();
      }
    },
  );
});

describe("after a step", () => {
  test.each(["throw", "skip", "propagate"] as const)(
    "with %s no gradient that was given is kept alive",
    async (nonFinite) => {
      v8.setFlagsFromString("--expose-gc");
      const collect = vm.runInNewContext("gc") as () => void;
      const optimizer = new AdamW([values(40), values(40)], { memory: "caller", nonFinite });
      const attempt = (options: object): WeakRef<Float32Array> => {
        const bad = new Float32Array(40).fill(Number.NaN);
        try {
          optimizer.step({ grads: [values(40), bad], ...options });
        } catch {}
        return new WeakRef(bad);
      };
      const kept = [attempt({}), attempt({ skip: [9] }), attempt({ foundInf: true })];
      for (let i = 0; i < 3; i++) {
        await new Promise((resolve) => setTimeout(resolve));
        collect();
      }
      expect(kept.map((reference) => reference.deref())).toEqual([undefined, undefined, undefined]);
    },
  );
});

describe("update counts", () => {
  const isEven = (optimizer: Optimizer) =>
    optimizer.groups.map((group) => (group as AdamGroup).counts.isEven);

  test("are kept one by one only in the group, and as long, as they differ", () => {
    const optimizer = new AdamW([{ params: [2, 2] }, { params: [2, 2] }], {});
    optimizer.step({ skip: [1] });
    expect(isEven(optimizer)).toEqual([false, true]);
    optimizer.step();
    expect(isEven(optimizer)).toEqual([false, true]);
    optimizer.step({ skip: [0] });
    expect(isEven(optimizer)).toEqual([true, true]);
    optimizer.step();
    expect(optimizer.stateDict().params.map(({ step }) => step)).toEqual([3, 3, 4, 4]);
  });
});

describe("gradients that share elements", () => {
  const buffer = values(9);

  test.each<[string, (own: readonly Float32Array[]) => (Float32Array | null)[]]>([
    ["grads[1] must be apart from grads[0]", () => ((g) => [g, g, null])(values(4))],
    ["grads[2] must be apart from grads[0]", () => [buffer.subarray(5, 9), null, buffer.subarray(0, 6)]],
  ])("are refused in any memory: %s", (message, grads) => {
    for (const memory of ["resident", "caller"] as const) {
      const optimizer = new AdamW([values(4), values(4), values(6)], { memory, nonFinite: "skip" });
      const given = grads(optimizer.grads);
      const before = [snapshot(optimizer), copies(optimizer.grads), given.map((g) => g && [...g])];
      for (const use of [
        () => optimizer.step({ grads: given }),
        () => optimizer.clipGradNorm(0.1, { grads: given }),
        () => clipGradNorm(given, 0.1),
      ]) {
        expect(use).toThrow(InvalidArgumentError);
        expect(use).toThrow(message);
      }
      expect([snapshot(optimizer), copies(optimizer.grads), given.map((g) => g && [...g])]).toEqual(before);
    }
  });

  test("are refused when they are the caller's parameters", () => {
    const params = [values(4), values(4, 2)] as const;
    const optimizer = new AdamW(params, { memory: "caller" });
    const before = copies(params);
    expect(() => optimizer.step({ grads: [values(4), params[0].subarray(0)] })).toThrow(
      "grads[1] must be apart from params[0]",
    );
    expect(copies(params)).toEqual(before);
    expect(optimizer.stepCount).toBe(0);
  });

  test("are refused when they are the resident gradients of another", () => {
    const optimizer = new AdamW([values(4), values(4)], {});
    for (const [i, grad] of optimizer.grads.entries()) grad.set(values(4, i + 2));
    const [a, b] = optimizer.grads as [Float32Array, Float32Array];
    const before = [snapshot(optimizer), copies([a, b])];
    for (const grads of [
      [b, a],
      [b, null],
      [a, a],
      [a, new Float32Array(a.buffer, a.byteOffset + 4, 4)],
    ]) {
      expect(() => optimizer.step({ grads })).toThrow(/must be apart from the resident gradient/);
      expect(() => optimizer.clipGradNorm(0.1, { grads })).toThrow(InvalidArgumentError);
    }
    expect([snapshot(optimizer), copies([a, b])]).toEqual(before);
    expect(optimizer.step({ grads: [a, values(4)] }).stepped).toBe(true);
  });

  test("are not neighbours in one buffer, in any order, nor arrays without elements", () => {
    for (const memory of ["resident", "caller"] as const) {
      const empty = new Float32Array();
      const optimizer = new AdamW(
        [4, 5, 0, 0].map((length) => values(length)),
        { memory },
      );
      const grads = [buffer.subarray(5), buffer.subarray(0, 5), empty, empty];
      expect(optimizer.step({ grads }).stepped).toBe(true);
    }
  });
});

describe("memory", () => {
  test("resident: the optimizer owns copies, and grads are written in place", () => {
    const given = values(4);
    const optimizer = new AdamW([given, 3], {});
    optimizer.grads[0]?.set(values(4, 2));
    optimizer.grads[1]?.fill(1);
    optimizer.step();
    expect(given).toEqual(values(4));
    expect(optimizer.params[0]).not.toEqual(given);
    optimizer.zeroGrad();
    expect(optimizer.grads).toEqual([new Float32Array(4), new Float32Array(3)]);
  });

  test("caller: the given arrays are the parameters, at any length, with the same bits", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 16_383, max: 33_000 })), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.boolean(),
        (lengths, amsgrad) => {
          const given = lengths.map((length) => values(length));
          const caller = new AdamW(given, { memory: "caller", amsgrad });
          const resident = new AdamW(given, { amsgrad });
          for (let t = 2; t < 4; t++) {
            const grads = lengths.map((length) => values(length, t));
            caller.step({ grads });
            resident.step({ grads });
          }
          expect(firstDifference(caller.params, resident.params)).toBeNull();
          for (const [i, param] of given.entries()) expect(caller.params[i]).toBe(param);
          expect(firstDifference(moments(caller), moments(resident))).toBeNull();
          expect(caller.grads).toEqual([]);
        },
      ),
      { numRuns: 20 },
    );
  });

  test("arrays on a SharedArrayBuffer are fine", () => {
    const shared = () => {
      const array = new Float32Array(new SharedArrayBuffer(20));
      array.set(values(5));
      return array;
    };
    for (const memory of ["resident", "caller"] as const) {
      const optimizer = new AdamW([shared()], { memory });
      const plain = new AdamW([values(5)], {});
      optimizer.step({ grads: [shared()] });
      plain.step({ grads: [values(5)] });
      expect([...(optimizer.params[0] as Float32Array)]).toEqual([...(plain.params[0] as Float32Array)]);
    }
  });

  test("more than there is: a typed error", () => {
    expect(() => new AdamW([2 ** 40], {})).toThrow(OutOfMemoryError);
  });

  test("free is final, and may come twice", () => {
    const optimizer = new AdamW([3], {});
    optimizer.free();
    optimizer.free();
    for (const use of [
      () => optimizer.step(),
      () => optimizer.params,
      () => optimizer.grads,
      () => optimizer.groups,
      () => optimizer.engine,
      () => optimizer.stateDict(),
      () => optimizer.clipGradNorm(1),
      () => optimizer.zeroGrad(),
    ]) {
      expect(use).toThrow(new FreedError("this AdamW"));
    }
    const disposed = new Adam([3], {});
    disposed[Symbol.dispose]();
    expect(() => disposed.step()).toThrow(FreedError);
  });

  test("a buffer that was transferred away is noticed", () => {
    const resident = new AdamW([values(3)], {});
    structuredClone(resident.params[0], {
      transfer: [(resident.params[0] as Float32Array).buffer as ArrayBuffer],
    });
    expect(() => resident.step()).toThrow(InvalidArgumentError);
    const own = values(3);
    const caller = new AdamW([own], { memory: "caller" });
    structuredClone(own, { transfer: [own.buffer] });
    expect(() => caller.step({ grads: [values(3)] })).toThrow(
      /params\[0\] must be a Float32Array of 3 values; this one's buffer was detached/,
    );
    expect(caller.stepCount).toBe(0);
  });
});

describe("clipping", () => {
  test("scales all gradients to the norm and returns what it was", () => {
    const grads = [Float32Array.of(3), null, Float32Array.of(4)];
    expect(clipGradNorm(grads, 1)).toBe(5);
    expect(grads[0]?.[0]).toBeCloseTo(0.6, 6);
    expect(grads[2]?.[0]).toBeCloseTo(0.8, 6);
    expect(clipGradNorm(grads, 10)).toBeCloseTo(1, 6);
    expect(grads[0]?.[0]).toBeCloseTo(0.6, 6);
  });

  test("an overflowing norm is Infinity and clears finite gradients, as in PyTorch", () => {
    const grads = [Float32Array.of(3e38, 1), Float32Array.of(1)];
    expect(clipGradNorm(grads, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(grads).toEqual([Float32Array.of(0, 0), Float32Array.of(0)]);
    const bad = [Float32Array.of(Number.NaN), Float32Array.of(1)];
    expect(clipGradNorm(bad, 1)).toBeNaN();
    expect(bad[1]?.[0]).toBeNaN();
  });

  test("the function, resident and caller-owned gradients give the same bits", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 16_383, max: 40_000 })), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (lengths, maxNorm) => {
          const grads = () => lengths.map((length, i) => values(length, i + 2));
          const [plain, passed] = [grads(), grads()];
          const resident = new AdamW(lengths, {});
          for (const [i, grad] of grads().entries()) resident.grads[i]?.set(grad);
          const caller = new AdamW(grads(), { memory: "caller" });
          const norm = clipGradNorm(plain, maxNorm);
          expect(resident.clipGradNorm(maxNorm)).toBe(norm);
          expect(caller.clipGradNorm(maxNorm, { grads: passed })).toBe(norm);
          expect(firstDifference(resident.grads, plain)).toBeNull();
          expect(firstDifference(passed, plain)).toBeNull();
        },
      ),
      { numRuns: 20 },
    );
  });

  test("scales the gradients it is given, so that the step may be given them again", () => {
    const [given, inPlace] = [new AdamW([values(9)], {}), new AdamW([values(9)], {})];
    const grad = values(9, 2);
    given.clipGradNorm(0.5, { grads: [grad] });
    given.step({ grads: [grad] });
    inPlace.grads[0]?.set(values(9, 2));
    inPlace.clipGradNorm(0.5);
    inPlace.step();
    expect(given.params).toEqual(inPlace.params);
    expect(grad).toEqual(inPlace.grads[0]);
  });

  test("leaves out what has no gradient", () => {
    const optimizer = new AdamW([1, 1], {});
    optimizer.grads[0]?.fill(3);
    optimizer.grads[1]?.fill(1e9);
    expect(optimizer.clipGradNorm(30, { skip: [1] })).toBe(3);
    expect(optimizer.grads[1]?.[0]).toBe(1e9);
  });
});

describe("what is refused, before anything changes", () => {
  test.each<[string, () => unknown]>([
    ["params must be an array of", () => new AdamW(3 as never)],
    ["params must be at least one parameter", () => new AdamW([])],
    ["params must be at least one parameter", () => new AdamW([{ params: [] }])],
    ["params[1] must be a Float32Array, or a whole number", () => new AdamW([2, 1.5])],
    ["params[0] must be a Float32Array, or a whole number", () => new AdamW([-1])],
    ["params[0] must be a Float32Array, or a whole number", () => new AdamW([new Float64Array(2) as never])],
    ["params[1] must be", () => new AdamW([2, { params: [2] }] as never)],
    ["params[0].params[0] must be", () => new AdamW([{ params: ["2" as never] }])],
    ["params[0].params must be an array", () => new AdamW([{ params: 2 as never }])],
    ["params[0].momentum must be left out", () => new AdamW([{ params: [2], momentum: 1 } as never])],
    ['params[0] must be a Float32Array (memory: "caller")', () => new AdamW([3], { memory: "caller" })],
    ["parameter 1 must be apart from parameter 0", () => ((a) => new AdamW([a, a]))(values(2))],
    [
      "parameter 1 must be apart from parameter 0",
      () => ((a) => new AdamW([a.subarray(0, 3), a.subarray(2)]))(values(5)),
    ],
    ["options must be an object", () => new AdamW([1], 3 as never)],
    ["momentum must be left out", () => new AdamW([1], { momentum: 0.9 } as never)],
    ["decoupledWeightDecay must be left out", () => new AdamW([1], { decoupledWeightDecay: true } as never)],
    ["lr must be a finite number of at least 0", () => new AdamW([1], { lr: -1e-3 })],
    ["lr must be a finite number of at least 0", () => new AdamW([1], { lr: Number.NaN })],
    ["lr must be a number, a schedule or a function", () => new AdamW([1], { lr: "1e-3" as never })],
    ["betas must be a pair", () => new AdamW([1], { betas: [0.9] as never })],
    ["betas[0] must be a number of at least 0 and below 1", () => new AdamW([1], { betas: [1, 0.9] })],
    [
      "betas[1] must be a number of at least 0 and below 1",
      () => new AdamW([1], { betas: [0.9, Number.NaN] }),
    ],
    ["eps must be a finite number of at least 0", () => new AdamW([1], { eps: Number.POSITIVE_INFINITY })],
    ["weightDecay must be a finite number of at least 0", () => new AdamW([1], { weightDecay: -1 })],
    ["amsgrad must be true or false", () => new AdamW([1], { amsgrad: 1 as never })],
    [
      'nonFinite must be "propagate", "skip" or "throw"',
      () => new AdamW([1], { nonFinite: "ignore" as never }),
    ],
    ['memory must be "resident" or "caller"', () => new AdamW([1], { memory: "shared" as never })],
  ])("%s", (message, create) => {
    expect(create).toThrow(InvalidArgumentError);
    expect(create).toThrow(message);
  });

  test.each<[string, (optimizer: Optimizer) => unknown]>([
    ["options must be an object", (o) => o.step(1 as never)],
    ["closure must be left out", (o) => o.step({ closure: 1 } as never)],
    ["grads must be an array of 2 gradients", (o) => o.step({ grads: [values(2)] })],
    ["grads[1] must be a Float32Array of 3 values", (o) => o.step({ grads: [values(2), values(2)] })],
    ["grads[0] must be a Float32Array of 2 values", (o) => o.step({ grads: [[1, 2] as never, values(3)] })],
    ["skip must be the index of a parameter, 0 to 1", (o) => o.step({ skip: [2] })],
    ["skip must be an array", (o) => o.step({ skip: 1 as never })],
    ["gradScale must be a finite number above 0", (o) => o.step({ gradScale: 0 })],
    ["gradScale must be a finite number above 0", (o) => o.step({ gradScale: Number.NaN })],
    ["gradScale must be a finite number above 0", (o) => o.step({ gradScale: 1e-60 })],
    ["foundInf must be true or false", (o) => o.step({ foundInf: 1 as never })],
    ["maxNorm must be a finite number of at least 0", (o) => o.clipGradNorm(-1)],
    ["maxNorm must be a number that a float32 can hold", (o) => o.clipGradNorm(1e39)],
    [
      "maxNorm must be a number that a float32 can hold",
      () => clipGradNorm([Float32Array.of(3e38, 3e38)], 1e39),
    ],
    ["gradScale must be left out", (o) => o.clipGradNorm(1, { gradScale: 2 } as never)],
    ["groups[0].lr must be", (o) => Object.assign(o.groups[0] as object, { lr: -1 })],
    ["groups[0].betas[1] must be", (o) => Object.assign(o.groups[0] as object, { betas: [0, 1] })],
    ["groups[0].eps must be", (o) => Object.assign(o.groups[0] as object, { eps: "1" })],
    [
      "groups[0].weightDecay must be",
      (o) => Object.assign(o.groups[0] as object, { weightDecay: Number.NaN }),
    ],
  ])("%s", (message, use) => {
    const optimizer = new AdamW([values(2), values(3)], {});
    optimizer.step({ grads: [values(2, 2), values(3, 2)] });
    const before = snapshot(optimizer);
    expect(() => use(optimizer)).toThrow(InvalidArgumentError);
    expect(() => use(optimizer)).toThrow(message);
    expect(snapshot(optimizer)).toEqual(before);
  });

  test("gradients have to come with each step of caller-owned parameters", () => {
    const optimizer = new AdamW([values(2)], { memory: "caller" });
    expect(() => optimizer.step()).toThrow("grads must be given");
    expect(() => optimizer.clipGradNorm(1)).toThrow("grads must be given");
    expect(() => optimizer.zeroGrad()).toThrow(InvalidArgumentError);
    expect(optimizer.stepCount).toBe(0);
  });
});

test.each([null, "0.1", true, [], 1n, undefined, Number.NaN, -1])(
  "an lr function that returns %s is refused",
  (rate) => {
    const optimizer = new AdamW([2], { lr: () => rate as number });
    const before = structuredClone(optimizer.stateDict());
    expect(() => optimizer.step()).toThrow(InvalidArgumentError);
    expect(optimizer.stateDict()).toEqual(before);
  },
);

/** A Float32Array whose buffer was transferred away. */
function detached(length: number): Float32Array {
  const array = new Float32Array(length);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

test("arrays that are detached after the construction are refused everywhere", () => {
  const weights = values(4);
  const optimizer = new AdamW([weights], { memory: "caller" });
  optimizer.step({ grads: [values(4)] });
  const saved = optimizer.stateDict();
  structuredClone(weights.buffer, { transfer: [weights.buffer] });
  expect(() => optimizer.stateDict()).toThrow(InvalidArgumentError);
  expect(() => optimizer.loadStateDict(saved)).toThrow(InvalidArgumentError);
  expect(() => optimizer.step({ grads: [values(4)] })).toThrow(InvalidArgumentError);
  expect(() => clipGradNorm([detached(3)], 1)).toThrow("not detached");
});

test("an lr function that frees the optimizer or moves its arrays is noticed", () => {
  const freed: AdamW = new AdamW([2], {
    lr: () => {
      freed.free();
      return 0.1;
    },
  });
  expect(() => freed.step()).toThrow(FreedError);
  const weights = values(2);
  const moved = new AdamW([weights], {
    memory: "caller",
    lr: () => {
      structuredClone(weights.buffer, { transfer: [weights.buffer] });
      return 0.1;
    },
  });
  expect(() => moved.step({ grads: [values(2)] })).toThrow(InvalidArgumentError);
  expect(moved.stepCount).toBe(0);
});
