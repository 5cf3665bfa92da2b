/** Groups as people use them: added later, without decay, frozen; gradients accumulated and clipped; averages. */
import { describe, expect, test } from "vitest";
import {
  AdamW,
  adamw,
  adamwScheduleFree,
  InvalidArgumentError,
  Lion,
  LRScheduler,
  linear,
  lion,
  Muon,
  muon,
  Optimizer,
  ReentrantCallError,
  SGD,
} from "../src/index.js";
import { add, defineRule, div, mul, rate, sub, sum } from "../src/entries/rule.js";
import { copies, values } from "./support/optimizers.js";

describe("parameters with names and shapes", () => {
  test("are a record, or objects in a list", () => {
    const record = new AdamW({ weight: values(6), bias: 2 });
    expect(record.names).toEqual(["weight", "bias"]);
    const list = new AdamW([{ name: "weight", values: values(6), shape: [2, 3] }, { length: 2 }]);
    expect(list.names).toEqual(["weight", "1"]);
    expect(list.stateDict().params.map(({ name, shape }) => [name, shape])).toEqual([
      ["weight", [2, 3]],
      [null, [2]],
    ]);
  });

  test.each<[string, unknown]>([
    ["a shape of 6 values", { values: new Float32Array(6), shape: [5] }],
    ["6", { values: new Float32Array(6), length: 5 }],
    ["an object with values, a shape or a length", { name: "weight" }],
    ["a whole number", { shape: [1.5] }],
    ["a Float32Array", { values: [1, 2] }],
  ])("have to fit: %s", (message, parameter) => {
    expect(() => new AdamW([parameter as never])).toThrow(InvalidArgumentError);
    expect(() => new AdamW([parameter as never])).toThrow(message);
  });

  test("have names of their own, also over groups", () => {
    const twice = [{ params: { a: 1 } }, { params: { a: 1 } }];
    expect(() => new AdamW(twice)).toThrow(/unique name/);
  });
});

describe("a group without parameters", () => {
  const withRate = (lr: (step: number) => number) =>
    new SGD([{ params: [], lr }, { params: [Float32Array.of(1)] }], { lr: 0.5 });

  test("reports its rate", () => {
    const optimizer = withRate((step) => 0.25 / (step + 1));
    optimizer.step({ grads: [Float32Array.of(1)] });
    expect(optimizer.step({ grads: [Float32Array.of(1)] }).lr).toEqual([0.125, 0.5]);
    const constant = new Lion([{ params: [], lr: 0.25 }, { params: [Float32Array.of(1)] }], { lr: 0.5 });
    expect(constant.step({ grads: [Float32Array.of(1)] }).lr).toEqual([0.25, 0.5]);
  });

  test.each([Number.NaN, -1, Number.POSITIVE_INFINITY])(
    "has a function whose rate is refused: %s",
    (rate) => {
      const optimizer = withRate(() => rate);
      expect(() => optimizer.step({ grads: [Float32Array.of(1)] })).toThrow(/groups\[0\]\.lr/);
      expect([optimizer.stepCount, optimizer.params[0]]).toEqual([0, Float32Array.of(1)]);
    },
  );

  test("has functions that can't set its numbers", () => {
    const optimizer: SGD = withRate(() => {
      Object.assign(optimizer.groups[0] as object, { lr: 3 });
      return 0.25;
    });
    expect(() => optimizer.step({ grads: [Float32Array.of(1)] })).toThrow(ReentrantCallError);
    expect([optimizer.stepCount, typeof optimizer.groups[0]?.lr]).toEqual([0, "function"]);
  });
});

describe("a group with a rule", () => {
  test("is updated by it, in one optimizer with one state", () => {
    const create = () =>
      new Muon(
        [{ params: [{ shape: [3, 4], values: values(12) }] }, { rule: adamw, params: [values(5)], lr: 0.1 }],
        {
          lr: 0.02,
        },
      );
    const both = create();
    const [matrix, vector] = [
      new Muon([{ shape: [3, 4], values: values(12) }], { lr: 0.02 }),
      new AdamW([values(5)], { lr: 0.1 }),
    ];
    for (let t = 1; t < 4; t++) {
      both.step({ grads: [values(12, t), values(5, t)] });
      matrix.step({ grads: [values(12, t)] });
      vector.step({ grads: [values(5, t)] });
    }
    expect(both.params).toEqual([...matrix.params, ...vector.params]);
    const state = both.stateDict();
    expect(state.groups.map(({ rule }) => rule)).toEqual(["Muon", "AdamW"]);
    const resumed = create();
    resumed.loadStateDict(structuredClone(state));
    expect(resumed.stateDict()).toEqual(state);
  });

  test("takes the options of that rule alone", () => {
    expect(() => new AdamW([{ params: [1] }, { rule: lion, params: [1], eps: 1 }])).toThrow(
      /unknown field "params\[1\].eps" of a group/,
    );
    expect(() => new AdamW([{ params: [1] }, { rule: {} as never, params: [1] }])).toThrow(/rule must be/);
    expect(() => new Muon([4])).toThrow(/two dimensions/);
  });
});

