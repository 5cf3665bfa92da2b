/** Finds the step at which a schedule becomes constant. */

import type { ScheduleNode } from "../tree/node.js";
import { normalize } from "../tree/normalize.js";
import { cycleStart } from "./cycles.js";

/**
 * The step from which a schedule keeps its value: -Infinity if it never changes, Infinity if it changes forever. Limits
 * of `clamp` may make it constant earlier; they are not considered.
 *
 * @param node The tree of the schedule: `restsAt(lr.node)`.
 * @throws InvalidArgumentError for trees that `normalize` rejects
 */
export function restsAt(node: ScheduleNode): number {
  return restOf(normalize(node));
}

function restOf(node: ScheduleNode): number {
  switch (node.kind) {
    case "constant":
      return Number.NEGATIVE_INFINITY;
    case "ramp":
      if (node.from === node.to) return Number.NEGATIVE_INFINITY;
      return node.after === "hold" ? node.end : Number.POSITIVE_INFINITY;
    case "power": {
      const isFlat = node.slope === 0 || node.exponent === 0 || node.scale === 0;
      return isFlat ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    }
    case "stairs":
      return node.boundaries.at(-1) ?? Number.NEGATIVE_INFINITY;
    case "table":
      return node.start + node.values.length - 1;
    case "time": {
      const child = Math.min(restOf(node.child), node.maximum ?? Number.POSITIVE_INFINITY);
      const whole = node.quantum === null ? child : Math.ceil(child / node.quantum) * node.quantum;
      return whole / node.scale + node.shift;
    }
    case "cycles":
      return cycleStart(node, node.limit ?? Number.POSITIVE_INFINITY);
    case "join": {
      const start = node.boundaries.at(-1) ?? Number.NEGATIVE_INFINITY;
      const child = node.children.at(-1);
      if (child === undefined) return start;
      const origin = node.rebase && node.boundaries.length > 0 ? start : 0;
      return Math.max(start, origin + restOf(child));
    }
    case "product":
    case "sum":
      // Not Math.max(...all), which fails for too many arguments.
      return node.children.reduce((last, child) => Math.max(last, restOf(child)), Number.NEGATIVE_INFINITY);
    case "clamp":
      return restOf(node.child);
    default:
      return node satisfies never;
  }
}
