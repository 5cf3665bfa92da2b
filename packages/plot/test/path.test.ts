/** Paths without the points that make no difference. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Place, pathData, simplify } from "../src/svg/path.js";

const TOLERANCE = 0.05;

const hundredths = (most: number) => fc.integer({ min: 0, max: 100 * most }).map((n) => n / 100);

/** How far a place is above or below the line through others. */
function distance(place: Place, line: readonly Place[]): number {
  const distances = line.slice(1).flatMap((end, i) => {
    const start = line[i] as Place;
    if (place.x < start.x || place.x > end.x) return [];
    if (start.x === end.x) {
      const [low, high] = [Math.min(start.y, end.y), Math.max(start.y, end.y)];
      return [Math.max(0, low - place.y, place.y - high)];
    }
    return [Math.abs(start.y + ((end.y - start.y) * (place.x - start.x)) / (end.x - start.x) - place.y)];
  });
  return Math.min(...distances);
}

test("every point that is omitted is within the tolerance of the line, and the others are points of it in their order", () => {
  const places = fc
    .array(
      fc.tuple(
        fc.oneof(fc.constant(0), hundredths(3)),
        fc.oneof(fc.integer({ min: 0, max: 3 }), hundredths(1)),
      ),
      {
        minLength: 2,
        maxLength: 60,
      },
    )
    .map((steps) => {
      let x = 0;
      return steps.map(([advance, y]) => {
        x = Math.round(100 * (x + advance)) / 100;
        return { x, y };
      });
    });
  fc.assert(
    fc.property(places, (line) => {
      const kept = simplify(line);
      expect(kept[0]).toEqual(line[0]);
      expect(kept.at(-1)).toEqual(line.at(-1));
      let next = 0;
      for (const place of kept) {
        const found = line.indexOf(place, next);
        expect(found).toBeGreaterThanOrEqual(next);
        next = found + 1;
      }
      for (const place of line) expect(distance(place, kept)).toBeLessThanOrEqual(TOLERANCE + 1e-9);
    }),
  );
});

test("a straight line needs two points", () => {
  const line = Array.from({ length: 1000 }, (_, x) => ({ x, y: 300 - 0.25 * x }));
  expect(pathData([line])).toBe("M0 300L999 50.25");
});

test("lines are apart, and one point is a dot", () => {
  expect(
    pathData([
      [
        { x: 1, y: 2 },
        { x: 3, y: 4 },
      ],
      [{ x: 5.123, y: 6.007 }],
    ]),
  ).toBe("M1 2L3 4M5.12 6.01h0");
});
