/** Where parameters and gradients are: in place or the caller's, of float32, of 16-bit numbers, or both. */
import { describe, expect, test } from "vitest";
import { NonFiniteGradientError, type OptimizerState, SGD } from "../src/index.js";
import { BLOCK_LENGTH } from "../src/kernel-sizes.js";
import { mixed, rounded } from "./support/half-parameters.js";
import { refusal } from "./support/refusals.js";

/** Longer than a block, and a bfloat16, a float32 and two 16-bit parameters by `mixed`. */
const lengths = [BLOCK_LENGTH + 3000, 17, 2 * BLOCK_LENGTH + 1, BLOCK_LENGTH];
const dtypes = ["bfloat16", "float32", "float16", "bfloat16"] as const;
/** Small whole numbers, whose sums and halves are 16-bit numbers. */
const whole = (most: number, seed: number) =>
  lengths.map((length, k) =>
    Float32Array.from({ length }, (_, i) => ((i * 7 + k + seed) % (2 * most + 1)) - most),
  );

const memories = ["resident", "caller"] as const;
type Memory = (typeof memories)[number];

function create(memory: Memory, isMixed: boolean) {
  const values = whole(60, 0);
  const params = (isMixed ? mixed(values) : values).map((array, i) => ({
    values: array,
    dtype: isMixed ? dtypes[i] : "float32",
  }));
  // Two groups, so that a parameter has one number in its group and another over all.
  const [first, ...others] = params;
  const groups = [{ params: [first] }, { params: others }];
  return new SGD(groups as never, { lr: 1, momentum: 0, memory, nonFinite: "throw" });
}

const given = (seed: number, isMixed: boolean) => (isMixed ? mixed(whole(3, seed)) : whole(3, seed)) as never;
const valuesOf = (optimizer: ReturnType<typeof create>) =>
  optimizer.masterParams().map((values) => Float32Array.from(values));

