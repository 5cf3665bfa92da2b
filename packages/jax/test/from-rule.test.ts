/** Rules of the library, traced: a whole step with the numbers of the host, and nothing left behind. */
import {
  adamwScheduleFree,
  cosine,
  InvalidArgumentError,
  lion,
  muon,
  Optimizer,
  prodigy,
  sgdScheduleFree,
} from "@anneal/core";
import { defineRule, mul, rate, sign, sub } from "@anneal/core/rule";
import {
  applyUpdates,
  evalParamsFromRule,
  fromRule,
  type GradientTransformation,
  type RuleState,
  type Tree,
} from "@anneal/jax";
import { jit, numpy as np, tree } from "@jax-js/jax";
import { beforeAll, describe, expect, test } from "vitest";
import { sampled } from "../../core/test/support/random-cases.js";
import { gradients, initial, type RuleCase, ruleCases } from "../../core/test/support/rules.js";
import { userRuleCases } from "../../core/test/support/user-rules.js";
import { useDevice } from "./support/devices.js";
import { referencesKept } from "./support/live-buffers.js";

const STEPS = 8;
/** As a share of the parameter and of how far the steps move it: an array of updates is rounded once more than here. */
const TOLERANCE = 1e-6;

const isRefused = ({ rule: { name }, options }: RuleCase) =>
  name === "Muon" || name === "Adafactor" || "sliceP" in options;
const traced = ruleCases
  .filter((each) => !isRefused(each))
  .map((each): RuleCase => ({ ...each, shapes: [[3, 5], [7]] }));
/** The first case of each rule, which has no options. */
const firsts = traced.filter((each) => traced.find(({ rule }) => rule === each.rule) === each);
const others = traced.filter((each) => !firsts.includes(each));
/** The rules that are also run without jit. */
const eager = new Set([...sampled(firsts, 8), ...userRuleCases]);

const arrayOf = (values: Float32Array, shape: readonly number[]) => np.array(values).reshape([...shape]);

/** The parameters after some steps, as a list of all numbers of each. */
function train(each: RuleCase, optimizer: GradientTransformation<RuleState>, isJitted: boolean): number[][] {
  const step = (params: Tree, state: RuleState, grads: Tree): [Tree, RuleState] => {
    const [updates, next] = optimizer.update(grads, state, tree.ref(params));
    return [applyUpdates(params, updates), next];
  };
  const run = isJitted ? (jit(step as never) as unknown as typeof step) : step;
  let params: Tree = initial(each).map(({ values, shape }) => arrayOf(values, shape));
  let state = optimizer.init(tree.ref(params));
  for (let t = 0; t < STEPS; t++) {
    const grads = gradients(each, t).map((values, i) => arrayOf(values, each.shapes[i] as readonly number[]));
    [params, state] = run(params, state, grads);
  }
  tree.dispose(state as Tree);
  return (params as np.Array[]).map((param) => [...(param.reshape([-1]).js() as number[])]);
}

