/** Handles updates with NaN or infinities: replaces them by zeros, or skips the step. */
import { wholeNumber } from "@anneal/core/arguments";
import { numpy as np, tree } from "@jax-js/jax";
import { checked, initEach, readTransformation } from "./checked.js";
import { chooseTree } from "./choose.js";
import { notANumber } from "./float-bits.js";
import { skipNotFinite } from "./skips.js";
import { firstCount, flatten, free, mapTree, needAlike, needState, nextCount, share } from "./trees.js";
import type { GradientTransformation, Tree } from "./types.js";

export type ZeroNansState = { foundNan: Tree };

/** Replaces NaN by zeros. State: `{ foundNan }`, for each array whether its last update had any. */
export function zeroNans(): GradientTransformation<ZeroNansState> {
  return checked<ZeroNansState>({
    init(params) {
      return {
        foundNan: mapTree((param) => {
          param.dispose();
          return np.array(false);
        }, params as Tree),
      };
    },
    update(updates, { foundNan: before }, params) {
      for (const unused of [before, params]) free(unused);
      const found = mapTree((update) => np.any(notANumber(update)), tree.ref(updates) as Tree);
      const kept = mapTree((update) => np.where(notANumber(update.ref), 0, update), updates);
      return [kept, { foundNan: found }];
    },
    check(updates, state) {
      needState(state, [], ["foundNan"]);
      needAlike("updates", updates, { "state.foundNan": state.foundNan }, () => []);
    },
  });
}

export type ApplyIfFiniteState<Inner extends Tree = Tree> = {
  notfiniteCount: np.Array;
  lastFinite: np.Array;
  totalNotfinite: np.Array;
  innerState: Inner;
};

/**
 * Applies `inner` except at steps whose updates contain NaN or infinities: their updates are zeros, and `inner`'s state
 * does not change. State: `{ notfiniteCount, lastFinite, totalNotfinite, innerState }`. There is no branch: `inner` is
 * always computed.
 * @param maxConsecutiveErrors The number of such steps in a row after which the next one is applied anyway.
 */
export function applyIfFinite<Inner extends Tree>(
  inner: GradientTransformation<Inner>,
  maxConsecutiveErrors: number,
): GradientTransformation<ApplyIfFiniteState<Inner>> {
  readTransformation("inner", inner);
  const most = wholeNumber("maxConsecutiveErrors", maxConsecutiveErrors);
  return checked<ApplyIfFiniteState<Inner>>({
    init(params) {
      const [innerState] = initEach([[inner as GradientTransformation, params as Tree]]) as [Inner];
      free(params as Tree);
      return {
        notfiniteCount: firstCount(),
        lastFinite: np.array(true),
        totalNotfinite: firstCount(),
        innerState,
      };
    },
    update(
      updates,
      { notfiniteCount: inARow, lastFinite, totalNotfinite: total, innerState },
      params,
      extra,
    ) {
      lastFinite.dispose();
      const [fails, told] = skipNotFinite(tree.ref(updates) as Tree, firstCount());
      free(told);
      const notfiniteCount = np.where(fails.ref, nextCount(inARow), 0).astype(np.int32);
      const totalNotfinite = np.where(fails.ref, nextCount(total.ref), total);
      const applies = np.logicalOr(np.logicalNot(fails.ref), notfiniteCount.ref.greater(most));
      const [changed, after] = inner.update(updates, tree.ref(innerState) as Inner, share(params), extra);
      free(params);
      const emitted = mapTree((update) => np.where(applies.ref, update, 0), changed);
      const next = chooseTree(applies, after, innerState);
      return [
        emitted,
        { notfiniteCount, lastFinite: np.logicalNot(fails), totalNotfinite, innerState: next },
      ];
    },
    check(updates, state, params, extra) {
      needState(state, ["notfiniteCount", "lastFinite", "totalNotfinite"], ["innerState"]);
      flatten("updates", updates);
      inner.check?.(updates, state.innerState, params, extra);
    },
  });
}
