/** Python's `max` of two numbers, for rules whose packages compute with it on the host. */
import { lt, type Scalar, select } from "../rule/expression.js";

/** The larger one; `first` if the other is NaN, so that a NaN in one element does not reach all of them. */
export function larger(first: Scalar | number, second: Scalar): Scalar {
  return select(lt(first, second), second, first);
}
