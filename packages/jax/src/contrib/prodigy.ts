/** Adam that estimates its own rate. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, isArray } from "@anneal/core/arguments";
import { numpy as np } from "@jax-js/jax";
import { checked } from "../transforms/checked.js";
import { accumulated, blend, overRoot } from "../transforms/formulas.js";
import {
  type Hyperparameter,
  readAddend,
  readNumber,
  readPositive,
  readShare,
  type Scalar,
} from "../transforms/hyperparameters.js";
import { mapTerms, sumTerms } from "../transforms/map-terms.js";
import { readRate } from "../transforms/scalars.js";
import { Step } from "../transforms/step.js";
import { firstCount, free, needAlike, needParams, needState, share, zerosLike } from "../transforms/trees.js";
import type { GradientTransformation, ScalarOrSchedule, Tree } from "../transforms/types.js";

export interface ProdigyOptions {
  /** Decays of the means of gradients and of their squares, from 0 to below 1. Default [0.9, 0.999]. */
  readonly betas?: readonly [Hyperparameter, Hyperparameter];
  /** Decay of the averages behind the estimate. Default: the root of the second beta. */
  readonly beta3?: Hyperparameter | null;
  /** Added to the root, times the estimate. Default 1e-8. */
  readonly eps?: Hyperparameter;
  /** The first estimate of the distance to the solution. Default 1e-6. */
  readonly estimLr0?: Hyperparameter;
  /** The factor on the estimate. Default 1. */
  readonly estimLrCoef?: Hyperparameter;
  /** Decoupled weight decay. Default 0. */
  readonly weightDecay?: Hyperparameter;
  /** Whether the rate is excluded from the divisor of the estimate, for warm-ups. Default false. */
  readonly safeguardWarmup?: boolean;
}

const NAMES = ["betas", "beta3", "eps", "estimLr0", "estimLrCoef", "weightDecay", "safeguardWarmup"] as const;

export type ProdigyState = {
  expAvg: Tree;
  expAvgSq: Tree;
  gradSum: Tree;
  params0: Tree;
  estimLr: np.Array;
  numeratorWeighted: np.Array;
  count: np.Array;
};

/**
 * Adam whose rate is an estimate of the distance to the solution, which only grows; the learning rate multiplies it.
 * State: `{ expAvg, expAvgSq, gradSum, params0, estimLr, numeratorWeighted, count }`.
 * Mishchenko & Defazio 2023, https://arxiv.org/abs/2306.06101.
 */
export function prodigy(
  learningRate: ScalarOrSchedule = 1,
  options: ProdigyOptions = {},
): GradientTransformation<ProdigyState> {
  const rate = readRate("learningRate", learningRate);
  const fields = new Fields("prodigy", "options", options, NAMES);
  const [beta1, beta2] = fields.read("betas", readBetas, [0.9, 0.999]);
  const beta3 = fields.readOrNull("beta3", readShare);
  const eps = fields.read("eps", readAddend, 1e-8);
  const estimLr0 = fields.read("estimLr0", readPositive, 1e-6);
  const estimLrCoef = fields.read("estimLrCoef", readPositive, 1);
  const weightDecay = fields.read("weightDecay", readNumber, 0);
  const safeguards = fields.flag("safeguardWarmup", false);
  return checked<ProdigyState>({
    init(params) {
      const zeros = () => zerosLike(share(params) as Tree);
      return {
        expAvg: zeros(),
        expAvgSq: zeros(),
        gradSum: zeros(),
        params0: params as Tree,
        estimLr: typeof estimLr0 === "number" ? np.array(estimLr0, { dtype: np.float32 }) : estimLr0(),
        numeratorWeighted: np.array(0, { dtype: np.float32 }),
        count: firstCount(),
      };
    },
    update(updates, state, params) {
      const step = new Step(state.count);
      const [b1, b2] = [step.value(beta1), step.value(beta2)];
      const b3 = beta3 === null ? b2.root() : step.value(beta3);
      const first = step.value(estimLr0);
      const before = step.term(state.estimLr);
      const correction = step.correction(beta1).over(step.correction(beta2).root());
      const dLr = before.times(step.rate(rate)).times(correction).once();

      const gradients = () => share(updates) as Tree;
      const expAvg = mapTerms((mean, g) => blend(b1, mean, g.times(before)), state.expAvg, gradients());
      const expAvgSq = mapTerms(
        (mean, g) => blend(b2, mean, g.times(before).squared()),
        state.expAvgSq,
        gradients(),
      );
      const weight = before
        .over(first)
        .times(safeguards ? before : dLr)
        .once();
      const gradSum = mapTerms((sum, g) => accumulated(b3, sum, g.times(weight)), state.gradSum, gradients());

      const progress = sumTerms(
        step.of,
        (g, start, param) => start.minus(param).times(g).sum(),
        gradients(),
        share(state.params0),
        share(params) as Tree,
      );
      const numerator = step
        .term(state.numeratorWeighted)
        .times(b3)
        .plus(before.over(first).times(dLr).times(progress))
        .once();
      const denominator = sumTerms(step.of, (sum) => sum.absolute().sum(), share(gradSum));
      const estimate = numerator.times(step.value(estimLrCoef)).over(denominator);
      const estimLr = estimate.max(before).once();

      const epsNow = estimLr.times(step.value(eps)).once();
      const decayNow = dLr.times(step.value(weightDecay)).once();
      const changed = mapTerms(
        (param, mean, square) =>
          param
            .times(decayNow)
            .plus(overRoot(mean, square, { eps: epsNow, epsRoot: 0 }).times(dLr))
            .negated(),
        params as Tree,
        share(expAvg),
        share(expAvgSq),
      );
      free(updates as Tree);
      const scalars = {
        estimLr: estimLr.array.ref,
        numeratorWeighted: numerator.array.ref,
        count: step.finish() as np.Array,
      };
      return [changed as typeof updates, { expAvg, expAvgSq, gradSum, params0: state.params0, ...scalars }];
    },
    check(updates, state, params) {
      needAlike("updates", updates, { params: needParams(params, "prodigy") });
      needState(
        state,
        ["estimLr", "numeratorWeighted", "count"],
        ["expAvg", "expAvgSq", "gradSum", "params0"],
      );
      const { expAvg, expAvgSq, gradSum, params0 } = state;
      needAlike("updates", updates, {
        "state.expAvg": expAvg,
        "state.expAvgSq": expAvgSq,
        "state.gradSum": gradSum,
        "state.params0": params0,
      });
    },
  });
}

function readBetas(argument: string, value: unknown): readonly [Scalar, Scalar] {
  if (!isArray(value) || value.length !== 2) {
    throw new InvalidArgumentError(argument, value, "a list of two decays");
  }
  return [readShare(`${argument}[0]`, value[0]), readShare(`${argument}[1]`, value[1])];
}
