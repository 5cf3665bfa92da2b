/** Which ramps have a form that is evaluated in blocks: the others cost a function call per step. */
import { describe, expect, it } from "vitest";
import { curveOf } from "../src/evaluate/curve.js";
import type { Easing, RampNode } from "../src/tree/node.js";

const ramp = (easing: Easing, interpolation: RampNode["interpolation"] = "arithmetic"): RampNode => ({
  kind: "ramp",
  start: 3,
  end: 13,
  from: 2,
  to: 0.5,
  easing,
  interpolation,
  before: "hold",
  after: "hold",
});
const linear: Easing = { kind: "linear", timeExponent: 1 };

describe("a ramp", () => {
  it.each<[string, RampNode]>([
    ["line", ramp(linear)],
    ["line", ramp({ kind: "power", exponent: 1, timeExponent: 1 })],
    ["line", ramp({ kind: "reversePower", exponent: 1, timeExponent: 1 })],
    ["affinePower", ramp({ kind: "power", exponent: 2, timeExponent: 1 })],
    ["affinePower", ramp({ kind: "reversePower", exponent: 2, timeExponent: 1 })],
    ["rotation", ramp({ kind: "cosine", exponent: 1, halfCycles: 3, timeExponent: 1 })],
    ["geometric", ramp({ kind: "halfLife", timeExponent: 1 })],
    ["geometric", ramp(linear, "geometric")],
    ["pointwise", ramp({ kind: "cosine", exponent: 2, halfCycles: 3, timeExponent: 1 })],
    ["pointwise", ramp({ kind: "power", exponent: 2, timeExponent: 1 }, "geometric")],
    ["pointwise", ramp({ ...linear, timeExponent: 2 })],
  ])("is a %s", (kind, node) => expect(curveOf(node)).toMatchObject({ kind }));

  it("that is pointwise keeps its ends, its easing and its length", () => {
    const node = ramp({ kind: "power", exponent: 2, timeExponent: 3 }, "geometric");
    const { from, to, easing } = node;
    expect(curveOf(node)).toEqual({ kind: "pointwise", from, to, geometric: true, easing, length: 10 });
  });
});
