/** Which hand-written trees are refused, and by which name. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalize } from "../src/tree/normalize.js";
import { cases } from "./support/random-cases.js";
import { refusal as refusalOf } from "./support/refusals.js";

const one = { kind: "constant", value: 1 } as const;
const ramp = { kind: "ramp", start: 0, end: 10, from: 1, to: 2 } as const;
const stairs = { kind: "stairs", boundaries: [1, 2], values: [3, 4, 5] } as const;
const table = { kind: "table", values: [1, 2] } as const;
const time = { kind: "time", child: one } as const;
const cycles = { kind: "cycles", child: one, length: 10 } as const;
const join = { kind: "join", boundaries: [5], children: [one, one] } as const;

const refusal = (tree: unknown) => refusalOf(() => normalize(tree));

describe("errors", () => {
  const nan = Number.NaN;
  const refused: readonly (readonly [unknown, string])[] = [
    [undefined, "root"],
    [null, "root"],
    [3, "root"],
    ["constant", "root"],
    [[one], "root"],
    [() => one, "root"],
    [new Float64Array(2), "root"],
    [{}, "root.kind"],
    [{ kind: "cosine" }, "root.kind"],
    [{ kind: "toString" }, "root.kind"],
    [{ kind: "__proto__" }, "root.kind"],
    [Object.create(one), "root.kind"],

    [{ kind: "constant" }, "root.value"],
    [{ kind: "constant", value: "1" }, "root.value"],
    [{ kind: "constant", value: null }, "root.value"],
    [{ kind: "constant", value: 1n }, "root.value"],
    [{ kind: "constant", value: Number.POSITIVE_INFINITY }, "root.value"],
    [{ kind: "constant", value: 1, unit: "step" }, "root.unit"],
    [JSON.parse('{"kind":"constant","value":1,"__proto__":{}}'), "root.__proto__"],
    [{ kind: "constant", value: 1, constructor: 1 }, "root.constructor"],
    [Object.assign(Object.create({ value: 1 }), { kind: "constant" }), "root.value"],

    [{ ...ramp, start: 11 }, "root.end"],
    [{ ...ramp, start: -1e308, end: 1e308 }, "root.end"],
    [{ ...ramp, from: -1e308, to: 1e308 }, "root.to"],
    [{ ...ramp, from: nan }, "root.from"],
    [{ ...ramp, interpolation: "geometric", from: 0 }, "root.to"],
    [{ ...ramp, interpolation: "geometric", to: 0 }, "root.to"],
    [{ ...ramp, interpolation: "geometric", from: -1 }, "root.to"],
    [{ ...ramp, interpolation: "geometric", from: 1e-300, to: 1e300 }, "root.to"],
    [{ ...ramp, interpolation: "geometric", from: 1e300, to: 1e-300 }, "root.to"],
    [{ ...ramp, interpolation: "log" }, "root.interpolation"],
    [{ ...ramp, before: "continue" }, "root.before"],
    [{ ...ramp, after: true }, "root.after"],
    [{ ...ramp, easing: "cosine" }, "root.easing"],
    [{ ...ramp, easing: null }, "root.easing"],
    [{ ...ramp, easing: { kind: "constant" } }, "root.easing.kind"],
    [{ ...ramp, easing: { kind: "linear", exponent: 2 } }, "root.easing.exponent"],
    [{ ...ramp, easing: { kind: "linear", timeExponent: 0 } }, "root.easing.timeExponent"],
    [{ ...ramp, easing: { kind: "power" } }, "root.easing.exponent"],
    [{ ...ramp, easing: { kind: "power", exponent: 0 } }, "root.easing.exponent"],
    [{ ...ramp, easing: { kind: "reversePower", exponent: -1 } }, "root.easing.exponent"],
    [{ ...ramp, easing: { kind: "cosine", exponent: 0 } }, "root.easing.exponent"],
    [{ ...ramp, easing: { kind: "cosine", halfCycles: -1 } }, "root.easing.halfCycles"],
    [{ ...ramp, easing: { kind: "tanh", lower: -7 } }, "root.easing.upper"],
    [{ ...ramp, easing: { kind: "tanh", lower: nan, upper: 3 } }, "root.easing.lower"],
    [{ ...ramp, easing: { kind: "logarithmic", base: 0 } }, "root.easing.base"],
    [{ ...ramp, easing: { kind: "logarithmic", base: 1 } }, "root.easing.base"],

    [{ kind: "power" }, "root.exponent"],
    [{ kind: "power", exponent: 1, slope: nan }, "root.slope"],

    [{ ...stairs, boundaries: [2, 1] }, "root.boundaries[1]"],
    [{ ...stairs, boundaries: [1, nan] }, "root.boundaries[1]"],
    [{ ...stairs, boundaries: 1 }, "root.boundaries"],
    [{ ...stairs, boundaries: [1] }, "root.values.length"],
    [{ ...stairs, values: [1, 2, "3"] }, "root.values[2]"],
    [{ ...stairs, values: new BigInt64Array(3) }, "root.values[0]"],
    [{ ...stairs, values: new DataView(new ArrayBuffer(3)) }, "root.values"],
    [{ ...stairs, values: { 0: 1, 1: 2, 2: 3, length: 3 } }, "root.values"],
    [{ ...stairs, side: "both" }, "root.side"],

    [{ ...table, values: [] }, "root.values"],
    [{ ...table, values: new Array(4_000_000_000) }, "root.values[0]"],
    [{ ...table, start: "0" }, "root.start"],

    [{ kind: "time" }, "root.child"],
    [{ ...time, scale: 0 }, "root.scale"],
    [{ ...time, scale: -1 }, "root.scale"],
    [{ ...time, quantum: 0 }, "root.quantum"],
    [{ ...time, minimum: 2, maximum: 1 }, "root.maximum"],
    [{ ...time, minimum: nan }, "root.minimum"],
    [{ ...time, child: { kind: "constant" } }, "root.child.value"],

    [{ ...cycles, length: 0 }, "root.length"],
    [{ ...cycles, length: undefined }, "root.length"],
    [{ ...cycles, multiplier: 0 }, "root.multiplier"],
    [{ ...cycles, multiplier: -2 }, "root.multiplier"],
    [{ ...cycles, decay: -0.5 }, "root.decay"],
    [{ ...cycles, decayOf: "height" }, "root.decayOf"],
    [{ ...cycles, limit: 0 }, "root.limit"],
    [{ ...cycles, limit: 1.5 }, "root.limit"],
    [{ ...cycles, limit: 2 ** 53 }, "root.limit"],
    [{ ...cycles, afterwards: null }, "root.afterwards"],

    [{ ...join, children: [one] }, "root.children.length"],
    [{ ...join, children: [one, one, one] }, "root.children.length"],
    [{ ...join, children: [one, { kind: "constant", value: nan }] }, "root.children[1].value"],
    [{ ...join, children: new Array(2) }, "root.children[0]"],
    [{ ...join, boundaries: [], children: [] }, "root.children.length"],
    [{ ...join, rebase: 1 }, "root.rebase"],
    [{ ...join, labels: ["one"] }, "root.labels.length"],
    [{ ...join, labels: ["one", 2] }, "root.labels[1]"],
    [{ ...join, labels: "ab" }, "root.labels"],

    [{ kind: "product", children: [] }, "root.children"],
    [{ kind: "sum", children: [] }, "root.children"],
    [{ kind: "sum", children: one }, "root.children"],
    [{ kind: "sum" }, "root.children"],
    [{ kind: "clamp", child: one, minimum: 2, maximum: 1 }, "root.maximum"],
    [{ kind: "clamp", children: [one] }, "root.children"],
  ];

  test.each(refused.map(([tree, argument], i) => ({ i, tree, argument })))(
    "$argument (case $i)",
    ({ tree, argument }) => {
      expect(refusal(tree).argument).toBe(argument);
    },
  );

  test("say what is allowed", () => {
    expect(refusal({ ...join, children: [one] }).message).toBe(
      "root.children.length must be 2, one more than the boundaries; got 1",
    );
    expect(refusal({ kind: "constant", value: 1, unit: "step" }).message).toBe(
      'unknown field "root.unit" of a constant node; it takes kind and value',
    );
  });

  test("a fuzzed input is rejected with a typed error, never with another one", () => {
    fc.assert(
      fc.property(
        fc.object({ key: fc.constantFrom("kind", "child", "children", "value", "length") }),
        (input) => {
          expect(refusal(input).argument).toMatch(/^root/);
        },
      ),
      { numRuns: cases(300) },
    );
  });
});
