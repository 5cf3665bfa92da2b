/// <reference lib="esnext.disposable" preserve="true" />
/** Fused steps over arrays on jax-js's webgpu device, with the kernels of @anneal/node-gpu. */

import {
  FreedError,
  InvalidArgumentError,
  type OptimizerState,
  type ParameterGroup,
  ReentrantCallError,
  type Rule,
} from "@anneal/core";
import { makeDisposable, type NodeGpu, readNodeGpu } from "@anneal/core/optimizer-engine";
import { getWebGPUDevice, numpy as np, tree } from "@jax-js/jax";
import { share } from "../transforms/trees.js";
import type { Tree } from "../transforms/types.js";
import { describeLeaves, type Layout, layoutOf, needLayout, readGradients, readLeaves } from "./leaves.js";
import { type FusedStepOptions, readStepOptions } from "./options.js";

/** The part of an optimizer of @anneal/node-gpu that is used. */
interface DeviceOptimizer<R extends Rule> {
  readonly params: readonly GPUBuffer[];
  readonly groups: readonly ParameterGroup<R>[];
  readonly stepCount: number;
  step(options: {
    readonly encode: (encoder: GPUCommandEncoder) => void;
    readonly grads: readonly { readonly buffer: GPUBuffer; readonly length: number }[];
    readonly gradScale: number;
  }): Promise<void>;
  train(): Promise<void>;
  eval(): Promise<void>;
  stateDict(): Promise<OptimizerState>;
  loadStateDict(state: OptimizerState): void;
  dispose(): void;
}

/** An optimizer over arrays on WebGPU. Made by `fuseOnWebGpu`. */
export class WebGpuFusedOptimizer<R extends Rule = Rule> {
  declare readonly [Symbol.dispose]: () => void;

  static {
    makeDisposable(WebGpuFusedOptimizer.prototype, function () {
      this.dispose();
    });
  }

  readonly #device: GPUDevice;
  readonly #layout: Layout;
  #optimizer: DeviceOptimizer<R> | null;
  /** The arrays that the last step returned. Arrays never change, so the optimizer still has their values. */
  #returned: readonly np.Array[] = [];
  #isBusy = false;

  /** Called by `fuseOnWebGpu`, not by users. */
  constructor(device: GPUDevice, layout: Layout, optimizer: DeviceOptimizer<R>) {
    this.#device = device;
    this.#layout = layout;
    this.#optimizer = optimizer;
  }

  /** The number of updates submitted so far. */
  get stepCount(): number {
    return this.#use().stepCount;
  }

  /** One group with all parameters, whose hyper-parameters can be set. */
  get groups(): readonly ParameterGroup<R>[] {
    return this.#use().groups;
  }

