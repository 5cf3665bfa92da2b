/** Rewrites a tree for a later start of time. */
import type { ScheduleNode } from "@anneal/core";

/** The node whose value at `t - start` is that of `node` at `t`; null if that needs a time node. */
export function rebased(node: ScheduleNode, start: number): ScheduleNode | null {
  if (start === 0) return node;
  switch (node.kind) {
    case "constant":
      return node;
    case "ramp":
      return { ...node, start: node.start - start, end: node.end - start };
    case "power":
      return { ...node, offset: node.offset + node.slope * start };
    case "stairs":
      return { ...node, boundaries: node.boundaries.map((boundary) => boundary - start) };
    case "table":
      return { ...node, start: node.start - start };
    case "clamp": {
      const child = rebased(node.child, start);
      return child && { ...node, child };
    }
    case "product":
    case "sum": {
      const children = node.children.map((child) => rebased(child, start));
      return children.every((child) => child !== null) ? { ...node, children } : null;
    }
    default:
      return null;
  }
}
