/** The expressions that an update rule is written in: two levels of one language, as plain data. */
import { InvalidArgumentError } from "../../errors.js";

/** The operations of both levels. */
export type Operation =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "neg"
  | "abs"
  | "sqrt"
  | "min"
  | "max"
  | "lt"
  | "le"
  | "eq"
  | "select";

/** Operations that only scalars have. */
export type ScalarOperation = Operation | "ln" | "pow" | "wholePower" | "float32";

/** Operations that only elements have. */
export type ElementOperation = Operation | "sign";

/**
 * A float64 number that is the same for every element of a tensor: a hyper-parameter, the count of updates, a number
 * carried from step to step, a sum over elements, and what is computed from these.
 */
export type Scalar =
  | { readonly level: "scalar"; readonly kind: "literal"; readonly value: number }
  | { readonly level: "scalar"; readonly kind: "input"; readonly name: string }
  | {
      readonly level: "scalar";
      readonly kind: "sum";
      readonly over: "tensor" | "optimizer";
      readonly of: Element;
    }
  | {
      readonly level: "scalar";
      readonly kind: "operation";
      readonly operation: ScalarOperation;
      readonly args: readonly Scalar[];
    };

/** A float32 value for every element of a tensor: the parameter, its gradient, a slot, and what is computed from these. */
export type Element =
  | { readonly level: "element"; readonly kind: "parameter" | "gradient" }
  | { readonly level: "element"; readonly kind: "slot"; readonly name: string }
  /** A scalar, rounded to float32 once. */
  | { readonly level: "element"; readonly kind: "scalar"; readonly value: Scalar }
  | { readonly level: "element"; readonly kind: "literal"; readonly value: number }
  | {
      readonly level: "element";
      readonly kind: "operation";
      readonly operation: ElementOperation;
      readonly args: readonly Element[];
    }
  /** A whole tensor at once: see `orthogonalized` and `factored`. */
  | {
      readonly level: "element";
      readonly kind: "whole";
      readonly operation: WholeOperation;
      readonly of: Element;
    };

/** Operations on a whole matrix, which need all of its elements before they return any. */
export type WholeOperation =
  | {
      readonly kind: "orthogonalize";
      readonly coefficients: readonly [Scalar, Scalar, Scalar];
      readonly steps: Scalar;
      readonly eps: Scalar;
      readonly bfloat16: boolean;
    }
  | {
      readonly kind: "factor";
      readonly rows: string;
      readonly columns: string;
      readonly weight: Scalar;
      readonly eps: Scalar;
    };

export type Expression = Scalar | Element;

/** An argument of an operation: a plain number is a literal of the level of the others. */
export type Operand = Expression | number;

/** The level of a result: elements if any argument is one. */
export type Level<Argument extends Operand> = [Extract<Argument, Element>] extends [never] ? Scalar : Element;

/** `a + b`. */
export const add = binary("add");
/** `a - b`. */
export const sub = binary("sub");
/** `a * b`. */
export const mul = binary("mul");
/** `a / b`. */
export const div = binary("div");
/** The smaller of the two; NaN where either is NaN. */
export const min = binary("min");
/** The larger of the two; NaN where either is NaN. */
export const max = binary("max");
/** Whether `a < b`: a condition of `select`. */
export const lt = binary("lt");
/** Whether `a <= b`: a condition of `select`. */
export const le = binary("le");
/** Whether `a = b`: a condition of `select`. */
export const eq = binary("eq");
/** `-x`. */
export const neg = unary("neg");
/** `|x|`. */
export const abs = unary("abs");
/** The square root. */
export const sqrt = unary("sqrt");

/** -1, 0 or 1; 0 for NaN, as in PyTorch. */
export function sign(x: Element): Element {
  return { level: "element", kind: "operation", operation: "sign", args: [x] };
}

/**
 * `whenTrue` where the condition holds, else `whenFalse`. Both are computed. With a condition on scalars
 * and branches of elements, the choice is made once for each tensor, not once for each element.
 */
export function select<Condition extends Operand, A extends Operand, B extends Operand>(
  condition: Condition,
  whenTrue: A,
  whenFalse: B,
): Level<Condition | A | B> {
  return operation("select", [condition, whenTrue, whenFalse]) as Level<Condition | A | B>;
}

/** `base` to the power `exponent`, with the library's own mathematics: the same bits on every engine. */
export function pow(base: Scalar | number, exponent: Scalar | number): Scalar {
  return scalarOperation("pow", [base, exponent]);
}

/** `base^n` for whole `n`, as products in one fixed order. One more step costs one product: for bias corrections. */
export function wholePower(base: Scalar | number, n: Scalar | number): Scalar {
  return scalarOperation("wholePower", [base, n]);
}

/** The natural logarithm. */
export function ln(x: Scalar): Scalar {
  return scalarOperation("ln", [x]);
}

/** A scalar rounded to float32, as elements see it. */
export function float32(x: Scalar): Scalar {
  return scalarOperation("float32", [x]);
}

/** A scalar as a value of every element, rounded to float32 once. Operations do this where it is needed. */
export function uniform(value: Scalar | number): Element {
  return { level: "element", kind: "scalar", value: toScalar(value) };
}

/**
 * The sum of an expression over the elements of the tensor, or of all tensors that this rule updates in a step. Added in
 * float64, in eight lanes, by blocks of 16,384 elements: the same bits on every engine, for any number of threads.
 */
export function sum(over: "tensor" | "optimizer", of: Element): Scalar {
  return { level: "scalar", kind: "sum", over, of };
}

