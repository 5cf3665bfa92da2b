/** Adam and AdamW in TypeScript: the rule, and what a step may be told. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Adam, type AdamOptions, AdamW, NonFiniteGradientError, warmupCosine } from "../src/index.js";
import { firstDifference } from "./support/float32-bits.js";
import { collectGarbage } from "./support/garbage.js";
import { copies, moments, snapshot, values } from "./support/optimizers.js";

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

  test("maximize is minimizing the negated gradient", () => {
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
    expect(state?.slots.maxExpAvgSq?.[0]).toBe(50);
    expect(state?.slots.expAvgSq?.[0]).toBe(25);
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
      const optimizer = new AdamW([values(40), values(40)], { memory: "caller", nonFinite });
      const attempt = (options: object): WeakRef<Float32Array> => {
        const bad = new Float32Array(40).fill(Number.NaN);
        try {
          optimizer.step({ grads: [values(40), bad], ...options });
        } catch {}
        return new WeakRef(bad);
      };
      const kept = [attempt({}), attempt({ skip: [9] }), attempt({ foundInf: true })];
      await collectGarbage();
      expect(kept.map((reference) => reference.deref())).toEqual([undefined, undefined, undefined]);
    },
  );
});

describe("update counts", () => {
  test("are those of each parameter, however they differ", () => {
    const optimizer = new AdamW([{ params: [2, 2] }, { params: [2, 2] }], {});
    optimizer.step({ skip: [1] });
    optimizer.step();
    optimizer.step({ skip: [0] });
    optimizer.step();
    expect(optimizer.stateDict().params.map(({ step }) => step)).toEqual([3, 3, 4, 4]);
  });
});
