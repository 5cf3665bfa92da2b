/** Lines as SVG path data, without redundant points. */
import { hundredth } from "./markup.js";

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** The largest invisible distance, in pixels, between the line and a removed point. */
const TOLERANCE = 0.05;

/** A path through lines that each go from left to right. */
export function pathData(lines: readonly (readonly Place[])[]): string {
  return lines
    .map((line) => {
      const rounded = line.map(({ x, y }) => ({ x: hundredth(x), y: hundredth(y) }));
      const points = simplify(rounded).map(({ x, y }) => `${x} ${y}`);
      // A single point is a line of zero length, which round caps render as a dot.
      return points.length === 1 ? `M${points[0]}h0` : `M${points.join("L")}`;
    })
    .join("");
}

/**
 * Removes points close to the line, in one pass.
 * @param line From left to right, in hundredths of a pixel.
 */
export function simplify(line: readonly Place[]): readonly Place[] {
  const [first] = line;
  if (first === undefined) return [];
  const kept = [first];
  let anchor = first;
  let last = first;
  // The range of directions from the anchor that pass close to every later point.
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  for (const point of line.slice(1)) {
    const direction = slope(anchor, point, 0);
    if (last !== anchor && !(direction >= least && direction <= most)) {
      kept.push(last);
      anchor = last;
      least = Number.NEGATIVE_INFINITY;
      most = Number.POSITIVE_INFINITY;
    }
    if (point.x === anchor.x) {
      kept.push(point);
      anchor = point;
    } else {
      least = Math.max(least, slope(anchor, point, -TOLERANCE));
      most = Math.min(most, slope(anchor, point, TOLERANCE));
    }
    last = point;
  }
  if (last !== anchor) kept.push(last);
  return kept;
}

function slope(from: Place, to: Place, shift: number): number {
  return (to.y + shift - from.y) / (to.x - from.x);
}
