/** Cycles: which one a time falls into, found without trusting a logarithm, and the child over its fraction. */
import { logarithm } from "../math/logarithm.js";
import { power } from "../math/power.js";
import type { CyclesNode, ScheduleNode } from "../schedule/node.js";
import {
  canFill,
  type Evaluator,
  fillBy,
  filling,
  firstIndexAtOrAfter,
  valueAt,
  valueAtTime,
} from "./grid.js";

/** What the roundings of a power near 1 amount to. */
const FEW_ROUNDINGS = 2 ** -51;
/** With a multiplier nearer to 1 the roundings of a start are no small share of a cycle. */
const LEAST_CHANGE = 2 ** -31;

/** So many cycles are counted: beyond them a float64 has no next number. */
const MOST_CYCLES = 2 ** 53;

export function compileCycles(node: CyclesNode, compile: (node: ScheduleNode) => Evaluator): Evaluator {
  const child = compile(node.child);
  const { floor } = node;
  let cycle = -1;
  let start = Number.NaN;
  let next = Number.NaN;
  let begin = 0;
  let length = 0;
  let inverseLength = 0;
  let top = 0;
  let isOver = false;
  const findCycle = (t: number): void => {
    if (t >= start && t < next) return;
    cycle = cycleAt(node, t);
    isOver =
      (node.limit !== null && cycle >= node.limit) ||
      (node.multiplier < 1 && cycle === Number.POSITIVE_INFINITY);
    top = cycleTop(node, cycle);
    if (cycle < MOST_CYCLES) {
      begin = cycle === 0 ? 0 : cycleStart(node, cycle);
      // Cycle 0 also answers for the time before it.
      start = cycle === 0 ? Number.NEGATIVE_INFINITY : begin;
      next = cycleStart(node, cycle + 1);
      length = cycleLength(node, cycle);
      inverseLength = 1 / length;
    } else {
      start = Number.NaN;
      next = Number.NaN;
    }
  };
  const shareAt = (index: number, offset: number, spacing: number): number => {
    const t = offset + spacing * index;
    if (!(cycle < MOST_CYCLES)) return valueAtTime(child, shareBeyond(node, t));
    const first = firstIndexAtOrAfter(begin, offset, spacing);
    const origin = (offset - begin + spacing * first) * inverseLength;
    return valueAt(child, index - first, origin, spacing * inverseLength, (t - begin) / length);
  };
  const evaluate: Evaluator = (index, offset, spacing) => {
    findCycle(offset + spacing * index);
    if (isOver) return node.afterwards;
    const share = shareAt(index, offset, spacing);
    return floor * (1 - share) + top * share;
  };
  return filling(evaluate, (out, index, offset, spacing) => {
    findCycle(offset + spacing * index);
    const isOne = offset + spacing * (index + out.length - 1) < next;
    if (!isOne || isOver) return false;
    const first = firstIndexAtOrAfter(begin, offset, spacing);
    const origin = (offset - begin + spacing * first) * inverseLength;
    if (!canFill(out.length, index - first, origin, spacing * inverseLength)) return false;
    fillBy(child, out, index - first, origin, spacing * inverseLength);
    for (let i = 0; i < out.length; i++) {
      const share = out[i] as number;
      out[i] = floor * (1 - share) + top * share;
    }
    return true;
  });
}

/**
 * The share of a cycle whose number is beyond `MOST_CYCLES`. Of equal cycles the remainder is exact; where cycles grow
 * or shrink, the roundings of a start are longer than the cycle.
 */
function shareBeyond({ length, multiplier }: CyclesNode, t: number): number {
  return multiplier === 1 ? (t % length) / length : Number.NaN;
}

/**
 * The cycle that `t` falls into: a guess by a closed form, then a search among the exact starts.
 * Shrinking cycles have an end: a time past it is in cycle infinity, which lasts no time.
 */
function cycleAt(node: CyclesNode, t: number): number {
  const { length, multiplier } = node;
  if (t < length) return 0;
  let cycle = t / length;
  if (multiplier !== 1) {
    const grown = cycle * (multiplier - 1) + 1;
    if (!(grown > 0)) return Number.POSITIVE_INFINITY;
    cycle = logarithm(Math.min(grown, Number.MAX_VALUE)) / logarithm(multiplier);
  }
  return cycle === Number.POSITIVE_INFINITY ? cycle : searchNear(node, t, Math.floor(cycle));
}

/** The last cycle that has begun at `t`. Where the guess is far off, the distance tried doubles. */
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
  // Steps are whole: cycles of 10 and 12 steps end at 22, not at the 22.000000000000004 that 1.2 makes of it.
  const below = Math.floor(start);
  const whole = start - below < 0.5 ? below : below + 1;
  const change = Math.abs(multiplier - 1);
  const roundings = (length * Math.max(grown, 1) * FEW_ROUNDINGS) / change;
  return change > LEAST_CHANGE && Math.abs(start - whole) <= roundings ? whole : start;
}

/** The value where the child is 1. */
function cycleTop(node: CyclesNode, cycle: number): number {
  if (cycle === 0 || node.decay === 1) return node.peak;
  const factor = power(node.decay, cycle);
  return node.decayOf === "peak" ? node.peak * factor : node.floor + (node.peak - node.floor) * factor;
}
