/**
 * The fields of every kind of node and easing: type, default and range. Declared here once; the types of nodes and
 * drafts, the reader and the JSON Schema are derived.
 */

/** A number, or null if it can be switched off. A field with a default may be absent. */
interface NumberField {
  readonly type: "number";
  /** An exclusive lower limit. */
  readonly above?: number;
  /** An inclusive lower limit. */
  readonly least?: number;
  /** A value that is not allowed. */
  readonly not?: number;
  readonly whole?: true;
  readonly otherwise?: number | null;
}

/** A list of numbers, strings or nodes. A list of strings may be null. */
interface ListField {
  readonly type: "numbers" | "strings" | "children";
  readonly ascending?: true;
  /** Whether it must have at least one item. */
  readonly notEmpty?: true;
  /** Whether it must have one more item than there are boundaries. */
  readonly onePerPart?: true;
  readonly otherwise?: null;
}

/** One of a few strings. The first is the default. */
interface ChoiceField {
  readonly type: "choice";
  readonly choices: readonly [string, ...string[]];
}

interface FlagField {
  readonly type: "flag";
  readonly otherwise: boolean;
}

/** A child node, or the easing of a ramp, which is linear by default. */
interface TreeField {
  readonly type: "child" | "easing";
}

export type Field = NumberField | ListField | ChoiceField | FlagField | TreeField;

type Declarations = Readonly<Record<string, Readonly<Record<string, Field>>>>;

const side = { type: "choice", choices: ["right", "left"] } as const;
const noLimit = { type: "number", otherwise: null } as const;
const timeExponent = { type: "number", above: 0, otherwise: 1 } as const;

export const EASINGS = {
  linear: { timeExponent },
  power: { exponent: { type: "number", above: 0 }, timeExponent },
  reversePower: { exponent: { type: "number", above: 0 }, timeExponent },
  cosine: {
    exponent: { type: "number", above: 0, otherwise: 1 },
    halfCycles: { type: "number", least: 0, otherwise: 1 },
    timeExponent,
  },
  tanh: { lower: { type: "number" }, upper: { type: "number" }, timeExponent },
  halfLife: { timeExponent },
  rational: { curvature: { type: "number", above: -1 }, timeExponent },
  logarithmic: { base: { type: "number", above: 0, not: 1 }, timeExponent },
} as const satisfies Declarations;

export const NODES = {
  constant: { value: { type: "number" } },
  ramp: {
    start: { type: "number" },
    end: { type: "number" },
    from: { type: "number" },
    to: { type: "number" },
    easing: { type: "easing" },
    interpolation: { type: "choice", choices: ["arithmetic", "geometric"] },
    /** Before `start`: keep the first value, or follow the formula. */
    before: { type: "choice", choices: ["hold", "extend"] },
    /** After `end`: keep the last value, or follow the formula. */
    after: { type: "choice", choices: ["hold", "extend"] },
  },
  power: {
    scale: { type: "number", otherwise: 1 },
    offset: { type: "number", otherwise: 0 },
    slope: { type: "number", otherwise: 1 },
    exponent: { type: "number" },
  },
  stairs: {
    boundaries: { type: "numbers", ascending: true },
    values: { type: "numbers", onePerPart: true },
    /** `"right"`: the next value holds from `t >= boundary`; `"left"`: from `t > boundary`. */
    side,
  },
  table: {
    start: { type: "number", otherwise: 0 },
    values: { type: "numbers", notEmpty: true },
    interpolation: { type: "choice", choices: ["previous", "linear"] },
  },
  time: {
    child: { type: "child" },
    shift: { type: "number", otherwise: 0 },
    scale: { type: "number", above: 0, otherwise: 1 },
    minimum: noLimit,
    maximum: noLimit,
    quantum: { type: "number", above: 0, otherwise: null },
  },
  cycles: {
    child: { type: "child" },
    length: { type: "number", above: 0 },
    multiplier: { type: "number", above: 0, otherwise: 1 },
    peak: { type: "number", otherwise: 1 },
    floor: { type: "number", otherwise: 0 },
    decay: { type: "number", least: 0, otherwise: 1 },
    decayOf: { type: "choice", choices: ["peak", "amplitude"] },
    limit: { type: "number", least: 1, whole: true, otherwise: null },
    afterwards: { type: "number", otherwise: 0 },
  },
  join: {
    boundaries: { type: "numbers", ascending: true },
    children: { type: "children", onePerPart: true },
    /** Whether a child counts from its own start (0 at the previous boundary) or from the start of the join. */
    rebase: { type: "flag", otherwise: true },
    /** `"right"`: the next child starts at `t >= boundary`; `"left"`: at `t > boundary`. */
    side,
    /** A name for each child, such as `"warm-up"`, for plots and checks. Null: no names. */
    labels: { type: "strings", onePerPart: true, otherwise: null },
  },
  product: { children: { type: "children", notEmpty: true } },
  sum: { children: { type: "children", notEmpty: true } },
  clamp: { child: { type: "child" }, minimum: noLimit, maximum: noLimit },
} as const satisfies Declarations;

export type NodeKind = keyof typeof NODES;
export type EasingKind = keyof typeof EASINGS;

/** The type of a field, in trees made of `Tree` and `Ease`. */
export type ValueOf<Of, Tree, Ease> = Of extends { readonly type: "number" }
  ? Of extends { readonly otherwise: null }
    ? number | null
    : number
  : Of extends { readonly type: "choice"; readonly choices: readonly (infer Choice)[] }
    ? Choice
    : Of extends { readonly type: "flag" }
      ? boolean
      : Of extends { readonly type: "numbers" }
        ? readonly number[]
        : Of extends { readonly type: "strings" }
          ? readonly string[] | null
          : Of extends { readonly type: "children" }
            ? readonly Tree[]
            : Of extends { readonly type: "child" }
              ? Tree
              : Ease;

/** A field that may be absent in a draft. */
export type Optional = { readonly otherwise: unknown } | { readonly type: "choice" | "easing" };
