/** The default range of a schedule's plot. */
import { restsAt, type ScheduleNode } from "@anneal/core";
import { cycleStart } from "@anneal/core/schedule-engine";

/** The number of periods shown of an endless repetition. */
const PERIODS = 4;
/** The length shown of an endless decay, relative to its first part. */
const TIMES_FIRST_PART = 4;

/** The last step of a plot, and whether the schedule still changes after it. */
export interface Extent {
  readonly to: number;
  readonly isEndless: boolean;
}

/**
 * The step at which a schedule becomes constant or, if it never does, the end of a few periods. Null: the schedule
 * never changes.
 */
export function extentOf(node: ScheduleNode): Extent | null {
  const rest = restsAt(node);
  if (Number.isFinite(rest)) return { to: rest, isEndless: false };
  const to = rest > 0 ? usualEnd(node) : Number.NaN;
  return Number.isFinite(to) ? { to, isEndless: true } : null;
}

/** Infinity: the node has no length. */
function usualEnd(node: ScheduleNode): number {
  switch (node.kind) {
    case "ramp": {
      const periods = node.easing.kind === "cosine" ? 2 : 1;
      return node.from === node.to
        ? Number.NEGATIVE_INFINITY
        : node.start + periods * (node.end - node.start);
    }
    case "power": {
      // The step at which the base of the power is a few times its value at 0.
      const timescale = Math.abs(node.offset / node.slope);
      return restsAt(node) < 0
        ? Number.NEGATIVE_INFINITY
        : TIMES_FIRST_PART * timescale || Number.POSITIVE_INFINITY;
    }
    case "time":
      return (
        Math.min(usualEnd(node.child), node.maximum ?? Number.POSITIVE_INFINITY) / node.scale + node.shift
      );
    case "cycles":
      return cycleStart(node, Math.min(PERIODS, node.limit ?? PERIODS));
    case "join": {
      const start = node.boundaries.at(-1) ?? 0;
      const last = node.children.at(-1);
      const origin = node.rebase ? start : 0;
      const end = last === undefined ? start : origin + usualEnd(last);
      return Number.isFinite(end) && end > start ? end : TIMES_FIRST_PART * start;
    }
    case "product":
    case "sum": {
      const ends = node.children.map(usualEnd).filter(Number.isFinite);
      return ends.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...ends);
    }
    case "clamp":
      return usualEnd(node.child);
    default:
      return restsAt(node);
  }
}
