/** Weight decay, decoupled from the gradient's scaling. */
import { Fields } from "@anneal/core/internal";
import type { numpy as np } from "@jax-js/jax";
import type { Mask } from "./label-trees.js";
import { masked } from "./labels.js";
import { computedOnce, readScalar } from "./scalars.js";
import { firstCount, free, mapTree, needAlike, needParams, nextCount } from "./trees.js";
import type { GradientTransformation, ScalarOrSchedule } from "./types.js";

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
  return {
    init(params) {
      free(params);
      return [];
    },
    update(updates, state, params) {
      const decayed = needParams(params, "addDecayedWeights");
      return [
        mapTree((update, param) => update.add((param as np.Array).mul(weightDecay)), updates, decayed),
        state,
      ];
    },
  };
}

function decayByFunction(weightDecay: Exclude<ScalarOrSchedule, number>): GradientTransformation {
  return {
    init(params) {
      free(params);
      return { count: firstCount() };
    },
    update(updates, state, params) {
      const decayed = needParams(params, "addDecayedWeights");
      needAlike(updates, { params });
      const { count } = state as { count: np.Array };
      const share = computedOnce(weightDecay(count.ref));
      const added = mapTree(
        (update, param) => update.add((param as np.Array).mul(share.ref)),
        updates,
        decayed,
      );
      share.dispose();
      return [added, { count: nextCount(count) }];
    },
  };
}
