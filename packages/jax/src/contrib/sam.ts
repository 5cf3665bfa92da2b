/** Steps along the gradient at the worst point nearby. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields } from "@anneal/core/arguments";
import { numpy as np, tree } from "@jax-js/jax";
import { checked, readTransformation } from "../transforms/checked.js";
import { chooseTree } from "../transforms/choose.js";
import { globalNorm } from "../transforms/clip.js";
import { stateless } from "../transforms/combine.js";
import { mapTerms } from "../transforms/map-terms.js";
import { computedOnce, times } from "../transforms/scalars.js";
import { startingOver } from "../transforms/step.js";
import { firstCount, free, mapTree, needAlike, needParams, needState, share } from "../transforms/trees.js";
import type { ExtraArguments, GradientTransformation, Tree } from "../transforms/types.js";
import { applyUpdates } from "../transforms/weights.js";

/** Updates over the norm of all of them together. */
export function normalize(): GradientTransformation<[]> {
  return stateless((updates, params) => {
    free(params);
    const factor = computedOnce(np.reciprocal(globalNorm(tree.ref(updates as Tree))));
    const scaled = mapTree((update) => times(update, factor), updates);
    factor.dispose();
    return scaled;
  });
}

export interface SamOptions {
  /** The number of steps per update: all but the last search for the worst point. Default 2. */
  readonly syncPeriod?: number;
  /** Whether the search restarts each time. Default true. */
  readonly resetState?: boolean;
  /** Whether one update makes all the steps, with the extra argument `gradFn`. Default false. */
  readonly opaqueMode?: boolean;
}

export type SamState<Opt extends Tree = Tree, Adv extends Tree = Tree> = {
  stepsSinceSync: np.Array;
  optState: Opt;
  advState: Adv;
  /** The parameters at the start of the search; an empty list in opaque mode. */
  cache: Tree;
};

/** What every step of the search and the last step need. */
interface Parts<Opt extends Tree, Adv extends Tree> {
  readonly optimizer: GradientTransformation<Opt>;
  readonly adversary: GradientTransformation<Adv>;
  readonly period: number;
  readonly resets: boolean;
}

/**
 * Sharpness-aware minimization: `optimizer` steps from the original parameters along the gradient at the point to which
 * `advOptimizer` has climbed. State: `{ stepsSinceSync, optState, advState, cache }`.
 *
 * By default every update is one step: of `syncPeriod` steps, all but the last move the parameters uphill, and the last
 * restores them and makes the step. In opaque mode, `update(gradients, state, params, { gradFn })` does all of this at
 * once. Foret et al. 2020, https://arxiv.org/abs/2010.01412.
 */
export function sam<Opt extends Tree, Adv extends Tree>(
  optimizer: GradientTransformation<Opt>,
  advOptimizer: GradientTransformation<Adv>,
  options: SamOptions = {},
): GradientTransformation<SamState<Opt, Adv>> {
  readTransformation("optimizer", optimizer);
  readTransformation("advOptimizer", advOptimizer);
  const fields = new Fields("sam", "options", options, ["syncPeriod", "resetState", "opaqueMode"]);
  const opaque = fields.flag("opaqueMode", false);
  const parts: Parts<Opt, Adv> = {
    optimizer,
    adversary: advOptimizer,
    period: fields.whole("syncPeriod", 1, 2),
    resets: fields.flag("resetState", true),
  };
  return checked<SamState<Opt, Adv>>({
    init(params) {
      const optState = optimizer.init(share(params) as Tree);
      const advState = advOptimizer.init(share(params) as Tree);
      if (opaque) free(params as Tree);
      return { stepsSinceSync: firstCount(), optState, advState, cache: opaque ? [] : (params as Tree) };
    },
    update(updates, state, params, extra) {
      const [changed, next] = (opaque ? updateAtOnce : updateOneStep)(
        parts,
        updates as Tree,
        state,
        params as Tree,
        extra,
      );
      return [changed as typeof updates, next];
    },
    check(updates, state, params, extra) {
      needAlike("updates", updates, { params: needParams(params, "sam") });
      needState(state, ["stepsSinceSync"], ["optState", "advState", "cache"]);
      if (!opaque) needAlike("updates", updates, { "state.cache": state.cache });
      if (opaque && typeof extra?.gradFn !== "function") {
        throw new InvalidArgumentError("extra.gradFn", extra?.gradFn, "a function of parameters and a step");
      }
      optimizer.check?.(updates, state.optState, params, extra);
      advOptimizer.check?.(updates, state.advState, params, extra);
    },
  });
}

/** The update of an optimizer, uphill. */
function uphill<State extends Tree>(
  { update }: GradientTransformation<State>,
  ...given: [Tree, State, Tree, ExtraArguments | undefined]
): [Tree, State] {
  const [updates, next] = update(...given);
  return [mapTerms((each) => each.negated(), updates), next];
}

function updateOneStep<Opt extends Tree, Adv extends Tree>(
  { optimizer, adversary, period, resets }: Parts<Opt, Adv>,
  updates: Tree,
  state: SamState<Opt, Adv>,
  params: Tree,
  extra: ExtraArguments | undefined,
): [Tree, SamState<Opt, Adv>] {
  const starts = state.stepsSinceSync.ref.equal(0);
  const ends = state.stepsSinceSync.ref.equal(period - 1);
  const [climb, climbed] = uphill(adversary, share(updates), share(state.advState), share(params), extra);
  const [step, stepped] = optimizer.update(updates, share(state.optState), share(state.cache), extra);
  const back = mapTerms(
    (cached, now, each) => cached.minus(now).plus(each),
    share(state.cache),
    share(params),
    step,
  );
  const fresh = resets ? adversary.init(share(params)) : share(state.advState);
  free(state.advState);
  return [
    chooseTree(ends.ref, back, climb),
    {
      stepsSinceSync: startingOver(state.stepsSinceSync.add(1), period),
      optState: chooseTree(ends.ref, stepped, state.optState),
      advState: chooseTree(ends, fresh, climbed),
      cache: chooseTree(starts, params, state.cache),
    },
  ];
}

function updateAtOnce<Opt extends Tree, Adv extends Tree>(
  { optimizer, adversary, period, resets }: Parts<Opt, Adv>,
  updates: Tree,
  state: SamState<Opt, Adv>,
  params: Tree,
  extra: ExtraArguments | undefined,
): [Tree, SamState<Opt, Adv>] {
  const gradFn = extra?.gradFn as (params: Tree, step: number) => Tree;
  let [place, gradient] = [share(params), updates];
  let advState: Adv = state.advState;
  for (let i = 0; i < period - 1; i++) {
    const [climb, next] = uphill(adversary, gradient, advState, share(place), extra);
    place = applyUpdates(place, climb);
    advState = next;
    gradient = gradFn(share(place), i);
    needAlike("params", params, { "extra.gradFn()": gradient });
  }
  free(place);
  if (resets) {
    free(advState);
    advState = adversary.init(share(params));
  }
  const [step, optState] = optimizer.update(gradient, state.optState, params, extra);
  return [step, { stepsSinceSync: state.stepsSinceSync, optState, advState, cache: [] }];
}
