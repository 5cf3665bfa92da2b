/** Optimizers on a device: with any rule of elements and sums, and by name. */
import { adam, adamw, lion, type Rule, sgd } from "@anneal/core";
import type { Gpu } from "../device/gpu.js";
import { GpuOptimizer } from "./optimizer.js";
import { type GpuOptimizerOptions, type GpuParameterSources, readSettings } from "./options.js";

/**
 * How far a parameter may be from the host's after n steps, as a share of `|p| + n * lr`. WGSL leaves divisions, square
 * roots and the fusing of operations to the device; a device that rounds each operation once gives the host's bits where a
 * rule needs no sums. Sums are in float32. A sign has no bound where what it is taken of is a rounding away from 0.
 */
export const STEP_BOUND = 2 ** -18;

/**
 * An optimizer on a device with any rule whose passes are over elements and their sums: one of the library's, or one made
 * by `defineRule`. Adafactor and Muon work on whole matrices, which no kernel here does. Rules with two forms of the
 * parameters, as Schedule-Free, begin with those to evaluate: await `train()` before the first step, and `eval()` before the
 * parameters are read. Gradients are finite, or left to `nonFinite`.
 *
 * ```ts
 * const optimizer = await createOptimizer(gpu, lamb, [weights, biases], { lr: 1e-3 });
 * optimizer.writeGradients([weightGradient, biasGradient]);
 * await optimizer.step();
 * const { params } = await optimizer.read();
 * ```
 *
 * @throws InvalidArgumentError, DeviceLostError or GpuValidationError; nothing is kept
 */
export async function createOptimizer<R extends Rule>(
  gpu: Gpu,
  rule: R,
  params: GpuParameterSources<R>,
  options: GpuOptimizerOptions<R> = {} as GpuOptimizerOptions<R>,
): Promise<GpuOptimizer<R>> {
  return GpuOptimizer.create<R>(gpu, readSettings(rule, params, options));
}

/**
 * AdamW (Loshchilov and Hutter, https://arxiv.org/abs/1711.05101) on a device, by the rule of the `AdamW` of
 * @anneal/core; see `STEP_BOUND` for how near.
 * @throws as `createOptimizer` does
 */
export function createAdamW(
  gpu: Gpu,
  params: GpuParameterSources<typeof adamw>,
  options: GpuOptimizerOptions<typeof adamw> = {},
): Promise<GpuOptimizer<typeof adamw>> {
  return createOptimizer(gpu, adamw, params, options);
}

/**
 * Adam (Kingma and Ba, https://arxiv.org/abs/1412.6980) on a device: `weightDecay` is added to the gradient.
 * @throws as `createOptimizer` does
 */
export function createAdam(
  gpu: Gpu,
  params: GpuParameterSources<typeof adam>,
  options: GpuOptimizerOptions<typeof adam> = {},
): Promise<GpuOptimizer<typeof adam>> {
  return createOptimizer(gpu, adam, params, options);
}

/**
 * Stochastic gradient descent on a device, by PyTorch's rule. A group that is made without momentum keeps no buffer.
 * @throws as `createOptimizer` does
 */
export function createSgd(
  gpu: Gpu,
  params: GpuParameterSources<typeof sgd>,
  options: GpuOptimizerOptions<typeof sgd> = {},
): Promise<GpuOptimizer<typeof sgd>> {
  return createOptimizer(gpu, sgd, params, options);
}

/**
 * Lion (Chen et al., https://arxiv.org/abs/2302.06675) on a device.
 * @throws as `createOptimizer` does
 */
export function createLion(
  gpu: Gpu,
  params: GpuParameterSources<typeof lion>,
  options: GpuOptimizerOptions<typeof lion> = {},
): Promise<GpuOptimizer<typeof lion>> {
  return createOptimizer(gpu, lion, params, options);
}
