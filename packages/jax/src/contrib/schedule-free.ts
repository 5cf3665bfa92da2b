/** Averages of the parameters in place of a schedule. */
import { Fields, wholeNumber } from "@anneal/core/arguments";
import { numpy as np, tree } from "@jax-js/jax";
import { sgd } from "../optimizers/gradient.js";
import { warmupConstantSchedule } from "../schedules/optax.js";
import { Arithmetic } from "../trace/arithmetic.js";
import { checked, initEach, readTransformation } from "../transforms/checked.js";
import { chain } from "../transforms/combine.js";
import { addDecayedWeights } from "../transforms/decay.js";
import { readFloatDtype } from "../transforms/dtypes.js";
import { blend } from "../transforms/formulas.js";
import { type Hyperparameter, readShare } from "../transforms/hyperparameters.js";
import { mapTerms } from "../transforms/map-terms.js";
import { readRate } from "../transforms/scalars.js";
import { scaleByLearningRate } from "../transforms/scale.js";
import { scaleByRms } from "../transforms/scale-by/rms.js";
import { Step } from "../transforms/step.js";
import { Term } from "../transforms/terms.js";
import { flatten, mapTree, needAlike, needParams, needState, share } from "../transforms/trees.js";
import type { GradientTransformation, ScalarOrSchedule, Tree } from "../transforms/types.js";

export type ScheduleFreeState<Base extends Tree = Tree> = {
  b1: np.Array;
  weightSum: np.Array;
  stepCount: np.Array;
  maxLr: np.Array;
  baseOptimizerState: Base;
  z: Tree;
};

export interface ScheduleFreeOptions {
  /** Share of the average in the parameters that gradients are taken at, above 0 and below 1. Default 0.9. */
  readonly b1?: Hyperparameter;
  /** The power of a step's rate (the largest so far) that is the weight of the step. Default 2. */
  readonly weightLrPower?: number;
  /** The type in which `z` is kept. Default: the parameters'. */
  readonly stateDtype?: np.DType | null;
}

const OPTIONS = ["b1", "weightLrPower", "stateDtype"] as const;

/**
 * The parameters are a blend of `z`, which `baseOptimizer` moves, and of the average `x` of all `z`, which is the one
 * to evaluate: `scheduleFreeEvalParams` returns it. State: `{ b1, weightSum, stepCount, maxLr, baseOptimizerState, z
 * }`. Defazio et al. 2024, https://arxiv.org/abs/2405.15682.
 * @param baseOptimizer An optimizer without momentum, which the average replaces.
 * @param learningRate The rate of `baseOptimizer`, which determines the weights of steps.
 */
export function scheduleFree<Base extends Tree>(
  baseOptimizer: GradientTransformation<Base>,
  learningRate: ScalarOrSchedule,
  options: ScheduleFreeOptions = {},
): GradientTransformation<ScheduleFreeState<Base>> {
  readTransformation("baseOptimizer", baseOptimizer);
  const rate = readRate("learningRate", learningRate);
  const fields = new Fields("scheduleFree", "options", options, OPTIONS);
  const b1 = fields.read("b1", readShare, 0.9);
  const power = fields.atLeast("weightLrPower", 0, 2);
  const stateDtype = fields.readOrNull("stateDtype", readFloatDtype);
  return checked<ScheduleFreeState<Base>>({
    init(params) {
      const [baseOptimizerState] = initEach([[baseOptimizer as GradientTransformation, params as Tree]]) as [
        Base,
      ];
      const zero = () => np.array(0, { dtype: np.float32 });
      return {
        b1: typeof b1 === "number" ? np.array(b1, { dtype: np.float32 }) : b1(),
        weightSum: zero(),
        stepCount: np.array(1, { dtype: np.int32 }),
        maxLr: zero(),
        baseOptimizerState,
        z: mapTree((param) => param.astype(stateDtype ?? param.dtype), params as Tree),
      };
    },
    update(updates, state, params, extra) {
      const step = new Step(state.stepCount);
      const mixture = step.value(b1);
      const maxLr = step.term(state.maxLr).max(step.rate(rate)).once();
      const weight = maxLr.power(power);
      const weightSum = step.term(state.weightSum).plus(weight).once();
      // No step has any weight while the rate is 0.
      const positive = weightSum.greater(0);
      const part = positive.choose(weight, 0).over(positive.choose(weightSum, 1)).once();
      const [moves, baseOptimizerState] = baseOptimizer.update(
        updates,
        state.baseOptimizerState,
        share(params),
        extra,
      );
      const z = mapTerms((old, move) => old.plus(move), share(state.z), moves as Tree);
      const changed = mapTerms(
        (param, before, after) => {
          const average = averageOf(param, before, mixture);
          const x = average.times(part.complement()).plus(after.times(part));
          return blend(mixture, x, after).minus(param);
        },
        params as Tree,
        state.z,
        tree.ref(z) as Tree,
      );
      const [sum, largest] = [weightSum.array.ref, maxLr.array.ref];
      const stepCount = step.finish() as np.Array;
      const next = { b1: state.b1, weightSum: sum, stepCount, maxLr: largest, baseOptimizerState, z };
      return [changed as typeof updates, next];
    },
    check(updates, state, params, extra) {
      needAlike("updates", updates, { params: needParams(params, "scheduleFree") });
      needState(state, ["b1", "weightSum", "stepCount", "maxLr"], ["baseOptimizerState", "z"]);
      needAlike("updates", updates, { "state.z": state.z });
      baseOptimizer.check?.(updates, state.baseOptimizerState, params, extra);
    },
  });
}

