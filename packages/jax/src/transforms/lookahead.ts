/** Slow parameters that follow fast ones every few steps. */
import { Fields } from "@anneal/core/arguments";
import { numpy as np, tree } from "@jax-js/jax";
import { Arithmetic } from "../trace/arithmetic.js";
import { readTransformation } from "./checked.js";
import { chooseTree } from "./choose.js";
import { type Hyperparameter, readNumber, type Scalar } from "./hyperparameters.js";
import { mapTerms } from "./map-terms.js";
import { startingOver } from "./step.js";
import { Term } from "./terms.js";
import { firstCount, free, needAlike, needParams, needState, share } from "./trees.js";
import type { ExtraArguments, GradientTransformation, Tree } from "./types.js";

/** The parameters that a step moves, and those that follow them. */
export type LookaheadParams<Params extends Tree = Tree> = { fast: Params; slow: Params };

export const LookaheadParams = {
  /** The same parameters twice, to start with. Consumes. */
  initSynced<Params extends Tree>(params: Params): LookaheadParams<Params> {
    return { fast: params, slow: share(params) };
  },
};

export type LookaheadState<Fast extends Tree = Tree> = { fastState: Fast; stepsSinceSync: np.Array };

/**
 * Its updates contain both kinds of parameters, but the gradients only the fast ones, so it can't be part of a chain.
 */
export interface Lookahead<Fast extends Tree = Tree> {
  init<Params extends Tree>(params: LookaheadParams<Params>): LookaheadState<Fast>;
  update<Params extends Tree>(
    updates: Params,
    state: LookaheadState<Fast>,
    params: LookaheadParams<Params>,
    extra?: ExtraArguments,
  ): [LookaheadParams<Params>, LookaheadState<Fast>];
}

export interface LookaheadOptions {
  /** The number of steps after which the slow parameters follow: a whole number of at least 1. */
  readonly syncPeriod: number;
  /** The share of the way that they follow; the fast parameters continue from there. */
  readonly slowStepSize: Hyperparameter;
  /** Whether the fast optimizer is reset then. Default false. */
  readonly resetState?: boolean;
}

/**
 * Steps of `fastOptimizer`; every `syncPeriod`-th step also moves the slow parameters.
 * State: `{ fastState, stepsSinceSync }`. Zhang et al. 2019, https://arxiv.org/abs/1907.08610.
 */
export function lookahead<Fast extends Tree>(
  fastOptimizer: GradientTransformation<Fast>,
  options: LookaheadOptions,
): Lookahead<Fast> {
  readTransformation("fastOptimizer", fastOptimizer);
  const fields = new Fields("lookahead", "options", options, ["syncPeriod", "slowStepSize", "resetState"]);
  const period = fields.whole("syncPeriod", 1);
  const slowStepSize = fields.read("slowStepSize", readNumber);
  const resets = fields.flag("resetState", false);
  return {
    init(params) {
      needState(params, [], ["fast", "slow"]);
      const fastState = fastOptimizer.init(share(params.fast));
      free(params);
      return { fastState, stepsSinceSync: firstCount() };
    },
    update(updates, state, params, extra) {
      needState(state, ["stepsSinceSync"], ["fastState"]);
      needState(needParams(params, "lookahead"), [], ["fast", "slow"]);
      needAlike("updates", updates, { "params.fast": params.fast, "params.slow": params.slow });
      const { fast, slow } = params;
      const [changed, after] = fastOptimizer.update(updates, state.fastState, share(fast), extra);
      const syncs = state.stepsSinceSync.ref.equal(period - 1);
      const fresh = resets ? chooseTree(syncs.ref, fastOptimizer.init(share(fast)), after) : after;
      return [
        synced(changed, { fast, slow }, syncs, slowStepSize),
        { fastState: fresh, stepsSinceSync: startingOver(state.stepsSinceSync.add(1), period) },
      ];
    },
  };
}

/** Where it is time, both move to the same place on the way from the slow parameters to the fast. Consumes. */
function synced<Params extends Tree>(
  updates: Params,
  { fast, slow }: LookaheadParams<Params>,
  syncs: np.Array,
  slowStepSize: Scalar,
): LookaheadParams<Params> {
  const of = new Arithmetic(np.float32);
  const share = new Term(of, typeof slowStepSize === "number" ? slowStepSize : of.own(slowStepSize()));
  const time = new Term(of, of.own(syncs.astype(np.float32)));
  const [forSlow, forFast] = [time.times(share).once(), time.times(share.complement()).once()];
  const way = mapTerms((f, u, s) => f.plus(u).minus(s), fast, tree.ref(updates) as Params, slow);
  const slower = mapTerms((difference) => difference.times(forSlow), tree.ref(way) as Params);
  const faster = mapTerms((update, difference) => update.minus(difference.times(forFast)), updates, way);
  of.free();
  return { fast: faster, slow: slower };
}
