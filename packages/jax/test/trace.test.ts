/** What a traced schedule has to be: the host's, for every node, shape, type and way of tracing. */
import { cosineRestarts, exponential, type ScheduleNode, scheduleFromTree, warmupCosine } from "@anneal/core";
import { traceable } from "@anneal/jax";
import { grad, jit, numpy as np, valueAndGrad, vmap } from "@jax-js/jax";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { cases, sampled } from "../../core/test/support/random-cases.js";
import { useDevice } from "./support/devices.js";
import { referencesKept } from "./support/live-buffers.js";
import { scheduleTrees } from "./support/schedule-trees.js";

const lr = warmupCosine({ peak: 1e-3, end: 1e-5, warmupSteps: 100, totalSteps: 1000 });
const counts = [0, 1, 2, 3, 6, 7, 49, 50, 51, 99, 100, 101, 399, 400, 999, 1000, 1001, 2500, 3600];
const int32 = (values: number[] | number) => np.array(values, { dtype: np.int32 });

const LEAF = 1e-6;

/** The largest value that a node can have in this test's trees, and how far its traced values may be off. */
function sizeOf(node: ScheduleNode): { readonly largest: number; readonly off: number } {
  const leaf = (...values: number[]) => {
    const largest = Math.max(...values.map(Math.abs));
    return { largest, off: LEAF * largest };
  };
  switch (node.kind) {
    case "constant":
      return leaf(node.value);
    case "ramp":
      return leaf(node.from, node.to);
    case "power":
      return leaf(node.scale * node.offset ** node.exponent);
    case "stairs":
    case "table":
      return leaf(...node.values);
    case "cycles":
      return leaf(node.peak, node.floor, node.afterwards);
    case "time":
      return sizeOf(node.child);
    case "clamp": {
      const [inside, outside] = [sizeOf(node.child), leaf(node.minimum ?? 0)];
      return {
        largest: Math.max(inside.largest, outside.largest),
        off: Math.max(inside.off, outside.off),
      };
    }
    case "join":
    case "sum":
    case "product": {
      const parts = node.children.map(sizeOf);
      if (node.kind === "product") {
        // Each part's error times the others.
        const largest = parts.reduce((product, part) => product * part.largest, 1);
        const share = parts.reduce(
          (sum, part) => sum + (part.largest === 0 ? 0 : part.off / part.largest),
          0,
        );
        return { largest, off: largest * share };
      }
      const [sizes, offs] = [parts.map((part) => part.largest), parts.map((part) => part.off)];
      const combine = (list: number[]) =>
        node.kind === "join" ? Math.max(...list) : list.reduce((sum, each) => sum + each, 0);
      return { largest: combine(sizes), off: combine(offs) };
    }
    default:
      return node satisfies never;
  }
}

const promised = (node: ScheduleNode) => sizeOf(node).off;

