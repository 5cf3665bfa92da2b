/** Encodes a schedule tree as the words that the kernel reads; `crates/kernels/src/schedule` decodes them. */
import type { Easing, ScheduleNode } from "@anneal/core";
import { type Curve, curveOf, powerCurve, rampEnd, rampStart } from "@anneal/core/schedule-engine";
import { CURVE_CODE, EASING_CODE, GEOMETRIC_WORDS, NODE_CODE, ROTATION_WORDS } from "../module/index.js";

/** An encoded tree, and the memory that its evaluation needs. */
export interface Program {
  readonly words: Float64Array;
  /** Words of workspace for tables. */
  readonly workspaceWords: number;
  /** The number of value ranges besides the result: one per level of sums and products. */
  readonly scratchLevels: number;
}

export function encode(root: ScheduleNode): Program {
  const encoder = new Encoder();
  encoder.node(root);
  return {
    words: Float64Array.from(encoder.words),
    workspaceWords: encoder.workspaceWords,
    scratchLevels: scratchLevels(root),
  };
}

function scratchLevels(node: ScheduleNode): number {
  if (!("children" in node)) return "child" in node ? scratchLevels(node.child) : 0;
  // The first child of a sum or a product is written to the result; every other one needs its own range.
  const folds = node.kind !== "join";
  return node.children.reduce(
    (most, child, i) => Math.max(most, scratchLevels(child) + (folds && i > 0 ? 1 : 0)),
    0,
  );
}

class Encoder {
  readonly words: number[] = [];
  workspaceWords = 0;

  /** Writes a node and its descendants; returns its position. */
  node(node: ScheduleNode): number {
    const position = this.words.length;
    this.#write(NODE_CODE[node.kind]);
    switch (node.kind) {
      case "constant":
        this.#write(node.value);
        break;
      case "ramp":
        this.#write(node.start, node.end, rampStart(node), rampEnd(node));
        this.#write(flag(node.before === "hold" || node.start === node.end));
        this.#write(flag(node.after === "hold" || node.start === node.end));
        this.#curve(curveOf(node));
        break;
      case "power":
        this.#affinePower(powerCurve(node));
        break;
      case "stairs":
        this.#write(flag(node.side === "right"), node.boundaries.length);
        this.#writeAll(node.boundaries);
        this.#writeAll(node.values);
        break;
      case "table":
        this.#write(node.start, flag(node.interpolation === "linear"), node.values.length);
        this.#writeAll(node.values);
        break;
      case "time": {
        const child = this.#reserve();
        this.#write(node.shift, node.scale, ...limits(node), node.quantum ?? 0);
        this.#place(child, node.child);
        break;
      }
      case "cycles": {
        const child = this.#reserve();
        this.#write(
          node.length,
          node.multiplier,
          node.peak,
          node.floor,
          node.decay,
          flag(node.decayOf === "peak"),
        );
        this.#write(node.limit ?? Number.POSITIVE_INFINITY, node.afterwards);
        this.#place(child, node.child);
        break;
      }
      case "join":
        this.#write(flag(node.rebase), flag(node.side === "right"), node.boundaries.length);
        this.#writeAll(node.boundaries);
        this.#children(node.children);
        break;
      case "product":
      case "sum":
        this.#write(node.children.length);
        this.#children(node.children);
        break;
      case "clamp": {
        const child = this.#reserve();
        this.#write(...limits(node));
        this.#place(child, node.child);
        break;
      }
      default:
        node satisfies never;
    }
    return position;
  }

  #write(...values: number[]): void {
    this.#writeAll(values);
  }

  #writeAll(values: readonly number[]): void {
    for (const value of values) this.words.push(value);
  }

  /** A placeholder for the position of a child that is written later. */
  #reserve(): number {
    return this.words.push(0) - 1;
  }

  #place(word: number, child: ScheduleNode): void {
    this.words[word] = this.node(child);
  }

  #children(children: readonly ScheduleNode[]): void {
    const words = children.map(() => this.#reserve());
    for (const [i, child] of children.entries()) this.#place(words[i] as number, child);
  }

  #curve(curve: Curve): void {
    this.#write(CURVE_CODE[curve.kind]);
    switch (curve.kind) {
      case "line":
        this.#write(curve.from, curve.change, curve.length);
        break;
      case "rotation":
        this.#write(curve.from, curve.to, curve.halfCycles, curve.length, this.#table(ROTATION_WORDS));
        break;
      case "geometric":
        this.#write(curve.base, curve.scale, curve.ratio, curve.length, this.#table(GEOMETRIC_WORDS));
        break;
      case "affinePower":
        this.#affinePower(curve);
        break;
      case "pointwise":
        this.#write(curve.from, curve.to, curve.length, flag(curve.geometric));
        this.#write(EASING_CODE[curve.easing.kind], curve.easing.timeExponent, ...parameters(curve.easing));
        break;
      default:
        curve satisfies never;
    }
  }

  #affinePower(curve: Extract<Curve, { kind: "affinePower" }>): void {
    this.#write(curve.base, curve.scale, curve.offset, curve.slope, curve.divisor, curve.exponent);
  }

  /** Reserves workspace and returns its position. */
  #table(words: number): number {
    const position = this.workspaceWords;
    this.workspaceWords += words;
    return position;
  }
}

function flag(value: boolean): number {
  return value ? 1 : 0;
}

function limits(node: {
  readonly minimum: number | null;
  readonly maximum: number | null;
}): [number, number] {
  return [node.minimum ?? Number.NEGATIVE_INFINITY, node.maximum ?? Number.POSITIVE_INFINITY];
}

/** The two numbers of an easing, 0 if it has none. */
function parameters(easing: Easing): [number, number] {
  switch (easing.kind) {
    case "power":
    case "reversePower":
      return [easing.exponent, 0];
    case "cosine":
      return [easing.exponent, easing.halfCycles];
    case "tanh":
      return [easing.lower, easing.upper];
    case "logarithmic":
      return [easing.base, 0];
    case "rational":
      return [easing.curvature, 0];
    case "linear":
    case "halfLife":
      return [0, 0];
    default:
      return easing satisfies never;
  }
}
