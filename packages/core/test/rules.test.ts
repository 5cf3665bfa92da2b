/** Laws that every update rule keeps, over all rules that the library exports. */
import { describe, expect, test } from "vitest";
import { defineRule, InvalidArgumentError, muon, Optimizer } from "../src/index.js";
import { firstDifference } from "./support/float32-bits.js";
import { shared } from "./support/random-cases.js";
import {
  everything,
  gradient,
  gradients,
  initial,
  type RuleCase,
  ruleCases,
  rules,
  sizeOf,
} from "./support/rules.js";
import { userRuleCases } from "./support/user-rules.js";

function create({ rule, options }: RuleCase, params: object[], more: object = {}): Optimizer {
  const optimizer = new Optimizer(rule, params as never, { ...options, ...more });
  optimizer.train();
  return optimizer;
}

/** The rule without what was printed from it: everything is interpreted. */
const interpretedRule = (rule: RuleCase["rule"]) =>
  defineRule({ ...rule, printed: { loops: {}, scalars: {} }, modes: rule.modes ?? undefined } as never);

test("there are rules", () => expect(rules.length).toBeGreaterThanOrEqual(20));

// The others are tried by the same laws on the module.
describe.each([...shared(ruleCases, 4), ...userRuleCases])("$title", (one) => {
  const grads = (t: number) => gradients(one, t);

  test("what was printed gives the bits of the interpreter", () => {
    const printed = create(one, initial(one));
    const interpreted = create({ ...one, rule: interpretedRule(one.rule) }, initial(one));
    for (let t = 0; t < 7; t++) for (const each of [printed, interpreted]) each.step({ grads: grads(t) });
    for (const each of [printed, interpreted]) each.eval();
    expect(firstDifference(everything(printed), everything(interpreted))).toBeNull();
    expect(everything(printed).some((values) => values.some(Number.isFinite))).toBe(true);
  });

  test("a step moves every parameter that has a gradient, and leaves the others as they are", () => {
    const optimizer = create(one, initial(one));
    for (let t = 0; t < 3; t++) optimizer.step({ grads: grads(t) });
    const before = everything(optimizer);
    optimizer.step({ grads: grads(3).map((grad, i) => (i === 1 ? null : grad)) });
    const moved = optimizer.params.map(
      (param, i) => firstDifference([param], [before[i] as Float32Array]) !== null,
    );
    expect(moved).toEqual(one.shapes.map((shape, i) => i !== 1 && sizeOf(shape) > 0));
  });

  test("saved and loaded anywhere, a run goes on with the same bits", () => {
    for (const cut of [0, 1, 4]) {
      const whole = create(one, initial(one));
      let resumed = create(one, initial(one));
      for (let t = 0; t < 6; t++) {
        const given = grads(t).map((grad, i) => (t === 2 && i === 0 ? null : grad));
        if (t === cut) {
          const next = create(one, initial(one));
          for (const [i, param] of resumed.params.entries()) next.params[i]?.set(param);
          next.loadStateDict(structuredClone(resumed.stateDict()));
          resumed = next;
        }
        for (const each of [whole, resumed]) each.step({ grads: given });
      }
      expect(firstDifference(everything(resumed), everything(whole))).toBeNull();
      expect(resumed.stateDict()).toEqual(whole.stateDict());
    }
  });

  test("arrays of the caller give the same bits", () => {
    const resident = create(one, initial(one));
    const caller = create(one, initial(one), { memory: "caller" });
    for (let t = 0; t < 4; t++) for (const each of [resident, caller]) each.step({ grads: grads(t) });
    expect(firstDifference(everything(caller), everything(resident))).toBeNull();
  });

  test("groups of the same numbers are one group", () => {
    const together = create(one, initial(one));
    const apart = create(
      one,
      initial(one).map((param) => ({ params: [param] })),
    );
    for (let t = 0; t < 4; t++) for (const each of [together, apart]) each.step({ grads: grads(t) });
    expect(firstDifference([...apart.params], [...together.params])).toBeNull();
  });

  test("a step that is skipped changes nothing", () => {
    const optimizer = create(one, initial(one), { nonFinite: "skip" });
    optimizer.step({ grads: grads(0) });
    const before = everything(optimizer);
    const bad = grads(1);
    (bad[0] as Float32Array)[1] = Number.NaN;
    expect(optimizer.step({ grads: bad }).stepped).toBe(false);
    expect(optimizer.step({ grads: grads(1), foundInf: true }).stepped).toBe(false);
    expect(firstDifference(everything(optimizer), before)).toBeNull();
  });

  test("a state of another rule, flag or shape is refused whole", () => {
    const optimizer = create(one, initial(one));
    optimizer.step({ grads: grads(0) });
    const before = everything(optimizer);
    const other = create(one, initial(one));
    for (let t = 5; t < 8; t++) other.step({ grads: grads(t) });
    const state = other.stateDict();
    const [group] = state.groups;
    const spoilt = [
      { ...state, groups: [{ ...group, rule: "Another" }] },
      { ...state, groups: [{ ...group, flags: { ...group?.flags, another: true } }] },
      { ...state, params: [{ ...state.params[0], shape: [1, 1] }, ...state.params.slice(1)] },
      { ...state, params: [{ ...state.params[0], slots: {} }, ...state.params.slice(1)] },
      { ...state, mode: "sleep" },
      { ...state, step: 0 },
    ];
    // A rule without state has no slots to miss.
    for (const bad of Object.keys(state.params[0]?.slots ?? {}).length > 0 ? spoilt : spoilt.slice(0, 3)) {
      expect(() => optimizer.loadStateDict(bad as never)).toThrow(InvalidArgumentError);
      expect(firstDifference(everything(optimizer), before)).toBeNull();
    }
  });
});

