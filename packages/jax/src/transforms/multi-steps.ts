/** Gradients of several steps accumulated to one. */
import { Fields, wholeNumber } from "@anneal/core/internal";
import { numpy as np, tree } from "@jax-js/jax";
import { checked, checkedOnFloats, initEach, readTransformation } from "./checked.js";
import { backTo, computedOnce, readSchedule } from "./scalars.js";
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
  /** How many gradients make one: a whole number, or a schedule of the count of updates made of them, which is rounded. */
  readonly everyK: number | ((count: np.Array) => np.Array);
  /** Whether the inner transformation gets their mean; else their sum. Default true. */
  readonly useGradMean?: boolean;
  /** Which gradients are left out, as if their step had not been: `skipNotFinite`, or `skipLargeUpdates(most)`. Default: none. */
  readonly shouldSkipUpdateFn?: ShouldSkipUpdate | null;
}

const NAMES = ["everyK", "useGradMean", "shouldSkipUpdateFn"] as const;

/**
 * `inner` on the mean of `everyK` gradients; the updates between are zeros, and the schedules inside count only the others.
 * State: `{ miniStep, gradientStep, inner, accumulated }`; with `shouldSkipUpdateFn`, `{ skip, inner }` around it, where
 * `skip` is what the function tells. There is no branch: each step computes what `inner` would do.
 */
export function multiSteps(
  inner: GradientTransformation,
  options: MultiStepsOptions,
): GradientTransformation {
  readTransformation("inner", inner);
  const fields = new Fields("multiSteps", "options", options, NAMES);
  const useMean = fields.flag("useGradMean", true);
  const everyK = fields.read("everyK", (argument, value): MultiStepsOptions["everyK"] =>
    typeof value === "function" ? readSchedule(argument, value) : wholeNumber(argument, value, 1),
  );
  const shouldSkip = fields.readOrNull("shouldSkipUpdateFn", readShouldSkip);
  const accumulating = accumulate(inner, everyK, useMean);
  return shouldSkip === null ? accumulating : skipSome(accumulating, shouldSkip);
}

function accumulate(
  inner: GradientTransformation,
  everyK: MultiStepsOptions["everyK"],
  useMean: boolean,
): GradientTransformation {
  return checkedOnFloats({
    init(params) {
      const [state] = initEach([[inner, params as Tree]]) as [Tree];
      const accumulated = zerosLike(params as Tree);
      return { miniStep: firstCount(), gradientStep: firstCount(), inner: state, accumulated };
    },
    update(updates, state, params, extra) {
      const { miniStep, gradientStep, inner: before, accumulated } = state as MultiStepsState;
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
        updates,
        accumulated,
      );
      weight?.dispose();
      const [changed, after] = inner.update(tree.ref(sum as Tree), tree.ref(before), share(params), extra);
      free(params);
      const choose = (yes: np.Array, no: np.Array | number) => np.where(emits.ref, yes, no);
      const next = {
        miniStep: choose(np.zerosLike(miniStep.ref), miniStep.add(1)),
        gradientStep: choose(nextCount(gradientStep.ref), gradientStep),
        inner: mapTree((yes, no) => choose(yes, no as np.Array), after, before),
        accumulated: mapTree((total) => choose(np.zerosLike(total.ref), total), sum as Tree),
      };
      const emitted = mapTree((update) => choose(update, 0), changed as Tree) as typeof updates;
      emits.dispose();
      return [emitted, next];
    },
    check(updates, state, params, extra) {
      needState(state, ["miniStep", "gradientStep"], ["inner", "accumulated"]);
      const { inner: own, accumulated } = state as MultiStepsState;
      needAlike("updates", updates, { params, "state.accumulated": accumulated });
      inner.check?.(updates, own, params, extra);
    },
  });
}

/** A schedule that is traced gives a whole number but for its rounding. */
function rounded(count: np.Array): np.Array {
  return count.dtype === np.int32 ? count : np.round(count).astype(np.int32);
}

type MultiStepsState = {
  miniStep: np.Array;
  gradientStep: np.Array;
  inner: Tree;
  accumulated: Tree;
};

/** `accumulating`, as if it were never given the updates that are to be skipped. */
function skipSome(
  accumulating: GradientTransformation,
  shouldSkip: ShouldSkipUpdate,
): GradientTransformation {
  return checked({
    init(params) {
      const [inner] = initEach([[accumulating, params as Tree]]) as [Tree];
      const [unused, skip] = shouldSkip(zerosLike(share(params) as Tree), firstCount(), params as Tree);
      unused.dispose();
      return { skip, inner };
    },
    update(updates, state, params, extra) {
      const { skip: before, inner } = state as SkippingState;
      free(before);
      const given = tree.ref(updates) as Tree;
      const [skips, skip] = shouldSkip(given, inner.gradientStep.ref, share(params));
      const [changed, after] = accumulating.update(updates, tree.ref(inner), params, extra);
      const choose = (yes: np.Array | number, no: np.Array) => np.where(skips.ref, yes, no);
      const emitted = mapTree((update) => choose(0, update), changed as Tree) as typeof updates;
      const next = mapTree((kept, moved) => choose(kept, moved as np.Array), inner, after);
      skips.dispose();
      return [emitted, { skip, inner: next }];
    },
    check(updates, state, params, extra) {
      needState(state, [], ["skip", "inner"]);
      const { skip, inner } = state as SkippingState;
      flatten("state.skip", skip);
      accumulating.check?.(updates, inner, params, extra);
    },
  });
}

type SkippingState = { skip: Tree; inner: MultiStepsState };
