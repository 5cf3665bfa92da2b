/** Adam and its variants: running means of gradients, divided by the root of running means of squares. */
import { chain } from "../transforms/combine.js";
import { addDecayedWeights } from "../transforms/decay.js";
import { scaleByLearningRate } from "../transforms/scale.js";
import {
  ADAM,
  AMSGRAD,
  type MomentOptions,
  type ScaleByAdamOptions,
  type ScaleByAmsgradOptions,
  scaleByAdam,
  scaleByAmsgrad,
} from "../transforms/scale-by/adam.js";
import { ADAMAX, type ScaleByAdamaxOptions, scaleByAdamax } from "../transforms/scale-by/adamax.js";
import { ADAN, type ScaleByAdanOptions, scaleByAdan } from "../transforms/scale-by/adan.js";
import { BELIEF, type ScaleByBeliefOptions, scaleByBelief } from "../transforms/scale-by/belief.js";
import { RADAM, type ScaleByRadamOptions, scaleByRadam } from "../transforms/scale-by/radam.js";
import { scaleByYogi } from "../transforms/scale-by/yogi.js";
import type { ScalarOrSchedule } from "../transforms/types.js";
import { DECAY, type DecayOptions, readOptions } from "./options.js";

/** Adam. Kingma & Ba 2014, https://arxiv.org/abs/1412.6980. */
export function adam(learningRate: ScalarOrSchedule, options: ScaleByAdamOptions = {}) {
  const given = readOptions("adam", options, ADAM);
  return chain(scaleByAdam(given), scaleByLearningRate(learningRate));
}

/** Adam with Nesterov's momentum. Dozat 2016, https://openreview.net/pdf?id=OM0jvwB8jIp57ZJjtNEZ. */
export function nadam(learningRate: ScalarOrSchedule, options: Omit<ScaleByAdamOptions, "nesterov"> = {}) {
  return adam(learningRate, { nesterov: true, ...readOptions("nadam", options, ADAM) });
}

/** Adam with decoupled weight decay, by default 1e-4. Loshchilov & Hutter 2017, https://arxiv.org/abs/1711.05101. */
export function adamw(learningRate: ScalarOrSchedule, options: ScaleByAdamOptions & DecayOptions = {}) {
  const given = readOptions("adamw", options, [...ADAM, ...DECAY]);
  const { weightDecay = 1e-4, mask = null, ...others } = given;
  return chain(
    scaleByAdam(others),
    addDecayedWeights({ weightDecay, mask }),
    scaleByLearningRate(learningRate),
  );
}

/** AdamW with Nesterov's momentum. */
export function nadamw(
  learningRate: ScalarOrSchedule,
  options: Omit<ScaleByAdamOptions, "nesterov"> & DecayOptions = {},
) {
  return adamw(learningRate, { nesterov: true, ...readOptions("nadamw", options, [...ADAM, ...DECAY]) });
}

/** Adam with the largest mean of squares so far. Reddi et al. 2018, https://arxiv.org/abs/1904.09237. */
export function amsgrad(learningRate: ScalarOrSchedule, options: ScaleByAmsgradOptions = {}) {
  const given = readOptions("amsgrad", options, AMSGRAD);
  return chain(scaleByAmsgrad(given), scaleByLearningRate(learningRate));
}

/** Adam with the largest gradient instead of the root. Kingma & Ba 2014. */
export function adamax(learningRate: ScalarOrSchedule, options: ScaleByAdamaxOptions = {}) {
  const given = readOptions("adamax", options, ADAMAX);
  return chain(scaleByAdamax(given), scaleByLearningRate(learningRate));
}

/** Adamax with decoupled weight decay, by default 1e-4. */
export function adamaxw(learningRate: ScalarOrSchedule, options: ScaleByAdamaxOptions & DecayOptions = {}) {
  const given = readOptions("adamaxw", options, [...ADAMAX, ...DECAY]);
  const { weightDecay = 1e-4, mask = null, ...others } = given;
  return chain(
    scaleByAdamax(others),
    addDecayedWeights({ weightDecay, mask }),
    scaleByLearningRate(learningRate),
  );
}

/**
 * Adam with the squared deviation of gradients from their mean. Zhuang et al. 2020, https://arxiv.org/abs/2010.07468.
 */
export function adabelief(learningRate: ScalarOrSchedule, options: ScaleByBeliefOptions = {}) {
  const given = readOptions("adabelief", options, BELIEF);
  return chain(scaleByBelief(given), scaleByLearningRate(learningRate));
}

/** Nesterov's momentum from differences of gradients. `epsRoot` is 1e-8. Xie et al. 2022, https://arxiv.org/abs/2208.06677. */
export function adan(learningRate: ScalarOrSchedule, options: ScaleByAdanOptions & DecayOptions = {}) {
  const given = readOptions("adan", options, [...ADAN, ...DECAY]);
  const { weightDecay = 0, mask = null, epsRoot = 1e-8, ...others } = given;
  return chain(
    scaleByAdan({ epsRoot, ...others }),
    addDecayedWeights({ weightDecay, mask }),
    scaleByLearningRate(learningRate),
  );
}

/** Adam without the divisor until its variance is low enough. Liu et al. 2019, https://arxiv.org/abs/1908.03265. */
export function radam(learningRate: ScalarOrSchedule, options: ScaleByRadamOptions = {}) {
  const given = readOptions("radam", options, RADAM);
  return chain(scaleByRadam(given), scaleByLearningRate(learningRate));
}

/** Adam with an additive update of the mean of squares; `eps` is 1e-3. Zaheer et al. 2018. */
export function yogi(learningRate: ScalarOrSchedule, options: Omit<MomentOptions, "epsRoot"> = {}) {
  const given = readOptions("yogi", options, ADAMAX);
  return chain(scaleByYogi(given), scaleByLearningRate(learningRate));
}