describe("addGroup", () => {
  test("updates the new parameters from then on, as a new optimizer would", () => {
    const optimizer = new AdamW([values(4)], { lr: 0.1 });
    optimizer.step({ grads: [values(4, 2)] });
    const { params: before } = optimizer;
    const group = optimizer.addGroup({ params: [values(6)], lr: 0.5 });
    expect([group.start, group.end, group.lr]).toEqual([1, 2, 0.5]);
    expect(optimizer.params[0]).toBe(before[0]);
    const alone = new AdamW([values(6)], { lr: 0.5 });
    optimizer.step({ grads: [values(4, 3), values(6, 3)] });
    alone.step({ grads: [values(6, 3)] });
    expect(optimizer.params[1]).toEqual(alone.params[0]);
    expect(optimizer.step().lr).toEqual([0.1, 0.5]);
  });

  test("changes nothing when the group is refused", () => {
    const optimizer = new AdamW({ a: values(4) });
    for (const group of [{ params: { a: 1 } }, { params: [1], lr: -1 }, { params: [] }, {}]) {
      expect(() => optimizer.addGroup(group as never)).toThrow(InvalidArgumentError);
    }
    expect(optimizer.groups).toHaveLength(1);
  });

  test("goes along with a scheduler that is made afterwards", () => {
    const optimizer = new AdamW([2], { lr: 1 });
    optimizer.addGroup({ params: [2], lr: 1 });
    new LRScheduler(optimizer, linear({ start: 0.5, end: 0, totalSteps: 10 }));
    expect(optimizer.groups.map(({ lr }) => lr)).toEqual([0.5, 0.5]);
  });
});

describe("decayExclude", () => {
  const params = () => ({ "layer.weight": values(3), "layer.bias": values(3), norm: values(3) });

  test.each<[string, NonNullable<ConstructorParameters<typeof AdamW>[1]>["decayExclude"] & {}]>([
    ["names and patterns", ["bias", /^norm/]],
    ["a function", ({ name }) => name !== "layer.weight"],
  ])("leaves the parameters that %s name without decay, in their place", (_, decayExclude) => {
    const optimizer = new AdamW(params(), { weightDecay: 0.5, decayExclude });
    const [decayed, plain] = [
      new AdamW([values(3)], { weightDecay: 0.5 }),
      new AdamW([values(3)], { weightDecay: 0 }),
    ];
    for (let t = 1; t < 4; t++) {
      optimizer.step({ grads: [values(3, t), values(3, t), values(3, t)] });
      for (const each of [decayed, plain]) each.step({ grads: [values(3, t)] });
    }
    expect(optimizer.params).toEqual([decayed.params[0], plain.params[0], plain.params[0]]);
  });

  test("is refused where there is no decay", () => {
    const rule = { ...lion, hyper: { lr: lion.hyper.lr } };
    expect(rule.hyper).not.toHaveProperty("weightDecay");
    expect(() => new Lion([1], { decayExclude: [3 as never] })).toThrow(InvalidArgumentError);
    // The promise of an async function would exclude everything.
    expect(() => new Lion([1], { decayExclude: (async () => false) as never })).toThrow("true or false");
  });
});

test("freeze leaves parameters out until thaw", () => {
  const optimizer = new SGD({ a: values(4), b: values(4) }, { lr: 0.1, momentum: 0.5, weightDecay: 0.1 });
  const alone = new SGD([values(4)], { lr: 0.1, momentum: 0.5, weightDecay: 0.1 });
  optimizer.freeze("b");
  for (let t = 1; t < 3; t++) optimizer.step({ grads: [values(4, t), values(4, t)] });
  expect(optimizer.params[1]).toEqual(values(4));
  optimizer.thaw("b");
  optimizer.step({ grads: [values(4, 3), values(4, 3)] });
  alone.step({ grads: [values(4, 3)] });
  expect(optimizer.params[1]).toEqual(alone.params[0]);
  expect(() => optimizer.freeze("a", "c")).toThrow(/name of a parameter/);
  expect(optimizer.step({ grads: [values(4), null] }).stepped).toBe(true);
});

