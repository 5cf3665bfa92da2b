/** Every rule on the module: the bits of the host, whatever the lengths. */
import * as host from "@anneal/core";
import { compile, slotsOf } from "@anneal/core/optimizer-engine";
import { describe, expect, test } from "vitest";
import { firstDifference } from "../../core/test/support/float32-bits.js";
import { shared } from "../../core/test/support/random-cases.js";
import {
  everything,
  gradient,
  gradients,
  initial,
  type RuleCase,
  ruleCases,
} from "../../core/test/support/rules.js";
import { userRuleCases } from "../../core/test/support/user-rules.js";
import { KERNELS } from "../src/optimizers/abi.js";
import { Optimizer } from "../src/optimizers/optimizer.js";

const pairOf = ({ rule, options }: RuleCase, params: object[], more: object = {}) => {
  const pair = [
    new host.Optimizer(rule, params as never, { ...options, ...more }),
    new Optimizer(rule, params as never, { ...options, ...more, engine: "wasm" }),
  ] as const;
  for (const each of pair) each.train();
  return pair;
};

describe.each(shared(ruleCases, 4, 2))("$title", (one) => {
  test("has the bits of the host", () => {
    for (const memory of ["resident", "caller"]) {
      const create = () => initial(one);
      const pair = [pairOf(one, create(), { memory })[0], pairOf(one, create(), { memory })[1]] as const;
      for (let t = 0; t < 6; t++) {
        const grads = () => gradients(one, t).map((grad, i) => (t === 3 && i === 1 ? null : grad));
        for (const each of pair) each.step({ grads: grads(), gradScale: t === 4 ? 3 : 1 });
      }
      for (const each of pair) each.eval();
      expect(firstDifference(everything(pair[0]), everything(pair[1]))).toBeNull();
      expect(pair[1].stateDict()).toEqual(pair[0].stateDict());
    }
  });

  test("has them for every length around vectors and blocks", () => {
    const shapes = [1, 2, 3, 4, 5, 7, 8, 9, 16_383, 16_385, 40_000].map((length) =>
      one.rule.name === "Muon" ? [3, Math.min(length, 500)] : [length],
    );
    const sized = { ...one, shapes };
    const pair = pairOf(sized, initial(sized));
    for (let t = 0; t < 2; t++) for (const each of pair) each.step({ grads: gradients(sized, t) });
    expect(firstDifference(everything(pair[0]), everything(pair[1]))).toBeNull();
  });

  test("runs in kernels, not interpreted", () => {
    const { rule, options } = one;
    const flags = Object.fromEntries(
      Object.entries(rule.flags).map(([name, { default: value }]) => [name, options[name] ?? value]),
    );
    const hyper = {
      ...Object.fromEntries(Object.entries(rule.hyper).map(([name, { default: value }]) => [name, value])),
      ...options,
    };
    for (const isMatrix of [false, true]) {
      const slots = slotsOf(rule, { flags, hyper, isMatrix } as never);
      const { stages } = compile(rule, rule.update, { ...flags, isMatrix } as never, slots);
      expect(stages.map(({ elements }) => KERNELS[elements.key])).not.toContain(undefined);
    }
  });
});

test.each(userRuleCases)("$title is interpreted on the module, with the same bits", (one) => {
  const pair = pairOf(one, initial(one), { memory: "resident" });
  for (let t = 0; t < 6; t++)
    for (const each of pair)
      each.step({ grads: gradients(one, t).map((grad, i) => (t === 3 && i === 1 ? null : grad)) });
  expect(firstDifference(everything(pair[0]), everything(pair[1]))).toBeNull();
});

test("a rule that the module doesn't know is interpreted there, with the same bits", () => {
  const halving = host.defineRule({
    name: "Halving",
    hyper: host.sgd.hyper,
    update: ({ p }) => ({
      p: {
        level: "element" as const,
        kind: "operation" as const,
        operation: "mul" as const,
        args: [p, { level: "element" as const, kind: "literal" as const, value: 0.5 }],
      },
    }),
  });
  const optimizer = new Optimizer(halving, [gradient(100, 1)], { engine: "wasm", memory: "resident" });
  optimizer.step();
  expect(optimizer.params[0]).toEqual(gradient(100, 1).map((value) => value / 2));
});
