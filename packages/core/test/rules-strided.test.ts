/** Slots of every nth element, by Prodigy's `sliceP`, and weight decay relative to the largest rate. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { add, type Element, factored, fixedCount, flag, mul, rate, sum, zeros } from "../src/entries/rule.js";
import { ADOPT, defineRule, InvalidArgumentError, LAMB, Lion, Optimizer, Prodigy } from "../src/index.js";
import { firstDifference } from "./support/float32-bits.js";
import { cases } from "./support/random-cases.js";
import { gradient } from "./support/rules.js";

const every = (n: number, values: Float32Array) => values.filter((_, i) => i % n === 0);

describe("Prodigy with sliceP", () => {
  test("estimates what it would estimate for the chosen elements alone, to the last bit", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 2, max: 13 }),
        fc.boolean(),
        (lengths, sliceP, decouple) => {
          const options = { weightDecay: 0.1, decouple };
          const initial = lengths.map((length, i) => gradient(length, 100 + i));
          const whole = new Prodigy(initial, { ...options, sliceP });
          const chosen = new Prodigy(
            initial.map((values) => every(sliceP, values)),
            options,
          );
          for (let t = 0; t < 5; t++) {
            const grads = lengths.map((length, i) => gradient(length, 10 * t + i));
            whole.step({ grads });
            chosen.step({ grads: grads.map((grad) => every(sliceP, grad)) });
          }
          const [ours, theirs] = [whole, chosen].map((each) => each.stateDict());
          expect(ours?.carried).toEqual(theirs?.carried);
          const sampled = whole.params.map((param) => every(sliceP, param));
          expect(firstDifference(sampled, [...chosen.params])).toBeNull();
          for (const slot of ["s", "p0"]) {
            const [a, b] = [ours, theirs].map((state) => state?.params.map(({ slots }) => slots[slot]));
            expect(a).toEqual(b);
          }
        },
      ),
      { numRuns: cases(60) },
    );
  });

  test("goes on from a state, with 16-bit parameters and slots too", () => {
    for (const options of [{}, { state: "bf16" as const }, { memory: "caller" as const }]) {
      for (const kind of [Float32Array, Uint16Array]) {
        const create = () => {
          const values = kind === Float32Array ? gradient(40, 1) : new Uint16Array(40).fill(0x3f80);
          const params = [{ values, dtype: kind === Float32Array ? "float32" : "bfloat16" }] as never;
          return new Prodigy(params, { sliceP: 3, ...options });
        };
        const step = (optimizer: Prodigy, t: number) => {
          const grad = kind === Float32Array ? gradient(40, t) : new Uint16Array(40).fill(0x3c00 + 16 * t);
          optimizer.step({ grads: [grad] as never });
        };
        const [one, other] = [create(), create()];
        for (let t = 0; t < 3; t++) step(one, t);
        (other.params[0] as Float32Array).set(one.params[0] as Float32Array);
        other.loadStateDict(structuredClone(one.stateDict()));
        for (const each of [one, other]) step(each, 3);
        expect(other.stateDict()).toEqual(one.stateDict());
        expect(one.stateDict().params[0]?.slots.p0).toHaveLength(14);
      }
    }
  });

  test.each([0, -1, 1.5, Number.NaN, "2", null])("refuses %s", (sliceP) => {
    expect(() => new Prodigy([3], { sliceP: sliceP as never })).toThrow(
      "sliceP must be a whole number of at least 1",
    );
  });

  test("refuses the state of another one", () => {
    const [one, other] = [2, 3].map((sliceP) => new Prodigy([12], { sliceP }));
    expect(() => other?.loadStateDict(one?.stateDict() as never)).toThrow("flags.sliceP must be 3");
  });
});

describe("a rule of one's own with slots of every nth element", () => {
  const define = (update: (elements: { p: Element; g: Element; some: Element }) => object) =>
    defineRule({
      name: "Own",
      hyper: { lr: rate(1) },
      flags: { n: fixedCount(2, 1) },
      slots: { some: { ...zeros, like: { every: "n" } } },
      update: update as never,
    });

  test("is refused where n is no flag with a number, or not the same for all", () => {
    const definition = { name: "Own", hyper: { lr: rate(1) }, update: ({ p }: { p: Element }) => ({ p }) };
    const some = { ...zeros, like: { every: "n" } };
    for (const flags of [{}, { n: flag(true) }]) {
      expect(() => defineRule({ ...definition, flags, slots: { some } } as never)).toThrow(
        "slots.some.like.every must be the name of a flag that is a fixedCount",
      );
    }
    const flags = { n: fixedCount(2, 1), m: fixedCount(2, 1) };
    const other = { ...zeros, like: { every: "m" } };
    expect(() => defineRule({ ...definition, flags, slots: { some, other } } as never)).toThrow(
      "slots.other.like.every must be n, as in the other slots",
    );
  });

  test("keeps sums of the chosen elements, and of all", () => {
    const rule = define(({ p, g, some }) => ({
      p: add(p, add(mul(sum("tensor", add(some, g)), mul(0, g)), sum("tensor", g)) as never),
      some: add(some, g),
    }));
    const optimizer = new Optimizer(rule, [5], {});
    optimizer.step({ grads: [Float32Array.of(1, 2, 3, 4, 5)] });
    expect([...(optimizer.params[0] as Float32Array)]).toEqual([15, 15, 15, 15, 15]);
    expect(optimizer.stateDict().params[0]?.slots.some).toEqual(Float32Array.of(1, 3, 5));
  });

  test("is refused where all elements would be computed from some", () => {
    const fromSome = define(({ p, some }) => ({ p: add(p, some) }));
    expect(() => new Optimizer(fromSome, [5], {})).toThrow(InvalidArgumentError);
    expect(() => new Optimizer(fromSome, [5], { n: 1 } as never)).not.toThrow();
    const whole = define(({ p, g, some }) => ({
      p: add(p, factored(g, { rows: "r", columns: "c", weight: 1 as never, eps: 1 as never })),
      some,
    }));
    expect(() => new Optimizer(whole, [{ shape: [2, 3] }], {})).toThrow("whole matrices");
  });
});

describe("weight decay relative to the largest rate", () => {
  const classes = [
    [Lion, {}],
    [LAMB, { decoupledDecay: true }],
    [ADOPT, { decoupled: true }],
  ] as const;

  test.each(classes)("is that of a scheduled weight decay: %o", (Class, more) => {
    const rateAt = (t: number) => 0.1 / (t + 1);
    const corrected = new Class([gradient(9, 1)], {
      ...more,
      lr: 0.1,
      weightDecay: 0.5,
      correctedWeightDecay: true,
    });
    const scheduled = new Class([gradient(9, 1)], {
      ...more,
      lr: rateAt,
      weightDecay: (t: number) => (0.5 * rateAt(t)) / 0.1,
    });
    for (let t = 0; t < 4; t++) {
      (corrected.groups[0] as { lr: number }).lr = rateAt(t);
      for (const each of [corrected, scheduled]) each.step({ grads: [gradient(9, t)] });
    }
    const [ours, theirs] = [corrected, scheduled].map((each) => [...(each.params[0] as Float32Array)]);
    for (const [i, value] of (ours as number[]).entries())
      expect(value).toBeCloseTo(theirs?.[i] as number, 6);
  });

  test("takes the rate of the options for all groups", () => {
    const optimizer = new Lion([{ params: [1] }, { params: [1], lr: 0.5 }, { params: [1], maxLr: 2 }], {
      lr: 0.1,
    });
    expect(optimizer.groups.map(({ maxLr }) => maxLr)).toEqual([0.1, 0.1, 2]);
  });

  test.each(classes)("needs a rate above 0: %o", (Class) => {
    for (const lr of [0, () => 0.1]) {
      const create = () => new Class([1], { lr, correctedWeightDecay: true });
      expect(create).toThrow("maxLr must be above 0 with correctedWeightDecay");
      expect(() => new Class([1], { lr, maxLr: 0.1, correctedWeightDecay: true })).not.toThrow();
    }
  });
});
