/** Where the arrays of the optimizers live, and what happens when they are taken away. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  Adam,
  AdamW,
  clipGradNorm,
  FreedError,
  InvalidArgumentError,
  OutOfMemoryError,
} from "../src/index.js";
import { firstDifference } from "./support/float32-bits.js";
import { detached, moments, values } from "./support/optimizers.js";
import { cases } from "./support/random-cases.js";

describe("memory", () => {
  test("resident: the optimizer owns copies, and grads are written in place", () => {
    const given = values(4);
    const optimizer = new AdamW([given, 3], {});
    optimizer.grads[0]?.set(values(4, 2));
    optimizer.grads[1]?.fill(1);
    optimizer.step();
    expect(given).toEqual(values(4));
    expect(optimizer.params[0]).not.toEqual(given);
    optimizer.zeroGrad();
    expect(optimizer.grads).toEqual([new Float32Array(4), new Float32Array(3)]);
  });

  test("caller: the given arrays are the parameters, at any length, with the same bits", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 16_383, max: 33_000 })), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.boolean(),
        (lengths, amsgrad) => {
          const given = lengths.map((length) => values(length));
          const caller = new AdamW(given, { memory: "caller", amsgrad });
          const resident = new AdamW(given, { amsgrad });
          for (let t = 2; t < 4; t++) {
            const grads = lengths.map((length) => values(length, t));
            caller.step({ grads });
            resident.step({ grads });
          }
          expect(firstDifference(caller.params, resident.params)).toBeNull();
          for (const [i, param] of given.entries()) expect(caller.params[i]).toBe(param);
          expect(firstDifference(moments(caller), moments(resident))).toBeNull();
          expect(caller.grads).toEqual([]);
        },
      ),
      { numRuns: cases(20) },
    );
  });

  test("arrays on a SharedArrayBuffer are fine", () => {
    const shared = () => {
      const array = new Float32Array(new SharedArrayBuffer(20));
      array.set(values(5));
      return array;
    };
    for (const memory of ["resident", "caller"] as const) {
      const optimizer = new AdamW([shared()], { memory });
      const plain = new AdamW([values(5)], {});
      optimizer.step({ grads: [shared()] });
      plain.step({ grads: [values(5)] });
      expect([...(optimizer.params[0] as Float32Array)]).toEqual([...(plain.params[0] as Float32Array)]);
    }
  });

  test("more than there is: a typed error", () => {
    expect(() => new AdamW([2 ** 40], {})).toThrow(OutOfMemoryError);
  });

  test("free is final, and may come twice", () => {
    const optimizer = new AdamW([3], {});
    optimizer.dispose();
    optimizer.dispose();
    for (const use of [
      () => optimizer.step(),
      () => optimizer.params,
      () => optimizer.grads,
      () => optimizer.groups,
      () => optimizer.engine,
      () => optimizer.stateDict(),
      () => optimizer.clipGradNorm(1),
      () => optimizer.zeroGrad(),
    ]) {
      expect(use).toThrow(new FreedError("this AdamW"));
    }
    const disposed = new Adam([3], {});
    disposed[Symbol.dispose]();
    expect(() => disposed.step()).toThrow(FreedError);
  });

  test("a buffer that was transferred away is noticed", () => {
    const resident = new AdamW([values(3)], {});
    structuredClone(resident.params[0], {
      transfer: [(resident.params[0] as Float32Array).buffer as ArrayBuffer],
    });
    expect(() => resident.step()).toThrow(InvalidArgumentError);
    const own = values(3);
    const caller = new AdamW([own], { memory: "caller" });
    structuredClone(own, { transfer: [own.buffer] });
    expect(() => caller.step({ grads: [values(3)] })).toThrow(
      /params\[0\] must be a Float32Array of 3 values; this one's buffer was detached/,
    );
    expect(caller.stepCount).toBe(0);
  });
});

test("arrays that are detached after the construction are refused everywhere", () => {
  const weights = values(4);
  const optimizer = new AdamW([weights], { memory: "caller" });
  optimizer.step({ grads: [values(4)] });
  const saved = optimizer.stateDict();
  structuredClone(weights.buffer, { transfer: [weights.buffer] });
  expect(() => optimizer.stateDict()).toThrow(InvalidArgumentError);
  expect(() => optimizer.loadStateDict(saved)).toThrow(InvalidArgumentError);
  expect(() => optimizer.step({ grads: [values(4)] })).toThrow(InvalidArgumentError);
  expect(() => clipGradNorm([detached(3)], 1)).toThrow("not detached");
});

test("an lr function that frees the optimizer or moves its arrays is noticed", () => {
  const freed: AdamW = new AdamW([2], {
    lr: () => {
      freed.dispose();
      return 0.1;
    },
  });
  expect(() => freed.step()).toThrow(FreedError);
  const weights = values(2);
  const moved = new AdamW([weights], {
    memory: "caller",
    lr: () => {
      structuredClone(weights.buffer, { transfer: [weights.buffer] });
      return 0.1;
    },
  });
  expect(() => moved.step({ grads: [values(2)] })).toThrow(InvalidArgumentError);
  expect(moved.stepCount).toBe(0);
});
