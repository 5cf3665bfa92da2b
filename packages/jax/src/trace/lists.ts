/** The nodes with lists of values: stairs and tables. */
import type { StairsNode, TableNode } from "@anneal/core";
import type { numpy as np } from "@jax-js/jax";
import type { Arithmetic, Value } from "./arithmetic.js";
import { firstIndexReaching, LARGEST_COUNT, LARGEST_INDEX, reaches, since, type Time } from "./time.js";

/** Up to this number of stairs is chosen one by one; with more, the stair is counted and looked up. */
const FEW = 8;

export function traceStairs(of: Arithmetic, node: StairsNode, time: Time): Value {
  const { boundaries, values, side } = node;
  if (boundaries.length > FEW) return of.lookUp(values, countBoundaries(of, boundaries, side, time));
  return boundaries.reduce<Value>(
    (value, boundary, i) => of.choose(reaches(of, time, boundary, side), values[i + 1] as number, value),
    values[0] as number,
  );
}

/** The number of ascending boundaries that are reached. */
export function countBoundaries(
  of: Arithmetic,
  boundaries: readonly number[],
  side: "right" | "left",
  time: Time,
): np.Array {
  const { offset, spacing, slack } = time;
  if (time.whole) {
    // Clamped to an int32, a boundary that the index can't reach would count as reached.
    const first = boundaries
      .map((boundary) => firstIndexReaching(time, boundary, side))
      .filter((index) => index <= LARGEST_INDEX)
      .map((index) => Math.max(index, -LARGEST_INDEX));
    return of.countBelow(time.index, first);
  }
  const places = boundaries.map((boundary) => (boundary - offset) / spacing);
  return side === "right"
    ? of.countBelow(
        time.index,
        places.map((place) => place - slack),
      )
    : of.countBelow(
        time.index,
        places.map((place) => place + slack),
        true,
      );
}

export function traceTable(of: Arithmetic, node: TableNode, time: Time): Value {
  const { values, interpolation } = node;
  const last = values.length - 1;
  if (last === 0) return values[0] as number;
  const exact = wholePlace(of, node, time);
  if (exact !== null) return of.lookUp(values, of.maximum(of.minimum(exact, last), 0) as np.Array);
  const place = of.add(since(of, time, node.start), time.slack) as np.Array;
  const bounded = of.maximum(of.minimum(place, last), 0) as np.Array;
  if (interpolation === "previous") return of.lookUp(values, of.whole(of.floor(bounded)));
  const below = of.minimum(of.floor(bounded), last - 1) as np.Array;
  const share = of.subtract(bounded, below);
  const index = of.whole(below);
  const low = of.lookUp(values, index);
  const high = of.lookUp(values, of.add(index, 1) as np.Array);
  return of.add(low, of.multiply(of.subtract(high, low), share));
}

/** The index in the table, if whole counts never fall between two values; otherwise null. */
function wholePlace(of: Arithmetic, { start, interpolation }: TableNode, time: Time): Value | null {
  const between = (start - time.offset) % 1 !== 0;
  if (!time.whole || time.spacing !== 1 || (between && interpolation === "linear")) return null;
  const first = firstIndexReaching(time, start, "right");
  return Math.abs(first) <= LARGEST_COUNT ? of.subtract(time.index, first) : null;
}