describe.each(sampled(["wasm", "cpu"] as const, 2))("on %s", (device) => {
  beforeAll(() => useDevice(device));

  test("any tree is as near as its nodes promise, and no array is left behind", () => {
    fc.assert(
      fc.property(scheduleTrees, (schedule) => {
        const expected = counts.map((count) => schedule(count));
        const bound = promised(schedule.node);
        let got: number[] = [];
        const kept = referencesKept(() => {
          got = traceable(schedule)(int32(counts)).js() as number[];
        });
        expect(kept).toBe(0);
        for (const [i, value] of expected.entries()) {
          expect(Math.abs((got[i] as number) - value), `at ${counts[i]}`).toBeLessThanOrEqual(bound);
        }
      }),
      { numRuns: cases(200) },
    );
  });

  test("one trace under jit serves every count", () => {
    let traces = 0;
    const traced = jit((count: np.Array) => {
      traces += 1;
      return traceable(lr)(count);
    });
    for (let count = 0; count < 1200; count++) {
      expect(Math.abs((traced(int32(count)).js() as number) - lr(count))).toBeLessThanOrEqual(1e-9);
    }
    traced.dispose();
    expect(traces).toBe(1);
  });

  test("vmap maps it, and shapes stay", () => {
    const schedule = traceable(lr);
    const mapped = vmap((count: np.Array) => schedule(count))(int32(counts));
    expect(mapped.js()).toEqual(schedule(int32(counts)).js());
    const square = schedule(int32([0, 50, 100, 1000]).reshape([2, 2]));
    expect(square.shape).toEqual([2, 2]);
    expect(square.dtype).toBe(np.float32);
    square.dispose();
    expect(schedule(int32(3)).shape).toEqual([]);
  });

  test("a constant has the shape of the counts", () => {
    const schedule = traceable(scheduleFromTree({ kind: "constant", value: 0.25 }));
    expect(schedule(int32([1, 2, 3])).js()).toEqual([0.25, 0.25, 0.25]);
    expect(vmap((count: np.Array) => schedule(count))(int32([1, 2])).js()).toEqual([0.25, 0.25]);
  });

  test("grad gives its slope, by a float count", () => {
    const slope = grad((count: np.Array) => traceable(lr)(count));
    for (const count of [25.5, 250, 600.25]) {
      const difference = (lr(count + 0.01) - lr(count - 0.01)) / 0.02;
      expect(slope(np.array(count, { dtype: np.float32 })).js()).toBeCloseTo(difference, 8);
    }
    const [value, derivative] = valueAndGrad((count: np.Array) => traceable(lr)(count))(
      np.array(2000, { dtype: np.float32 }),
    );
    expect(value.js()).toBeCloseTo(1e-5, 9);
    expect(derivative.js()).toBeCloseTo(0, 12);
  });

  test("a slope is a number also where a root ends", () => {
    const root = scheduleFromTree({
      kind: "ramp",
      start: 0,
      end: 10,
      from: 1,
      to: 0,
      easing: { kind: "reversePower", exponent: 0.5 },
    });
    for (const count of [0, 10, 12]) {
      const slope = grad((at: np.Array) => traceable(root)(at))(np.array(count, { dtype: np.float32 }));
      expect(Number.isFinite(slope.js())).toBe(true);
    }
  });

  test("whole counts beyond 2^24 keep their last digit", () => {
    const million = 2 ** 20;
    const stairs = scheduleFromTree({
      kind: "stairs",
      boundaries: [2 ** 24 + 1, 2 ** 30 - 1],
      values: [1, 0.5, 0.25],
    });
    const near = [2 ** 24, 2 ** 24 + 1, 2 ** 30 - 2, 2 ** 30 - 1, 2 ** 30];
    expect(traceable(stairs)(int32(near)).js()).toEqual(near.map((count) => stairs(count)));

    const long = warmupCosine({ peak: 1, warmupSteps: million, totalSteps: 2 ** 30 });
    const restarts = cosineRestarts({ peak: 1, firstCycleSteps: 1000 });
    const halfWave = { kind: "cosine", halfCycles: 0.7, exponent: 2 } as const;
    const down = { kind: "ramp", start: 0, from: 1, to: 0, easing: { kind: "cosine" } } as const;
    const growing = cosineRestarts({ peak: 1, firstCycleSteps: 1000, cycleMultiplier: 1.5 });
    const period = { kind: "cycles", length: 12.7, decay: 0.999, child: { ...down, end: 1 } } as const;
    const fractions = [
      scheduleFromTree(period),
      // Without an end, with whole and other periods, and by a share of them.
      ...[50, 31.4].map((end) => scheduleFromTree({ ...down, end, after: "extend" })),
      scheduleFromTree({ ...down, end: 20, before: "extend", after: "extend", easing: halfWave }),
      scheduleFromTree({ kind: "time", quantum: 2.5, child: { ...down, end: 2 ** 30 } }),
    ];
    for (const schedule of [long, restarts, growing, ...fractions]) {
      const far = [2 ** 24 + 1, 2 ** 28 + 17, 1_000_000_007, 2 ** 30 - 1];
      const got = traceable(schedule)(int32(far)).js() as number[];
      for (const [i, count] of far.entries()) {
        expect(Math.abs((got[i] as number) - schedule(count)), `at ${count}`).toBeLessThanOrEqual(1e-6);
      }
    }
    const last = 2 ** 31 - 1;
    expect(Math.abs((traceable(growing)(int32(last)).js() as number) - growing(last))).toBeLessThan(1e-6);
  });

  test("uint32 counts are counts, and float64 counts give float64", () => {
    const schedule = traceable(lr);
    expect(schedule(np.array([7, 10], { dtype: np.uint32 })).js()).toEqual(schedule(int32([7, 10])).js());
    const large = Uint32Array.of(2 ** 31 - 1, 2 ** 31, 3e9, 2 ** 32 - 1);
    expect(schedule(np.array(large)).js()).toEqual(Array(4).fill(Math.fround(1e-5)));
    const ramp = { kind: "ramp", start: 0, end: 500, from: 1, to: 0.1 } as const;
    const others = [
      { kind: "table", values: [0.1, 0.7, 0.3] },
      { ...ramp, interpolation: "geometric" },
      { ...ramp, easing: { kind: "tanh", lower: -6, upper: 3 } },
      { ...ramp, easing: { kind: "halfLife" } },
      { ...ramp, easing: { kind: "rational", curvature: 9 } },
      { ...ramp, easing: { kind: "logarithmic", base: 10 } },
      { ...ramp, easing: { kind: "power", exponent: 1.3 } },
      { kind: "power", scale: 1, offset: 1, slope: 0.1, exponent: -0.7 },
      { kind: "cycles", length: 50.3, decay: 0.9, child: { ...ramp, end: 1 } },
      { kind: "time", quantum: 7, child: { ...ramp, to: 0.9, interpolation: "geometric", after: "extend" } },
    ] as const;
    for (const each of [lr, ...others.map((tree) => scheduleFromTree(tree))]) {
      const jitted = jit((count: np.Array) => traceable(each)(count));
      for (const count of [0, 1, 2, 300, 999, 12_345]) {
        for (const trace of [traceable(each), jitted]) {
          const exact = trace(np.array(count, { dtype: np.float64 }));
          expect(exact.dtype).toBe(np.float64);
          expect(Math.abs(exact.item() - each(count)), `at ${count}`).toBeLessThanOrEqual(1e-14);
        }
      }
      jitted.dispose();
    }
  });

  test("what can't be traced says so before it is used, and frees the count", () => {
    const slow = traceable(
      scheduleFromTree({
        kind: "cycles",
        child: { kind: "constant", value: 1 },
        length: 1,
        multiplier: 1 + 1e-7,
      }),
    );
    const kept = referencesKept(() => {
      expect(() => slow(int32(3))).toThrow(/multiplier must be .* to be traced/);
    });
    expect(kept).toBe(0);
  });
});