describe("a traced rule", () => {
  beforeAll(() => useDevice("wasm"));

  test("has slots for all elements", () => {
    expect(() => fromRule(prodigy, { sliceP: 2 })).toThrow(
      "sliceP must be 1: a trace computes on whole arrays",
    );
  });

  test("takes its rate as the largest one, unless that is a schedule", () => {
    expect(() => fromRule(lion, { lr: 0.1, correctedWeightDecay: true })).not.toThrow();
    expect(() => fromRule(lion, { lr: () => np.array(0.1), correctedWeightDecay: true })).toThrow(
      "maxLr must be above 0 with correctedWeightDecay",
    );
  });

  test.each([...sampled(firsts, 4), ...sampled(others, 12), ...userRuleCases])(
    "$title is the host's",
    (each) => {
      const host = new Optimizer(each.rule, initial(each), each.options as Readonly<Record<string, never>>);
      host.train();
      for (let t = 0; t < STEPS; t++) host.step({ grads: gradients(each, t) });
      const optimizer = fromRule(each.rule, each.options as Readonly<Record<string, never>>);
      const modes = eager.has(each) ? [false, true] : [true];
      const results = modes.map((isJitted) => train(each, optimizer, isJitted));
      const reach = STEPS * Number(host.groups[0]?.lr);
      for (const result of results) {
        for (const [i, expected] of host.params.entries()) {
          for (const [k, value] of expected.entries()) {
            const apart = Math.abs((result[i]?.[k] as number) - value);
            expect(apart).toBeLessThanOrEqual(TOLERANCE * (Math.abs(value) + Math.max(reach, 1)));
          }
        }
      }
    },
  );

  test("has the parameters to evaluate of a rule that trains others", () => {
    for (const rule of [sgdScheduleFree, adamwScheduleFree]) {
      const options = {
        lr: 0.05,
        warmupSteps: 3,
        ...(rule === sgdScheduleFree ? { momentum: (step: number) => 0.9 - 0.01 * step } : {}),
      };
      const shapes = [[3, 5], [7]];
      const each: RuleCase = { title: "", rule, options: {}, shapes };
      const host = new Optimizer(rule, initial(each), options as never);
      const schedule = (count: np.Array) => count.astype(np.float32).mul(-0.01).add(0.9);
      const traced = rule === sgdScheduleFree ? { ...options, momentum: schedule } : options;
      const optimizer = fromRule(rule, traced as never);
      const evalParams = evalParamsFromRule(rule, traced as never);
      let params: Tree = initial(each).map(({ values, shape }) => arrayOf(values, shape));
      let state: ReturnType<typeof optimizer.init> = optimizer.init(tree.ref(params));
      const numbers = (of: Tree) =>
        tree.leaves<np.Array>(of).flatMap((leaf) => leaf.reshape([-1]).js() as number[]);
      expect(numbers(evalParams(state, params))).toEqual(numbers(tree.ref(params)));
      host.train();
      for (let t = 0; t < STEPS; t++) {
        const grads = gradients(each, t);
        host.step({ grads });
        const arrays = grads.map((values, i) => arrayOf(values, shapes[i] as number[]));
        const [updates, next]: readonly [Tree, typeof state] = optimizer.update(
          arrays,
          state,
          tree.ref(params),
        );
        [params, state] = [applyUpdates(params, updates), next];
      }
      host.eval();
      const expected = host.params.flatMap((values) => [...values]);
      for (const [k, value] of numbers(evalParams(state, params)).entries())
        expect(Math.abs(value - (expected[k] as number))).toBeLessThanOrEqual(2e-6 * (Math.abs(value) + 1));
      tree.dispose([params, state] as Tree);
    }
  });

  test("keeps no array", () => {
    const each = traced.find(({ rule }) => rule.name === "LAMB") as RuleCase;
    const optimizer = fromRule(each.rule);
    expect(referencesKept(() => train(each, optimizer, false))).toBe(0);
    const free = fromRule(sgdScheduleFree);
    const evaluate = () => {
      const params = [np.array([1, 2])];
      const state = free.init(tree.ref(params));
      tree.dispose([evalParamsFromRule(sgdScheduleFree)(state, params), state, params] as Tree);
    };
    expect(referencesKept(evaluate)).toBe(0);
  });

  test("takes schedules and arrays for its numbers", () => {
    const each: RuleCase = { title: "", rule: lion, options: {}, shapes: [[4]] };
    const lr = cosine({ peak: 0.1, totalSteps: 20 });
    const host = new Optimizer(lion, initial(each), { lr, betas: [0.8, 0.95] });
    for (let t = 0; t < STEPS; t++) host.step({ grads: gradients(each, t) });
    const beta = np.array(0.8);
    const [result] = train(each, fromRule(lion, { lr, betas: [beta, 0.95] }), true);
    beta.dispose();
    for (const [k, value] of (host.params[0] as Float32Array).entries()) {
      expect(result?.[k]).toBeCloseTo(value, 5);
    }
  });

  test("is written by a user, too", () => {
    const signSgd = defineRule({
      name: "SignSGD",
      hyper: { lr: rate(0.5) },
      update: ({ p, g }, { lr }) => ({ p: sub(p, mul(lr, sign(g))) }),
    });
    const optimizer = fromRule(signSgd, { lr: 0.25 });
    const state = optimizer.init([np.array([1, 2, 3])]);
    const [[update]] = optimizer.update([np.array([-7, 0, 1e-3])], state, [np.array([1, 2, 3])]);
    expect(update?.js()).toEqual([0.25, 0, -0.25]);
  });

  test("is refused where it can't be traced", () => {
    const matrix = [np.zeros([2, 3])];
    expect(() => fromRule(muon).init(matrix)).toThrow("works on whole matrices, which can't be traced");
    expect(() => evalParamsFromRule(lion)).toThrow("a rule with an evaluation mode");
    expect(() => fromRule(lion, { betas: [0.9, 1] })).toThrow(InvalidArgumentError);
    expect(() => fromRule({} as never)).toThrow("an update rule");
    expect(() => fromRule(lion).update([np.zeros([2])], {} as never, [np.zeros([2])])).toThrow(
      "what init made",
    );
  });
});
