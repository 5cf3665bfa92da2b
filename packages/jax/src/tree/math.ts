/** Arithmetic on trees. All of it consumes its trees, as jax-js functions do. */
import { InvalidArgumentError } from "@anneal/core";
import { numpy as np } from "@jax-js/jax";
import { Arithmetic } from "../trace/arithmetic.js";
import { chooseTree } from "../transforms/choose.js";
import { globalNorm } from "../transforms/clip.js";
import { type Hyperparameter, readNumber } from "../transforms/hyperparameters.js";
import { mapTerms, sumTerms, withTerm } from "../transforms/map-terms.js";
import type { Term } from "../transforms/terms.js";
import { flatten, mapTree, needAlike, needScalar } from "../transforms/trees.js";
import type { Tree } from "../transforms/types.js";

/** `a + b`. */
export function add<First extends Tree>(a: First, b: Tree): First {
  return combined((x, y) => x.plus(y), a, b);
}

/** `a - b`. */
export function sub<First extends Tree>(a: First, b: Tree): First {
  return combined((x, y) => x.minus(y), a, b);
}

/** `a * b`. */
export function mul<First extends Tree>(a: First, b: Tree): First {
  return combined((x, y) => x.times(y), a, b);
}

/** `a / b`. */
export function div<First extends Tree>(a: First, b: Tree): First {
  return combined((x, y) => x.over(y), a, b);
}

/** `scalar * given`. The scalar, if it is an array, is borrowed. */
export function scale<Given extends Tree>(scalar: Hyperparameter, given: Given): Given {
  return withTerm(readNumber("scalar", scalar), (factor) => mapTerms((x) => x.times(factor), given));
}

/** `a + scalar * b`. The scalar, if it is an array, is borrowed. */
export function addScale<First extends Tree>(a: First, scalar: Hyperparameter, b: Tree): First {
  needAlike("a", a, { b });
  return withTerm(readNumber("scalar", scalar), (factor) =>
    mapTerms((x, y) => x.plus(y.times(factor)), a, b),
  );
}

/** Values between `lowest` and `highest`. */
export function clip<Given extends Tree>(given: Given, lowest: number, highest: number): Given {
  return mapTerms((x) => x.clip(lowest, highest), given);
}

/** The arrays of `a` where the condition, a scalar of type bool, is true, else those of `b`. Consumes all three. */
export function where<First extends Tree>(condition: np.Array, a: First, b: First): First {
  needScalar("condition", condition);
  needAlike("a", a, { b });
  return chooseTree(condition, a, b);
}

/** The sum of all products of `a` and `b`. */
export function vdot(a: Tree, b: Tree): np.Array {
  needAlike("a", a, { b });
  return reduced((of) => sumTerms(of, (x, y) => x.times(y).sum(), a, b));
}

/** The sum of all values. */
export function sum(given: Tree): np.Array {
  return reduced((of) => sumTerms(of, (x) => x.sum(), given));
}

/** The largest value. */
export function max(given: Tree): np.Array {
  return extreme(given, np.max, np.maximum);
}

/** The smallest value. */
export function min(given: Tree): np.Array {
  return extreme(given, np.min, np.minimum);
}

/** The Euclidean norm of all values together, or its square. */
export function norm(given: Tree, squared = false): np.Array {
  return squared ? reduced((of) => sumTerms(of, (x) => x.sumOfSquares(), given)) : globalNorm(given);
}

/** How many values there are. Borrows the tree. */
export function size(given: Tree): number {
  return flatten("given", given).leaves.reduce((total, leaf) => total + leaf.size, 0);
}

function combined<First extends Tree>(formula: (a: Term, b: Term) => Term, a: First, b: Tree): First {
  needAlike("a", a, { b });
  return mapTerms(formula as (...terms: Term[]) => Term, a, b);
}

function reduced(formula: (of: Arithmetic) => Term): np.Array {
  const of = new Arithmetic(np.float32);
  return of.finish(formula(of).array);
}

function extreme(
  given: Tree,
  ofArray: (array: np.Array) => np.Array,
  ofTwo: (a: np.Array, b: np.Array) => np.Array,
): np.Array {
  const { leaves } = flatten("given", given);
  if (leaves.length === 0) throw new InvalidArgumentError("given", given, "a tree with an array");
  return leaves.map((leaf) => ofArray(leaf)).reduce((a, b) => ofTwo(a, b));
}

/** Each array in this type. */
export function cast<Given extends Tree>(given: Given, dtype: np.DType | null): Given {
  return dtype === null
    ? given
    : mapTree((leaf) => (leaf.dtype === dtype ? leaf : leaf.astype(dtype)), given);
}

/** Each array in the type of the one in its place in `other`. */
export function castLike<Given extends Tree>(given: Given, other: Tree): Given {
  needAlike("given", given, { other });
  return mapTree(
    (leaf, like) => {
      const { dtype } = like as np.Array;
      (like as np.Array).dispose();
      return leaf.dtype === dtype ? leaf : leaf.astype(dtype);
    },
    given,
    other,
  );
}
