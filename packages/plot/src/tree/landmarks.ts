/** The notable steps of a schedule: joins, and restarts of cycles. */
import type { JoinNode, ScheduleNode, TimeNode } from "@anneal/core";
import { isWarmUp } from "@anneal/core/schedule-engine";
import { clean } from "../text/clean.js";
import { restarts } from "./cycles.js";

/** An event at a step. */
export interface Landmark {
  readonly step: number;
  readonly label: string;
}

/** The largest number of restarts counted per node. */
export const MOST_RESTARTS = 1000;

/**
 * The landmarks of a tree between `from` and `to`, both included, in the order of the tree. Joins may be nested, and
 * shifted, scaled and cut off by their ancestors; events inside a cycle are not marked.
 */
export function landmarks(node: ScheduleNode, from: number, to: number): Landmark[] {
  if (!(from <= to)) return [];
  switch (node.kind) {
    case "join":
      return joinLandmarks(node, from, to);
    case "time":
      return timeLandmarks(node, from, to);
    case "cycles":
      // Cycles of a constant are stairs without restarts.
      if (node.child.kind === "constant") return [];
      return restarts(node, to, MOST_RESTARTS)
        .filter((step) => step >= from)
        .map((step) => ({ step, label: "restart" }));
    case "product":
    case "sum":
      return node.children.flatMap((child) => landmarks(child, from, to));
    case "clamp":
      return landmarks(node.child, from, to);
    default:
      return [];
  }
}

function joinLandmarks(node: JoinNode, from: number, to: number): Landmark[] {
  const { boundaries, children, rebase } = node;
  return children.flatMap((child, index) => {
    const start = boundaries[index - 1] ?? Number.NEGATIVE_INFINITY;
    const end = boundaries[index] ?? Number.POSITIVE_INFINITY;
    // A part without duration is never active.
    if (start === end) return [];
    const origin = rebase && index > 0 ? start : 0;
    const own = landmarks(child, Math.max(from, start) - origin, Math.min(to, end) - origin)
      .map(({ step, label }) => ({ step: step + origin, label }))
      .filter(({ step }) => step > start && step < end);
    const isSeen = start >= from && start <= to;
    return isSeen ? [{ step: start, label: boundaryLabel(node, index) }, ...own] : own;
  });
}

/** The event at the start of child `index`. */
function boundaryLabel({ boundaries, children, labels }: JoinNode, index: number): string {
  // The previous part is the last one with a duration.
  let before = index - 1;
  while (before > 0 && boundaries[before - 1] === boundaries[before]) before -= 1;
  if (labels === null) {
    const first = children[before];
    return before === 0 && first !== undefined && isWarmUp(first, children[index]) ? "warm-up ends" : "join";
  }
  if (labels[before] === "warm-up") return "warm-up ends";
  const label = clean(labels[index] ?? "");
  return label === "" ? "join" : `${label} starts`;
}

function timeLandmarks(node: TimeNode, from: number, to: number): Landmark[] {
  const { shift, scale, quantum } = node;
  const minimum = node.minimum ?? Number.NEGATIVE_INFINITY;
  const maximum = node.maximum ?? Number.POSITIVE_INFINITY;
  const first = Math.max((from - shift) * scale, minimum);
  const last = Math.min((to - shift) * scale, maximum);
  // Quantized time reaches a step later, so the child is searched one quantum earlier.
  return landmarks(node.child, first - (quantum ?? 0), last)
    .map(({ step, label }) => {
      const reached = quantum === null ? step : Math.ceil(step / quantum) * quantum;
      return { step: reached, label };
    })
    .filter(({ step }) => step > minimum && step <= maximum)
    .map(({ step, label }) => ({ step: step / scale + shift, label }))
    .filter(({ step }) => step >= from && step <= to);
}
