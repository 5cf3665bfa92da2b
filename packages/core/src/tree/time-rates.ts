/** The speed of time inside a tree: nested scales multiply, and may leave the range of float64. */
import { InvalidArgumentError } from "../errors.js";
import type { ScheduleNode } from "./node.js";

/** The slowest and the fastest time of the nodes in a tree, relative to the time of its root. */
export interface TimeRates {
  readonly least: number;
  readonly most: number;
}

/** The rates of a leaf. */
export const UNIT_RATES: TimeRates = { least: 1, most: 1 };

/** The rates of two sibling trees. */
export function joinedRates(left: TimeRates, right: TimeRates): TimeRates {
  if (right.least >= left.least && right.most <= left.most) return left;
  return { least: Math.min(left.least, right.least), most: Math.max(left.most, right.most) };
}

/**
 * The rates of a tree whose root is `node`, from the rates of its children.
 * @throws InvalidArgumentError if no step but 0 has a time, or all steps have the same.
 */
export function ratesOf(node: ScheduleNode, path: string, below: TimeRates): TimeRates {
  if (node.kind === "time") return scaled(below, node.scale, `${path}.scale`);
  // The child of cycles gets a position from 0 to 1, whatever the speed of time outside.
  return node.kind === "cycles" ? UNIT_RATES : below;
}

function scaled({ least, most }: TimeRates, scale: number, argument: string): TimeRates {
  const rates = { least: Math.min(1, least * scale), most: Math.max(1, most * scale) };
  if (rates.least > 0 && rates.most <= Number.MAX_VALUE) return rates;
  const fault = rates.least > 0 ? "overflow" : "stand still";
  const expected = `a number that keeps time in the range of float64; this one makes time below the node ${fault}`;
  throw new InvalidArgumentError(argument, scale, expected);
}
