/** Transformations that act only at some steps. */
import { InvalidArgumentError } from "@anneal/core";
import { flag } from "@anneal/core/arguments";
import { numpy as np, tree } from "@jax-js/jax";
import { isJaxArray } from "../trace/is-array.js";
import { checked, initEach, readTransformation } from "./checked.js";
import { chooseTree } from "./choose.js";
import { firstCount, free, mapTree, needState, nextCount, share } from "./trees.js";
import type { ExtraArguments, GradientTransformation, Tree } from "./types.js";

/** Whether to act at a step, as a scalar of type bool. Consumes the count of earlier steps. */
export type ConditionFn = (step: np.Array, extra: ExtraArguments) => np.Array;

export type ConditionallyTransformState<Inner extends Tree = Tree> = { innerState: Inner; step: np.Array };

/**
 * `inner` at the steps for which `shouldTransformFn` is true; at the others the updates do not change.
 * State: `{ innerState, step }`. There is no branch: `inner` is always computed.
 * @param forwardExtraArgs Whether the function gets the extra arguments of the update. Default false.
 */
export function conditionallyTransform<Inner extends Tree>(
  inner: GradientTransformation<Inner>,
  shouldTransformFn: ConditionFn,
  forwardExtraArgs = false,
): GradientTransformation<ConditionallyTransformState<Inner>> {
  return conditionally(inner, shouldTransformFn, forwardExtraArgs, (update) => update);
}

/** The same, with zero updates at the other steps. */
export function conditionallyMask<Inner extends Tree>(
  inner: GradientTransformation<Inner>,
  shouldTransformFn: ConditionFn,
  forwardExtraArgs = false,
): GradientTransformation<ConditionallyTransformState<Inner>> {
  return conditionally(inner, shouldTransformFn, forwardExtraArgs, (update) => np.zerosLike(update));
}

function conditionally<Inner extends Tree>(
  inner: GradientTransformation<Inner>,
  shouldTransform: ConditionFn,
  forwardExtraArgs: boolean,
  otherwise: (update: np.Array) => np.Array,
): GradientTransformation<ConditionallyTransformState<Inner>> {
  readTransformation("inner", inner);
  const forwards = flag("forwardExtraArgs", forwardExtraArgs);
  if (typeof shouldTransform !== "function") {
    throw new InvalidArgumentError("shouldTransformFn", shouldTransform, "a function of the step");
  }
  return checked<ConditionallyTransformState<Inner>>({
    init(params) {
      const [innerState] = initEach([[inner as GradientTransformation, params as Tree]]) as [Inner];
      free(params as Tree);
      return { innerState, step: firstCount() };
    },
    update(updates, { innerState, step }, params, extra) {
      const acts = shouldTransform(step.ref, forwards ? (extra ?? {}) : {});
      if (!isJaxArray(acts) || acts.dtype !== np.bool || acts.ndim > 0) {
        throw new InvalidArgumentError("shouldTransformFn()", acts, "a jax-js array of one bool");
      }
      const others = mapTree(otherwise, tree.ref(updates) as Tree) as typeof updates;
      const [changed, after] = inner.update(updates, tree.ref(innerState) as Inner, share(params), extra);
      free(params);
      const emitted = chooseTree(acts.ref, changed as Tree, others as Tree) as typeof updates;
      return [emitted, { innerState: chooseTree(acts, after, innerState), step: nextCount(step) }];
    },
    check(updates, state, params, extra) {
      needState(state, ["step"], ["innerState"]);
      inner.check?.(updates, state.innerState, params, extra);
    },
  });
}
