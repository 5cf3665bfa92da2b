/**
 * The schedule tree: plain data that every interpreter reads.
 *
 * A node is a pure function of the time `t`, a real number. It counts steps unless a `time` or `cycles` node above
 * changes it. Every field is present: `normalize` fills in the defaults of a hand-written tree. `fields.ts` declares
 * the fields.
 */
import type { EASINGS, EasingKind, NODES, NodeKind, ValueOf } from "./fields.js";

/** The fields of a kind of node. */
type Values<Kind extends NodeKind> = {
  readonly [Name in keyof (typeof NODES)[Kind]]: ValueOf<(typeof NODES)[Kind][Name], ScheduleNode, Easing>;
};

/** The fields of a kind of easing. */
type EasingValues<Kind extends EasingKind> = {
  readonly [Name in keyof (typeof EASINGS)[Kind]]: number;
};

/** The same value at every time. */
export interface ConstantNode extends Values<"constant"> {
  readonly kind: "constant";
}

/**
 * From `from` at `start` to `to` at `end`, with `u = (t - start) / (end - start)`:
 * `from + (to - from) * E(u)`, or `from * (to / from)^E(u)` when `interpolation` is `"geometric"`.
 * An empty ramp (`start === end`) is `to` from `end` on.
 */
export interface RampNode extends Values<"ramp"> {
  readonly kind: "ramp";
}

/** `scale * (offset + slope * t) ^ exponent`: inverse time, inverse square root, straight lines. */
export interface PowerNode extends Values<"power"> {
  readonly kind: "power";
}

/** Piecewise constant: `values[i]` after the i-th boundary; one more value than boundaries. */
export interface StairsNode extends Values<"stairs"> {
  readonly kind: "stairs";
}

/** Values at `start, start + 1, ...`; the first and the last value hold outside. */
export interface TableNode extends Values<"table"> {
  readonly kind: "table";
}

/** The child at `clamp((t - shift) * scale, minimum, maximum)`, rounded down to a multiple of `quantum` if there is one. */
export interface TimeNode extends Values<"time"> {
  readonly kind: "time";
}

/**
 * Cycle `i` lasts `length * multiplier^i`; the child gets the fraction `u` of the cycle, from 0 (included) to 1.
 * The value is `floor + amplitude * child(u)` with amplitude `peak * decay^i - floor` (`decayOf: "peak"`) or
 * `(peak - floor) * decay^i` (`decayOf: "amplitude"`); after `limit` cycles it is `afterwards`.
 */
export interface CyclesNode extends Values<"cycles"> {
  readonly kind: "cycles";
}

/** Child `i` between boundary `i - 1` and boundary `i`; one more child than boundaries. */
export interface JoinNode extends Values<"join"> {
  readonly kind: "join";
}

/** The product of the children. */
export interface ProductNode extends Values<"product"> {
  readonly kind: "product";
}

/** The sum of the children. */
export interface SumNode extends Values<"sum"> {
  readonly kind: "sum";
}

/** The child, clamped to `minimum` and `maximum`. */
export interface ClampNode extends Values<"clamp"> {
  readonly kind: "clamp";
}

export type ScheduleNode =
  | ConstantNode
  | RampNode
  | PowerNode
  | StairsNode
  | TableNode
  | TimeNode
  | CyclesNode
  | JoinNode
  | ProductNode
  | SumNode
  | ClampNode;

export type Side = JoinNode["side"];

/**
 * The curve of a ramp from 0 (`u = 0`) to 1 (`u = 1`). `timeExponent` k replaces `u` by `u^k` first.
 *
 * - `linear`: `u`
 * - `power`: `u^exponent`
 * - `reversePower`: `1 - (1 - u)^exponent`
 * - `cosine`: `1 - ((1 + cos(pi * halfCycles * u)) / 2)^exponent`
 * - `tanh`: `(1 + tanh(lower + (upper - lower) * u)) / 2`, which reaches neither 0 nor 1
 * - `halfLife`: `2 * (1 - 0.5^u)`
 * - `rational`: `u / (1 + curvature * (1 - u))`; a curvature above 0 starts slowly, one between -1 and 0 starts fast
 * - `logarithmic`: `ln(1 + u * (base - 1)) / ln(base)`
 */
export type Easing = {
  [Kind in EasingKind]: { readonly kind: Kind } & EasingValues<Kind>;
}[EasingKind];
