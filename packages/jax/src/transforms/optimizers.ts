/** Optax's optimizers: chains of the transformations. */

import { Fields } from "@anneal/core/internal";
import { shareBelowOne } from "./checks.js";
import { chain, identity } from "./combine.js";
import { addDecayedWeights } from "./decay.js";
import { type Hyperparameter, hyperparameter } from "./hyperparameters.js";
import type { Mask } from "./label-trees.js";
import {
  ADAM,
  LION,
  type ScaleByAdamOptions,
  type ScaleByLionOptions,
  scaleByAdam,
  scaleByLion,
  trace,
} from "./moments.js";
import { scaleByLearningRate } from "./scale.js";
import type { GradientTransformation, ScalarOrSchedule } from "./types.js";

/** Adam. Kingma & Ba 2014. */
export function adam(
  learningRate: ScalarOrSchedule,
  options: ScaleByAdamOptions = {},
): GradientTransformation {
  return chain(scaleByAdam(options), scaleByLearningRate(learningRate));
}

export interface DecayOptions {
  /** Weight decay, times the learning rate: a number, or a schedule. */
  readonly weightDecay?: ScalarOrSchedule;
  /** Which parameters decay. Default: all. */
  readonly mask?: Mask | null;
}

const DECAY = ["weightDecay", "mask"] as const;

/** Refuses other options in the optimizer's own name; their values are checked where they go. */
function readOptions<Options>(optimizer: string, options: Options, names: readonly string[]): Options {
  return new Fields(optimizer, "options", options, names).pick(names) as Options;
}

/** Adam with decoupled weight decay, by default 1e-4. Loshchilov & Hutter 2017, https://arxiv.org/abs/1711.05101. */
export function adamw(
  learningRate: ScalarOrSchedule,
  options: ScaleByAdamOptions & DecayOptions = {},
): GradientTransformation {
  const given = readOptions("adamw", options, [...ADAM, ...DECAY]);
  const { weightDecay = 1e-4, mask = null, ...adamOptions } = given;
  return chain(
    scaleByAdam(adamOptions),
    addDecayedWeights({ weightDecay, mask }),
    scaleByLearningRate(learningRate),
  );
}

export interface SgdOptions {
  /** Share of the momentum that is kept. Default: no momentum. */
  readonly momentum?: Hyperparameter | null;
  /** Whether the gradient is counted once more. Default false. */
  readonly nesterov?: boolean;
}

/** Gradient descent, with momentum if wanted. */
export function sgd(learningRate: ScalarOrSchedule, options: SgdOptions = {}): GradientTransformation {
  const fields = new Fields("sgd", "options", options, ["momentum", "nesterov"]);
  const momentum = fields.readOrNull("momentum", hyperparameter(shareBelowOne));
  const nesterov = fields.flag("nesterov", false);
  const moved = momentum === null ? identity() : trace({ decay: momentum, nesterov });
  return chain(moved, scaleByLearningRate(learningRate));
}

/** Lion with decoupled weight decay, by default 1e-3. Chen et al. 2023. */
export function lion(
  learningRate: ScalarOrSchedule,
  options: ScaleByLionOptions & DecayOptions = {},
): GradientTransformation {
  const given = readOptions("lion", options, [...LION, ...DECAY]);
  const { weightDecay = 1e-3, mask = null, ...lionOptions } = given;
  return chain(
    scaleByLion(lionOptions),
    addDecayedWeights({ weightDecay, mask }),
    scaleByLearningRate(learningRate),
  );
}
