/** Adam, AdamW, SGD and Lion on a device. */
import type { Gpu } from "../device/gpu.js";
import { GpuOptimizer } from "./optimizer.js";
import {
  type GpuAdamGroup,
  type GpuAdamOptions,
  type GpuLionGroup,
  type GpuLionOptions,
  type GpuParameterSources,
  type GpuSgdGroup,
  type GpuSgdOptions,
  kinds,
  readSettings,
} from "./options.js";
import { adamRule, lionRule, sgdRule } from "./rules.js";

/**
 * How far a parameter may be from the host's after n steps, as a share of `|p| + n * lr`. WGSL leaves divisions, square
 * roots and the fusing of operations to the device; a device that rounds each operation once gives the host's bits. Lion's
 * sign has no bound where what it is taken of is a rounding away from 0.
 */
export const STEP_BOUND = 2 ** -18;

/**
 * AdamW (Loshchilov and Hutter, https://arxiv.org/abs/1711.05101) on a device, by the rule of the `AdamW` of
 * @anneal/core; see `STEP_BOUND` for how near.
 *
 * ```ts
 * const optimizer = await createAdamW(gpu, [{ params: [weights] }, { params: [biases], weightDecay: 0 }], { lr });
 * optimizer.writeGradients([weightGradient, biasGradient]);
 * await optimizer.step();
 * const { params } = await optimizer.read();
 * ```
 *
 * @throws InvalidArgumentError, DeviceLostError or GpuValidationError; nothing is kept
 */
export async function createAdamW(
  gpu: Gpu,
  params: GpuParameterSources<GpuAdamGroup>,
  options: GpuAdamOptions = {},
): Promise<GpuOptimizer> {
  const settings = readSettings(kinds.adamw, params, options);
  return GpuOptimizer.create(gpu, settings, adamRule("AdamW", settings.flag));
}

/**
 * Adam (Kingma and Ba, https://arxiv.org/abs/1412.6980) on a device: `weightDecay` is added to the gradient.
 * @throws as `createAdamW` does
 */
export async function createAdam(
  gpu: Gpu,
  params: GpuParameterSources<GpuAdamGroup>,
  options: GpuAdamOptions = {},
): Promise<GpuOptimizer> {
  const settings = readSettings(kinds.adam, params, options);
  return GpuOptimizer.create(gpu, settings, adamRule("Adam", settings.flag));
}

/**
 * Stochastic gradient descent on a device, by PyTorch's rule:
 * `g += weightDecay * p; m = momentum * m + (1 - dampening) * g` (`m = g` at first)`; p -= lr * m`, or
 * `lr * (g + momentum * m)` with `nesterov`.
 * @throws as `createAdamW` does
 */
export async function createSgd(
  gpu: Gpu,
  params: GpuParameterSources<GpuSgdGroup>,
  options: GpuSgdOptions = {},
): Promise<GpuOptimizer> {
  const settings = readSettings(kinds.sgd, params, options);
  const hasMomentum = settings.groups.some(({ values }) => values.momentum !== 0);
  return GpuOptimizer.create(gpu, settings, sgdRule(hasMomentum, settings.flag));
}

/**
 * Lion (Chen et al., https://arxiv.org/abs/2302.06675) on a device:
 * `p = p * (1 - lr * weightDecay) - lr * sign(beta1 * m + (1 - beta1) * g); m = beta2 * m + (1 - beta2) * g`.
 * @throws as `createAdamW` does
 */
export async function createLion(
  gpu: Gpu,
  params: GpuParameterSources<GpuLionGroup>,
  options: GpuLionOptions = {},
): Promise<GpuOptimizer> {
  return GpuOptimizer.create(gpu, readSettings(kinds.lion, params, options), lionRule);
}
