/** Converts a tree to jax-js operations without branches, so that one trace serves every count. */
import { type JoinNode, type ScheduleNode, scheduleFromTree, type TimeNode } from "@anneal/core";
import { numpy as np } from "@jax-js/jax";
import { Arithmetic, type Value } from "./arithmetic.js";
import { traceCycles } from "./cycles.js";
import { divide } from "./division.js";
import { traceStairs, traceTable } from "./lists.js";
import { power } from "./powers.js";
import { traceRamp } from "./ramp.js";
import { reaches, refuseBeyondFloat64, since, type Time } from "./time.js";

/**
 * The values of a normalized tree at traced or concrete counts, as an array with the shape of `count`, which is consumed.
 * Whole counts give float32, and float64 counts give float64.
 */
export function traceSchedule(node: ScheduleNode, count: np.Array): np.Array {
  const of = new Arithmetic(count.dtype === np.float64 ? np.float64 : np.float32);
  try {
    of.own(count);
    const time = timeOf(of, count);
    const value = traceNode(of, node, time);
    const values = typeof value === "number" ? of.filled(count, value) : of.cast(value);
    return of.finish(time.whole ? values : withSlope(of, values, count));
  } catch (error) {
    of.free();
    throw error;
  }
}

/** The same values as a function of the count, because `grad` of jax-js leaks references if they don't depend on it. */
function withSlope(of: Arithmetic, values: np.Array, count: np.Array): np.Array {
  return of.add(values, of.multiply(of.cast(count), 0)) as np.Array;
}

function timeOf(of: Arithmetic, count: np.Array): Time {
  const whole = count.dtype === np.int32 || count.dtype === np.uint32 || count.dtype === np.bool;
  return { index: whole ? of.whole(count) : of.cast(count), whole, offset: 0, spacing: 1, slack: 0 };
}

function traceNode(of: Arithmetic, node: ScheduleNode, time: Time): Value {
  refuseBeyondFloat64(time);
  switch (node.kind) {
    case "constant":
      return node.value;
    case "ramp":
      return traceRamp(of, node, time);
    case "power":
      return of.multiply(power(of, lineOf(of, node, time), node.exponent), node.scale);
    case "stairs":
      return traceStairs(of, node, time);
    case "table":
      return traceTable(of, node, time);
    case "time":
      return traceTime(of, node, time);
    case "cycles":
      return traceCycles(of, node, time, traceNode);
    case "join":
      return traceJoin(of, node, time);
    case "product":
      return node.children
        .map((child) => traceNode(of, child, time))
        .reduce((left, right) => of.multiply(left, right));
    case "sum":
      return node.children
        .map((child) => traceNode(of, child, time))
        .reduce((left, right) => of.add(left, right));
    case "clamp": {
      const value = traceNode(of, node.child, time);
      const raised = node.minimum === null ? value : of.maximum(value, node.minimum);
      return node.maximum === null ? raised : of.minimum(raised, node.maximum);
    }
    default:
      return node satisfies never;
  }
}

/** `offset + slope * t`, computed from the time at which it is 0. */
function lineOf(
  of: Arithmetic,
  { offset, slope }: { readonly offset: number; readonly slope: number },
  time: Time,
): Value {
  if (slope === 0) return offset;
  return of.multiply(since(of, time, -offset / slope), slope);
}

/** A rebased child counts from its boundary on. This changes only numbers that are known while tracing. */
function traceJoin(of: Arithmetic, node: JoinNode, time: Time): Value {
  const { boundaries, children, rebase, side } = node;
  return children
    .map((child, i) => {
      const start = rebase && i > 0 ? (boundaries[i - 1] as number) : 0;
      return traceNode(of, child, { ...time, offset: time.offset - start });
    })
    .reduce((before, child, i) =>
      of.choose(reaches(of, time, boundaries[i - 1] as number, side), child, before),
    );
}

/** Outside of its limits the child has one known value. */
function traceTime(of: Arithmetic, node: TimeNode, outer: Time): Value {
  const { child, shift, scale, minimum, maximum, quantum } = node;
  const time = { ...outer, offset: (outer.offset - shift) * scale, spacing: outer.spacing * scale };
  const inside = traceNode(of, child, quantum === null ? time : quantized(of, time, quantum));
  const atLimit = (limit: number) => {
    const held = quantum === null ? limit : Math.floor(limit / quantum) * quantum;
    return scheduleFromTree(child)(held);
  };
  const lower =
    minimum === null ? inside : of.choose(reaches(of, time, minimum, "right"), inside, atLimit(minimum));
  return maximum === null ? lower : of.choose(reaches(of, time, maximum, "right"), atLimit(maximum), lower);
}

function quantized(of: Arithmetic, time: Time, quantum: number): Time {
  const { quotient } = divide(of, time, quantum);
  return { index: quotient, whole: quotient.dtype === np.int32, offset: 0, spacing: quantum, slack: 0 };
}
