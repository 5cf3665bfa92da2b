/** Where the warm-up of a schedule ends. */
import type { JoinNode, TableNode } from "../tree/node.js";
import type { Profile } from "./profile.js";
import { type Part, segmentsOf, stepOf } from "./walk.js";
import { isDecay, isWarmingRamp, isWarmUp } from "./warm-up-ramp.js";

/** How many steps the warm-up takes; null: there is none that shows. */
export function warmUpSteps({ parts }: Profile): number | null {
  for (const each of parts) {
    if (each.inCycles || each.from > 0) continue;
    const end = each.node.kind === "join" ? firstOfParts(each, each.node) : riseOf(each);
    if (end !== null && end > 0) return Math.ceil(end);
  }
  return null;
}

/** The end of the first part, if it is called a warm-up; and without names a ramp upwards, unless a straight line leads down again. */
function firstOfParts(part: Part, node: JoinNode): number | null {
  const [first, second] = segmentsOf(part, node);
  if (first === undefined || first.from > 0 || !Number.isFinite(first.to)) return null;
  if (node.labels !== null) return node.labels[0] === "warm-up" ? first.to : null;
  return isWarmUp(first.node, second?.node) ? first.to : null;
}

/** The end of a rise that the whole is multiplied with, or that is all there is. */
function riseOf(part: Part): number | null {
  const { node } = part;
  if (!part.isFactor) return null;
  if (node.kind === "table") return riseOfTable(part, node);
  if (!isWarmingRamp(node) || isDecay(node) || stepOf(part, node.start) > 0) return null;
  // A range of rates that is searched through rises by factors.
  return node.from < node.to && node.interpolation === "arithmetic" ? stepOf(part, node.end) : null;
}

/** The least rise that is more than two neighbors. */
const LEAST_RISE = 2;

/** Where a table's values stop rising, if they rise from the first one on as fast as ever: not those of a cosine. */
function riseOfTable(part: Part, { start, values }: TableNode): number | null {
  if (stepOf(part, start) > 0) return null;
  const fall = values.findIndex((value, i) => i > 0 && value <= (values[i - 1] as number));
  const top = (fall < 0 ? values.length : fall) - 1;
  const [first = 0, second = 0] = values;
  const most = values[top] ?? first;
  if (top < LEAST_RISE || second - first < (most - first) / top / 2) return null;
  // A rise from 0 may begin with its first step.
  const startsAbove = first > 1.5 * (second - first);
  return startsAbove && fallsStraight(values.slice(top), first) ? null : stepOf(part, start + top);
}

/** Whether values fall on a straight line to the rate that the rise began with, or below it: a triangle. */
function fallsStraight(values: readonly number[], floor: number): boolean {
  const low = values.findIndex((value) => value <= floor);
  if (low < 1) return false;
  const [top = 0] = values;
  const middle = Math.floor(low / 2);
  const straight = top + ((values[low] as number) - top) * (middle / low);
  return Math.abs((values[middle] as number) - straight) < 0.02 * (top - floor);
}
