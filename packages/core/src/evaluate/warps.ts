/** The nodes that change the time their child sees: `time` and `join`. */
import type { JoinNode, ScheduleNode, TimeNode } from "../schedule/node.js";
import { canFill, type Evaluator, filling, firstIndexAtOrAfter, valueAt, valueAtTime } from "./grid.js";
import { segmentAt } from "./steps.js";

type Compile = (node: ScheduleNode) => Evaluator;

export function compileTime(node: TimeNode, compile: Compile): Evaluator {
  const child = compile(node.child);
  const { shift, scale, quantum } = node;
  const minimum = node.minimum ?? Number.NEGATIVE_INFINITY;
  const maximum = node.maximum ?? Number.POSITIVE_INFINITY;
  const clamp = (t: number): number => (t < minimum ? minimum : t > maximum ? maximum : t);
  const evaluate: Evaluator = (index, outerOffset, outerSpacing) => {
    const offset = (outerOffset - shift) * scale;
    const spacing = outerSpacing * scale;
    const t = offset + spacing * index;
    const clamped = clamp(t);
    if (quantum !== null) return valueAtMultiple(child, wholeQuotient(clamped, quantum), quantum);
    return clamped === t ? valueAt(child, index, offset, spacing, t) : valueAtTime(child, clamped);
  };
  if (quantum === null) return evaluate;
  return filling(evaluate, (out, index, outerOffset, outerSpacing) => {
    const offset = (outerOffset - shift) * scale;
    const spacing = outerSpacing * scale;
    let quotient = Number.NaN;
    let value = 0;
    for (let i = 0; i < out.length; i++) {
      const own = wholeQuotient(clamp(offset + spacing * (index + i)), quantum);
      if (own !== quotient) value = valueAtMultiple(child, own, quantum);
      quotient = own;
      out[i] = value;
    }
    return true;
  });
}

function valueAtMultiple(child: Evaluator, quotient: number, quantum: number): number {
  return valueAt(child, quotient, 0, quantum, quantum * quotient);
}

/** `floor(t / quantum)`, right also where the division rounds up to a whole number. */
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
    const t = offset + spacing * index - start;
    return valueAt(child, index - first, offset - start + spacing * first, spacing, t);
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
