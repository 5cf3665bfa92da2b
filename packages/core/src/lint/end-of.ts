/** The step at which a schedule is intended to end. */

import { restsAt } from "../evaluate/rests-at.js";
import type { RampNode, ScheduleNode } from "../tree/node.js";

/**
 * The step at which a schedule is intended to end: where it becomes constant, or would if its cosines stopped at their
 * end. Those of PyTorch and transformers rise again, but a total is never intended to be followed by more.
 */
export function endOf(node: ScheduleNode): number {
  return restsAt(stopped(node));
}

function stopped(node: ScheduleNode): ScheduleNode {
  switch (node.kind) {
    case "ramp":
      return isFalling(node) ? { ...node, after: "hold" } : node;
    case "time":
    case "clamp":
      return { ...node, child: stopped(node.child) };
    case "join":
    case "product":
    case "sum":
      return { ...node, children: node.children.map(stopped) };
    default:
      return node;
  }
}

/** Whether a ramp is a cosine that initially decreases. */
export function isFalling({ easing, from, to }: RampNode): boolean {
  return easing.kind === "cosine" && easing.timeExponent === 1 && to < from;
}
