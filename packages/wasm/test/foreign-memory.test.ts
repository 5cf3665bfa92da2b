/** Parameters in the memory of another module: updated in place, with the bits of copies. */
import { adamw, Optimizer as HostOptimizer } from "@anneal/core";
import { expect, test } from "vitest";
import { firstDifference } from "../../core/test/support/float32-bits.js";
import { everything, gradient } from "../../core/test/support/rules.js";
import { foreignEngine } from "../src/optimizers/wasm-engine.js";

/** More than a block, and less. */
const lengths = [17, 40_001, 16_384];

/** A memory whose allocator only moves on. */
function createMemory(pages: number) {
  const memory = new WebAssembly.Memory({ initial: pages });
  let next = 64;
  const allocate = (bytes: number) => {
    const address = next;
    next += Math.ceil(bytes / 16) * 16;
    return address;
  };
  const array = (values: Float32Array) => {
    const copy = new Float32Array(memory.buffer, allocate(values.byteLength), values.length);
    copy.set(values);
    return copy;
  };
  return { engine: foreignEngine({ memory, allocate, free: () => {} }), array };
}

test.each([
  ["all arrays", true, true],
  ["the parameters", true, false],
  ["the gradients", false, true],
  ["no array", false, false],
])("with %s in it", (_, hasParams, hasGrads) => {
  const { engine, array } = createMemory(64);
  const copy = (values: Float32Array) => values.slice();
  const values = lengths.map((length, i) => gradient(length, i));
  const inside = values.map(hasParams ? array : copy);
  const outside = values.map(copy);
  // A group before it, so that a parameter has one number in its group and another over all.
  const groups = (params: readonly Float32Array[]) => [
    { params: params.slice(0, 1) },
    { params: params.slice(1) },
  ];
  const options = { memory: "caller" } as const;
  const optimizer = new HostOptimizer(adamw, groups(inside), options, engine);
  const expected = new HostOptimizer(adamw, groups(outside), options);
  for (let t = 0; t < 3; t++) {
    const grads = lengths.map((length, i) => gradient(length, 10 * (t + 1) + i));
    const [own, others] = [grads.map(hasGrads ? array : copy), grads.map(copy)];
    const skip = t === 1 ? [1] : [];
    const norms = [
      optimizer.clipGradNorm(0.7, { grads: own, skip }),
      expected.clipGradNorm(0.7, { grads: others, skip }),
    ];
    expect(norms[0]).toBe(norms[1]);
    expect(firstDifference(own, others)).toBeNull();
    expect(firstDifference(own, grads)).not.toBeNull();
    optimizer.step({ grads: own, skip });
    expected.step({ grads: others, skip });
    expect(firstDifference(own, others)).toBeNull();
  }
  expect(firstDifference(inside, outside)).toBeNull();
  expect(firstDifference(everything(optimizer), everything(expected))).toBeNull();
});

test.each([true, false])("finds a gradient that is not finite, in it: %s", (hasGrads) => {
  const { engine, array } = createMemory(64);
  const options = { memory: "caller", nonFinite: "skip" } as const;
  const params = lengths.map((length, i) => array(gradient(length, i)));
  const optimizer = new HostOptimizer(adamw, params, options, engine);
  const before = params.map((values) => values.slice());
  for (const place of [0, 16_384, 40_000]) {
    const grads = lengths.map((length, i) => gradient(length, 10 + i));
    (grads[1] as Float32Array)[place] = Number.NaN;
    expect(optimizer.step({ grads: hasGrads ? grads.map(array) : grads }).stepped).toBe(false);
    expect(firstDifference(params, before)).toBeNull();
  }
});
