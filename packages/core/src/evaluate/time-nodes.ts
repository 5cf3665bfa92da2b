/** The nodes that change the time of their children: `time` and `join`. */
import type { JoinNode, ScheduleNode, TimeNode } from "../tree/node.js";
import {
  canFill,
  type Evaluator,
  filling,
  firstIndexAtOrAfter,
  isOnGrid,
  LEAST_SPACING,
  valueAtTime,
} from "./grid.js";
import { segmentAt } from "./steps.js";

type Compile = (node: ScheduleNode) => Evaluator;

export function compileTime(node: TimeNode, compile: Compile): Evaluator {
  const child = compile(node.child);
  return node.quantum === null ? flowing(node, child) : quantized(node, node.quantum, child);
}

function flowing({ shift, scale, minimum, maximum }: TimeNode, child: Evaluator): Evaluator {
  const lowest = minimum ?? -Number.MAX_VALUE;
  const highest = maximum ?? Number.MAX_VALUE;
  return (index, outerOffset, outerSpacing) => {
    const offset = (outerOffset - shift) * scale;
    const spacing = outerSpacing * scale;
    const t = offset + spacing * index;
    if (t >= lowest && t <= highest && spacing >= LEAST_SPACING) return child(index, offset, spacing);
    return valueAtTime(child, clampTime(t, minimum, maximum));
  };
}

function quantized(node: TimeNode, quantum: number, child: Evaluator): Evaluator {
  const { shift, scale, minimum, maximum } = node;
  const quotientAt = (t: number): number => wholeQuotient(clampTime(t, minimum, maximum), quantum);
  const valueAt = (quotient: number): number =>
    isOnGrid(quotient, 0, quantum) ? child(quotient, 0, quantum) : valueAtTime(child, quantum * quotient);
  const evaluate: Evaluator = (index, offset, spacing) =>
    valueAt(quotientAt((offset - shift) * scale + spacing * scale * index));
  return filling(evaluate, (out, index, outerOffset, outerSpacing) => {
    const offset = (outerOffset - shift) * scale;
    const spacing = outerSpacing * scale;
    let quotient = Number.NaN;
    let value = 0;
    for (let i = 0; i < out.length; i++) {
      const own = quotientAt(offset + spacing * (index + i));
      if (own !== quotient) value = valueAt(own);
      quotient = own;
      out[i] = value;
    }
    return true;
  });
}

function clampTime(t: number, minimum: number | null, maximum: number | null): number {
  if (minimum !== null && t < minimum) return minimum;
  return maximum !== null && t > maximum ? maximum : t;
}

/** `floor(t / quantum)`, correct even if the division rounds up to a whole number. */
export function wholeQuotient(t: number, quantum: number): number {
  const quotient = Math.floor(t / quantum);
  if (quotient * quantum > t) return quotient - 1;
  return (quotient + 1) * quantum <= t ? quotient + 1 : quotient;
}

export function compileJoin(node: JoinNode, compile: Compile): Evaluator {
  const children = node.children.map(compile);
  const { boundaries, rebase, side } = node;
  const evaluate: Evaluator = (index, offset, spacing) => {
    const segment = segmentAt(boundaries, side, offset + spacing * index);
    const child = children[segment] as Evaluator;
    if (!rebase || segment === 0) return child(index, offset, spacing);
    const start = boundaries[segment - 1] as number;
    const first = firstIndexAtOrAfter(start, offset, spacing);
    const origin = offset - start + spacing * first;
    if (isOnGrid(index - first, origin, spacing)) return child(index - first, origin, spacing);
    return valueAtTime(child, offset + spacing * index - start);
  };
  return filling(evaluate, (out, index, offset, spacing) => {
    const segment = segmentAt(boundaries, side, offset + spacing * index);
    const fill = children[segment]?.fill;
    const isOne = segmentAt(boundaries, side, offset + spacing * (index + out.length - 1)) === segment;
    if (fill === undefined || !isOne) return false;
    if (!rebase || segment === 0) return fill(out, index, offset, spacing);
    const start = boundaries[segment - 1] as number;
    const first = firstIndexAtOrAfter(start, offset, spacing);
    const origin = offset - start + spacing * first;
    if (!canFill(out.length, index - first, origin, spacing)) return false;
    return fill(out, index - first, origin, spacing);
  });
}