  /**
   * Updates parameters, and returns them as new arrays. No value is read back from the device.
   *
   * Consumes both trees, unless it rejects.
   * @throws InvalidArgumentError, ReentrantCallError, FreedError, or what a step of @anneal/node-gpu rejects with
   */
  async step<Params extends Tree>(
    params: Params,
    gradients: Tree,
    options: FusedStepOptions = {},
  ): Promise<Params> {
    const leaves = this.#read(params);
    const given = readGradients(params, leaves, gradients);
    const { gradScale } = readStepOptions(options);
    const arrays = await this.#during([params, gradients], () =>
      this.#update(leaves.arrays, given.arrays, gradScale),
    );
    return tree.unflatten(leaves.definition, [...arrays]) as Params;
  }

  /**
   * The parameters to evaluate and to save, which differ from the trained ones only with Schedule-Free rules. Consumes the
   * tree, unless it rejects.
   */
  eval<Params extends Tree>(params: Params): Promise<Params> {
    return this.#switch(params, (optimizer) => optimizer.eval());
  }

  /** The parameters to train, from those to evaluate. Consumes the tree, unless it rejects. */
  train<Params extends Tree>(params: Params): Promise<Params> {
    return this.#switch(params, (optimizer) => optimizer.train());
  }

  async #switch<Params extends Tree>(
    params: Params,
    change: (optimizer: DeviceOptimizer<R>) => Promise<void>,
  ): Promise<Params> {
    const leaves = this.#read(params);
    const arrays = await this.#during([params], () =>
      this.#renew(leaves.arrays, async (optimizer, write) => {
        const encoder = this.#device.createCommandEncoder();
        write(encoder);
        this.#device.queue.submit([encoder.finish()]);
        await change(optimizer);
      }),
    );
    return tree.unflatten(leaves.definition, [...arrays]) as Params;
  }

  #read(params: Tree): ReturnType<typeof readLeaves> {
    this.#useIdle();
    const leaves = readLeaves("params", params);
    needLayout(leaves, this.#layout);
    return leaves;
  }

  /** Makes a change, and disposes of the trees if it does not reject. */
  async #during(trees: Tree[], change: () => Promise<readonly np.Array[]>): Promise<readonly np.Array[]> {
    // Again: a getter of the trees or the options may have requested a step.
    this.#useIdle();
    this.#isBusy = true;
    // References that keep the arrays until the end, even if the caller disposes of them.
    const held = trees.map(share);
    try {
      const arrays = await change();
      tree.dispose(trees);
      this.#returned = arrays;
      return arrays;
    } finally {
      this.#isBusy = false;
      tree.dispose(held);
    }
  }

  async #update(
    params: readonly np.Array[],
    gradients: readonly np.Array[],
    gradScale: number,
  ): Promise<readonly np.Array[]> {
    const given = await buffersOf(gradients);
    return this.#renew(params, async (optimizer, encode) => {
      await optimizer.step({
        gradScale,
        grads: gradients.map(({ size }, i) => ({ buffer: given[i] as GPUBuffer, length: size })),
        encode,
      });
    });
  }

  /**
   * Changes the parameters on the device, and returns them as new arrays.
   * @param change Records `write`, which copies arrays that the last call did not return, before its own work.
   */
  async #renew(
    params: readonly np.Array[],
    change: (optimizer: DeviceOptimizer<R>, write: (encoder: GPUCommandEncoder) => void) => Promise<void>,
  ): Promise<readonly np.Array[]> {
    const changed = params.flatMap((array, i) => (array === this.#returned[i] ? [] : [i]));
    const sources = await buffersOf(changed.map((i) => params[i] as np.Array));
    const fresh = params.map(({ shape }) => np.zeros([...shape], { device: "webgpu" }));
    try {
      const targets = await buffersOf(fresh);
      const optimizer = this.#use();
      this.#returned = [];
      await change(optimizer, (encoder) => {
        for (const [k, i] of changed.entries()) copy(encoder, sources[k], optimizer.params[i], params[i]);
      });
      // It may have been disposed of in the meantime.
      this.#use();
      const encoder = this.#device.createCommandEncoder();
      for (const [i, array] of fresh.entries()) copy(encoder, optimizer.params[i], targets[i], array);
      this.#device.queue.submit([encoder.finish()]);
      return fresh;
    } catch (error) {
      tree.dispose(fresh);
      throw error;
    }
  }

  /** Everything needed to continue, besides the parameters. */
  stateDict(): Promise<OptimizerState> {
    return this.#use().stateDict();
  }

  /**
   * Continues from a state of any engine.
   * @throws InvalidArgumentError, or ReentrantCallError before a step has ended; nothing is changed then
   */
  loadStateDict(state: OptimizerState): void {
    this.#useIdle().loadStateDict(state);
  }

  /** Frees the state. Any other use afterwards throws FreedError. */
  dispose(): void {
    this.#optimizer?.dispose();
    this.#optimizer = null;
    this.#returned = [];
  }

  /** For a change, which is refused until a step has ended. */
  #useIdle(): DeviceOptimizer<R> {
    if (this.#isBusy) throw new ReentrantCallError("this fused optimizer");
    return this.#use();
  }

  #use(): DeviceOptimizer<R> {
    if (this.#optimizer === null) throw new FreedError("this fused optimizer");
    return this.#optimizer;
  }
}

/**
 * An optimizer for arrays on the device webgpu of jax-js.
 *
 * ```ts
 * import * as nodeGpu from "@anneal/node-gpu";
 *
 * const optimizer = await fuseOnWebGpu(nodeGpu, adamw, params, { lr: schedule, maxNorm: 1 });
 * params = await optimizer.step(params, gradients);
 * ```
 *
 * @param nodeGpu The module `@anneal/node-gpu`.
 * @param rule A rule of @anneal/core that runs on devices.
 * @param params The parameters. Only their structure is used; they are not consumed.
 * @param options Those of `createOptimizer` of @anneal/node-gpu.
 * @throws InvalidArgumentError, or what `createOptimizer` rejects with
 */
export async function fuseOnWebGpu<R extends Rule, Options>(
  nodeGpu: NodeGpu<Options>,
  rule: R,
  params: Tree,
  options?: Options,
): Promise<WebGpuFusedOptimizer<R>> {
  const create = readNodeGpu(nodeGpu);
  const leaves = readLeaves("params", params);
  const layout = layoutOf(leaves);
  if (leaves.device !== "webgpu")
    throw new InvalidArgumentError(
      "params",
      `on ${leaves.device}`,
      "on webgpu; use fusedAdamW on other devices",
    );
  const device = getWebGPUDevice();
  const sources = describeLeaves(params, leaves.arrays).map(({ length, ...rest }) => ({
    param: length,
    ...rest,
  }));
  const optimizer = (await create(device, rule as Rule, sources, options)) as DeviceOptimizer<R>;
  // Before the first update, the parameters to train and to evaluate are the same.
  await optimizer.train();
  return new WebGpuFusedOptimizer(device, layout, optimizer);
}

function buffersOf(arrays: readonly np.Array[]): Promise<GPUBuffer[]> {
  return Promise.all(arrays.map((array) => array.ref.gpuBuffer()));
}

function copy(
  encoder: GPUCommandEncoder,
  from: GPUBuffer | undefined,
  to: GPUBuffer | undefined,
  { size }: { readonly size: number } = { size: 0 },
): void {
  if (from !== undefined && to !== undefined && size > 0)
    encoder.copyBufferToBuffer(from, 0, to, 0, 4 * size);
}
