/** Finds equal parts of expressions: each is computed once, however often it is written. */
import type { Element, Expression, Scalar } from "./expression.js";

type Sum = Extract<Scalar, { kind: "sum" }>;
type Whole = Extract<Element, { kind: "whole" }>;

/** A part that needs an earlier pass over the elements; `depth` is the first pass that can compute its argument. */
export interface Needed<Part extends Sum | Whole> {
  readonly id: number;
  readonly depth: number;
  readonly expression: Part;
}

export class Interner {
  readonly #ids = new Map<Expression, number>();
  readonly #byKey = new Map<string, number>();
  readonly #depths: number[] = [];
  readonly #sums = new Map<number, Needed<Sum>>();
  readonly #wholes = new Map<number, Needed<Whole>>();
  /** The slots with values for only some of the elements. */
  readonly #stridedSlots: ReadonlySet<string>;
  /** The expressions that use them. */
  readonly #strided = new Set<number>();
  /** Whether anything reads the size or the shape of a tensor. */
  readsSizes = false;

  /** @param stridedSlots The slots with values for only some of the elements. */
  constructor(stridedSlots: ReadonlySet<string>) {
    this.#stridedSlots = stridedSlots;
  }

  /** Whether an expression has values for only some of the elements. */
  isStrided(expression: Element): boolean {
    return this.#strided.has(this.idOf(expression));
  }

  /** The id of an expression: equal expressions have the same. */
  idOf(expression: Expression): number {
    const known = this.#ids.get(expression);
    if (known !== undefined) return known;
    const key = this.#key(expression);
    const id = this.#byKey.get(key) ?? this.#byKey.size;
    this.#byKey.set(key, id);
    this.#ids.set(expression, id);
    this.#depths[id] ??= this.#measure(id, expression);
    return id;
  }

  /** The number of passes over the elements before the one that can compute the expression. */
  depthOf(expression: Expression): number {
    return this.#depths[this.idOf(expression)] as number;
  }

  /** The sums and whole operations inside, and the depth of the deepest. */
  collect(roots: readonly Expression[]) {
    const depth = roots.reduce((most, root) => Math.max(most, this.depthOf(root)), 0);
    return { depth, sums: [...this.#sums.values()], wholes: [...this.#wholes.values()] };
  }

  #key(expression: Expression): string {
    const { level, kind } = expression;
    const detail = (() => {
      switch (kind) {
        case "literal":
          return Object.is(expression.value, -0) ? "-0" : String(expression.value);
        case "input":
        case "slot":
          return expression.name;
        case "sum":
          return `${expression.over} ${this.idOf(expression.of)}`;
        case "scalar":
          return this.idOf(expression.value);
        case "operation":
          return `${expression.operation} ${expression.args.map((arg) => this.idOf(arg)).join(" ")}`;
        case "whole":
          return `${expression.operation.kind} ${this.idOf(expression.of)}`;
        default:
          return "";
      }
    })();
    return `${level} ${kind} ${detail}`;
  }

  #measure(id: number, expression: Expression): number {
    switch (expression.kind) {
      case "input":
        if (["size", "rows", "columns"].includes(expression.name)) this.readsSizes = true;
        return 0;
      case "slot":
        if (this.#stridedSlots.has(expression.name)) this.#strided.add(id);
        return 0;
      case "sum": {
        const depth = this.depthOf(expression.of);
        this.#sums.set(id, { id, depth, expression });
        return depth + 1;
      }
      case "whole": {
        const depth = this.depthOf(expression.of);
        this.#wholes.set(id, { id, depth, expression });
        return depth + 1;
      }
      case "scalar":
        return this.depthOf(expression.value);
      case "operation":
        if (expression.args.some((arg) => this.#strided.has(this.idOf(arg)))) this.#strided.add(id);
        return expression.args.reduce((most, arg) => Math.max(most, this.depthOf(arg)), 0);
      default:
        return 0;
    }
  }
}
