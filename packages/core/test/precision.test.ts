/** Numbers in fewer bits: the map and the bins of bitsandbytes, and bfloat16 rounded at random. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyOf, roundAtRandom } from "../src/optimizers/numbers/bfloat16.js";
import { blocksOf, dequantize, quantize } from "../src/optimizers/numbers/blockwise.js";
import { codesOfBins, dynamicMap } from "../src/optimizers/numbers/dynamic-map.js";
import { widen } from "../src/optimizers/numbers/half.js";
import { cases } from "./support/random-cases.js";

const golden = JSON.parse(
  readFileSync(new URL("../../../spec/golden/optimizers-8bit.json", import.meta.url), "utf8"),
);
const floats = (base64: string) =>
  new Float32Array(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).buffer);

describe.each([
  ["signed", true, "qmap1"],
  ["unsigned", false, "qmap2"],
] as const)("%s codes", (_, isSigned, name) => {
  const map = dynamicMap(isSigned);
  const bins = codesOfBins(map);
  const pack = (values: Float32Array) => {
    const codes = new Uint8Array(values.length);
    const absmax = new Float32Array(blocksOf(values.length));
    quantize(values, codes, absmax, bins);
    return { codes, absmax };
  };
  const max = Math.fround(1e30);
  const value = fc.float({ noNaN: true, min: isSigned ? -max : 0, max });

  test("stand for the values of bitsandbytes", () => {
    const { state } = golden.cases[0];
    expect(map).toEqual(floats(state[name].data));
  });

  test("a value comes back as the nearest, but for the width of a bin", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 600 }), (list) => {
        const values = Float32Array.from(list);
        const { codes, absmax } = pack(values);
        const back = new Float32Array(values.length);
        dequantize(codes, absmax, map, back);
        for (const [i, each] of values.entries()) {
          const largest = absmax[i >> 8] as number;
          // Below this the reciprocal of the largest overflows.
          if (largest < 1e-30) continue;
          const nearest = map.reduce((least, code) => Math.min(least, Math.abs(each / largest - code)), 2);
          expect(Math.abs(each - (back[i] as number)) / largest).toBeLessThanOrEqual(nearest + 3.2e-5);
        }
      }),
      { numRuns: cases(40) },
    );
  });

  test("a larger value has no smaller code, and the magnitudes are exact", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 256 }), (list) => {
        const values = Float32Array.from(list).sort();
        const { codes, absmax } = pack(values);
        expect(absmax[0]).toBe(values.reduce((most, each) => Math.max(most, Math.abs(each)), 0));
        expect([...codes]).toEqual([...codes].sort((a, b) => a - b));
      }),
      { numRuns: cases(100) },
    );
  });

  test("blocks don't see each other", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 257, maxLength: 700 }), (list) => {
        const values = Float32Array.from(list);
        const whole = pack(values);
        const [first, rest] = [pack(values.slice(0, 256)), pack(values.slice(256))];
        expect([...whole.codes]).toEqual([...first.codes, ...rest.codes]);
        expect([...whole.absmax]).toEqual([...first.absmax, ...rest.absmax]);
      }),
      { numRuns: cases(40) },
    );
  });
});

describe("bfloat16, rounded at random", () => {
  const round = (bits: readonly number[], first: number, key: number) => {
    const target = new Uint16Array(bits.length);
    roundAtRandom(Uint32Array.from(bits), target, first, key);
    return target;
  };
  const word = fc.integer({ min: 0, max: 0xffff_ffff });
  const isNaNWord = (bits: number) => (bits & 0x7fff_ffff) > 0x7f80_0000;

  test("goes to a neighbor; bfloat16 values, infinities and NaN stay", () => {
    fc.assert(
      fc.property(word, fc.boolean(), word, word, (bits, isExact, first, key) => {
        const given = isExact ? (bits & 0xffff_0000) >>> 0 : bits;
        const [got] = round([given], first, key) as unknown as [number];
        if (isNaNWord(given)) expect(got).toBe(0x7fc0);
        else if ((given & 0xffff) === 0) expect(got).toBe(given >>> 16);
        else expect([given >>> 16, (given >>> 16) + 1]).toContain(got);
        const wide = new Uint32Array(1);
        widen(Uint16Array.of(got), wide, "bfloat16");
        const isFiniteWord = (x: number) => (x & 0x7fff_ffff) < 0x7f80_0000;
        expect(isFiniteWord(wide[0] as number)).toBe(isFiniteWord(given));
      }),
      { numRuns: cases(500) },
    );
  });

  test("draws by the place, however the values are cut", () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 2 }), fc.nat(), word, (bits, cut, key) => {
        const at = cut % bits.length;
        const whole = round(bits, 7, key);
        expect([...round(bits.slice(0, at), 7, key), ...round(bits.slice(at), 7 + at, key)]).toEqual([
          ...whole,
        ]);
      }),
      { numRuns: cases(100) },
    );
  });

  test.each([0, 0.25, 0.5, 0.99])("is up as often as %d of the way is done", (share) => {
    const count = 50_000;
    const bits = new Array<number>(count).fill(0x3f80_0000 + Math.round(share * 0x1_0000));
    const ups = round(bits, 0, keyOf(1, 2, 3)).filter((each) => each === 0x3f81).length;
    expect(Math.abs(ups / count - share)).toBeLessThan(0.01);
  });

  test("keys depend on every number and on their order", () => {
    const keys = [keyOf(), keyOf(0), keyOf(0, 0), keyOf(0, 1), keyOf(1, 0), keyOf(1), keyOf(2 ** 32 - 1)];
    expect(new Set(keys).size).toBe(keys.length);
  });
});
