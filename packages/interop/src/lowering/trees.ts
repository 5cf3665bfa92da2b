/** Trees used by the libraries' schedules. */
import { type EasingDraft, InvalidArgumentError, type ScheduleDraft } from "@anneal/core";

export type Shape = EasingDraft;

export const LINEAR: Shape = { kind: "linear" };
export const COSINE: Shape = { kind: "cosine" };

/** The easing `1 - (1 - u) ^ exponent` of polynomial decays. */
export function polynomialShape(exponent: number, timeExponent = 1): Shape {
  return { kind: "reversePower", exponent, timeExponent };
}

export function constant(value: number): ScheduleDraft {
  return { kind: "constant", value };
}

export interface RampOptions {
  readonly start?: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
  readonly shape?: Shape;
  /** The sides that follow the formula instead of holding their value. Default: none. */
  readonly extend?: "before" | "after" | "both";
}

export function ramp({ start = 0, end, from, to, shape = LINEAR, extend }: RampOptions): ScheduleDraft {
  return {
    kind: "ramp",
    start,
    end,
    from,
    to,
    easing: shape,
    before: extend === "before" || extend === "both" ? "extend" : "hold",
    after: extend === "after" || extend === "both" ? "extend" : "hold",
  };
}

/** `factor * tree`. */
export function scaled(factor: number, tree: ScheduleDraft): ScheduleDraft {
  if (tree.kind === "constant") return constant(factor * tree.value);
  return product([constant(factor), tree]);
}

export function product(children: readonly ScheduleDraft[]): ScheduleDraft {
  const [only] = children;
  return children.length === 1 && only !== undefined ? only : { kind: "product", children };
}

/** `offset + tree`. */
export function raised(offset: number, tree: ScheduleDraft): ScheduleDraft {
  return offset === 0 ? tree : { kind: "sum", children: [constant(offset), tree] };
}

export interface Part {
  readonly tree: ScheduleDraft;
  /** The start of the next part. The last part has none. */
  readonly until?: number;
}

export interface PartsOptions {
  /** Whether each part counts from its own start. Default: false. */
  readonly rebase?: boolean;
  /** Whether the next part starts at `t >= until` (`"right"`) or at `t > until`. Default: `"right"`. */
  readonly side?: "right" | "left";
  /** The first relevant time: earlier parts are dropped. Default: 0. */
  readonly from?: number;
}

/** Consecutive parts. A part that ends before it begins is never used. */
export function parts(
  all: readonly Part[],
  { rebase = false, side = "right", from = 0 }: PartsOptions = {},
): ScheduleDraft {
  let reached = Number.NEGATIVE_INFINITY;
  const boundaries: number[] = [];
  const children: ScheduleDraft[] = [];
  const isOver = (until: number) => (side === "right" ? until <= from : until < from);
  for (const { tree, until } of all) {
    if (until === undefined) children.push(tree);
    else if (!isOver(until) && until > reached) {
      reached = until;
      boundaries.push(until);
      children.push(tree);
    }
  }
  const [only] = children;
  return children.length === 1 && only !== undefined
    ? only
    : { kind: "join", boundaries, children, rebase, side };
}

/**
 * `base ^ (t / length)`, or `base ^ floor(t / length)` on a staircase; also for negative times, as in the library's
 * formula.
 *
 * Powers of 0 and of negative bases are whole, and therefore defined, on a staircase or if the length is one step.
 */
export function powerOfTime(
  argument: string,
  base: number,
  length: number,
  staircase: boolean,
): ScheduleDraft {
  if (base > 0) {
    const curve: ScheduleDraft = {
      kind: "ramp",
      start: 0,
      end: length,
      from: 1,
      to: base,
      interpolation: "geometric",
      before: "extend",
      after: "extend",
    };
    return staircase ? { kind: "time", child: curve, quantum: length } : curve;
  }
  if (base === 0) {
    // 0 to the power of 0 is 1; any other power is 0.
    return staircase ? stairs([length], [1, 0]) : stairs([0], [1, 0], "left");
  }
  if (!staircase && length !== 1) {
    throw new InvalidArgumentError(
      argument,
      base,
      "at least 0, because fractional powers of negative numbers are not real",
    );
  }
  const sign: ScheduleDraft = {
    kind: "cycles",
    child: { kind: "stairs", boundaries: [0.5], values: [1, -1] },
    length: 2 * length,
  };
  return base === -1 ? sign : product([powerOfTime(argument, -base, length, true), sign]);
}

/** Rises from 0 to 1 at `top` and falls back to 0 at 1: the body of a triangular cycle. */
export function triangle(top: number, low = 0, high = 1): ScheduleDraft {
  const rise = ramp({ end: top, from: low, to: high });
  if (top >= 1) return rise;
  const fall = ramp({ start: top, end: 1, from: high, to: low });
  return parts([{ tree: rise, until: top }, { tree: fall }]);
}

/**
 * The last step before shrinking cycles end, `length / (1 - multiplier)`: at that time the logarithm with which
 * libraries find their cycle is undefined.
 */
export function lastStepOfShrinking(length: number, multiplier: number): number {
  return Math.ceil(length / (1 - multiplier)) - 1;
}

/** `values[i]` from `boundaries[i - 1]` on. */
export function stairs(
  boundaries: readonly number[],
  values: readonly number[],
  side: "right" | "left" = "right",
): ScheduleDraft {
  return { kind: "stairs", boundaries, values, side };
}

/** `gamma ^ (milestones passed)`. */
export function powersAt(milestones: readonly number[], gamma: number): ScheduleDraft {
  const sorted = [...milestones].sort((a, b) => a - b);
  return stairs(
    sorted,
    [0, ...sorted].map((_, i) => gamma ** i),
  );
}

/** A tree delayed by `steps`: `tree(t - steps)`. */
export function delayed(tree: ScheduleDraft, steps: number): ScheduleDraft {
  return steps === 0 ? tree : { kind: "time", child: tree, shift: steps };
}

/** A table of a function's values: at all steps up to the last one, or only at the listed steps. */
export function tabulate(
  { last, steps }: { readonly last: number; readonly steps: readonly number[] | null },
  value: (step: number) => number,
): ScheduleDraft {
  if (steps === null || steps.length === 0) {
    return { kind: "table", values: Array.from({ length: last + 1 }, (_, step) => value(step)) };
  }
  return stairs(steps.slice(1), steps.map(value));
}
