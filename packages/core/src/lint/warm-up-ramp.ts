/** Whether the first part of a schedule without labels is a warm-up. */
import type { RampNode, ScheduleNode } from "../tree/node.js";

/** The shapes of warm-ups in libraries; a rising cosine or tanh is one phase of several. */
const WARMING: ReadonlySet<string> = new Set(["linear", "power", "reversePower", "logarithmic"]);

/** A ramp whose shape only decays have. Warm-ups are lines, powers that start flat, or geometric. */
export function isDecay({ easing, interpolation, from }: RampNode): boolean {
  if (interpolation !== "arithmetic") return false;
  switch (easing.kind) {
    case "cosine":
      return easing.halfCycles === 1;
    case "tanh":
    case "rational":
      return true;
    case "reversePower":
      return easing.exponent !== 1 && from > 0;
    default:
      return false;
  }
}

/** A ramp with the easing of a warm-up. */
export function isWarmingRamp(node: ScheduleNode): node is RampNode {
  return node.kind === "ramp" && WARMING.has(node.easing.kind);
}

/**
 * A rising ramp, unless the next part is a falling line: that is a triangle.
 *
 * @param first The first part of a join without labels.
 * @param second The part after it.
 */
export function isWarmUp(first: ScheduleNode, second: ScheduleNode | undefined): boolean {
  if (!isWarmingRamp(first) || first.from >= first.to) return false;
  const fallsAlike = second?.kind === "ramp" && second.easing.kind === "linear" && second.to <= first.from;
  return !(fallsAlike && first.from > 0);
}
