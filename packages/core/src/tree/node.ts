/**
 * The schedule tree: plain data that every interpreter reads.
 *
 * A node is a pure function of the time `t` (a real number, counted in steps unless a `time` or `cycles` node above
 * it says otherwise). Every field is there: `normalise` fills in the defaults that a hand-written tree leaves out.
 */

/** The same value at every time. */
export interface ConstantNode {
  readonly kind: "constant";
  readonly value: number;
}

/**
 * From `from` at `start` to `to` at `end`, with `u = (t - start) / (end - start)`:
 * `from + (to - from) * E(u)`, or `from * (to / from)^E(u)` when `interpolation` is `"geometric"`.
 * An empty ramp (`start === end`) is `to` from `end` on.
 */
export interface RampNode {
  readonly kind: "ramp";
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
  readonly easing: Easing;
  readonly interpolation: "arithmetic" | "geometric";
  /** Before `start`: keep the first value, or follow the formula. */
  readonly before: "hold" | "extend";
  /** After `end`: keep the last value, or follow the formula. */
  readonly after: "hold" | "extend";
}

/** `scale * (offset + slope * t) ^ exponent`: inverse time, inverse square root, straight lines. */
export interface PowerNode {
  readonly kind: "power";
  readonly scale: number;
  readonly offset: number;
  readonly slope: number;
  readonly exponent: number;
}

/** Piecewise constant: `values[i]` after the i-th boundary; one value more than boundaries. */
export interface StairsNode {
  readonly kind: "stairs";
  readonly boundaries: readonly number[];
  readonly values: readonly number[];
  /** `"right"`: the next value holds from `t >= boundary`; `"left"`: from `t > boundary`. */
  readonly side: Side;
}

/** Values at `start, start + 1, ...`; the first and the last value hold outside. */
export interface TableNode {
  readonly kind: "table";
  readonly start: number;
  readonly values: readonly number[];
  readonly interpolation: "previous" | "linear";
}

/** The child at `clamp((t - shift) * scale, minimum, maximum)`, rounded down to a multiple of `quantum` if there is one. */
export interface TimeNode {
  readonly kind: "time";
  readonly child: ScheduleNode;
  readonly shift: number;
  readonly scale: number;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly quantum: number | null;
}

/**
 * Cycle `i` lasts `length * multiplier^i`; the child sees the fraction `u` of the cycle, from 0 (included) to 1.
 * The value is `floor + amplitude * child(u)` with amplitude `peak * decay^i - floor` (`decayOf: "peak"`) or
 * `(peak - floor) * decay^i` (`decayOf: "amplitude"`); after `limit` cycles it is `afterwards`.
 */
export interface CyclesNode {
  readonly kind: "cycles";
  readonly child: ScheduleNode;
  readonly length: number;
  readonly multiplier: number;
  readonly peak: number;
  readonly floor: number;
  readonly decay: number;
  readonly decayOf: "peak" | "amplitude";
  readonly limit: number | null;
  readonly afterwards: number;
}

/** Child `i` between boundary `i - 1` and boundary `i`; one child more than boundaries. */
export interface JoinNode {
  readonly kind: "join";
  readonly boundaries: readonly number[];
  readonly children: readonly ScheduleNode[];
  /** Whether a child counts from its own start (0 at the boundary before it) or from the start of the join. */
  readonly rebase: boolean;
  /** `"right"`: the next child takes over at `t >= boundary`; `"left"`: at `t > boundary`. */
  readonly side: Side;
  /** A name for each child, such as `"warm-up"`; plots and checks show it. Null: no names. */
  readonly labels: readonly string[] | null;
}

/** The product of the children. */
export interface ProductNode {
  readonly kind: "product";
  readonly children: readonly ScheduleNode[];
}

/** The sum of the children. */
export interface SumNode {
  readonly kind: "sum";
  readonly children: readonly ScheduleNode[];
}

/** The child, not below `minimum` and not above `maximum`. */
export interface ClampNode {
  readonly kind: "clamp";
  readonly child: ScheduleNode;
  readonly minimum: number | null;
  readonly maximum: number | null;
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

export type Side = "right" | "left";

/**
 * How a ramp goes from 0 (`u = 0`) to 1 (`u = 1`). `timeExponent` k replaces `u` by `u^k` first.
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
export type Easing =
  | { readonly kind: "linear"; readonly timeExponent: number }
  | { readonly kind: "power"; readonly exponent: number; readonly timeExponent: number }
  | { readonly kind: "reversePower"; readonly exponent: number; readonly timeExponent: number }
  | {
      readonly kind: "cosine";
      readonly exponent: number;
      readonly halfCycles: number;
      readonly timeExponent: number;
    }
  | { readonly kind: "tanh"; readonly lower: number; readonly upper: number; readonly timeExponent: number }
  | { readonly kind: "halfLife"; readonly timeExponent: number }
  | { readonly kind: "rational"; readonly curvature: number; readonly timeExponent: number }
  | { readonly kind: "logarithmic"; readonly base: number; readonly timeExponent: number };
