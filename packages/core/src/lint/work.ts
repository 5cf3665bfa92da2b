/** How much of a schedule lint looks at: less of a tree that takes long to evaluate. */
import type { ScheduleNode } from "../tree/node.js";

/** So many nodes are evaluated in all, about: a fraction of a second. */
const MOST_EVALUATED = 4e6;

/** How many steps are evaluated, at most, for each purpose. */
export interface Work {
  /** Steps at equal distances. */
  readonly grid: number;
  /** These and those at which something happens. */
  readonly points: number;
  /** Steps at which a fall to the rest is looked for. */
  readonly falls: number;
  /** Joints that are looked at. */
  readonly joints: number;
}

export function workFor(root: ScheduleNode): Work {
  const steps = Math.floor(MOST_EVALUATED / nodesPerStep(root));
  const share = (parts: number, least: number, most: number) =>
    Math.max(least, Math.min(most, Math.floor(steps / parts)));
  return {
    grid: share(4, 16, 512),
    points: share(1, 32, 8192),
    falls: share(8, 8, 64),
    joints: share(8, 4, 512),
  };
}

/** How many nodes are evaluated for one step, at most. */
function nodesPerStep(node: ScheduleNode): number {
  switch (node.kind) {
    case "time":
    case "cycles":
    case "clamp":
      return 1 + nodesPerStep(node.child);
    case "join":
      return 1 + node.children.reduce((most, child) => Math.max(most, nodesPerStep(child)), 0);
    case "product":
    case "sum":
      return node.children.reduce((sum, child) => sum + nodesPerStep(child), 1);
    default:
      return 1;
  }
}
