/** Turns a hand-written or parsed tree into a checked, complete and frozen one. */
import { choice, isRecord } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import type { ScheduleNode } from "./node.js";
import { NODE_KINDS, readNode } from "./read-node.js";
import { joinedRates, ratesOf, type TimeRates, UNIT_RATES } from "./time-rates.js";

/** The largest number of nodes from the root to a leaf, both included. */
export const MAX_DEPTH = 64;
/** The largest number of nodes of a tree. A node that occurs twice counts twice, because it is evaluated twice. */
export const MAX_NODES = 100_000;

/** A node, the size of the tree below it (itself included), and the rates of time in it. */
interface Reading {
  readonly node: ScheduleNode;
  readonly nodes: number;
  readonly depth: number;
  readonly rates: TimeRates;
}

/** Nodes that were normalized here; trees built from them reuse them. */
const normalized = new WeakMap<object, Reading>();

/**
 * A frozen copy of a schedule tree with every default filled in; the input is neither kept nor changed.
 *
 * `tree` is a node as in `ScheduleNode`. These fields are optional: a ramp's easing (linear), interpolation
 * (arithmetic), before and after (hold); an easing's timeExponent, exponent of a cosine and halfCycles (1); a power's
 * scale (1), offset (0) and slope (1); a side (right); a table's start (0) and interpolation (previous); a time's shift
 * (0), scale (1), limits and quantum (none); a cycle's multiplier, peak and decay (1), floor and afterwards (0),
 * decayOf (peak) and limit (none); a join's rebase (true) and labels (none); a clamp's limits (none). Arrays of numbers
 * may be typed arrays. -0 becomes 0, because JSON text has no -0.
 *
 * Boundaries must be sorted; equal neighbors are allowed, and the part between them is never used.
 *
 * @throws InvalidArgumentError that names the field (`root.children[1].value`) for: an unknown kind or field, an
 * invalid value, a ramp that ends before it starts or has no geometric curve between its ends, lists whose lengths do
 * not match, scales whose product takes time out of the range of float64, or a tree that contains itself, is deeper
 * than 64 nodes or has more than 100,000.
 */
export function normalize(tree: unknown): ScheduleNode {
  return readTree("root", tree, { depth: 1, above: new Set(), done: new Map() }).node;
}

interface Place {
  readonly depth: number;
  /** The ancestors of this node, which must not occur below it. */
  readonly above: Set<object>;
  /** The result for each node that has been read, so that a node that occurs twice is read once. */
  readonly done: Map<object, Reading>;
}

function readTree(path: string, value: unknown, place: Place): Reading {
  if (!isRecord(value)) throw new InvalidArgumentError(path, value, "a schedule node, an object with a kind");
  const known = normalized.get(value) ?? place.done.get(value);
  if (known !== undefined) {
    refuseDepth(path, place.depth - 1 + known.depth);
    return known;
  }
  if (place.above.has(value)) {
    throw new InvalidArgumentError(path, value, "a node that does not contain itself");
  }
  refuseDepth(path, place.depth);

  const kind = choice(`${path}.kind`, Object.hasOwn(value, "kind") ? value.kind : undefined, NODE_KINDS);
  const placeBelow: Place = { ...place, depth: place.depth + 1 };
  let nodes = 1;
  let depth = 1;
  let below: TimeRates = UNIT_RATES;
  place.above.add(value);
  const node = readNode(kind, value, path, (childPath, child) => {
    const reading = readTree(childPath, child, placeBelow);
    nodes += reading.nodes;
    depth = Math.max(depth, 1 + reading.depth);
    below = joinedRates(below, reading.rates);
    if (nodes > MAX_NODES)
      throw new InvalidArgumentError(path, nodes, `a tree of at most ${MAX_NODES} nodes`);
    return reading.node;
  });
  place.above.delete(value);

  const reading: Reading = { node: Object.freeze(node), nodes, depth, rates: ratesOf(node, path, below) };
  place.done.set(value, reading);
  normalized.set(node, reading);
  return reading;
}

function refuseDepth(path: string, depth: number): void {
  if (depth > MAX_DEPTH) {
    throw new InvalidArgumentError(path, depth, `in a tree of depth ${MAX_DEPTH} or less`);
  }
}
