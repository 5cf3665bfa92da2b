/** Walks over a tree and tracks the steps of the whole schedule at which each part is active. */
import { cycleStart } from "../evaluate/cycles.js";
import type { CyclesNode, JoinNode, RampNode, ScheduleNode, TableNode } from "../tree/node.js";

/** A part of the tree, the steps at which it is active, and its own time: `(step - shift) * scale`. */
export interface Part {
  readonly node: ScheduleNode;
  readonly from: number;
  readonly to: number;
  readonly shift: number;
  readonly scale: number;
  /** The number of steps for which the value is held at least: 1, unless time advances in quanta. */
  readonly stride: number;
  /** Whether it repeats, inside a `cycles` node. */
  readonly inCycles: boolean;
  /** Whether it shapes the whole schedule: it is neither one of several parts nor one of several terms. */
  readonly isFactor: boolean;
}

/** The whole schedule between two steps. */
export function whole(node: ScheduleNode, from: number, to: number): Part {
  return { node, from, to, shift: 0, scale: 1, stride: 1, inCycles: false, isFactor: true };
}

/** The step of the whole schedule at which the part's own time is `time`. */
export function stepOf({ shift, scale }: Part, time: number): number {
  return time / scale + shift;
}

/** The part's own time at a step of the whole schedule. */
export function timeOf({ shift, scale }: Part, step: number): number {
  return (step - shift) * scale;
}

/** If there are more children, cycles or turns, only some of them are examined. */
const MOST = 256;
/** The largest number of parts: cycles inside cycles inside cycles would have no end. */
const MOST_PARTS = 2048;

/** The part and everything active inside it, outer parts first. Of many children only the first and the last ones. */
export function partsOf(part: Part): readonly Part[] {
  const parts = [part];
  for (let i = 0; i < parts.length; i++) {
    for (const inner of partsIn(parts[i] as Part)) {
      if (parts.length === MOST_PARTS) return parts;
      if (hasTime(inner)) parts.push(inner);
    }
  }
  return parts;
}

/** Whether steps can be computed from a part's own time: scales multiply, and may leave the range of float64. */
function hasTime({ shift, scale }: Part): boolean {
  return Number.isFinite(shift) && scale > 0 && Number.isFinite(1 / scale) && Number.isFinite(scale);
}

function* partsIn(part: Part): Generator<Part> {
  const { node } = part;
  switch (node.kind) {
    case "time": {
      const { shift, scale, minimum, maximum, quantum } = node;
      const child = { ...part, node: node.child, shift: stepOf(part, shift), scale: part.scale * scale };
      const stride = quantum === null ? part.stride : Math.max(part.stride, Math.ceil(quantum / child.scale));
      const first = minimum === null ? part.from : Math.max(part.from, stepOf(child, minimum));
      const last = maximum === null ? part.to : Math.min(part.to, stepOf(child, maximum));
      if (first <= last) yield { ...child, from: first, to: last, stride };
      break;
    }
    case "join":
      yield* segmentsOf(part, node);
      break;
    case "cycles":
      yield* cyclesOf(part, node);
      break;
    case "product":
      for (const child of node.children) yield { ...part, node: child };
      break;
    case "sum":
      for (const child of node.children) yield { ...part, node: child, isFactor: false };
      break;
    case "clamp":
      yield { ...part, node: node.child };
      break;
  }
}

/** The parts of a join that last any time; of many only the first and the last ones. */
export function segmentsOf(part: Part, { boundaries, children, rebase }: JoinNode): Part[] {
  const seen: Part[] = [];
  for (let i = 0; i < children.length; i++) {
    if (i === MOST) i = Math.max(MOST, children.length - MOST);
    const begins = boundaries[i - 1];
    const ends = boundaries[i];
    const start = begins === undefined ? part.from : Math.max(part.from, stepOf(part, begins));
    const end = ends === undefined ? part.to : Math.min(part.to, stepOf(part, ends));
    if (!(start < end)) continue;
    const shift = rebase && begins !== undefined ? stepOf(part, begins) : part.shift;
    seen.push({ ...part, node: children[i] as ScheduleNode, from: start, to: end, shift, isFactor: false });
  }
  return seen;
}

function* cyclesOf(part: Part, node: CyclesNode): Generator<Part> {
  const limit = node.limit ?? Number.POSITIVE_INFINITY;
  for (let cycle = 0; cycle < Math.min(limit, MOST); cycle++) {
    const start = cycleStart(node, cycle);
    const next = cycleStart(node, cycle + 1);
    const from = stepOf(part, start);
    if (!(next > start && from < part.to)) return;
    const to = Math.min(part.to, stepOf(part, next));
    const child = {
      ...part,
      node: node.child,
      shift: from,
      scale: part.scale / (next - start),
      inCycles: true,
      isFactor: false,
    };
    if (to > part.from) yield { ...child, from: Math.max(from, part.from), to };
  }
}

/** The steps at which something in a part begins or ends. */
export function* keySteps(parts: readonly Part[]): Generator<number> {
  // A node inside cycles is active repeatedly.
  const known = new Map<ScheduleNode, readonly number[]>();
  for (const each of parts) {
    yield each.from;
    yield each.to;
    const times = known.get(each.node) ?? keyTimes(each.node);
    known.set(each.node, times);
    for (const time of times) {
      const step = stepOf(each, time);
      if (step > each.from && step < each.to) yield step;
    }
  }
}

function keyTimes(node: ScheduleNode): readonly number[] {
  switch (node.kind) {
    case "ramp":
      return turns(node);
    case "stairs":
      return node.boundaries.slice(0, MOST);
    case "table":
      return tableTimes(node);
    default:
      return [];
  }
}

/** The times at which a ramp begins, ends and turns, between its ends or after them. */
function turns({ start, end, easing, after }: RampNode): readonly number[] {
  if (easing.kind !== "cosine" || easing.timeExponent !== 1) return [start, end];
  const half = (end - start) / easing.halfCycles;
  const count = after === "extend" ? MOST : Math.min(MOST, Math.floor(easing.halfCycles));
  return [start, end, ...Array.from({ length: count }, (_, i) => start + (i + 1) * half)];
}

/** The ends of a table, its extremes, and some entries in between. */
function tableTimes({ start, values }: TableNode): readonly number[] {
  let lowest = 0;
  let highest = 0;
  for (let i = 1; i < values.length; i++) {
    if ((values[i] as number) < (values[lowest] as number)) lowest = i;
    if ((values[i] as number) > (values[highest] as number)) highest = i;
  }
  const stride = Math.max(1, Math.floor(values.length / MOST));
  const places = Array.from({ length: Math.ceil(values.length / stride) }, (_, i) => i * stride);
  return [...places, lowest, highest, values.length - 1].map((place) => start + place);
}
