/** Where a schedule comes to rest. */

import type { ScheduleNode } from "../tree/node.js";
import { normalize } from "../tree/normalize.js";
import { cycleStart } from "./cycles.js";

/**
 * The step from which on a schedule keeps its value. -Infinity where it never changes, Infinity where it goes on for
 * ever. Limits may make it rest earlier: what `clamp` holds is not looked at.
 *
 * @param node The tree of the schedule: `restsAt(lr.node)`.
 * @throws InvalidArgumentError for what `normalize` refuses
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
      // Not Math.max of all: so many arguments may be too many.
      return node.children.reduce((last, child) => Math.max(last, restOf(child)), Number.NEGATIVE_INFINITY);
    case "clamp":
      return restOf(node.child);
    default:
      return node satisfies never;
  }
}
