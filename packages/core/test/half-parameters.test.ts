/** Parameters of float16 and bfloat16: float32 values behind them, which are what is updated. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  AdamW,
  checkpointToJSON,
  InvalidArgumentError,
  NonFiniteGradientError,
  Optimizer,
  restoreCheckpoint,
  SGD,
} from "../src/index.js";
import { firstDifference } from "./support/float32-bits.js";
import {
  type Format,
  initialValues,
  mixed,
  mixedParameters,
  narrowed,
  rounded,
  widened,
} from "./support/half-parameters.js";
import { cases, shared } from "./support/random-cases.js";
import { everything, gradient, gradients, ruleCases } from "./support/rules.js";

const formats: readonly Format[] = ["float16", "bfloat16"];

describe.each(formats)("%s", (format) => {
  test("every number comes back from float32, NaN as a NaN", () => {
    const all = Uint16Array.from({ length: 65_536 }, (_, i) => i);
    const values = widened(all, format);
    const back = narrowed(values, format);
    const wrong = all.filter((bits, i) => {
      const value = values[i] as number;
      return Number.isNaN(value) ? !Number.isNaN(widened(back, format)[i]) : back[i] !== bits;
    });
    expect(wrong.length).toBe(0);
    expect(values.filter(Number.isNaN).length).toBe(format === "float16" ? 2046 : 254);
    expect(values.filter((value) => Math.abs(value) === Number.POSITIVE_INFINITY).length).toBe(2);
  });

  test("a value goes to the nearest number, halves to the even one", () => {
    const positive = widened(
      Uint16Array.from({ length: 0x7c00 }, (_, i) => i),
      format,
    );
    fc.assert(
      fc.property(fc.float({ noNaN: true }), fc.nat(0x7bfe), fc.boolean(), (value, index, isTie) => {
        const [low, high] = [positive[index] as number, positive[index + 1] as number];
        const given = Math.fround(isTie ? (low + high) / 2 : value);
        const [bits] = narrowed(Float32Array.of(given), format) as unknown as [number];
        const near = (each: number) => widened(Uint16Array.of(each), format)[0] as number;
        const distance = Math.abs(near(bits) - given);
        if (!Number.isFinite(near(bits))) {
          const largest = format === "float16" ? 65_520 : 3.396e38;
          expect(Math.abs(given)).toBeGreaterThanOrEqual(Math.fround(largest));
          return;
        }
        for (const other of [bits - 1, bits + 1]) {
          const apart = Math.abs(near(other) - given);
          if (!((other & 0x7fff) <= (format === "float16" ? 0x7bff : 0x7f7f)) || other < 0) continue;
          expect(distance).toBeLessThanOrEqual(apart);
          if (distance === apart) expect(bits & 1).toBe(0);
        }
      }),
      { numRuns: cases(500) },
    );
  });
});

describe.each(shared(ruleCases, 6, 2))("$title", (one) => {
  test("is the run in float32 of the rounded gradients, and the parameters are rounded", () => {
    for (const memory of ["resident", "caller"] as const) {
      const options = { ...one.options, memory };
      const halves = new Optimizer(one.rule, mixedParameters(one) as never, options);
      const floats = new Optimizer(
        one.rule,
        rounded(initialValues(one)).map((values, i) => ({ values, shape: one.shapes[i] })) as never,
        options,
      );
      for (const each of [halves, floats]) each.train();
      for (let t = 0; t < 4; t++) {
        const grads = gradients(one, t);
        const given = (arrays: readonly object[]) =>
          arrays.map((each, i) => (t === 2 && i === 0 ? null : each));
        halves.step({ grads: given(mixed(grads)) as never });
        floats.step({ grads: given(rounded(grads)) as never });
      }
      for (const each of [halves, floats]) each.eval();
      expect(firstDifference(halves.masterParams(), floats.params)).toBeNull();
      expect(halves.params).toEqual(mixed(halves.masterParams()));
    }
  });
});

describe("parameters of 16-bit numbers", () => {
  const values = (length = 20_000) => gradient(length, 3);
  const create = (memory: "resident" | "caller" = "resident", more: object = {}) =>
    new AdamW([{ values: narrowed(values(), "bfloat16"), dtype: "bfloat16" }], { memory, lr: 1e-4, ...more });
  const grads = (t: number) => [narrowed(gradient(20_000, t), "bfloat16")];

  test("move by steps that rounding alone would lose", () => {
    const optimizer = create();
    const before = Uint16Array.from(optimizer.params[0] as Uint16Array);
    for (let t = 0; t < 100; t++) optimizer.step({ grads: [new Uint16Array(20_000).fill(0x3f80)] });
    const moved = (optimizer.params[0] as Uint16Array).filter((bits, i) => bits !== before[i]).length;
    expect(moved).toBeGreaterThan(15_000);
  });

  test("that are written to are taken over; the others keep what rounding took", () => {
    for (const memory of ["resident", "caller"] as const) {
      const [written, plain] = [create(memory), create(memory)];
      for (const each of [written, plain]) each.step({ grads: grads(1) });
      (written.params[0] as Uint16Array)[7] = 0x4000;
      const [masters] = written.masterParams() as [Float32Array];
      expect(masters[7]).toBe(2);
      const [others] = plain.masterParams() as [Float32Array];
      others[7] = 2;
      expect(firstDifference([masters], [others])).toBeNull();
    }
  });

  test("keep NaN and infinities", () => {
    const bits = Uint16Array.of(0x7f80, 0xff80, 0x7fc1, 0x3f80);
    const optimizer = new SGD([{ values: bits, dtype: "bfloat16" }], { lr: 0.5 });
    optimizer.step({ grads: [Uint16Array.of(0, 0x3f80, 0x3f80, 0)] });
    const [after] = optimizer.params as [Uint16Array];
    expect([after[0], after[1], after[3]]).toEqual([0x7f80, 0xff80, 0x3f80]);
    expect(Number.isNaN(widened(after, "bfloat16")[2])).toBe(true);
  });

  test("are made from a length or a shape, with views for gradients", () => {
    const optimizer = new AdamW([{ shape: [2, 3], dtype: "float16" }], { lr: 0.5 });
    const [gradientView] = optimizer.grads as [Uint16Array];
    expect(optimizer.params).toEqual([new Uint16Array(6)]);
    gradientView.fill(0x3c00);
    optimizer.step();
    expect(optimizer.params[0]?.[0]).toBe(0xb800);
    optimizer.zeroGrad();
    expect(gradientView).toEqual(new Uint16Array(6));
  });

  test("go on with the same bits from a state, and from a checkpoint in JSON", () => {
    const whole = create("resident", { state: "8bit", ema: { decay: 0.9 } });
    for (let t = 0; t < 2; t++) whole.step({ grads: grads(t) });
    const restored = [0, 1].map(() => create("caller", { state: "8bit", ema: { decay: 0.9 } }));
    restored[0]?.params[0]?.set(whole.params[0] as Uint16Array);
    restored[0]?.loadStateDict(structuredClone(whole.stateDict()));
    restoreCheckpoint(restored[1] as AdamW<"bfloat16">, checkpointToJSON(whole));
    for (const each of [whole, ...restored]) each.step({ grads: grads(2) });
    for (const each of restored) {
      expect(each.params).toEqual(whole.params);
      expect(each.stateDict()).toEqual(whole.stateDict());
    }
  });

  test("can be replaced by arrays at another place", () => {
    const [moved, plain] = [create("caller"), create("caller")];
    for (const each of [moved, plain]) each.step({ grads: grads(1) });
    moved.replaceParams([Uint16Array.from(moved.params[0] as Uint16Array)]);
    for (const each of [moved, plain]) each.step({ grads: grads(2) });
    expect(firstDifference(moved.masterParams(), plain.masterParams())).toBeNull();
  });

  test("clipping, limiting and adding up work on the values", () => {
    for (const memory of ["resident", "caller"] as const) {
      const optimizer = new AdamW([{ values: new Uint16Array(2), dtype: "float16" }], { memory });
      const [given] = [narrowed(Float32Array.of(3, -4), "float16")];
      expect(optimizer.clipGradNorm(1, { grads: [given] })).toBe(5);
      const clipped = [...widened(given, "float16")];
      expect(clipped.map((value) => Math.round(1e3 * value))).toEqual([600, -800]);
      optimizer.clipGradValue(0.75, { grads: [given] });
      expect(widened(given, "float16")[1]).toBe(-0.75);
    }
    const optimizer = new AdamW([{ values: new Uint16Array(2), dtype: "float16" }]);
    const half = () => narrowed(Float32Array.of(0.5, 1.5), "float16");
    for (let i = 0; i < 3; i++) optimizer.accumulate({ grads: [half()] });
    expect([...widened(optimizer.grads[0] as Uint16Array, "float16")]).toEqual([1.5, 4.5]);
  });

  test("gradients that are not finite are found", () => {
    const make = (nonFinite: "skip" | "throw") =>
      new AdamW([3, { length: 2, dtype: "float16" }] as never, { nonFinite }) as AdamW<"float16" | "float32">;
    const bad = [new Float32Array(3), Uint16Array.of(0, 0x7c00)];
    expect(make("skip").step({ grads: bad })).toMatchObject({ skipped: "nonFinite", parameter: 1 });
    expect(() => make("throw").step({ grads: bad })).toThrow(NonFiniteGradientError);
    expect(make("throw").step({ grads: [new Float32Array(3), new Uint16Array(2)] }).stepped).toBe(true);
  });

  // Node 20 has no such class; the test in a browser does the same.
  const Float16 = (globalThis as { Float16Array?: new (values: number[]) => Float32Array }).Float16Array;
  if (Float16 !== undefined) {
    test("a Float16Array needs no dtype, and its gradients are of its class", () => {
      for (const memory of ["resident", "caller"] as const) {
        const optimizer = new SGD([new Float16([1, 2])] as never, { lr: 0.5, memory });
        optimizer.step({ grads: [new Float16([1, -1])] as never });
        expect(optimizer.params[0]).toEqual(new Float16([0.5, 2.5]));
        expect(() => optimizer.step({ grads: [new Uint16Array(2)] })).toThrow("a Float16Array of 2 values");
      }
    });
  }
});

describe("what is refused", () => {
  const half = new Uint16Array(2);
  test.each<[string, () => unknown]>([
    ["params[0] must be an object with values and dtype", () => new AdamW([half] as never)],
    [
      'params[0].dtype must be "float16" or "bfloat16" for a Uint16Array; got undefined',
      () => new AdamW([{ values: half }] as never),
    ],
    [
      'params[0].dtype must be "float16" or "bfloat16" for a Uint16Array',
      () => new AdamW([{ values: half, dtype: "float32" }] as never),
    ],
    [
      'params[0].dtype must be "float32" for a Float32Array',
      () => new AdamW([{ values: new Float32Array(2), dtype: "bfloat16" }] as never),
    ],
    ['params[0].dtype must be "float32", "float16"', () => new AdamW([{ length: 2, dtype: "fp8" }] as never)],
    ["params[0].values must be", () => new AdamW([{ values: new Int16Array(2), dtype: "float16" }] as never)],
    [
      "grads[0] must be a Uint16Array of 2 values",
      () => new AdamW([{ values: half, dtype: "float16" }]).step({ grads: [new Float32Array(2)] }),
    ],
    ["grads[0] must be a Float32Array of 2 values", () => new AdamW([2]).step({ grads: [half] })],
    [
      "grads[0] must be a Uint16Array of 2 values",
      () => new AdamW([{ values: half, dtype: "float16" }]).step({ grads: [new Uint16Array(3)] }),
    ],
    [
      "params[0] must be a Uint16Array of 2 values",
      () =>
        new AdamW([{ values: half, dtype: "float16" }], { memory: "caller" }).replaceParams([
          new Uint16Array(4),
        ]),
    ],
    [
      "parameter 1 must be apart from parameter 0",
      () =>
        new AdamW([
          { values: half, dtype: "float16" },
          { values: half, dtype: "float16" },
        ]),
    ],
  ])("%s", (message, attempt) => {
    expect(attempt).toThrow(InvalidArgumentError);
    expect(attempt).toThrow(message);
  });

  test("a state without what the parameter is rounded from, or with it where it is float32", () => {
    const optimizer = new AdamW([{ values: half, dtype: "float16" }]);
    optimizer.step({ grads: [Uint16Array.of(0x3c00, 0)] });
    const before = everything(optimizer as never);
    const state = optimizer.stateDict();
    const { master, ...rest } = state.params[0] as (typeof state.params)[number];
    const load = (params: object) => () => optimizer.loadStateDict({ ...state, params: [params] } as never);
    expect(load({ ...rest, master, dtype: "bfloat16" })).toThrow('state.params[0].dtype must be "float16"');
    expect(load(rest)).toThrow("state.params[0].master must be a Float32Array of 2 values");
    expect(load({ ...rest, master: new Float32Array(3) })).toThrow("state.params[0].master");
    expect(firstDifference(everything(optimizer as never), before)).toBeNull();
    expect(master).toEqual(optimizer.masterParams()[0]);
    const floats = new AdamW([2]);
    expect(() => floats.loadStateDict(state)).toThrow(InvalidArgumentError);
  });
});