describe("gradients", () => {
  test("that are accumulated make one update of their sum", () => {
    const [accumulating, whole] = [new SGD([values(4)], { lr: 0.5 }), new SGD([values(4)], { lr: 0.5 })];
    for (let t = 1; t < 4; t++) {
      for (const n of [1, 2])
        expect(accumulating.accumulate({ grads: [Float32Array.of(n, t, 0, 1)] })).toBe(n);
      accumulating.step({ gradScale: 2 });
      whole.step({ grads: [Float32Array.of(1.5, t, 0, 1)] });
    }
    expect(accumulating.params).toEqual(whole.params);
    expect(() => new SGD([values(4)], { memory: "caller" }).accumulate({ grads: [values(4)] })).toThrow(
      /"resident" for accumulate/,
    );
  });

  test("that were accumulated for a skipped step are not part of the next one", () => {
    const optimizer = new SGD([Float32Array.of(1)], { lr: 1, nonFinite: "skip" });
    for (const gradient of [Number.NaN, 3]) optimizer.accumulate({ grads: [Float32Array.of(gradient)] });
    expect(optimizer.step().skipped).toBe("nonFinite");
    for (const gradient of [0.25, 0.5]) optimizer.accumulate({ grads: [Float32Array.of(gradient)] });
    expect(optimizer.step().stepped).toBe(true);
    expect(optimizer.params[0]).toEqual(Float32Array.of(0.25));
  });

  test("that can't be accumulated are refused before anything changes", () => {
    const optimizer = new SGD([{ params: [2] }, { params: [1] }]);
    const grads = [Float32Array.of(1, 2), Float32Array.of(3)];
    expect(optimizer.accumulate({ grads })).toBe(1);
    optimizer.clipGradNorm(10, { group: 0 });
    expect(optimizer.accumulate({ grads })).toBe(2);
    const refused: [unknown, string][] = [
      [undefined, "options must be an object"],
      [{}, "grads must be given"],
      [{ grads, group: 0 }, 'unknown option "group"'],
      [{ grads: [grads[0]] }, "an array of 2 gradients"],
      [
        { grads: [grads[0], optimizer.grads[1]] },
        "grads[1] must be another array than the resident gradient",
      ],
      [{ grads: [grads[0], new Float32Array(2)] }, "grads[1] must be a Float32Array of 1"],
    ];
    for (const [options, message] of refused) {
      expect(() => optimizer.accumulate(options as never)).toThrow(InvalidArgumentError);
      expect(() => optimizer.accumulate(options as never)).toThrow(message);
    }
    expect(optimizer.grads).toEqual([Float32Array.of(2, 4), Float32Array.of(6)]);
    expect(optimizer.accumulate({ grads: [null, grads[1] as Float32Array] })).toBe(3);
    expect(optimizer.grads).toEqual([Float32Array.of(2, 4), Float32Array.of(9)]);
  });

  test("are clipped by value, and by the norm of one group", () => {
    const optimizer = new SGD([{ params: [2] }, { params: [2] }]);
    optimizer.grads[0]?.set([3, -4]);
    optimizer.grads[1]?.set([Number.NaN, -0.5]);
    optimizer.clipGradValue(2, { group: 1 });
    expect(optimizer.grads[0]).toEqual(Float32Array.of(3, -4));
    expect(optimizer.clipGradNorm(2.5, { group: 0 })).toBe(5);
    expect(optimizer.grads[0]?.[0]).toBeCloseTo(1.5, 5);
    optimizer.clipGradValue(1);
    expect(optimizer.grads).toEqual([Float32Array.of(1, -1), Float32Array.of(Number.NaN, -0.5)]);
    expect(() => optimizer.clipGradValue(-1)).toThrow(InvalidArgumentError);
    expect(() => optimizer.clipGradNorm(1, { group: 2 })).toThrow(/group/);
  });
});