/** Compares long arrays faster than `toEqual`. */
function expectEqual(actual: readonly ArrayLike<number>[], expected: readonly ArrayLike<number>[]): void {
  const differences = actual.map((array, i) =>
    Array.from(array).findIndex((value, j) => !Object.is(value, expected[i]?.[j])),
  );
  expect(actual.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  expect(differences).toEqual(actual.map(() => -1));
}

describe.each(memories)("%s parameters of 16-bit numbers have the values of float32 ones", (memory) => {
  const ways: readonly (readonly [
    string,
    (optimizer: ReturnType<typeof create>, isMixed: boolean) => unknown,
  ])[] = [
    ["after a step", (optimizer, isMixed) => optimizer.step({ grads: given(1, isMixed) })],
    [
      "after steps that skip some",
      (optimizer, isMixed) => {
        optimizer.step({ grads: given(1, isMixed), skip: [0] });
        optimizer.step({ grads: given(2, isMixed), skip: [1, 2] });
      },
    ],
    [
      "after gradients were limited",
      (optimizer, isMixed) => {
        const grads = given(1, isMixed);
        optimizer.clipGradValue(2, { grads });
        optimizer.step({ grads });
      },
    ],
    [
      "after some gradients were limited",
      (optimizer, isMixed) => {
        const grads = given(1, isMixed);
        optimizer.clipGradValue(1, { grads, skip: [2] });
        optimizer.step({ grads });
      },
    ],
  ];
  test.each(ways)("%s", (_, change) => {
    const [halves, floats] = [create(memory, true), create(memory, false)];
    for (const [optimizer, isMixed] of [
      [halves, true],
      [floats, false],
    ] as const)
      change(optimizer, isMixed);
    expectEqual(valuesOf(halves), valuesOf(floats));
    expectEqual(halves.params, mixed(valuesOf(floats)));
  });

  test("after gradients were scaled", () => {
    const [halves, floats] = [create(memory, true), create(memory, false)];
    const norms = [halves, floats].map((optimizer) => {
      const grads = given(1, optimizer === halves);
      const norm = optimizer.clipGradNorm(100, { grads });
      optimizer.step({ grads });
      return norm;
    });
    expect(norms[0]).toBeCloseTo(norms[1] as number, 6);
    const squares = whole(3, 1).flatMap((values) => Array.from(values, (value) => value ** 2));
    expect(norms[0]).toBeCloseTo(Math.sqrt(squares.reduce((sum, square) => sum + square, 0)), 3);
    const [actual, expected] = [valuesOf(halves), valuesOf(floats)];
    const farthest = actual.map((values, i) =>
      values.reduce((most, value, j) => Math.max(most, Math.abs(value - (expected[i]?.[j] as number))), 0),
    );
    // The scaled gradient has 8 bits, and is at most 2.
    for (const distance of farthest) expect(distance).toBeLessThan(2 ** -7);
  });

  test("and find a number that is not finite in any block", () => {
    for (const [index, place] of [
      [0, 5],
      [0, BLOCK_LENGTH + 5],
      [1, 16],
      [2, 2 * BLOCK_LENGTH],
    ] as const) {
      const optimizer = create(memory, true);
      const grads = whole(3, 1);
      (grads[index] as Float32Array)[place] = Number.POSITIVE_INFINITY;
      const before = valuesOf(optimizer);
      expect(() => optimizer.step({ grads: mixed(grads) as never })).toThrow(NonFiniteGradientError);
      expectEqual(valuesOf(optimizer), before);
    }
  });

  test("and take other values", () => {
    const optimizer = create(memory, true);
    const other = create(memory, true);
    optimizer.step({ grads: given(1, true) });
    other.loadStateDict(structuredClone(optimizer.stateDict()) as OptimizerState);
    optimizer.params.forEach((param, i) => {
      if (other.params[i] !== param) other.params[i]?.set(param as never);
    });
    for (const each of [optimizer, other]) each.step({ grads: given(2, true) });
    expectEqual(valuesOf(other), valuesOf(optimizer));
  });
});

test.each([true, false])("gradients in place are scaled there, mixed: %s", (isMixed) => {
  const optimizer = create("resident", isMixed);
  const grads = given(1, isMixed) as readonly Float32Array[];
  for (const [i, grad] of optimizer.grads.entries()) grad.set(grads[i] as Float32Array);
  const twin = create("resident", isMixed);
  expect(optimizer.clipGradNorm(100)).toBe(twin.clipGradNorm(100, { grads: grads as never }));
  expectEqual(optimizer.grads, grads);
  optimizer.step();
  twin.step({ grads: grads as never });
  expectEqual(valuesOf(optimizer), valuesOf(twin));
});

test("a group of both skips any of its parameters", () => {
  const dtypesOf = ["bfloat16", "float32", "float32", "float16"] as const;
  for (let skipped = 0; skipped < 4; skipped++) {
    const params = dtypesOf.map((dtype) =>
      dtype === "float32" ? { values: Float32Array.of(8, 8) } : { length: 2, dtype },
    );
    const optimizer = new SGD(params as never, { lr: 1, momentum: 0 });
    const before = optimizer.masterParams().map((values) => values[0] as number);
    for (const grad of optimizer.grads) grad.set(grad instanceof Float32Array ? [1, 1] : [0x3c00, 0x3c00]);
    optimizer.step({ skip: [skipped] });
    const moved = optimizer.masterParams().map((values, i) => values[0] !== before[i]);
    expect(moved).toEqual(dtypesOf.map((_, i) => i !== skipped));
  }
});

test.each([true, false])("parameters in place can't be replaced, mixed: %s", (isMixed) => {
  const optimizer = create("resident", isMixed);
  const params = optimizer.params.map((param) => param.slice());
  expect(refusal(() => optimizer.replaceParams(params as never)).argument).toBe("memory");
});

test("gradients that are accumulated in 16-bit numbers have the sum of float32 ones", () => {
  const [halves, floats] = [create("resident", true), create("resident", false)];
  for (const [optimizer, isMixed] of [
    [halves, true],
    [floats, false],
  ] as const) {
    for (const seed of [1, 2, 3]) optimizer.accumulate({ grads: given(seed, isMixed) });
    optimizer.step();
  }
  expectEqual(valuesOf(halves), valuesOf(floats));
});

describe.each([true, false])("replaced parameters, mixed: %s", (isMixed) => {
  test("are updated instead of the others", () => {
    const optimizer = create("caller", isMixed);
    const old = optimizer.params.map((param) => param.slice());
    const before = [...optimizer.params];
    const starts = whole(40, 9);
    const replaced = (isMixed ? mixed(starts) : starts).map((array) => array.slice()) as never[];
    optimizer.replaceParams(replaced as never);
    optimizer.step({ grads: given(1, isMixed) });
    expectEqual(before, old);
    const grads = whole(3, 1);
    const expected = starts.map((values, i) => values.map((value, j) => value - (grads[i]?.[j] as number)));
    expect(optimizer.params.map((param, i) => param === replaced[i])).toEqual(lengths.map(() => true));
    const asStored = isMixed ? mixed(rounded(expected)) : expected;
    expectEqual(optimizer.params, asStored);
  });

  test("are named where their buffer is gone, before any other changes", () => {
    for (const index of [0, 1, 2, 3]) {
      const optimizer = create("caller", isMixed);
      const [...params] = optimizer.params;
      const { buffer } = params[index] as Float32Array;
      structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
      const others = params.filter((_, i) => i !== index);
      const before = others.map((param) => param.slice());
      const step = () => optimizer.step({ grads: given(1, isMixed) });
      expect(refusal(step).argument).toBe(`params[${index}]`);
      expectEqual(others, before);
    }
  });
});
