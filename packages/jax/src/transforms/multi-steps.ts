/** Accumulates the gradients of several steps to one. */
import { Fields, isRecord, wholeNumber } from "@anneal/core/arguments";
import { numpy as np, tree } from "@jax-js/jax";
import { checked, checkedOnFloats, initEach, readTransformation } from "./checked.js";
import { chooseTree } from "./choose.js";
import { backTo, readFloatDtype } from "./dtypes.js";
import { computedOnce, readSchedule } from "./scalars.js";
import { readShouldSkip, type ShouldSkipUpdate } from "./skips.js";
import {
  firstCount,
  flatten,
  free,
  mapTree,
  needAlike,
  needState,
  nextCount,
  share,
  zerosLike,
} from "./trees.js";
import type { GradientTransformation, Tree } from "./types.js";

export interface MultiStepsOptions {
  /** The number of gradients per update: a whole number, or a schedule of the count of updates, which is rounded. */
  readonly everyK: number | ((count: np.Array) => np.Array);
  /** Whether the inner transformation gets their mean, otherwise their sum. Default true. */
  readonly useGradMean?: boolean;
  /**
   * Gradients to skip without a step: `skipNotFinite`, or `skipLargeUpdates(most)`. Default: none.
   */
  readonly shouldSkipUpdateFn?: ShouldSkipUpdate | null;
  /** The type in which gradients are accumulated. Default: the parameters'. */
  readonly accumulatorDtype?: np.DType | null;
}

const NAMES = ["everyK", "useGradMean", "shouldSkipUpdateFn", "accumulatorDtype"] as const;

/**
 * `inner` on the mean of `everyK` gradients. The updates in between are zeros, and inner schedules do not count them.
 * State: `{ miniStep, gradientStep, inner, accumulated }`; with `shouldSkipUpdateFn`, `{ skip, inner }` around it, where
 * `skip` is the result of the function. There is no branch: each step computes what `inner` would do.
 */
export function multiSteps(
  inner: GradientTransformation,
  options: MultiStepsOptions,
): GradientTransformation<MultiStepsState | SkippingState> {
  readTransformation("inner", inner);
  const fields = new Fields("multiSteps", "options", options, NAMES);
  const useMean = fields.flag("useGradMean", true);
  const everyK = fields.read("everyK", (argument, value): MultiStepsOptions["everyK"] =>
    typeof value === "function" ? readSchedule(argument, value) : wholeNumber(argument, value, 1),
  );
  const shouldSkip = fields.readOrNull("shouldSkipUpdateFn", readShouldSkip);
  const dtype = fields.readOrNull("accumulatorDtype", readFloatDtype);
  const accumulating = accumulate(inner, everyK, useMean, dtype);
  return shouldSkip === null ? accumulating : skipSome(accumulating, shouldSkip);
}

