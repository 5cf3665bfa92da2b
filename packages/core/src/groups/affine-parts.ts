/** Splits a schedule, given as trees at two base rates, into `A` and `B` with `value = A(t) * base + B(t)`. */
import { isArray } from "../arrays.js";
import type { ScheduleNode } from "../tree/node.js";

/** A null part is 0 at every time. */
export interface AffineParts {
  /** The factor of the base rate. */
  readonly slope: ScheduleNode | null;
  /** The part that does not depend on the base rate. */
  readonly offset: ScheduleNode | null;
}

/** The reason why two trees are not one schedule that is affine in its base rate. */
export class NotAffine {
  constructor(
    readonly path: string,
    readonly reason: string,
  ) {}
}

type Of<Kind extends ScheduleNode["kind"]> = Extract<ScheduleNode, { kind: Kind }>;

/**
 * The parts of the schedule whose tree is `one` at the base rate 1 and `two` at the base rate 2.
 *
 * Both have the same nodes. A value `v` of a leaf (a constant, the ends of a ramp, the scale of a power, the values of
 * stairs and tables, the heights of cycles) is affine in the base rate: it is `(v2 - v1) * base + (2 * v1 - v2)`. Every
 * leaf is linear in its values, so it splits into a leaf of the slopes and a leaf of the offsets. Sums and joins split
 * child by child, and products if at most one factor depends on the base rate. A geometric ramp between multiples of
 * the base rate has only a slope, and so does a clamp with such limits.
 *
 * @throws NotAffine if the schedule is not affine.
 */
export function affineParts(one: ScheduleNode, two: ScheduleNode, path = "root"): AffineParts {
  if (one.kind !== two.kind) throw new NotAffine(path, "its shape depends on the base rate");
  switch (one.kind) {
    case "constant":
      return splitLeaf(path, one, two as Of<"constant">, ["value"]);
    case "ramp":
      return splitRamp(path, one, two as Of<"ramp">);
    case "power":
      return splitLeaf(path, one, two as Of<"power">, ["scale"]);
    case "stairs":
      return splitLeaf(path, one, two as Of<"stairs">, ["values"]);
    case "table":
      return splitLeaf(path, one, two as Of<"table">, ["values"]);
    case "cycles":
      return splitCycles(path, one, two as Of<"cycles">);
    case "time": {
      const other = two as Of<"time">;
      refuseOtherFields(path, one, other, ["child"]);
      const parts = affineParts(one.child, other.child, `${path}.child`);
      return wrap(parts, (child) => ({ ...one, child }));
    }
    case "clamp":
      return splitClamp(path, one, two as Of<"clamp">);
    case "join": {
      const other = two as Of<"join">;
      refuseOtherFields(path, one, other, ["children"]);
      const parts = splitChildren(path, one.children, other.children);
      return {
        slope: joinOf(
          one,
          parts.map((each) => each.slope),
        ),
        offset: joinOf(
          one,
          parts.map((each) => each.offset),
        ),
      };
    }
    case "sum": {
      const parts = splitChildren(path, one.children, (two as Of<"sum">).children);
      return {
        slope: sumOf(parts.map((each) => each.slope)),
        offset: sumOf(parts.map((each) => each.offset)),
      };
    }
    case "product":
      return splitProduct(path, one, two as Of<"product">);
    default:
      return one satisfies never;
  }
}

const ZERO: ScheduleNode = { kind: "constant", value: 0 };

function wrap(parts: AffineParts, around: (child: ScheduleNode) => ScheduleNode): AffineParts {
  return {
    slope: parts.slope === null ? null : around(parts.slope),
    offset: parts.offset === null ? null : around(parts.offset),
  };
}

function splitChildren(path: string, one: readonly ScheduleNode[], two: readonly ScheduleNode[]) {
  if (one.length !== two.length) throw new NotAffine(path, "its parts depend on the base rate");
  return one.map((child, i) => affineParts(child, two[i] as ScheduleNode, `${path}.children[${i}]`));
}

function joinOf(node: Of<"join">, children: readonly (ScheduleNode | null)[]): ScheduleNode | null {
  if (children.every((child) => child === null)) return null;
  return { ...node, children: children.map((child) => child ?? ZERO) };
}