/** The average of which a parameter is a blend with `z`. */
function averageOf(param: Term, z: Term, b1: Term): Term {
  return param.minus(z.times(b1.complement())).over(b1);
}

/**
 * The parameters to evaluate. Borrows both arguments; the result is new.
 * @param state The state of `scheduleFree`.
 */
export function scheduleFreeEvalParams<Params extends Tree>(
  state: ScheduleFreeState,
  params: Params,
): Params {
  needState(state, ["b1"], ["z"]);
  needAlike("params", params, { "state.z": state.z });
  flatten("params", params);
  const of = new Arithmetic(np.float32);
  const b1 = new Term(of, of.own(state.b1.ref));
  const average = mapTerms((param, z) => averageOf(param, z, b1), share(params), share(state.z));
  of.free();
  return average;
}

export interface ScheduleFreeSgdOptions extends ScheduleFreeOptions {
  /** How many steps the rate rises from 0. Default: none. */
  readonly warmupSteps?: number | null;
  /** Weight decay, added to the gradient: a number, an array, or a schedule; null for none, the default. */
  readonly weightDecay?: ScalarOrSchedule | null;
}

const SGD = [...OPTIONS, "warmupSteps", "weightDecay"] as const;

/** Schedule-free gradient descent. Defazio et al. 2024. */
export function scheduleFreeSgd(
  learningRate: ScalarOrSchedule = 1,
  options: ScheduleFreeSgdOptions = {},
): GradientTransformation<ScheduleFreeState> {
  const fields = new Fields("scheduleFreeSgd", "options", options, SGD);
  const { warmupSteps: _, weightDecay = null, ...others } = fields.pick(SGD) as ScheduleFreeSgdOptions;
  const rate = warmedUp(fields, learningRate);
  const steps = sgd(rate);
  const base: GradientTransformation =
    weightDecay === null ? steps : chain(addDecayedWeights({ weightDecay }), steps);
  return scheduleFree(base, rate, others);
}

export interface ScheduleFreeAdamwOptions extends ScheduleFreeOptions {
  /** How many steps the rate rises from 0. Default: none. */
  readonly warmupSteps?: number | null;
  /** Decay of the mean of squares, from 0 to below 1. Default 0.999. */
  readonly b2?: Hyperparameter;
  /** Added to the root. Default 1e-8. */
  readonly eps?: Hyperparameter;
  /** Decoupled weight decay: a number, an array, or a schedule. Default 0. */
  readonly weightDecay?: ScalarOrSchedule;
}

const ADAMW = [...SGD, "b2", "eps"] as const;

/** Schedule-free AdamW. Defazio et al. 2024. */
export function scheduleFreeAdamw(
  learningRate: ScalarOrSchedule = 0.0025,
  options: ScheduleFreeAdamwOptions = {},
): GradientTransformation<ScheduleFreeState> {
  const fields = new Fields("scheduleFreeAdamw", "options", options, ADAMW);
  const given = fields.pick(ADAMW) as ScheduleFreeAdamwOptions;
  const { warmupSteps: _, b2 = 0.999, eps = 1e-8, weightDecay = 0, ...others } = given;
  const rate = warmedUp(fields as Fields<string>, learningRate);
  const base: GradientTransformation = chain(
    scaleByRms({ decay: b2, eps, epsInSqrt: false, biasCorrection: true }),
    addDecayedWeights({ weightDecay }),
    scaleByLearningRate(rate),
  );
  return scheduleFree(base, rate, others);
}

/** The rate, after a rise from 0 if there is a warm-up. */
function warmedUp(fields: Fields<"warmupSteps">, learningRate: ScalarOrSchedule): ScalarOrSchedule {
  const warmupSteps = fields.readOrNull("warmupSteps", wholeNumber);
  if (warmupSteps === null) return learningRate;
  const rate = readRate("learningRate", learningRate);
  const rise = warmupConstantSchedule({ initValue: 0, peakValue: 1, warmupSteps });
  return (count: np.Array) => {
    const step = new Step(null);
    const peak = "constant" in rate ? step.value(rate.constant) : step.term(rate.at(count.ref));
    const risen = step.term(rise(count)).times(peak).array.ref;
    step.finish();
    return risen;
  };
}
