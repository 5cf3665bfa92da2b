/** Weight decay, decoupled from the gradient's scaling. */
import { Fields } from "@anneal/core/internal";
import type { numpy as np } from "@jax-js/jax";
import { beside } from "../trace/beside.js";
import { checkedOnFloats } from "./checked.js";
import type { Mask } from "./label-trees.js";
import { masked } from "./labels.js";
import { backTo, computedOnce, readScalar } from "./scalars.js";
import { firstCount, free, mapTree, needAlike, needParams, needState, nextCount } from "./trees.js";
import type { GradientTransformation, ScalarOrSchedule, ScheduleFunction, Tree } from "./types.js";

export interface AddDecayedWeightsOptions {
  /** Share of each parameter that is added to its update: a number, or a schedule. Default 0. */
  readonly weightDecay?: ScalarOrSchedule;
  /** Which parameters decay: a tree of truths, or a function of the parameters that gives one. Default: all. */
  readonly mask?: Mask | null;
}

/** Updates plus `weightDecay * params`. State: `{ count }` for a schedule, else empty. */
export function addDecayedWeights(options: AddDecayedWeightsOptions = {}): GradientTransformation {
  const fields = new Fields("addDecayedWeights", "options", options, ["weightDecay", "mask"]);
  const weightDecay = fields.read("weightDecay", readScalar, 0);
  const mask = fields.get("mask") as Mask | null | undefined;
  const decay = typeof weightDecay === "number" ? decayBy(weightDecay) : decayByFunction(weightDecay);
  return mask === null || mask === undefined ? decay : masked(decay, mask);
}

function decayBy(weightDecay: number): GradientTransformation {
  return checkedOnFloats({
    init(params) {
      free(params);
      return [];
    },
    update(updates, state, params) {
      return [add(updates, params, (param) => param.mul(beside(weightDecay, param))), state];
    },
    check(updates, _state, params) {
      needAlike("updates", updates, { params: needParams(params, "addDecayedWeights") });
    },
  });
}

/** Updates plus what is made of the parameters. Consumes both. */
function add<Updates extends Tree>(
  updates: Updates,
  params: Tree | null | undefined,
  decayed: (param: np.Array) => np.Array,
): Updates {
  return mapTree(
    (update, param) => backTo(update.dtype, update.add(decayed(param as np.Array))),
    updates,
    params as Tree,
  );
}

function decayByFunction(weightDecay: ScheduleFunction): GradientTransformation {
  return checkedOnFloats({
    init(params) {
      free(params);
      return { count: firstCount() };
    },
    update(updates, state, params) {
      const { count } = state as { count: np.Array };
      const share = computedOnce(weightDecay(count.ref));
      const added = add(updates, params, (param) => param.mul(share.ref));
      share.dispose();
      return [added, { count: nextCount(count) }];
    },
    check(updates, state, params) {
      needAlike("updates", updates, { params: needParams(params, "addDecayedWeights") });
      needState(state, ["count"]);
    },
  });
}