const child = { kind: "ramp", start: 0, end: 10, from: 1, to: 0 };
test.each([
  { kind: "time", scale: 1e300, child },
  { kind: "time", scale: 1e300, child: { kind: "cycles", length: 3, child } },
  { kind: "time", shift: -1e308, scale: 10, child },
])("times beyond float64 are refused: %j", (tree) => {
  const schedule = traceable(scheduleFromTree(tree));
  expect(() => schedule(np.array(3, { dtype: np.int32 }))).toThrow(/times stay within float64/);
});

describe("the other two kinds of argument", () => {
  const schedule = traceable(lr);

  test("a number gives the host's bits", () => {
    for (const count of [0, 7.25, 100, 5000]) expect(schedule(count)).toBe(lr(count));
  });

  test("a typed array or a range gives all values, with the host's bits", () => {
    expect(schedule(Int32Array.of(0, 100, 550))).toEqual(Float64Array.of(lr(0), lr(100), lr(550)));
    expect(schedule({ start: 90, count: 20, dtype: "float32" })).toEqual(
      Float32Array.from({ length: 20 }, (_, i) => lr(90 + i)),
    );
  });

  test("it is a schedule for the rest of anneal", () => {
    expect(schedule.node).toBe(lr.node);
    expect(JSON.stringify(schedule)).toBe(JSON.stringify(lr));
    expect(traceable(schedule)(5)).toBe(lr(5));
  });

  test.each([
    [undefined],
    [null],
    ["5"],
    [[1, 2]],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [{ length: 3 }],
  ])("%s is refused", (count) => {
    expect(() => schedule(count as unknown as number)).toThrow(RangeError);
  });

  test("only schedules become traceable", () => {
    expect(() => traceable(((count: number) => count) as never)).toThrow(/schedule must be/);
    expect(traceable(exponential({ peak: 1, gamma: 0.5 }))(2)).toBe(0.25);
  });
});