test("ema keeps an average of the parameters, which a state carries", () => {
  const create = () => new SGD([values(3)], { lr: 0.1, ema: { decay: 0.75 } });
  const optimizer = create();
  const expected = values(3);
  for (let t = 1; t < 4; t++) {
    optimizer.step({ grads: [values(3, t)] });
    for (const [i, p] of (optimizer.params[0] as Float32Array).entries()) {
      expected[i] = Math.fround(Math.fround((expected[i] as number) * 0.75) + Math.fround(p * 0.25));
    }
  }
  expect(optimizer.emaParams()).toEqual([expected]);
  const resumed = create();
  resumed.loadStateDict(structuredClone(optimizer.stateDict()));
  expect(resumed.emaParams()).toEqual([expected]);
  expect(() => new SGD([1]).emaParams()).toThrow(/ema must be given/);
  expect(() => new SGD([1], { ema: { decay: 2 } })).toThrow(/ema.decay must be/);
});

test("an optimizer of any rule is made by its rule", () => {
  const [generic, named] = [new Optimizer(lion, [values(5)]), new Lion([values(5)])];
  for (const each of [generic, named]) each.step({ grads: [values(5, 2)] });
  expect(copies(generic.params)).toEqual(copies(named.params));
  expect(() => new Optimizer({} as never, [1])).toThrow(/rule must be an update rule/);
});

test("the modes of a group with a rule of its own are the optimizer's", () => {
  const groups = [{ params: [3] }, { params: [values(4)], rule: adamwScheduleFree, lr: 0.1 }];
  const optimizer = new Optimizer(adamw, groups);
  expect(optimizer.mode).toBe("eval");
  expect(() => optimizer.step()).toThrow("call train() first");
  optimizer.train();
  for (const grad of optimizer.grads) grad.fill(1);
  for (let t = 0; t < 3; t++) optimizer.step();
  const [plain, trained] = copies(optimizer.params);
  optimizer.eval();
  expect(optimizer.params[0]).toEqual(plain);
  expect(optimizer.params[1]).not.toEqual(trained);
  const later = new Optimizer(adamw, [3]);
  later.addGroup(groups[1] as never);
  expect(later.mode).toBe("train");
  later.eval();
  expect(later.mode).toBe("eval");
});

describe("an update in which no parameter of a group has a gradient", () => {
  test("counts in the numbers that the group carries, as in schedulefree", () => {
    const optimizer = new Optimizer(adamwScheduleFree, [values(4)], { lr: 0.5, warmupSteps: 2 });
    optimizer.train();
    for (let t = 0; t < 3; t++) optimizer.step({ grads: [t === 2 ? values(4) : null] });
    // schedulefree adds the square of the rate, 0.25 at first, for each step.
    expect(optimizer.stateDict().groups[0]?.carried).toEqual({ lrMax: 0.5, weightSum: 0.0625 + 0.25 + 0.25 });
  });

  test("leaves numbers that need gradients at their start", () => {
    const rule = defineRule({
      name: "Cooling",
      hyper: { lr: rate(1) },
      slots: {},
      carried: { heat: { per: "group", start: 5 } },
      update: ({ p, g }, { lr, heat }) => ({
        p: sub(p, mul(div(lr, add(1, sum("tensor", mul(g, g)))), g)),
        heat: mul(heat, 0.5),
      }),
    });
    const optimizer = new Optimizer(rule, [values(4)]);
    const heats = [null, null, values(4), null, values(4)].map((grad) => {
      optimizer.step({ grads: [grad] });
      return optimizer.stateDict().groups[0]?.carried.heat;
    });
    expect(heats).toEqual([5, 5, 2.5, 2.5, 1.25]);
  });
});

test("a group that is not one is not added", () => {
  const optimizer = new SGD({ w: 2 });
  const refused: [unknown, string][] = [
    [undefined, "group must be an object with params"],
    [3, "group must be an object with params"],
    [values(3), "group"],
    [{ params: [] }, "group.params must be at least one parameter"],
    [{ params: [1], lr: -1 }, "group.lr must be"],
    [{ params: [1], rate: 1 }, 'unknown field "group.rate"'],
    [{ params: { w: 1 } }, "a parameter's name"],
    [{ params: [2], rule: muon }, "Muon takes matrices"],
  ];
  for (const [group, message] of refused) {
    expect(() => optimizer.addGroup(group as never)).toThrow(InvalidArgumentError);
    expect(() => optimizer.addGroup(group as never)).toThrow(message);
  }
  expect(optimizer.groups).toHaveLength(1);
  expect(optimizer.step().stepped).toBe(true);
});
