/** Decimation: whatever is left out, the picture is that of all points. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Decimator, type Point } from "../src/curves/decimate.js";

function decimate(points: readonly Point[], from: number, to: number, columns: number) {
  const decimator = new Decimator(from, to, columns);
  for (const { step, value } of points) {
    if (Number.isFinite(value)) decimator.add(step, value);
    else decimator.skip(step);
  }
  return decimator.finish();
}

const columnOf = (step: number, to: number, columns: number) => Math.floor((step * columns) / to);

describe("a decimated curve", () => {
  const values = fc.array(
    fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -1, max: 1, noNaN: true })),
    {
      minLength: 2,
      maxLength: 300,
    },
  );
  const columns = fc.integer({ min: 1, max: 40 });

  test("has the first, lowest, highest and last point of every column, in their order, and only points that were given", () => {
    fc.assert(
      fc.property(values, columns, (given, wide) => {
        const points = given.map((value, step) => ({ step, value }));
        const to = points.length - 1;
        const [kept = [], ...others] = decimate(points, 0, to, wide)?.runs ?? [];
        expect(others).toEqual([]);
        for (let column = 0; column <= wide; column++) {
          const inColumn = ({ step }: Point) => columnOf(step, to, wide) === column;
          const all = points.filter(inColumn);
          const left = kept.filter(inColumn);
          expect(left.length).toBeLessThanOrEqual(4);
          expect(left[0]).toEqual(all[0]);
          expect(left.at(-1)).toEqual(all.at(-1));
          const extremes = (list: Point[]) =>
            [Math.min, Math.max].map((pick) => pick(...list.map(({ value }) => value)));
          expect(extremes(left)).toEqual(extremes(all));
        }
        kept.forEach(({ step, value }, i) => {
          expect(value).toBe(given[step]);
          expect(step).toBeGreaterThan(kept[i - 1]?.step ?? -1);
        });
      }),
    );
  });

  test("has its first, last, lowest and highest point", () => {
    fc.assert(
      fc.property(values, columns, (given, wide) => {
        const trace = decimate(
          given.map((value, step) => ({ step, value })),
          0,
          given.length - 1,
          wide,
        );
        expect(trace?.first).toEqual({ step: 0, value: given[0] });
        expect(trace?.last).toEqual({ step: given.length - 1, value: given.at(-1) });
        const lowest = Math.min(...given);
        const highest = Math.max(...given);
        expect(trace?.lowest).toEqual({ step: given.indexOf(lowest), value: lowest });
        expect(trace?.highest).toEqual({ step: given.indexOf(highest), value: highest });
      }),
    );
  });

  test("is broken only where a whole column has nothing to draw", () => {
    const points = [1, 2, Number.NaN, 4, 5].map((value, step) => ({ step, value }));
    const steps = (wide: number) =>
      decimate(points, 0, 4, wide)?.runs.map((run) => run.map(({ step }) => step));
    expect(steps(8)).toEqual([
      [0, 1],
      [3, 4],
    ]);
    expect(steps(2)).toEqual([[0, 1, 3, 4]]);
  });

  test("may be of one point, or of none", () => {
    expect(decimate([{ step: 3, value: 7 }], 0, 10, 5)?.runs).toEqual([[{ step: 3, value: 7 }]]);
    expect(decimate([{ step: 3, value: Number.NaN }], 0, 10, 5)).toBeNull();
    expect(decimate([], 0, 10, 5)).toBeNull();
  });

  test("may have several values at one step", () => {
    const points = [1, 9, 5].map((value) => ({ step: 2, value }));
    expect(decimate(points, 0, 4, 4)?.runs).toEqual([
      [
        { step: 2, value: 1 },
        { step: 2, value: 9 },
        { step: 2, value: 5 },
      ],
    ]);
  });
});
