/** Adam and AdamW computed in TypeScript: the reference, the fallback and what the kernels are measured against. */
import { AdamOptimizer } from "./adam-optimizer.js";
import { createHostArena } from "./host-arena.js";
import {
  type AdamOptions,
  type AdamWOptions,
  adam,
  adamW,
  type ParameterGroupSource,
  type ParameterSource,
} from "./options.js";

/** The parameters of an optimizer: one group, or groups with hyper-parameters of their own. */
export type ParameterSources = readonly ParameterSource[] | readonly ParameterGroupSource[];

/**
 * Adam (Kingma and Ba, https://arxiv.org/abs/1412.6980) with PyTorch's semantics: `weightDecay` is added to the
 * gradient unless `decoupledWeightDecay` is on. See `AdamOptimizer` for the formula.
 *
 * ```ts
 * const optimizer = new Adam([weights, biases], { lr: 1e-3 });
 * optimizer.grads[0].set(gradient);
 * optimizer.step();
 * optimizer.params[0]; // the updated weights
 * ```
 */
export class Adam extends AdamOptimizer {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources, options: AdamOptions = {}) {
    super(adam, params, options, createHostArena);
  }
}

/**
 * AdamW (Loshchilov and Hutter, https://arxiv.org/abs/1711.05101) with PyTorch's semantics: the parameters shrink by
 * `1 - lr * weightDecay` before each update. See `AdamOptimizer` for the formula.
 *
 * ```ts
 * const optimizer = new AdamW([{ params: [weights] }, { params: [biases], weightDecay: 0 }], { lr: schedule });
 * ```
 */
export class AdamW extends AdamOptimizer {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  constructor(params: ParameterSources, options: AdamWOptions = {}) {
    super(adamW, params, options, createHostArena);
  }
}
