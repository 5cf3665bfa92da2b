/** How much of a schedule a picture shows where nothing says so. */
import { restsAt, type ScheduleNode } from "@anneal/core";
import { cycleStart } from "@anneal/core/schedule-engine";

/** How many periods are shown of something that repeats for ever. */
const PERIODS = 4;
/** How many times as long as its first part a curve is shown that falls for ever. */
const TIMES_FIRST_PART = 4;

/** A step to end a picture at, and whether the schedule goes on changing after it. */
export interface Extent {
  readonly to: number;
  readonly isEndless: boolean;
}

/** Where a schedule comes to rest or, if it never does, after a few periods of it. Null: it never changes. */
export function extentOf(node: ScheduleNode): Extent | null {
  const rest = restsAt(node);
  if (Number.isFinite(rest)) return { to: rest, isEndless: false };
  const to = rest > 0 ? usualEnd(node) : Number.NaN;
  return Number.isFinite(to) ? { to, isEndless: true } : null;
}

/** Infinity: the node says nothing of its length. */
function usualEnd(node: ScheduleNode): number {
  switch (node.kind) {
    case "ramp": {
      const periods = node.easing.kind === "cosine" ? 2 : 1;
      return node.from === node.to
        ? Number.NEGATIVE_INFINITY
        : node.start + periods * (node.end - node.start);
    }
    case "power": {
      // Where the line under the power has become a few times what it is at 0.
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
