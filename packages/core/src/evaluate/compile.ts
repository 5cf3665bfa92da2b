/** From a tree to a function of the step: the host interpreter, the authority on what a schedule means. */
import type { PowerNode, ScheduleNode } from "../schedule/node.js";
import { AffinePower } from "./affine-power.js";
import { powerCurve } from "./curve.js";
import { compileCycles } from "./cycles.js";
import type { Evaluator } from "./grid.js";
import { compileRamp } from "./ramp.js";
import { compileStairs, compileTable } from "./steps.js";
import { compileJoin, compileTime } from "./warps.js";

/** A normalised tree as a function of a finite step. */
export function compile(node: ScheduleNode): (step: number) => number {
  const evaluate = compileNode(node);
  return (step) => {
    // Not floor: below 0 the difference to it would be rounded.
    const whole = Math.trunc(step);
    return evaluate(whole, step - whole, 1);
  };
}

function compileNode(node: ScheduleNode): Evaluator {
  switch (node.kind) {
    case "constant": {
      const { value } = node;
      return () => value;
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
  return (index, offset, spacing) => {
    let value = first(index, offset, spacing);
    for (const child of rest) value = combine(value, child(index, offset, spacing));
    return value;
  };
}