function accumulate(
  inner: GradientTransformation,
  everyK: MultiStepsOptions["everyK"],
  useMean: boolean,
  accumulatorDtype: np.DType | null,
): GradientTransformation<MultiStepsState> {
  return checkedOnFloats<MultiStepsState>({
    init(params) {
      const [state] = initEach([[inner, params as Tree]]) as [Tree];
      const accumulated = zerosLike(params as Tree, accumulatorDtype);
      return { miniStep: firstCount(), gradientStep: firstCount(), inner: state, accumulated };
    },
    update(updates, state, params, extra) {
      const { miniStep, gradientStep, inner: before, accumulated } = state;
      const last =
        typeof everyK === "number"
          ? np.array(everyK - 1, { dtype: np.int32 })
          : rounded(everyK(gradientStep.ref)).sub(1);
      const emits = miniStep.ref.greaterEqual(last);
      const weight = useMean ? computedOnce(np.reciprocal(miniStep.ref.add(1).astype(np.float32))) : null;
      const sum = mapTree(
        (update, total) => {
          const { dtype } = total as np.Array;
          if (weight === null) return backTo(dtype, update.add(total as np.Array));
          const change = update.sub((total as np.Array).ref).mul(weight.ref);
          return backTo(dtype, change.add(total as np.Array));
        },
        tree.ref(updates) as Tree,
        accumulated,
      );
      weight?.dispose();
      const given = mapTree(
        (update, total) => {
          const { dtype } = update;
          update.dispose();
          return backTo(dtype, total as np.Array);
        },
        updates,
        tree.ref(sum),
      );
      const [changed, after] = inner.update(given, tree.ref(before), share(params), extra);
      free(params);
      const choose = (yes: np.Array, no: np.Array | number) => np.where(emits.ref, yes, no);
      const next = {
        miniStep: choose(np.zerosLike(miniStep.ref), miniStep.add(1)),
        gradientStep: choose(nextCount(gradientStep.ref), gradientStep),
        inner: chooseTree(emits.ref, after, before),
        accumulated: mapTree((total) => choose(np.zerosLike(total.ref), total), sum),
      };
      const emitted = mapTree((update) => choose(update, 0), changed as Tree) as typeof updates;
      emits.dispose();
      return [emitted, next];
    },
    check(updates, state, params, extra) {
      needState(state, ["miniStep", "gradientStep"], ["inner", "accumulated"]);
      const { inner: own, accumulated } = state;
      needAlike("updates", updates, { params, "state.accumulated": accumulated });
      inner.check?.(updates, own, params, extra);
    },
  });
}

/** A schedule that is traced gives a whole number but for its rounding. */
function rounded(count: np.Array): np.Array {
  return count.dtype === np.int32 ? count : np.round(count).astype(np.int32);
}

/**
 * Whether the last step made an update, as a scalar of type bool. Borrows the state of `multiSteps`.
 */
export function hasUpdated(state: MultiStepsState | SkippingState): np.Array {
  const counts: unknown = isRecord(state) && "skip" in state ? state.inner : state;
  needState(counts, ["miniStep", "gradientStep"]);
  const { miniStep, gradientStep } = counts as MultiStepsState;
  return np.logicalAnd(miniStep.ref.equal(0), gradientStep.ref.greater(0));
}

export type MultiStepsState = {
  miniStep: np.Array;
  gradientStep: np.Array;
  inner: Tree;
  accumulated: Tree;
};

/** `accumulating`, without the updates that are to be skipped. */
function skipSome(
  accumulating: GradientTransformation<MultiStepsState>,
  shouldSkip: ShouldSkipUpdate,
): GradientTransformation<SkippingState> {
  return checked<SkippingState>({
    init(params) {
      const [inner] = initEach([[accumulating as GradientTransformation, params as Tree]]) as [
        MultiStepsState,
      ];
      const [unused, skip] = shouldSkip(zerosLike(share(params) as Tree), firstCount(), params as Tree);
      unused.dispose();
      return { skip, inner };
    },
    update(updates, state, params, extra) {
      const { skip: before, inner } = state;
      free(before);
      const given = tree.ref(updates) as Tree;
      const [skips, skip] = shouldSkip(given, inner.gradientStep.ref, share(params));
      const [changed, after] = accumulating.update(updates, tree.ref(inner), params, extra);
      const choose = (yes: np.Array | number, no: np.Array) => np.where(skips.ref, yes, no);
      const emitted = mapTree((update) => choose(0, update), changed as Tree) as typeof updates;
      const next = chooseTree(skips, inner, after);
      return [emitted, { skip, inner: next }];
    },
    check(updates, state, params, extra) {
      needState(state, [], ["skip", "inner"]);
      const { skip, inner } = state;
      flatten("state.skip", skip);
      accumulating.check?.(updates, inner, params, extra);
    },
  });
}

/** The state of `multiSteps` where some gradients are skipped. */
export type SkippingState = { skip: Tree; inner: MultiStepsState };
