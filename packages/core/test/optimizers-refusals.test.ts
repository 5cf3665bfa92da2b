/** What the optimizers refuse, before anything changes. */
import { describe, expect, test } from "vitest";
import { AdamW, clipGradNorm, InvalidArgumentError, type Optimizer } from "../src/index.js";
import { snapshot, values } from "./support/optimizers.js";

describe("what is refused, before anything changes", () => {
  test.each<[string, () => unknown]>([
    ["params must be an array of", () => new AdamW(3 as never)],
    ["params must be at least one parameter", () => new AdamW([])],
    ["params must be at least one parameter", () => new AdamW([{ params: [] }])],
    ["params[1] must be a Float32Array, or a whole number", () => new AdamW([2, 1.5])],
    ["params[0] must be a Float32Array, or a whole number", () => new AdamW([-1])],
    ["params[0] must be a Float32Array, or a whole number", () => new AdamW([new Float64Array(2) as never])],
    ["params[1] must be", () => new AdamW([2, { params: [2] }] as never)],
    ["params[0].params[0] must be", () => new AdamW([{ params: ["2" as never] }])],
    ["params[0].params must be an array", () => new AdamW([{ params: 2 as never }])],
    ['unknown field "params[0].momentum" of ', () => new AdamW([{ params: [2], momentum: 1 } as never])],
    ['params[0] must be a Float32Array (memory: "caller")', () => new AdamW([3], { memory: "caller" })],
    ["parameter 1 must be apart from parameter 0", () => ((a) => new AdamW([a, a]))(values(2))],
    [
      "parameter 1 must be apart from parameter 0",
      () => ((a) => new AdamW([a.subarray(0, 3), a.subarray(2)]))(values(5)),
    ],
    ["options must be an object", () => new AdamW([1], 3 as never)],
    ['unknown option "momentum" of ', () => new AdamW([1], { momentum: 0.9 } as never)],
    [
      'unknown option "decoupledWeightDecay" of ',
      () => new AdamW([1], { decoupledWeightDecay: true } as never),
    ],
    ["lr must be a finite number of at least 0", () => new AdamW([1], { lr: -1e-3 })],
    ["lr must be a finite number of at least 0", () => new AdamW([1], { lr: Number.NaN })],
    ["lr must be a number, a schedule or a function", () => new AdamW([1], { lr: "1e-3" as never })],
    ["betas must be a pair", () => new AdamW([1], { betas: [0.9] as never })],
    ["betas[0] must be a number of at least 0 and below 1", () => new AdamW([1], { betas: [1, 0.9] })],
    [
      "betas[1] must be a number of at least 0 and below 1",
      () => new AdamW([1], { betas: [0.9, Number.NaN] }),
    ],
    ["eps must be a finite number of at least 0", () => new AdamW([1], { eps: Number.POSITIVE_INFINITY })],
    ["weightDecay must be a finite number of at least 0", () => new AdamW([1], { weightDecay: -1 })],
    ["amsgrad must be true or false", () => new AdamW([1], { amsgrad: 1 as never })],
    [
      'nonFinite must be "propagate", "skip" or "throw"',
      () => new AdamW([1], { nonFinite: "ignore" as never }),
    ],
    ['memory must be "resident" or "caller"', () => new AdamW([1], { memory: "shared" as never })],
  ])("%s", (message, create) => {
    expect(create).toThrow(InvalidArgumentError);
    expect(create).toThrow(message);
  });

  test.each<[string, (optimizer: Optimizer) => unknown]>([
    ["options must be an object", (o) => o.step(1 as never)],
    ['unknown option "closure" of ', (o) => o.step({ closure: 1 } as never)],
    ["grads must be an array of 2 gradients", (o) => o.step({ grads: [values(2)] })],
    ["grads[1] must be a Float32Array of 3 values", (o) => o.step({ grads: [values(2), values(2)] })],
    ["grads[0] must be a Float32Array of 2 values", (o) => o.step({ grads: [[1, 2] as never, values(3)] })],
    ["skip must be the index of a parameter, 0 to 1", (o) => o.step({ skip: [2] })],
    ["skip must be an array", (o) => o.step({ skip: 1 as never })],
    ["gradScale must be a finite number above 0", (o) => o.step({ gradScale: 0 })],
    ["gradScale must be a finite number above 0", (o) => o.step({ gradScale: Number.NaN })],
    ["gradScale must be a finite number above 0", (o) => o.step({ gradScale: 1e-60 })],
    ["foundInf must be true or false", (o) => o.step({ foundInf: 1 as never })],
    ["maxNorm must be a finite number of at least 0", (o) => o.clipGradNorm(-1)],
    ["maxNorm must be a number that a float32 can hold", (o) => o.clipGradNorm(1e39)],
    [
      "maxNorm must be a number that a float32 can hold",
      () => clipGradNorm([Float32Array.of(3e38, 3e38)], 1e39),
    ],
    ['unknown option "gradScale" of ', (o) => o.clipGradNorm(1, { gradScale: 2 } as never)],
    ["groups[0].lr must be", (o) => Object.assign(o.groups[0] as object, { lr: -1 })],
    ["groups[0].betas[1] must be", (o) => Object.assign(o.groups[0] as object, { betas: [0, 1] })],
    ["groups[0].eps must be", (o) => Object.assign(o.groups[0] as object, { eps: "1" })],
    [
      "groups[0].weightDecay must be",
      (o) => Object.assign(o.groups[0] as object, { weightDecay: Number.NaN }),
    ],
  ])("%s", (message, use) => {
    const optimizer = new AdamW([values(2), values(3)], {});
    optimizer.step({ grads: [values(2, 2), values(3, 2)] });
    const before = snapshot(optimizer);
    expect(() => use(optimizer)).toThrow(InvalidArgumentError);
    expect(() => use(optimizer)).toThrow(message);
    expect(snapshot(optimizer)).toEqual(before);
  });

  test("gradients have to come with each step of caller-owned parameters", () => {
    const optimizer = new AdamW([values(2)], { memory: "caller" });
    expect(() => optimizer.step()).toThrow("grads must be given");
    expect(() => optimizer.clipGradNorm(1)).toThrow("grads must be given");
    expect(() => optimizer.zeroGrad()).toThrow(InvalidArgumentError);
    expect(optimizer.stepCount).toBe(0);
  });
});

test.each([null, "0.1", true, [], 1n, undefined, Number.NaN, -1])(
  "an lr function that returns %s is refused",
  (rate) => {
    const optimizer = new AdamW([2], { lr: () => rate as number });
    const before = structuredClone(optimizer.stateDict());
    expect(() => optimizer.step()).toThrow(InvalidArgumentError);
    expect(optimizer.stateDict()).toEqual(before);
  },
);
