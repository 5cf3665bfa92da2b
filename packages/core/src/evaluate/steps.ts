/** The two nodes with lists of values: stairs and tables. */
import type { Side, StairsNode, TableNode } from "../tree/node.js";
import type { Evaluator } from "./grid.js";

/** The number of boundaries at or before `t` (`right`), or before it (`left`). */
export function segmentAt(boundaries: readonly number[], side: Side, t: number): number {
  let low = 0;
  let high = boundaries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const boundary = boundaries[middle] as number;
    if (side === "right" ? boundary <= t : boundary < t) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function compileStairs(node: StairsNode): Evaluator {
  const { boundaries, values, side } = node;
  return (index, offset, spacing) => values[segmentAt(boundaries, side, offset + spacing * index)] as number;
}

export function compileTable(node: TableNode): Evaluator {
  const { start, values } = node;
  const last = values.length - 1;
  const linear = node.interpolation === "linear";
  return (index, offset, spacing) => {
    const place = offset + spacing * index - start;
    if (place <= 0) return values[0] as number;
    if (place >= last) return values[last] as number;
    const below = Math.floor(place);
    const value = values[below] as number;
    return linear ? value + ((values[below + 1] as number) - value) * (place - below) : value;
  };
}