describe.each(rules)("$name", (rule) => {
  test("every hyper-parameter can be a schedule", () => {
    const [one] = ruleCases.filter((each) => each.rule === rule) as [RuleCase];
    const constants = create(one, initial(one));
    const scheduled: Record<string, unknown> = {};
    for (const name of Object.keys(rule.hyper)) {
      const value = (constants.groups[0] as Record<string, unknown>)[name];
      // A group that is made with a function for what is 0 keeps the slots that other values need.
      if (value === null || value === 0) continue;
      scheduled[name] = Array.isArray(value) ? value.map((each) => () => each) : () => value;
    }
    const functions = create(one, initial(one), scheduled);
    for (let t = 0; t < 3; t++)
      for (const each of [constants, functions]) each.step({ grads: gradients(one, t) });
    expect(firstDifference([...functions.params], [...constants.params])).toBeNull();
  });

  test("refuses an unknown option, and a rate that is none", () => {
    const [one] = ruleCases.filter((each) => each.rule === rule) as [RuleCase];
    expect(() => create(one, initial(one), { another: 1 })).toThrow(InvalidArgumentError);
    for (const lr of [-1, Number.NaN, Number.POSITIVE_INFINITY, "0.1", null]) {
      expect(() => create(one, initial(one), { lr })).toThrow(InvalidArgumentError);
    }
  });
});

test("Muon's adjustments are PyTorch's factors of the rate", () => {
  const after = (shape: readonly number[], options: Readonly<Record<string, unknown>>) => {
    const optimizer = new Optimizer(muon, [{ shape }], { weightDecay: 0, ...options });
    optimizer.grads[0]?.set(gradient(16, 3));
    optimizer.step();
    return [...(optimizer.params[0] as Float32Array)];
  };
  for (const [shape, factors] of [
    [[2, 8], { original: 1, match_rms_adamw: 0.2 * Math.sqrt(8), spectral_unclamped: 0.5 }],
    [[8, 2], { original: 2, match_rms_adamw: 0.2 * Math.sqrt(8), spectral_unclamped: 2 }],
  ] as const) {
    for (const [adjustLrFn, factor] of Object.entries(factors)) {
      const plain = after(shape, { lr: factor / factors.original });
      for (const [i, value] of after(shape, { lr: 1, adjustLrFn }).entries()) {
        expect(value).toBeCloseTo(plain[i] as number, 6);
      }
    }
  }
});
