/** The steps at which parts of a tree begin or end, and its exponents: the first candidates of a fit. */
import type { ScheduleNode } from "@anneal/core";

/** The number of cycle starts that are examined, because cycles may be endless. */
const MOST_CYCLES = 4;
/** The number of boundaries examined in a table; those in the middle matter least. */
const MOST = 16;

export interface Landmarks {
  /** Ascending, in steps of the schedule. */
  readonly steps: readonly number[];
  /** The powers of polynomial decays. */
  readonly powers: readonly number[];
}

export function landmarksOf(root: ScheduleNode, furthest: number): Landmarks {
  const steps = new Set<number>();
  const powers = new Set<number>();
  collect(root, (step) => step, steps, powers);
  const inRun = [...steps].filter((step) => step > 0 && step <= furthest).sort((a, b) => a - b);
  const kept = inRun.length <= MOST ? inRun : [...inRun.slice(0, MOST / 2), ...inRun.slice(-MOST / 2)];
  return { steps: kept, powers: [...powers].slice(0, 4) };
}

/** @param toRoot From the time of the node to that of the root. */
function collect(
  node: ScheduleNode,
  toRoot: (time: number) => number,
  steps: Set<number>,
  powers: Set<number>,
): void {
  const add = (...times: readonly number[]) => {
    for (const time of times) steps.add(rounded(toRoot(time)));
  };
  const inner = (child: ScheduleNode, to = toRoot) => collect(child, to, steps, powers);
  switch (node.kind) {
    case "ramp":
      add(node.start, node.end);
      if (node.easing.kind === "reversePower" || node.easing.kind === "power")
        powers.add(node.easing.exponent);
      break;
    case "stairs":
      add(...node.boundaries.slice(0, MOST), ...node.boundaries.slice(-MOST));
      break;
    case "table":
      add(node.start, node.start + node.values.length - 1);
      break;
    case "time":
      inner(node.child, (time) => toRoot(time / node.scale + node.shift));
      break;
    case "cycles":
      for (let i = 0, start = 0; i < MOST_CYCLES; i++, start += node.length * node.multiplier ** (i - 1))
        add(start);
      break;
    case "join":
      add(...node.boundaries);
      for (const [i, child] of node.children.entries()) {
        const start = node.rebase && i > 0 ? (node.boundaries[i - 1] as number) : 0;
        inner(child, (time) => toRoot(time + start));
      }
      break;
    case "clamp":
      inner(node.child);
      break;
    case "product":
    case "sum":
      for (const child of node.children) inner(child);
      break;
    default:
      break;
  }
}

/** Rounds a number that shifts and scales have moved off a whole number. */
function rounded(step: number): number {
  const whole = Math.round(step);
  return Math.abs(step - whole) < 1e-9 * Math.max(1, Math.abs(step)) ? whole : step;
}
