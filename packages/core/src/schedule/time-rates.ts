/** How fast time runs inside a tree: nested scales and lengths multiply, and may leave the range of float64. */
import { InvalidArgumentError } from "../errors.js";
import type { ScheduleNode } from "./node.js";

/** The slowest and the fastest time of the nodes in a tree, relative to the time of its root. */
export interface TimeRates {
  readonly least: number;
  readonly most: number;
}

/** The rates of a node without others below it. */
export const UNIT_RATES: TimeRates = { least: 1, most: 1 };

/** The rates of two trees side by side. */
export function joinedRates(left: TimeRates, right: TimeRates): TimeRates {
  if (right.least >= left.least && right.most <= left.most) return left;
  return { least: Math.min(left.least, right.least), most: Math.max(left.most, right.most) };
}

/**
 * The rates of a tree whose root is `node`, from those of what is below it.
 * @throws InvalidArgumentError where no step would have a time, however the rest of the tree is.
 */
export function ratesOf(node: ScheduleNode, path: string, below: TimeRates): TimeRates {
  if (node.kind === "time") {
    if (node.quantum === null) return scaled(below, node.scale, `${path}.scale`, node.scale);
    // The child counts in quanta, whatever the time outside is.
    scaled(below, node.quantum, `${path}.quantum`, node.quantum);
    return scaled(UNIT_RATES, node.scale, `${path}.scale`, node.scale);
  }
  if (node.kind === "cycles") return scaled(below, 1 / node.length, `${path}.length`, node.length);
  return below;
}

function scaled(rates: TimeRates, factor: number, argument: string, received: number): TimeRates {
  const least = rates.least * factor;
  const most = rates.most * factor;
  if (least > 0 && most <= Number.MAX_VALUE) return { least: Math.min(1, least), most: Math.max(1, most) };
  const expected = `a number that keeps time within float64: with it, time below this node would ${least > 0 ? "overflow" : "stand still"}`;
  throw new InvalidArgumentError(argument, received, expected);
}
