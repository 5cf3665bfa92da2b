/** What `SAMPLE_BOUND` is a share of, part by part: a generous reading of its words. */
import type { RampNode, ScheduleNode } from "@anneal/core";

/** The largest value that a part takes near a time, as far as it makes the errors of the whole. */
export function errorScale(node: ScheduleNode, value: number): number {
  switch (node.kind) {
    case "constant":
      return Math.abs(node.value);
    case "ramp":
      return rampScale(node, value);
    case "power":
      return Math.abs(value) * Math.max(1, Math.abs(node.exponent));
    case "stairs":
    case "table":
      return Math.max(...node.values.map(Math.abs));
    case "time":
      return errorScale(node.child, value);
    case "clamp":
      return errorScale(node.child, value);
    case "cycles":
      return (
        Math.abs(node.floor) +
        Math.max(Math.abs(node.peak), Math.abs(node.afterwards)) * (1 + errorScale(node.child, 1))
      );
    case "join":
      return Math.max(...node.children.map((child) => errorScale(child, value)));
    case "product":
      return node.children.reduce((product, child) => product * Math.max(1, errorScale(child, value)), 1);
    case "sum":
      return node.children.reduce((sum, child) => sum + errorScale(child, value), 0);
    default:
      return node satisfies never;
  }
}

function rampScale(node: RampNode, value: number): number {
  const { from, to, easing, interpolation, after } = node;
  // Continued beyond its end such a curve falls without limit: any rounding of the time is too much.
  if (easing.kind === "logarithmic" && easing.base < 1 && after === "extend") return Number.POSITIVE_INFINITY;
  const size = Math.max(Math.abs(from), Math.abs(to), Math.abs(value));
  const exponent = "exponent" in easing ? Math.max(1, easing.exponent) : 1;
  const waves = easing.kind === "cosine" ? Math.max(1, easing.halfCycles) : 1;
  const factor = interpolation === "geometric" ? 1 + Math.abs(Math.log2(to / from)) : 1;
  return size * exponent * Math.max(1, easing.timeExponent) * waves * factor;
}
