/** Cycles: by division if they have one length, otherwise from a table of their starts. */
import { type CyclesNode, InvalidArgumentError, type ScheduleNode } from "@anneal/core";
import { cycleStart } from "@anneal/core/schedule-engine";
import type { numpy as np } from "@jax-js/jax";
import type { Arithmetic, Value } from "./arithmetic.js";
import { divide } from "./division.js";
import { countBoundaries } from "./lists.js";
import { LARGEST_COUNT, LARGEST_INDEX, realTime, since, type Time } from "./time.js";

type Trace = (of: Arithmetic, node: ScheduleNode, time: Time) => Value;

/** The longest table of starts. */
const MOST_CYCLES = 65_536;
/** The error of a fraction of a cycle: a few float32 roundings. */
const SHARE_SLACK = 2 ** -21;

export function traceCycles(of: Arithmetic, node: CyclesNode, time: Time, trace: Trace): Value {
  return node.multiplier === 1
    ? traceEqualCycles(of, node, time, trace)
    : traceUnequalCycles(of, node, time, trace);
}

function traceEqualCycles(of: Arithmetic, node: CyclesNode, time: Time, trace: Trace): Value {
  const { length, limit, afterwards } = node;
  const { quotient, rest, whole, slack } = divide(of, time, length);
  // Cycle 0 also covers the time before it.
  const steps = length / time.spacing;
  const cycle = of.maximum(quotient, 0) as np.Array;
  const before = of.minimum(quotient, 0) as np.Array;
  const index = of.add(rest, of.multiply(whole ? before : of.cast(before), steps)) as np.Array;
  const share = trace(of, node.child, { index, whole, slack, offset: 0, spacing: time.spacing / length });
  const value = between(of, node, topOf(of, node, cycle), share);
  return limit === null ? value : of.choose(of.atLeast(cycle, limit), afterwards, value);
}

/** `peak`, decayed by whole cycles. */
function topOf(of: Arithmetic, { peak, floor, decay, decayOf }: CyclesNode, cycle: np.Array): Value {
  if (decay === 1) return peak;
  const factor =
    decay === 0
      ? of.choose(of.less(cycle, 1), 1, 0)
      : of.exponential(of.multiply(of.cast(cycle), Math.log(decay)) as np.Array);
  return decayOf === "peak" ? of.multiply(factor, peak) : of.add(of.multiply(factor, peak - floor), floor);
}

function between(of: Arithmetic, { floor }: CyclesNode, top: Value, share: Value): Value {
  const above = of.multiply(top, share);
  return floor === 0 ? above : of.add(of.multiply(of.subtract(1, share), floor), above);
}

interface CycleTable {
  /** The starts of the cycles, and the end of the last one. */
  readonly starts: readonly number[];
  readonly lengths: readonly number[];
  readonly tops: readonly number[];
  /** Whether the value is `afterwards` from the last start on. */
  readonly ends: boolean;
}

function tableOf(node: CyclesNode, last: number): CycleTable {
  const { length, multiplier, limit, peak, floor, decay, decayOf } = node;
  const starts = [0];
  const lengths: number[] = [];
  const tops: number[] = [];
  let [cycle, ends] = [0, false];
  for (let start = 0; start <= last; cycle++) {
    const next = cycleStart(node, cycle + 1);
    ends = cycle === limit || next <= start;
    if (ends) break;
    if (cycle === MOST_CYCLES) {
      throw new InvalidArgumentError(
        "multiplier",
        multiplier,
        `a multiplier with at most ${MOST_CYCLES} cycles in 2^31 steps, to be traced`,
      );
    }
    lengths.push(length * multiplier ** cycle);
    const factor = decay ** cycle;
    tops.push(decayOf === "peak" ? peak * factor : floor + (peak - floor) * factor);
    starts.push(next);
    start = next;
  }
  return { starts, lengths, tops, ends };
}

function traceUnequalCycles(of: Arithmetic, node: CyclesNode, time: Time, trace: Trace): Value {
  const { afterwards, limit } = node;
  const { starts, lengths, tops, ends } = tableOf(node, time.offset + time.spacing * LARGEST_INDEX);
  if (lengths.length === 0) return limit === 0 ? afterwards : node.peak;
  const reached = countBoundaries(of, starts.slice(1), "right", time);
  const cycle = of.minimum(reached, lengths.length - 1) as np.Array;
  const passed = passedSince(of, time, starts, cycle);
  const index = of.multiply(
    passed,
    of.lookUp(
      lengths.map((length) => 1 / length),
      cycle,
    ),
  ) as np.Array;
  const share = trace(of, node.child, realTime(index, SHARE_SLACK));
  const value = between(of, node, of.lookUp(tops, cycle), share);
  return ends ? of.choose(of.atLeast(reached, lengths.length), afterwards, value) : value;
}

/** The time since the start of the cycle. */
function passedSince(of: Arithmetic, time: Time, starts: readonly number[], cycle: np.Array): Value {
  const { offset, spacing, index } = time;
  if (!time.whole) return of.subtract(since(of, time, 0), of.lookUp(starts, cycle));
  const nearest = starts.map((start) => Math.round((start - offset) / spacing));
  const taken = nearest.map((place) => (place >= -LARGEST_COUNT && place <= LARGEST_INDEX ? place : 0));
  const rests = starts.map((start, i) => offset - start + spacing * (taken[i] as number));
  const steps = of.cast(of.subtract(index, of.lookUp(taken, cycle, index.dtype)) as np.Array);
  const near = of.multiply(steps, spacing);
  return rests.every((rest) => rest === 0) ? near : of.add(near, of.lookUp(rests, cycle));
}
