/** Cycles: finds the cycle of a time without relying on a logarithm, and evaluates the child at the position in it. */
import { logarithm } from "../math/logarithm.js";
import { power } from "../math/power.js";
import type { CyclesNode, ScheduleNode } from "../tree/node.js";
import {
  canCount,
  type Evaluator,
  fillBy,
  filling,
  firstIndexAtOrAfter,
  isOnGrid,
  valueAtTime,
} from "./grid.js";

/** The relative rounding error of a power near 1. */
const FEW_ROUNDINGS = 2 ** -51;
/** With a multiplier closer to 1, the rounding error of a start is a large share of a cycle. */
const LEAST_CHANGE = 2 ** -31;

/** The largest number of cycles: beyond it, float64 has no next whole number. */
const MOST_CYCLES = 2 ** 53;

export function compileCycles(node: CyclesNode, compile: (node: ScheduleNode) => Evaluator): Evaluator {
  const child = compile(node.child);
  const { floor, limit, multiplier } = node;
  // Cycle 0 also covers earlier times, if the position in it is finite.
  const beforeAll = -(2 ** 1000) * Math.min(1, node.length);
  // The cycle of the times from `start` up to `next`.
  let cycle = -1;
  let start = Number.NaN;
  let next = Number.NaN;
  let begin = 0;
  let length = 0;
  let top = 0;
  let isOver = false;
  // The child's grid for `gridOffset` and `gridSpacing`.
  let gridOffset = Number.NaN;
  let gridSpacing = Number.NaN;
  let first = 0;
  let origin = 0;
  let childSpacing = 0;
  let hasGrid = false;

  const findCycle = (t: number): void => {
    cycle = cycleAt(node, t);
    isOver = (limit !== null && cycle >= limit) || (multiplier < 1 && cycle >= MOST_CYCLES);
    top = cycleTop(node, cycle);
    begin = cycle === 0 ? 0 : cycleStart(node, cycle);
    length = cycleLength(node, cycle);
    const isCounted = cycle < MOST_CYCLES && t >= beforeAll;
    start = isCounted ? (cycle === 0 ? beforeAll : begin) : Number.NaN;
    next = isCounted ? cycleStart(node, cycle + 1) : Number.NaN;
    gridOffset = Number.NaN;
  };
  const findGrid = (offset: number, spacing: number, index: number): void => {
    const inverseLength = 1 / length;
    gridOffset = offset;
    gridSpacing = spacing;
    first = firstIndexAtOrAfter(begin, offset, spacing);
    origin = (offset - begin + spacing * first) * inverseLength;
    childSpacing = spacing * inverseLength;
    hasGrid = cycle < MOST_CYCLES && isOnGrid(index - first, origin, childSpacing);
  };
  /** For equal cycles beyond the countable range the remainder is exact; for others a start would be too inaccurate. */
  const singleShare = (t: number): number => {
    if (cycle < MOST_CYCLES) return (t - begin) / length;
    return multiplier === 1 ? (t % node.length) / node.length : Number.NaN;
  };
  const evaluate: Evaluator = (index, offset, spacing) => {
    const t = offset + spacing * index;
    if (!(t >= start && t < next)) findCycle(t);
    if (isOver) return node.afterwards;
    if (offset !== gridOffset || spacing !== gridSpacing) findGrid(offset, spacing, index);
    const share = hasGrid ? child(index - first, origin, childSpacing) : valueAtTime(child, singleShare(t));
    return floor * (1 - share) + top * share;
  };
  return filling(evaluate, (out, index, offset, spacing) => {
    const t = offset + spacing * index;
    if (!(t >= start && t < next)) findCycle(t);
    const isOne = offset + spacing * (index + out.length - 1) < next;
    if (!isOne || isOver) return false;
    if (offset !== gridOffset || spacing !== gridSpacing) findGrid(offset, spacing, index);
    if (!hasGrid || !canCount(index - first, out.length)) return false;
    fillBy(child, out, index - first, origin, childSpacing);
    for (let i = 0; i < out.length; i++) {
      const share = out[i] as number;
      out[i] = floor * (1 - share) + top * share;
    }
    return true;
  });
}

/**
 * The cycle of `t`: an estimate by a closed form, then a search among the exact starts. Shrinking cycles have an end: a
 * time past it, or too close to it to be counted, comes after the last cycle.
 */
function cycleAt(node: CyclesNode, t: number): number {
  const { length, multiplier } = node;
  // If its length is nearly whole, the first cycle ends slightly before it.
  if (t < length) return t < cycleStart(node, 1) ? 0 : searchNear(node, t, 0);
  let cycle = t / length;
  if (multiplier !== 1) {
    const grown = cycle * (multiplier - 1) + 1;
    if (!(grown > 0)) return Number.POSITIVE_INFINITY;
    cycle = logarithm(Math.min(grown, Number.MAX_VALUE)) / logarithm(multiplier);
  }
  return cycle === Number.POSITIVE_INFINITY ? cycle : searchNear(node, t, Math.floor(cycle));
}

/** The last cycle that has begun at `t`. If the estimate is far off, the search distance doubles. */
function searchNear(node: CyclesNode, t: number, guess: number): number {
  let low = guess;
  for (let distance = 1; cycleStart(node, low) > t; distance *= 2) low = Math.max(0, low - distance);
  let high = low + 1;
  for (let distance = 2; cycleStart(node, high) <= t; distance *= 2) {
    if (high === Number.POSITIVE_INFINITY) return high;
    low = high;
    high = low + distance;
  }
  for (;;) {
    // Beyond 2^53 there is no number between the two.
    const middle = Math.floor(low + (high - low) / 2);
    if (middle === low || middle === high) return low;
    if (cycleStart(node, middle) <= t) low = middle;
    else high = middle;
  }
}

function cycleLength(node: CyclesNode, cycle: number): number {
  return node.multiplier === 1 ? node.length : node.length * power(node.multiplier, cycle);
}

/** The time at which a cycle, counted from 0, begins. */
export function cycleStart(node: CyclesNode, cycle: number): number {
  const { length, multiplier } = node;
  if (multiplier === 1) return length * cycle;
  const grown = power(multiplier, cycle);
  const start = (length * (grown - 1)) / (multiplier - 1);
  // Steps are whole: cycles of 10 and 12 steps end at 22, not at 22.000000000000004, the rounded product with 1.2.
  const below = Math.floor(start);
  const whole = start - below < 0.5 ? below : below + 1;
  const change = Math.abs(multiplier - 1);
  const roundings = (length * Math.max(grown, 1) * FEW_ROUNDINGS) / change;
  return change > LEAST_CHANGE && Math.abs(start - whole) <= roundings ? whole : start;
}

/** The value at which the child is 1. */
function cycleTop(node: CyclesNode, cycle: number): number {
  if (cycle === 0 || node.decay === 1) return node.peak;
  const factor = power(node.decay, cycle);
  return node.decayOf === "peak" ? node.peak * factor : node.floor + (node.peak - node.floor) * factor;
}
