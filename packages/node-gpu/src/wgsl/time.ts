/** The nodes that change the time their child sees: `time` and `join`. */
import { type JoinNode, type ScheduleNode, scheduleFromTree, type TimeNode } from "@anneal/core";
import { firstIndexAtOrAfter, wholeQuotient } from "@anneal/core/schedule-engine";
import type { Emitter, Value } from "./emitter.js";
import { type Grid, indexAfter, indexAt, refuseBeyondFloat64, timeAt } from "./grid.js";
import { quotientOf } from "./quotient.js";

export type EmitNode = (node: ScheduleNode, grid: Grid) => Value;

export function emitTime(emitter: Emitter, node: TimeNode, outer: Grid, emit: EmitNode): Value {
  const { child, shift, scale, minimum, maximum, quantum } = node;
  const grid: Grid = {
    ...outer,
    offset: (outer.offset - shift) * scale,
    spacing: outer.spacing * scale,
  };
  const cuts = [
    minimum === null ? grid.low : indexAt(grid, minimum),
    maximum === null ? grid.high + 1n : indexAfter(grid, maximum),
  ];
  return emitter.choose(grid, cuts, (i, part) => {
    if (i === 1)
      return quantum === null ? emit(child, part) : emitQuantized(emitter, child, part, quantum, emit);
    const time = (i === 0 ? minimum : maximum) as number;
    const held = quantum === null ? time : wholeQuotient(time, quantum) * quantum;
    return { constant: scheduleFromTree(child)(held) };
  });
}

function emitQuantized(
  emitter: Emitter,
  child: ScheduleNode,
  grid: Grid,
  quantum: number,
  emit: EmitNode,
): Value {
  const [lowest, highest] = [grid.low, grid.high].map((index) => wholeQuotient(timeAt(grid, index), quantum));
  // So small a quantum does not change a float64.
  if (!(Math.max(Math.abs(lowest as number), Math.abs(highest as number)) < 2 ** 62)) {
    return emit(child, grid);
  }
  const [least, most] = [BigInt(lowest as number), BigInt(highest as number)];
  const value = emit(child, {
    offset: 0,
    spacing: quantum,
    first: -least,
    low: 0n,
    high: most - least,
    tolerance: 0,
  });
  if ("constant" in value) return value;
  const lines = quotientOf(emitter, grid, { length: quantum, least });
  return emitter.define([...lines, `return ${emitter.at(value, "whole")};`]);
}

export function emitJoin(emitter: Emitter, node: JoinNode, grid: Grid, emit: EmitNode): Value {
  const { boundaries, children, rebase, side } = node;
  const cuts = boundaries.map((boundary) =>
    side === "right" ? indexAt(grid, boundary) : indexAfter(grid, boundary),
  );
  return emitter.choose(grid, cuts, (i, part) => {
    const child = children[i] as ScheduleNode;
    return emit(child, rebase && i > 0 ? rebased(part, boundaries[i - 1] as number) : part);
  });
}

/** A grid whose time is 0 at `start`, with the host's rounding if the grid has it. */
function rebased(grid: Grid, start: number): Grid {
  if (grid.tolerance > 0) return { ...grid, offset: grid.offset - start };
  const first = firstIndexAtOrAfter(start, grid.offset, grid.spacing);
  const offset = grid.offset - start + grid.spacing * first;
  if (!Number.isFinite(offset)) refuseBeyondFloat64({ ...grid, offset });
  return { ...grid, offset, first: grid.first + BigInt(first) };
}