function sumOf(children: readonly (ScheduleNode | null)[]): ScheduleNode | null {
  const kept = children.filter((child) => child !== null);
  return kept.length === 0 ? null : { kind: "sum", children: kept };
}

function splitProduct(path: string, one: Of<"product">, two: Of<"product">): AffineParts {
  const parts = splitChildren(path, one.children, two.children);
  const moving = parts.flatMap(({ slope }, i) => (slope === null ? [] : [i]));
  const [index] = moving;
  if (index === undefined) return { slope: null, offset: one };
  if (moving.length > 1) throw new NotAffine(path, "it multiplies two rates that depend on the base rate");
  return wrap(parts[index] as AffineParts, (child) => ({
    kind: "product",
    children: one.children.map((other, i) => (i === index ? child : other)),
  }));
}

function splitRamp(path: string, one: Of<"ramp">, two: Of<"ramp">): AffineParts {
  if (one.interpolation === "arithmetic") return splitLeaf(path, one, two, ["from", "to"]);
  const parts = splitLeaf(path, one, two, ["from", "to"]);
  if (parts.slope !== null && parts.offset !== null) {
    throw new NotAffine(
      path,
      "it is geometric between a multiple of the base rate and a rate that is not one",
    );
  }
  return parts;
}

function splitCycles(path: string, one: Of<"cycles">, two: Of<"cycles">): AffineParts {
  const child = affineParts(one.child, two.child, `${path}.child`);
  if (child.slope !== null)
    throw new NotAffine(`${path}.child`, "the shape of its cycles depends on the base rate");
  return splitLeaf(path, one, two, ["peak", "floor", "afterwards"], ["child"]);
}

function splitClamp(path: string, one: Of<"clamp">, two: Of<"clamp">): AffineParts {
  const child = affineParts(one.child, two.child, `${path}.child`);
  const limits = [
    [one.minimum, two.minimum],
    [one.maximum, two.maximum],
  ] as const;
  const same = limits.every(([first, second]) => first === second);
  if (child.slope === null && same) return { slope: null, offset: one };
  const scales = limits.every(([first, second]) => (first === null ? second === null : second === 2 * first));
  if (child.offset !== null || !scales) {
    throw new NotAffine(path, "its limits are not multiples of the base rate, or differ in kind");
  }
  return { slope: { ...one, child: child.slope ?? ZERO }, offset: null };
}

/**
 * Splits a node that is linear in its fields `values` (numbers or lists of numbers); all others except `skipped` must
 * be equal.
 */
function splitLeaf<Node extends ScheduleNode>(
  path: string,
  one: Node,
  two: Node,
  values: readonly (keyof Node & string)[],
  skipped: readonly (keyof Node & string)[] = [],
): AffineParts {
  refuseOtherFields(path, one, two, [...values, ...skipped]);
  const pairs = values.map((name) => [name, numbersOf(one[name]), numbersOf(two[name])] as const);
  const slopes: Record<string, unknown> = {};
  const offsets: Record<string, unknown> = {};
  let hasSlope = false;
  let hasOffset = false;
  for (const [name, first, second] of pairs) {
    if (first.length !== second.length)
      throw new NotAffine(`${path}.${name}`, "its length depends on the base rate");
    const slope = first.map((value, i) => (second[i] as number) - value);
    const offset = first.map((value, i) => value - (slope[i] as number));
    hasSlope ||= slope.some((value) => value !== 0);
    hasOffset ||= offset.some((value) => value !== 0);
    const isList = isArray(one[name]);
    slopes[name] = isList ? slope : slope[0];
    offsets[name] = isList ? offset : offset[0];
  }
  return {
    slope: hasSlope ? { ...one, ...slopes } : null,
    offset: hasOffset ? { ...one, ...offsets } : null,
  };
}

function numbersOf(value: unknown): readonly number[] {
  return (isArray(value) ? value : [value]) as readonly number[];
}

function refuseOtherFields<Node extends ScheduleNode>(
  path: string,
  one: Node,
  two: Node,
  allowed: readonly (keyof Node & string)[],
): void {
  for (const name of Object.keys(one) as (keyof Node & string)[]) {
    if (!allowed.includes(name) && JSON.stringify(one[name]) !== JSON.stringify(two[name])) {
      throw new NotAffine(`${path}.${name}`, "it depends on the base rate");
    }
  }
}
