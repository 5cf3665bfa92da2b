/** Variables in every situation: shared, reshaped, added later, disposed, on other backends, in memory that grows. */
import {
  InvalidArgumentError,
  NonFiniteGradientError,
  AdamW as PlainAdamW,
  LAMB as PlainLAMB,
} from "@anneal/core";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { packedCases } from "../../core/test/support/low-memory.js";
import { sampled } from "../../core/test/support/random-cases.js";
import { ruleCases, sizeOf } from "../../core/test/support/rules.js";
import { AdamW, LAMB, Muon, RuleBasedOptimizer } from "../src/index.js";
import { backends, gradientTensors, numbers, stepPlain, useBackend, variable } from "./support/backends.js";

const options = { lr: 0.05, weightDecay: 0.1 };

describe.each(backends)("on the backend %s", (backend) => {
  useBackend(backend);

  it("does not change tensors that share values with a variable", () => {
    const start = tf.tensor1d([1, 2, 3]);
    const w = tf.variable(start, true, "w");
    const reshaped = w.reshape([3, 1]);
    const optimizer = new AdamW({ lr: 0.1 });
    optimizer.applyGradients(gradientTensors({ w: [1, 1, 1] }));
    expect([...start.dataSync()]).toEqual([1, 2, 3]);
    expect([...reshaped.dataSync()]).toEqual([1, 2, 3]);
    expect(w.dataSync()[0]).toBeLessThan(1);
  });

  it("accepts one gradient for two variables, and a clone of the variable", () => {
    const a = variable("a", [1, 2]);
    const b = variable("b", [1, 2]);
    const optimizer = new AdamW({ lr: 0.1, clipNorm: 1 });
    const shared = tf.tensor1d([3, 4]);
    optimizer.applyGradients({ a: shared, b: shared });
    expect([...a.dataSync()]).toEqual([...b.dataSync()]);
    expect([...shared.dataSync()]).toEqual([3, 4]);
    optimizer.applyGradients({ a: a.clone(), b: b.clone() });
    expect([...a.dataSync()]).toEqual([...b.dataSync()]);
  });

  it("continues when variables are added, values are assigned and gradients are missing", () => {
    const plain = [numbers(5, 0), numbers(7, 1)];
    const [a, b] = [variable("a", plain[0] as Float32Array), variable("b", plain[1] as Float32Array)];
    const optimizer = new AdamW(options);
    const first = new PlainAdamW([plain[0] as Float32Array], { ...options, memory: "caller" });
    const onlyA = { a: numbers(5, 2) };
    optimizer.applyGradients(gradientTensors(onlyA));
    stepPlain(first, ["a"], onlyA);
    a.assign(tf.tensor1d(numbers(5, 3)));
    (plain[0] as Float32Array).set(numbers(5, 3));
    const both = { a: numbers(5, 4), b: numbers(7, 5) };
    optimizer.applyGradients(gradientTensors(both));
    stepPlain(first, ["a"], both);
    const onlyB = new PlainAdamW([plain[1] as Float32Array], { ...options, memory: "caller" });
    stepPlain(onlyB, ["b"], both);
    expect([...a.dataSync()]).toEqual([...(plain[0] as Float32Array)]);
    expect([...b.dataSync()]).toEqual([...(plain[1] as Float32Array)]);
  });

  it("continues after the memory has grown", () => {
    const plain = numbers(1_000, 0);
    const w = variable("w", plain);
    const optimizer = new AdamW(options);
    const reference = new PlainAdamW([plain], { ...options, memory: "caller" });
    const held: tf.Tensor[] = [];
    for (let step = 0; step < 4; step++) {
      const gradients = { w: numbers(1_000, step) };
      optimizer.applyGradients(gradientTensors(gradients));
      stepPlain(reference, ["w"], gradients);
      held.push(tf.zeros([6_000_000]));
    }
    expect(w.dataSync()).toEqual(plain);
    expect(optimizer.updateInfo.inPlace).toBe(true);
  });

  it("loads a state after the memory has grown", () => {
    const run = (grows: boolean) => {
      const w = variable("w", numbers(100, 1));
      const optimizer = new AdamW(options);
      optimizer.applyGradients(gradientTensors({ w: numbers(100, 2) }));
      const state = optimizer.stateDict();
      optimizer.applyGradients(gradientTensors({ w: numbers(100, 3) }));
      // Twice the memory that the first run left.
      const held = grows ? tf.zeros([tf.memory().numBytes + 20_000_000]) : null;
      optimizer.loadStateDict(state);
      optimizer.applyGradients(gradientTensors({ w: numbers(100, 4) }));
      const values = [...w.dataSync()];
      optimizer.dispose();
      w.dispose();
      held?.dispose();
      return values;
    };
    expect(run(true)).toEqual(run(false));
  });

  it("accepts a variable as its own gradient", () => {
    const a = variable("a", [1, 2, 3]);
    const plain = Float32Array.of(1, 2, 3);
    const optimizer = new LAMB({ lr: 0.1 });
    const reference = new PlainLAMB([plain], { lr: 0.1, memory: "caller" });
    for (let step = 0; step < 3; step++) {
      optimizer.applyGradients({ a });
      reference.step({ grads: [plain.slice()] });
    }
    expect([...a.dataSync()]).toEqual([...plain]);
  });

  it("refuses a variable with the name of a disposed one and another shape", () => {
    variable("w", [1, 2, 3, 4, 5, 6], [2, 3]);
    const optimizer = new AdamW(options);
    optimizer.applyGradients(gradientTensors({ w: [1, 1, 1, 1, 1, 1] }));
    for (const shape of [[3, 2], [6], [3]]) {
      tf.engine().registeredVariables.w?.dispose();
      const values = numbers(
        shape.reduce((product, each) => product * each),
        0,
      );
      const w = variable("w", values, shape);
      expect(() => optimizer.applyGradients(gradientTensors({ w: values }))).toThrow(
        /^the shape of variable w must be \[2,3\]/,
      );
      expect([...w.dataSync()]).toEqual([...values]);
    }
  });

  it("counts no step that throws", () => {
    const w = variable("w", [1, 2]);
    const optimizer = new AdamW({ ...options, nonFinite: "throw" });
    expect(() => optimizer.applyGradients(gradientTensors({ w: [Number.NaN, 1] }))).toThrow(
      NonFiniteGradientError,
    );
    expect([optimizer.iterations, optimizer.updates]).toEqual([0, 0]);
    expect([...w.dataSync()]).toEqual([1, 2]);
    optimizer.applyGradients(gradientTensors({ w: [1, 1] }));
    expect([optimizer.iterations, optimizer.updates]).toEqual([1, 1]);
  });

  it("continues on another backend and back", async () => {
    const plain = numbers(6, 0);
    const w = variable("w", plain, [2, 3]);
    const optimizer = new AdamW(options);
    const reference = new PlainAdamW([plain], { ...options, memory: "caller" });
    for (const [step, name] of [backend, backend === "cpu" ? "wasm" : "cpu", backend].entries()) {
      await tf.setBackend(name);
      const gradients = { w: numbers(6, step) };
      optimizer.applyGradients(gradientTensors(gradients));
      stepPlain(reference, ["w"], gradients);
      expect([...w.dataSync()]).toEqual([...plain]);
    }
  });

  it.each([
    ["no object", null],
    [
      "a list with a name twice",
      () => [1, 2].map(() => ({ name: "w", tensor: tf.zeros([2]) })) as unknown as tf.NamedTensorMap,
    ],
    ["an unknown variable", () => ({ x: tf.zeros([2]) })],
    ["another shape", () => ({ w: tf.zeros([3]) })],
    ["another type", () => ({ w: tf.zeros([2], "int32") })],
    ["a disposed gradient", () => ({ w: tf.tidy(() => disposed()) })],
  ] as [string, (() => tf.NamedTensorMap) | null][])("refuses %s before anything is changed", (_, make) => {
    const w = variable("w", [1, 2]);
    const optimizer = new AdamW(options);
    optimizer.applyGradients(gradientTensors({ w: [1, 1] }));
    const before = [...w.dataSync()];
    expect(() => optimizer.applyGradients((make?.() ?? null) as tf.NamedTensorMap)).toThrow(
      InvalidArgumentError,
    );
    expect([...w.dataSync()]).toEqual(before);
    expect(optimizer.updates).toBe(1);
  });

  it("refuses a variable that the rule does not take, by its name", () => {
    const [kernel, bias] = [variable("dense/kernel", numbers(4, 1), [2, 2]), variable("dense/bias", [1, 2])];
    const optimizer = new Muon({ lr: 0.1 });
    const gradients = gradientTensors({ "dense/kernel": numbers(4, 2), "dense/bias": [1, 1] });
    expect(() => optimizer.applyGradients(gradients)).toThrow(/^the shape of variable dense\/bias must be/);
    expect([...kernel.dataSync(), ...bias.dataSync()]).toEqual([...numbers(4, 1), 1, 2]);
    optimizer.applyGradients(gradientTensors({ "dense/kernel": numbers(4, 2) }));
    expect(optimizer.updates).toBe(1);
  });

  it("refuses a variable that was disposed", () => {
    const w = variable("w", [1, 2]);
    const v = variable("v", [1, 2]);
    const optimizer = new AdamW(options);
    optimizer.applyGradients(gradientTensors({ w: [1, 1], v: [1, 1] }));
    w.dispose();
    expect(() => optimizer.applyGradients(gradientTensors({ v: [1, 1] }))).toThrow(/variable must be/);
    expect(v.isDisposed).toBe(false);
  });
});

