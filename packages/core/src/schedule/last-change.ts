/** When a schedule has come to its end. */
import { cycleStart } from "../evaluate/cycles.js";
import type { ScheduleNode } from "./node.js";

/**
 * The first time from which the tree is known to hold one value: 0 for one that never changes, infinity for one that
 * goes on for ever (a power, endless cycles, a ramp that follows its formula).
 */
export function lastChange(node: ScheduleNode): number {
  switch (node.kind) {
    case "constant":
      return 0;
    case "ramp":
      if (node.from === node.to) return 0;
      return node.after === "hold" ? node.end : Number.POSITIVE_INFINITY;
    case "power":
      return node.slope === 0 || node.exponent === 0 || node.scale === 0 ? 0 : Number.POSITIVE_INFINITY;
    case "stairs":
      return node.boundaries[node.boundaries.length - 1] ?? 0;
    case "table":
      return node.start + node.values.length - 1;
    case "time":
      return lastChangeOfTime(node);
    case "cycles":
      return lastChangeOfCycles(node);
    case "join": {
      const start = node.boundaries[node.boundaries.length - 1] ?? 0;
      const last = lastChange(node.children[node.children.length - 1] as ScheduleNode);
      return Math.max(start, node.rebase ? start + last : last);
    }
    case "product":
    case "sum":
      return Math.max(...node.children.map(lastChange));
    case "clamp":
      return lastChange(node.child);
    default:
      return node satisfies never;
  }
}

function lastChangeOfTime(node: Extract<ScheduleNode, { kind: "time" }>): number {
  const child = lastChange(node.child);
  const reached = node.maximum === null ? child : Math.min(child, node.maximum);
  // Rounded down, the child's time gets there with the next multiple.
  const counted = node.quantum === null ? reached : Math.ceil(reached / node.quantum) * node.quantum;
  return node.shift + counted / node.scale;
}

function lastChangeOfCycles(node: Extract<ScheduleNode, { kind: "cycles" }>): number {
  if (node.limit !== null) return cycleStart(node, node.limit);
  return node.multiplier < 1 ? node.length / (1 - node.multiplier) : Number.POSITIVE_INFINITY;
}
