/** Weight decay, decoupled from the gradient's scaling. */
import { Fields } from "@anneal/core/arguments";
import type { Mask } from "./label-trees.js";
import { masked } from "./labels.js";
import { perParameter } from "./per-parameter.js";
import { type Rate, readRate } from "./scalars.js";
import type { Step } from "./step.js";
import type { Term } from "./terms.js";
import type { CountState, GradientTransformation, ScalarOrSchedule } from "./types.js";

export interface AddDecayedWeightsOptions {
  /** Share of each parameter that is added to its update: a number, an array, or a schedule. Default 0. */
  readonly weightDecay?: ScalarOrSchedule;
  /** Which parameters decay: a tree of truths, or a function of the parameters that gives one. Default: all. */
  readonly mask?: Mask | null;
}

/** Updates plus `weightDecay * params`. State: `{ count }` for a schedule, else empty. */
export function addDecayedWeights(options: AddDecayedWeightsOptions = {}): GradientTransformation {
  const fields = new Fields("addDecayedWeights", "options", options, ["weightDecay", "mask"]);
  const decay = decayBy(fields.read<Rate>("weightDecay", readRate, { constant: 0 }));
  const mask = fields.get("mask") as Mask | null | undefined;
  return mask === null || mask === undefined ? decay : masked(decay, mask);
}

function decayBy(weightDecay: Rate): GradientTransformation<CountState | []> {
  const definition = {
    needsParams: "addDecayedWeights",
    scalars: (step: Step) => ({ share: step.rate(weightDecay) }),
    leaf: ({ gradient, param }: Record<"gradient" | "param", Term>, { share }: { share: Term }) => ({
      update: gradient.plus(param.times(share)),
    }),
  };
  return "at" in weightDecay ? perParameter({ ...definition, counter: "count" }) : perParameter(definition);
}
