/** Finds the end of a schedule's warm-up. */
import type { JoinNode, TableNode } from "../tree/node.js";
import type { Profile } from "./profile.js";
import { type Part, segmentsOf, stepOf } from "./walk.js";
import { isDecay, isWarmingRamp, isWarmUp } from "./warm-up-ramp.js";

/** The number of warm-up steps; null: no warm-up is recognizable. */
export function warmUpSteps({ parts }: Profile): number | null {
  for (const each of parts) {
    if (each.inCycles || each.from > 0) continue;
    const end = each.node.kind === "join" ? firstOfParts(each, each.node) : riseOf(each);
    if (end !== null && end > 0) return Math.ceil(end);
  }
  return null;
}

/**
 * The end of the first part, if it is labeled as a warm-up, or if it is an unlabeled rising ramp that is not followed
 * by a falling line.
 */
function firstOfParts(part: Part, node: JoinNode): number | null {
  const [first, second] = segmentsOf(part, node);
  if (first === undefined || first.from > 0 || !Number.isFinite(first.to)) return null;
  if (node.labels !== null) return node.labels[0] === "warm-up" ? first.to : null;
  return isWarmUp(first.node, second?.node) ? first.to : null;
}

/** The end of a rise that multiplies the whole schedule, or that is the whole schedule. */
function riseOf(part: Part): number | null {
  const { node } = part;
  if (!part.isFactor) return null;
  if (node.kind === "table") return riseOfTable(part, node);
  if (!isWarmingRamp(node) || isDecay(node) || stepOf(part, node.start) > 0) return null;
  // A range test rises by factors.
  return node.from < node.to && node.interpolation === "arithmetic" ? stepOf(part, node.end) : null;
}

/** The smallest rise between more than two neighbors. */
const LEAST_RISE = 2;

/**
 * The step at which a table's values stop rising, if they rise from the first one on at a constant or falling speed; a
 * cosine does not.
 */
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

/** Whether values fall linearly to the rate at which the rise began, or below it: a triangle. */
function fallsStraight(values: readonly number[], floor: number): boolean {
  const low = values.findIndex((value) => value <= floor);
  if (low < 1) return false;
  const [top = 0] = values;
  const middle = Math.floor(low / 2);
  const straight = top + ((values[low] as number) - top) * (middle / low);
  return Math.abs((values[middle] as number) - straight) < 0.02 * (top - floor);
}
