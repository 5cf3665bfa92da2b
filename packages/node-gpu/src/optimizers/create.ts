/** Creates optimizers on a device, with any rule over elements and sums, or by name. */
import { adam, adamw, lion, type Rule, sgd } from "@anneal/core";
import type { Gpu } from "../device/gpu.js";
import { GpuOptimizer } from "./optimizer.js";
import { type GpuOptimizerOptions, type GpuParameterSources, readSettings } from "./options.js";

/**
 * The largest difference of a parameter from the host's after n steps, relative to `|p| + n * lr`. WGSL lets devices fuse
 * operations and round divisions and square roots less exactly. A device that rounds each operation once computes the host's
 * bits for rules without sums. Sums are float32. There is no bound for rules that take the sign of a value near 0.
 */
export const STEP_BOUND = 2 ** -18;

/**
 * An optimizer on a device with any rule whose passes are over elements and their sums: one of the library, or one made by
 * `defineRule`. Adafactor and Muon work on whole matrices and are not supported. Schedule-Free rules start in evaluation
 * mode: await `train()` before the first step, and `eval()` before you read the parameters. `nonFinite` says how NaN and
 * infinities in gradients are handled.
 *
 * ```ts
 * const optimizer = await createOptimizer(gpu, lamb, [weights, biases], { lr: 1e-3 });
 * optimizer.writeGradients([weightGradient, biasGradient]);
 * await optimizer.step();
 * const { params } = await optimizer.read();
 * ```
 *
 * @throws InvalidArgumentError, DeviceLostError or GpuValidationError; all buffers are freed then
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
 * AdamW (Loshchilov and Hutter, https://arxiv.org/abs/1711.05101) on a device, with the rule of @anneal/core. `STEP_BOUND`
 * bounds the difference.
 * @throws the same errors as `createOptimizer`
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
 * @throws the same errors as `createOptimizer`
 */
export function createAdam(
  gpu: Gpu,
  params: GpuParameterSources<typeof adam>,
  options: GpuOptimizerOptions<typeof adam> = {},
): Promise<GpuOptimizer<typeof adam>> {
  return createOptimizer(gpu, adam, params, options);
}

/**
 * Stochastic gradient descent on a device, with PyTorch's rule. A group created without momentum has no momentum buffers.
 * @throws the same errors as `createOptimizer`
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
 * @throws the same errors as `createOptimizer`
 */
export function createLion(
  gpu: Gpu,
  params: GpuParameterSources<typeof lion>,
  options: GpuOptimizerOptions<typeof lion> = {},
): Promise<GpuOptimizer<typeof lion>> {
  return createOptimizer(gpu, lion, params, options);
}
