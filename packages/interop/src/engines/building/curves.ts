/** The parts of engines' schedules. Each engine counts updates in its own way; `countedFrom` converts. */
import type { ScheduleDraft } from "@anneal/core";
import { COSINE, constant, delayed, LINEAR, parts, ramp, type Shape } from "../../lowering/trees.js";

export {
  COSINE,
  constant,
  delayed,
  LINEAR,
  type Part,
  parts,
  polynomialShape,
  product,
  raised,
  ramp,
  type Shape,
  scaled,
  stairs,
} from "../../lowering/trees.js";

/** `1 - sqrt(u)` */
export const ONE_MINUS_SQRT: Shape = { kind: "power", exponent: 0.5 };

/**
 * Converts a tree over the engine's counter to a tree over the update: 1 for an engine that counts `i + 1`, -1 for `i -
 * 1`.
 */
export function countedFrom(first: number, tree: ScheduleDraft): ScheduleDraft {
  return delayed(tree, -first);
}

export interface WarmUp {
  /** The number of warm-up counts; 0: no warm-up. */
  readonly steps: number;
  readonly from?: number;
  readonly to: number;
}

/** A line up to count `steps`, then the rest, whose counter continues from the start. */
export function warmUpThen({ steps, from = 0, to }: WarmUp, rest: ScheduleDraft): ScheduleDraft {
  if (!(steps > 0)) return rest;
  return parts([{ tree: ramp({ end: steps, from, to, extend: "before" }), until: steps }, { tree: rest }]);
}

export interface Decay {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
  readonly shape?: Shape;
  /** Whether the formula continues past the end. */
  readonly rebounds?: boolean;
}

/** From one rate to another; a decay without length is at its end. */
export function decay({ start, end, from, to, shape = LINEAR, rebounds = false }: Decay): ScheduleDraft {
  if (end <= start) return constant(to);
  return ramp({ start, end, from, to, shape, ...(rebounds ? { extend: "after" as const } : {}) });
}

export function cosineDecay(options: Omit<Decay, "shape">): ScheduleDraft {
  return decay({ ...options, shape: COSINE });
}

/** `scale * (t / unit) ^ exponent` */
export function powerOf(scale: number, unit: number, exponent: number): ScheduleDraft {
  return { kind: "power", scale, slope: 1 / unit, exponent };
}

/** `peak * sqrt(steps / t)`, from count 1 on. */
export function inverseSquareRoot(peak: number, steps: number): ScheduleDraft {
  return { kind: "time", child: powerOf(peak, Math.max(steps, 1e-300), -0.5), minimum: 1 };
}

export function notBelow(minimum: number, child: ScheduleDraft): ScheduleDraft {
  return { kind: "clamp", child, minimum };
}