function disposed(): tf.Tensor {
  const tensor = tf.zeros([2]);
  tensor.dispose();
  return tensor;
}

describe("a state", () => {
  useBackend("cpu");

  it("continues under other names by order and shape, and is refused for other shapes", () => {
    const [a, b] = [variable("a", [1, 2]), variable("b", [1])];
    const optimizer = new AdamW(options);
    optimizer.applyGradients(gradientTensors({ a: [1, 2], b: [3] }));
    const state = optimizer.stateDict();
    const [c, d] = [variable("c", a.dataSync()), variable("d", b.dataSync())];
    const resumed = new AdamW(options);
    resumed.loadStateDict(state);
    resumed.applyGradients(gradientTensors({ c: [1, 1], d: [1] }));
    optimizer.applyGradients(gradientTensors({ a: [1, 1], b: [1] }));
    expect([...c.dataSync(), ...d.dataSync()]).toEqual([...a.dataSync(), ...b.dataSync()]);

    const other = new AdamW(options);
    other.loadStateDict(state);
    const before = [...d.dataSync()];
    expect(() => other.applyGradients(gradientTensors({ d: [1], c: [1, 1] }))).toThrow(/^state\.params\[0\]/);
    expect([...d.dataSync()]).toEqual(before);
  });

  it("is the same as tensors", async () => {
    variable("a", [1, 2]);
    const optimizer = new AdamW(options);
    expect(await optimizer.getWeights()).toHaveLength(1);
    optimizer.applyGradients(gradientTensors({ a: [1, 2] }));
    const weights = await optimizer.getWeights();
    const again = new AdamW(options);
    await again.setWeights(weights);
    expect(again.stateDict()).toEqual(optimizer.stateDict());
    expect(again.iterations).toBe(1);
    const foreign = [weights[0], { name: "x", tensor: tf.zeros([1]) }] as typeof weights;
    await expect(again.setWeights(foreign)).rejects.toThrow(InvalidArgumentError);
    const cut = weights.slice(0, 2);
    await expect(again.setWeights(cut)).rejects.toThrow(InvalidArgumentError);
  });

  it.each(sampled([...ruleCases, ...packedCases], 8).map((one) => [one.title, one] as const))(
    "of %s is the same as tensors",
    async (_, one) => {
      const shapes = one.rule.name === "Muon" ? [[5, 7]] : [[4_400], [3]];
      const create = () => {
        const optimizer = new RuleBasedOptimizer(one.rule, one.options as never);
        return optimizer;
      };
      const step = (optimizer: RuleBasedOptimizer, prefix: string, seed: number) =>
        optimizer.applyGradients(
          gradientTensors(
            Object.fromEntries(shapes.map((shape, i) => [`${prefix}${i}`, numbers(sizeOf(shape), seed + i)])),
          ),
        );
      for (const [i, shape] of shapes.entries()) variable(`a${i}`, numbers(sizeOf(shape), 9 + i), shape);
      const optimizer = create();
      for (let t = 0; t < 2; t++) step(optimizer, "a", t);
      const named = tf.engine().registeredVariables;
      for (const [i, shape] of shapes.entries())
        variable(`b${i}`, (named[`a${i}`] as tf.Variable).dataSync(), shape);
      const resumed = create();
      // As `model.save` and `tf.loadLayersModel` do, in bytes.
      const { data, specs } = await tf.io.encodeWeights(await optimizer.getWeights());
      const decoded = tf.io.decodeWeights(data, specs);
      await resumed.setWeights(Object.entries(decoded).map(([name, tensor]) => ({ name, tensor })));
      for (const [each, prefix] of [
        [optimizer, "a"],
        [resumed, "b"],
      ] as const)
        step(each, prefix, 5);
      for (const i of shapes.keys())
        expect((named[`b${i}`] as tf.Variable).dataSync()).toEqual(
          (named[`a${i}`] as tf.Variable).dataSync(),
        );
    },
  );

  it("has the gradients of an update that is not complete, which are refused where they don't belong", async () => {
    const [a] = [variable("a", [1, 2]), variable("b", [1])];
    const optimizer = new AdamW({ ...options, accumulationSteps: 3 });
    for (let call = 0; call < 2; call++) optimizer.applyGradients(gradientTensors({ a: [1, 2], b: [call] }));
    const weights = await optimizer.getWeights();
    const shorter = new AdamW({ ...options, accumulationSteps: 2 });
    await expect(shorter.setWeights(weights)).rejects.toThrow(/^weights.accumulated.calls must be below/);
    const without = new AdamW({ ...options, accumulationSteps: 3 });
    await expect(without.setWeights(weights.slice(0, -1))).rejects.toThrow(/^weights must be among/);
    // Under other names, by order and shape.
    const [c] = [variable("c", [1, 2]), variable("d", [1])];
    const resumed = new AdamW({ ...options, accumulationSteps: 3 });
    await resumed.setWeights(weights);
    optimizer.applyGradients(gradientTensors({ a: [5, 5], b: [5] }));
    resumed.applyGradients(gradientTensors({ c: [5, 5], d: [5] }));
    expect([...c.dataSync()]).toEqual([...a.dataSync()]);
    expect(resumed.updates).toBe(1);
  });
});
