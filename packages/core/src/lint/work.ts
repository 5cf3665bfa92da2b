/** Limits the work of lint: trees that are slow to evaluate are examined at fewer steps. */
import type { ScheduleNode } from "../tree/node.js";

/** The approximate number of node evaluations in total: a fraction of a second. */
const MOST_EVALUATED = 4e6;

/** The largest number of evaluated steps for each purpose. */
export interface Work {
  /** Steps at equal distances. */
  readonly grid: number;
  /** Those, and the steps at which something happens. */
  readonly points: number;
  /** Steps at which a decay to the constant rate is searched. */
  readonly falls: number;
  /** Joins that are examined. */
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

/** The largest number of nodes evaluated for one step. */
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
