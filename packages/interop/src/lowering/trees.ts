/** The trees that the libraries' schedules are made of. */
import { type EasingDraft, InvalidArgumentError, type ScheduleDraft } from "@anneal/core";

export type Shape = EasingDraft;

export const LINEAR: Shape = { kind: "linear" };
export const COSINE: Shape = { kind: "cosine" };

/** The easing `1 - (1 - u) ^ exponent`: how polynomial decays fall. */
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
  /** Which sides follow the formula instead of holding the value of their end. Default: none. */
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
  /** Where the next part takes over. The last one has none. */
  readonly until?: number;
}

export interface PartsOptions {
  /** Whether each part counts from its own start. Default: false. */
  readonly rebase?: boolean;
  /** Whether the next part takes over at `t >= until` (`"right"`) or at `t > until`. Default: `"right"`. */
  readonly side?: "right" | "left";
  /** The first time that matters: parts that are over by then are left out. Default: 0. */
  readonly from?: number;
}

/** One part after the other. A part that is over before it begins is never used. */
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
 * `base ^ (t / length)`, or `base ^ floor(t / length)` on a staircase; also below 0, where the library's formula goes on.
 *
 * Whole powers of 0 and of negative bases exist on a staircase, or where the length is one step.
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
    throw new InvalidArgumentError(argument, base, "at least 0: a fractional power of it is no real number");
  }
  const sign: ScheduleDraft = {
    kind: "cycles",
    child: { kind: "stairs", boundaries: [0.5], values: [1, -1] },
    length: 2 * length,
  };
  return base === -1 ? sign : product([powerOfTime(argument, -base, length, true), sign]);
}

/** From 0 up to 1 at `top` and back to 0 at 1: the body of a triangular cycle. */
export function triangle(top: number, low = 0, high = 1): ScheduleDraft {
  const rise = ramp({ end: top, from: low, to: high });
  if (top >= 1) return rise;
  const fall = ramp({ start: top, end: 1, from: high, to: low });
  return parts([{ tree: rise, until: top }, { tree: fall }]);
}

/**
 * The last step before cycles that become shorter have come to their end, `length / (1 - multiplier)`: there the logarithm
 * has no value by which libraries find their cycle.
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

/** A tree seen `steps` later: `tree(t - steps)`. */
export function delayed(tree: ScheduleDraft, steps: number): ScheduleDraft {
  return steps === 0 ? tree : { kind: "time", child: tree, shift: steps };
}

/** Values of a function: at all steps up to the last one, or at the listed steps only. */
export function tabulate(
  { last, steps }: { readonly last: number; readonly steps: readonly number[] | null },
  value: (step: number) => number,
): ScheduleDraft {
  if (steps === null || steps.length === 0) {
    return { kind: "table", values: Array.from({ length: last + 1 }, (_, step) => value(step)) };
  }
  return stairs(steps.slice(1), steps.map(value));
}
