/** Compiles a tree to a function of the step: the host interpreter, which defines the meaning of a schedule. */
import type { PowerNode, ScheduleNode } from "../tree/node.js";
import { AffinePower } from "./affine-power.js";
import { powerCurve } from "./curve.js";
import { compileCycles } from "./cycles.js";
import { canCount, type Evaluator, fillBy, filling } from "./grid.js";
import { compileRamp } from "./ramp.js";
import { compileStairs, compileTable } from "./steps.js";
import { compileJoin, compileTime } from "./time-nodes.js";

/** A compiled tree. */
export interface Compiled {
  /** The value at a finite step. */
  readonly at: (step: number) => number;
  /** The values at `out.length` consecutive steps from a whole step on, with the same bits. */
  readonly fill: (out: Float64Array, start: number) => void;
}

/** A normalized tree as a function of a finite step. */
export function compile(node: ScheduleNode): Compiled {
  const evaluate = compileNode(node);
  return {
    at(step) {
      // Not floor: for negative steps the difference to the floor would be rounded.
      const whole = Math.trunc(step);
      return evaluate(whole, step - whole, 1);
    },
    fill(out, start) {
      if (canCount(start, out.length)) fillBy(evaluate, out, start, 0, 1);
      else for (let i = 0; i < out.length; i++) out[i] = evaluate(start + i, 0, 1);
    },
  };
}

function compileNode(node: ScheduleNode): Evaluator {
  switch (node.kind) {
    case "constant": {
      const { value } = node;
      return filling(
        () => value,
        (out) => {
          out.fill(value);
          return true;
        },
      );
    }
    case "ramp":
      return compileRamp(node);
    case "power":
      return compilePower(node);
    case "stairs":
      return compileStairs(node);
    case "table":
      return compileTable(node);
    case "time":
      return compileTime(node, compileNode);
    case "cycles":
      return compileCycles(node, compileNode);
    case "join":
      return compileJoin(node, compileNode);
    case "product":
      return compileFold(node.children, (left, right) => left * right);
    case "sum":
      return compileFold(node.children, (left, right) => left + right);
    case "clamp": {
      const child = compileNode(node.child);
      const minimum = node.minimum ?? Number.NEGATIVE_INFINITY;
      const maximum = node.maximum ?? Number.POSITIVE_INFINITY;
      return (index, offset, spacing) => {
        const value = child(index, offset, spacing);
        return value < minimum ? minimum : value > maximum ? maximum : value;
      };
    }
    default:
      return node satisfies never;
  }
}

function compilePower(node: PowerNode): Evaluator {
  const curve = new AffinePower(powerCurve(node));
  return (index, offset, spacing) => curve.at(index, offset, spacing);
}

function compileFold(
  nodes: readonly ScheduleNode[],
  combine: (left: number, right: number) => number,
): Evaluator {
  const children = nodes.map(compileNode);
  const [first, ...rest] = children as [Evaluator, ...Evaluator[]];
  const evaluate: Evaluator = (index, offset, spacing) => {
    let value = first(index, offset, spacing);
    for (const child of rest) value = combine(value, child(index, offset, spacing));
    return value;
  };
  return filling(evaluate, (out, index, offset, spacing) => {
    fillBy(first, out, index, offset, spacing);
    const values = new Float64Array(out.length);
    for (const child of rest) {
      fillBy(child, values, index, offset, spacing);
      for (let i = 0; i < out.length; i++) out[i] = combine(out[i] as number, values[i] as number);
    }
    return true;
  });
}
