/** Formulas over whole trees. */
import { numpy as np } from "@jax-js/jax";
import { Arithmetic } from "../trace/arithmetic.js";
import { backTo } from "./dtypes.js";
import type { Scalar } from "./hyperparameters.js";
import { Term } from "./terms.js";
import { flatten, mapTree } from "./trees.js";
import type { Tree } from "./types.js";

/** What a formula makes of the arrays in each place, in the type of the first one. Consumes the trees, which are alike. */
export function mapTerms<First extends Tree>(
  formula: (...terms: Term[]) => Term,
  first: First,
  ...rest: Tree[]
): First {
  return mapTree(
    (...leaves) => {
      const of = new Arithmetic(np.float32);
      const { dtype } = leaves[0] as np.Array;
      const result = formula(...leaves.map((leaf) => new Term(of, of.own(leaf)))).array;
      return backTo(dtype, of.finish(result));
    },
    first,
    ...rest,
  );
}

/** What `work` makes of a hyperparameter as a term, which is freed afterwards. */
export function withTerm<Result>(scalar: Scalar, work: (term: Term) => Result): Result {
  const of = new Arithmetic(np.float32);
  const result = work(new Term(of, typeof scalar === "number" ? scalar : of.own(scalar())));
  of.free();
  return result;
}

/** The sum of a scalar formula over all places. Consumes the trees, which are alike. The sum belongs to `of`. */
export function sumTerms(
  of: Arithmetic,
  formula: (...terms: Term[]) => Term,
  first: Tree,
  ...rest: Tree[]
): Term {
  const { leaves } = flatten("tree", first);
  const others = rest.map((each) => flatten("tree", each).leaves);
  return leaves.reduce((sum, leaf, i) => {
    const own = [leaf, ...others.map((each) => each[i] as np.Array)];
    return formula(...own.map((array) => new Term(of, of.own(array)))).plus(sum);
  }, new Term(of, 0));
}