/** `from + weight * (to - from)`. */
export function lerp(from: Element, to: Element, weight: Scalar): Element {
  return add(from, mul(weight, sub(to, from)));
}

/**
 * `from + weight * (to - from)` from the nearer end, as torch.lerp: for weights of at least 1/2 it starts at `to`, which
 * keeps the result exact for a weight of 1.
 */
export function nearLerp(from: Element, to: Element, weight: Scalar): Element {
  const difference = sub(to, from);
  const rest = sub(1, float32(weight));
  return select(le(0.5, float32(weight)), sub(to, mul(difference, rest)), add(from, mul(weight, difference)));
}

/** `from * keep + to * (1 - keep)`: an exponential moving average. */
export function average(from: Element, to: Element, keep: Scalar): Element {
  return add(mul(from, keep), mul(to, sub(1, keep)));
}

/** `from * keep + (1 - keep) * x * x`: an exponential moving average of squares. */
export function averageOfSquares(from: Element, x: Element, keep: Scalar): Element {
  return add(mul(from, keep), mul(mul(sub(1, keep), x), x));
}

/** `g + weightDecay * p`: weight decay as part of the gradient (L2). The gradient itself where `weightDecay` is 0. */
export function withL2(g: Element, p: Element, weightDecay: Scalar | number): Element {
  return select(eq(toScalar(weightDecay), 0), g, add(g, mul(uniform(weightDecay), p)));
}

/** `smallest <= x <= largest`. NaN stays. */
export function clamp(x: Element, smallest: Scalar | number, largest: Scalar | number): Element {
  const [low, high] = [uniform(smallest), uniform(largest)];
  // Comparisons take half of the operations of min and max, which also look for NaN in the bounds.
  const raised = select(le(x, low), low, x);
  return select(le(high, raised), high, raised);
}

/**
 * A direction after a cautious mask (Liang et al., https://arxiv.org/abs/2411.16085): only the elements that point
 * along the gradient, divided by their share of the tensor, which counts as at least 1/1000.
 */
export function alongGradient(direction: Element, g: Element, size: Scalar): Element {
  const agrees = lt(0, mul(direction, g));
  const share = div(sum("tensor", select(agrees, 1, 0)), size);
  return mul(direction, select(agrees, uniform(div(1, max(float32(share), 1e-3))), 0));
}

/**
 * The nearest matrix with orthogonal rows or columns, by a quintic Newton-Schulz iteration (Jordan et al.,
 * https://kellerjordan.github.io/posts/muon/).
 */
export function orthogonalized(
  of: Element,
  options: Omit<Extract<WholeOperation, { kind: "orthogonalize" }>, "kind">,
): Element {
  return { level: "element", kind: "whole", operation: { kind: "orthogonalize", ...options }, of };
}

/**
 * The estimate of a mean of squares from its row and column means (Shazeer and Stern, https://arxiv.org/abs/1804.04235):
 * moves both slots by `weight` towards the means of `of`, then gives `row * column / max(mean of the rows, eps)`.
 */
export function factored(
  of: Element,
  options: Omit<Extract<WholeOperation, { kind: "factor" }>, "kind">,
): Element {
  return { level: "element", kind: "whole", operation: { kind: "factor", ...options }, of };
}

/**
 * A choice between scalars by a flag. A choice in TypeScript would give the same numbers; this one keeps the arithmetic of
 * the elements the same, so that both variants share their kernels.
 */
export function choose(flag: boolean, whenOn: Scalar | number, whenOff: Scalar | number): Scalar {
  return scalarOperation("select", [flag ? 1 : 0, whenOn, whenOff]);
}

/** A number, or a scalar as it is. */
export function toScalar(operand: Scalar | number): Scalar {
  return typeof operand === "number" ? { level: "scalar", kind: "literal", value: operand } : operand;
}

/** An operand as a value of every element. */
export function toElement(operand: Operand): Element {
  if (typeof operand === "number") return { level: "element", kind: "literal", value: operand };
  return operand.level === "element" ? operand : uniform(operand);
}

function binary(name: Operation) {
  return <A extends Operand, B extends Operand>(a: A, b: B): Level<A | B> =>
    operation(name, [a, b]) as Level<A | B>;
}

function unary(name: Operation) {
  return <X extends Operand>(x: X): Level<X> => operation(name, [x]) as Level<X>;
}

function operation(name: Operation, operands: readonly Operand[]): Expression {
  for (const operand of operands) checkOperand(name, operand);
  // A condition on scalars is evaluated outside the loop over the elements.
  const branches = name === "select" ? operands.slice(1) : operands;
  if (!branches.some((operand) => typeof operand === "object" && operand.level === "element")) {
    return operands.some((operand) => typeof operand === "object" && operand.level === "element")
      ? elementOperation(name, operands)
      : scalarOperation(name, operands as readonly (Scalar | number)[]);
  }
  return elementOperation(name, operands);
}

function scalarOperation(name: ScalarOperation, operands: readonly (Scalar | number)[]): Scalar {
  for (const operand of operands) checkOperand(name, operand);
  return { level: "scalar", kind: "operation", operation: name, args: operands.map(toScalar) };
}

function elementOperation(name: Operation, operands: readonly Operand[]): Element {
  return { level: "element", kind: "operation", operation: name, args: operands.map(toElement) };
}

function checkOperand(name: string, operand: unknown): void {
  const isExpression = typeof operand === "object" && operand !== null && "level" in operand;
  if (typeof operand === "number" || isExpression) return;
  throw new InvalidArgumentError(`an argument of ${name}`, operand, "an expression or a number");
}
