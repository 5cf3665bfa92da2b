/** Gradients of the optimizers: whose they are, and clipping them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AdamW, clipGradNorm, InvalidArgumentError } from "../src/index.js";
import { firstDifference } from "./support/float32-bits.js";
import { copies, snapshot, values } from "./support/optimizers.js";
import { cases } from "./support/random-cases.js";

describe("gradients that share elements", () => {
  const buffer = values(9);

  test.each<[string, (own: readonly Float32Array[]) => (Float32Array | null)[]]>([
    ["grads[1] must be apart from grads[0]", () => ((g) => [g, g, null])(values(4))],
    ["grads[2] must be apart from grads[0]", () => [buffer.subarray(5, 9), null, buffer.subarray(0, 6)]],
  ])("are refused in any memory: %s", (message, grads) => {
    for (const memory of ["resident", "caller"] as const) {
      const optimizer = new AdamW([values(4), values(4), values(6)], { memory, nonFinite: "skip" });
      const given = grads(optimizer.grads);
      const before = [snapshot(optimizer), copies(optimizer.grads), given.map((g) => g && [...g])];
      for (const use of [
        () => optimizer.step({ grads: given }),
        () => optimizer.clipGradNorm(0.1, { grads: given }),
        () => clipGradNorm(given, 0.1),
      ]) {
        expect(use).toThrow(InvalidArgumentError);
        expect(use).toThrow(message);
      }
      expect([snapshot(optimizer), copies(optimizer.grads), given.map((g) => g && [...g])]).toEqual(before);
    }
  });

  test("are refused when they are the caller's parameters", () => {
    const params = [values(4), values(4, 2)] as const;
    const optimizer = new AdamW(params, { memory: "caller" });
    const before = copies(params);
    expect(() => optimizer.step({ grads: [values(4), params[0].subarray(0)] })).toThrow(
      "grads[1] must be apart from params[0]",
    );
    expect(copies(params)).toEqual(before);
    expect(optimizer.stepCount).toBe(0);
  });

  test("are refused when they are the resident gradients of another", () => {
    const optimizer = new AdamW([values(4), values(4)], {});
    for (const [i, grad] of optimizer.grads.entries()) grad.set(values(4, i + 2));
    const [a, b] = optimizer.grads as [Float32Array, Float32Array];
    const before = [snapshot(optimizer), copies([a, b])];
    for (const grads of [
      [b, a],
      [b, null],
      [a, a],
      [a, new Float32Array(a.buffer, a.byteOffset + 4, 4)],
    ]) {
      expect(() => optimizer.step({ grads })).toThrow(/must be apart from the resident gradient/);
      expect(() => optimizer.clipGradNorm(0.1, { grads })).toThrow(InvalidArgumentError);
    }
    expect([snapshot(optimizer), copies([a, b])]).toEqual(before);
    expect(optimizer.step({ grads: [a, values(4)] }).stepped).toBe(true);
  });

  test("are not neighbors in one buffer, in any order, nor arrays without elements", () => {
    for (const memory of ["resident", "caller"] as const) {
      const empty = new Float32Array();
      const optimizer = new AdamW(
        [4, 5, 0, 0].map((length) => values(length)),
        { memory },
      );
      const grads = [buffer.subarray(5), buffer.subarray(0, 5), empty, empty];
      expect(optimizer.step({ grads }).stepped).toBe(true);
    }
  });
});

describe("clipping", () => {
  test("scales all gradients to the norm and returns what it was", () => {
    const grads = [Float32Array.of(3), null, Float32Array.of(4)];
    expect(clipGradNorm(grads, 1)).toBe(5);
    expect(grads[0]?.[0]).toBeCloseTo(0.6, 6);
    expect(grads[2]?.[0]).toBeCloseTo(0.8, 6);
    expect(clipGradNorm(grads, 10)).toBeCloseTo(1, 6);
    expect(grads[0]?.[0]).toBeCloseTo(0.6, 6);
  });

  test("an overflowing norm is Infinity and clears finite gradients, as in PyTorch", () => {
    const grads = [Float32Array.of(3e38, 1), Float32Array.of(1)];
    expect(clipGradNorm(grads, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(grads).toEqual([Float32Array.of(0, 0), Float32Array.of(0)]);
    const bad = [Float32Array.of(Number.NaN), Float32Array.of(1)];
    expect(clipGradNorm(bad, 1)).toBeNaN();
    expect(bad[1]?.[0]).toBeNaN();
  });

  test("the function, resident and caller-owned gradients give the same bits", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 16_383, max: 40_000 })), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (lengths, maxNorm) => {
          const grads = () => lengths.map((length, i) => values(length, i + 2));
          const [plain, passed] = [grads(), grads()];
          const resident = new AdamW(lengths, {});
          for (const [i, grad] of grads().entries()) resident.grads[i]?.set(grad);
          const caller = new AdamW(grads(), { memory: "caller" });
          const norm = clipGradNorm(plain, maxNorm);
          expect(resident.clipGradNorm(maxNorm)).toBe(norm);
          expect(caller.clipGradNorm(maxNorm, { grads: passed })).toBe(norm);
          expect(firstDifference(resident.grads, plain)).toBeNull();
          expect(firstDifference(passed, plain)).toBeNull();
        },
      ),
      { numRuns: cases(20) },
    );
  });

  test("scales the gradients it is given, so that the step may be given them again", () => {
    const [given, inPlace] = [new AdamW([values(9)], {}), new AdamW([values(9)], {})];
    const grad = values(9, 2);
    given.clipGradNorm(0.5, { grads: [grad] });
    given.step({ grads: [grad] });
    inPlace.grads[0]?.set(values(9, 2));
    inPlace.clipGradNorm(0.5);
    inPlace.step();
    expect(given.params).toEqual(inPlace.params);
    expect(grad).toEqual(inPlace.grads[0]);
  });

  test("leaves out what has no gradient", () => {
    const optimizer = new AdamW([1, 1], {});
    optimizer.grads[0]?.fill(3);
    optimizer.grads[1]?.fill(1e9);
    expect(optimizer.clipGradNorm(30, { skip: [1] })).toBe(3);
    expect(optimizer.grads[1]?.[0]).toBe(1e9);
  });

  test("by Infinity only measures", () => {
    const gradients = [Float32Array.of(3, -4), Float32Array.of(Number.NaN)];
    expect(clipGradNorm(gradients.slice(0, 1), Number.POSITIVE_INFINITY)).toBe(5);
    expect(clipGradNorm([Float32Array.of(Number.POSITIVE_INFINITY)], Number.POSITIVE_INFINITY)).toBe(
      Number.POSITIVE_INFINITY,
    );
    expect(clipGradNorm(gradients, Number.POSITIVE_INFINITY)).toBeNaN();
    expect(gradients).toEqual([Float32Array.of(3, -4), Float32Array.of(Number.NaN)]);
    const optimizer = new AdamW([2]);
    optimizer.grads[0]?.set([3, -4]);
    expect(optimizer.clipGradNorm(Number.POSITIVE_INFINITY)).toBe(5);
    expect([...(optimizer.grads[0] ?? [])]).toEqual([3, -4]);
  });
});
