/** Optimizers for the backend webgpu, with the kernels of @anneal/node-gpu. No value leaves the device. */
import {
  FreedError,
  InvalidArgumentError,
  type OptimizerState,
  ReentrantCallError,
  type Rule,
} from "@anneal/core";
import { isRecord, list } from "@anneal/core/arguments";
import { type NodeGpu, readNodeGpu } from "@anneal/core/optimizer-engine";
import {
  dispose,
  engine,
  type GPUData,
  type NamedTensorMap,
  Optimizer,
  type serialization,
  type Tensor,
  tensor,
  tidy,
  type Variable,
} from "@tensorflow/tfjs-core";
import { type NamedTensor, plainNames, readGradients, variableNamed } from "./variables.js";

/** A gradient in a form that @anneal/node-gpu accepts. */
type Gradient = Float32Array | { readonly buffer: GPUBuffer; readonly length: number } | null;

/** The part of an optimizer of @anneal/node-gpu that is used. */
interface DeviceOptimizer {
  readonly groups: readonly { lr: unknown }[];
  readonly stepCount: number;
  step(options: {
    readonly grads: readonly Gradient[];
    readonly encode: (encoder: GPUCommandEncoder) => void;
  }): Promise<void>;
  train(): Promise<void>;
  eval(): Promise<void>;
  stateDict(): Promise<OptimizerState>;
  loadStateDict(state: OptimizerState): void;
  dispose(): void;
}

/** An optimizer of TensorFlow.js for the backend webgpu, created by `optimizeOnWebGpu`. */
export class WebGpuOptimizer extends Optimizer {
  readonly #names: readonly string[];
  readonly #backend: object;
  #optimizer: DeviceOptimizer | null;
  /** The buffers of the parameters, which are as long as the variables. */
  readonly #buffers: readonly GPUBuffer[];
  #isSwitching = false;
  /** The values that the last step assigned to each variable, by name. If a variable has others, it was assigned since. */
  readonly #assigned = new Map<string, object>();
  /** The error of a rejected step, which the next call throws. */
  #failure: unknown = null;
  /** The last submitted step. */
  #last: Promise<void> = Promise.resolve();

  /** Called by `optimizeOnWebGpu`, not by users. */
  constructor(
    backend: object,
    names: readonly string[],
    buffers: readonly GPUBuffer[],
    optimizer: DeviceOptimizer,
  ) {
    super();
    this.#buffers = buffers;
    this.#backend = backend;
    this.#names = names;
    this.#optimizer = optimizer;
  }

  /** The number of updates submitted so far. */
  get updates(): number {
    return this.#use().stepCount;
  }

  /** The rate of the next update. Setting it replaces a schedule. */
  get learningRate(): number {
    const lr = this.#use().groups[0]?.lr;
    return typeof lr === "function" ? lr(this.updates) : (lr as number);
  }

  set learningRate(rate: number) {
    for (const group of this.#use().groups) group.lr = rate;
  }

  /**
   * Updates the variables on the device, and returns when the work is submitted. If the device rejects it, the next call or
   * `ready()` throws the error.
   * @throws InvalidArgumentError or FreedError; nothing is changed then
   */
  override applyGradients(variableGradients: NamedTensorMap | NamedTensor[]): void {
    const optimizer = this.#begin();
    const gradients = readGradients(variableGradients);
    const unknown = [...gradients.keys()].find((name) => !this.#names.includes(name));
    if (unknown !== undefined)
      throw new InvalidArgumentError(
        "gradients",
        unknown,
        "the names of variables that the optimizer was created for",
      );
    const variables = this.#names.map(variableNamed);
    const held: GPUData[] = [];
    try {
      const grads = this.#names.map((name) => {
        const gradient = gradients.get(name) ?? null;
        return gradient === null ? null : onDevice(gradient, held);
      });
      this.#last = optimizer.step({ grads, encode: this.#writer(variables, held) });
      // This function is synchronous; the next call throws the error.
      this.#last.catch((error: unknown) => {
        this.#failure ??= error;
      });
    } finally {
      dispose(held.map(({ tensorRef }) => tensorRef));
    }
    this.#assignAll(variables);
    this.incrementIterations();
  }

  /**
   * Changes the variables to the values to evaluate and to save, which differ from the trained ones only with Schedule-Free
   * rules. Wait for it before the next step.
   */
  eval(): Promise<void> {
    return this.#switch((optimizer) => optimizer.eval());
  }

  /** Changes the variables back to the values to train. Training starts with these. */
  train(): Promise<void> {
    return this.#switch((optimizer) => optimizer.train());
  }

  async #switch(change: (optimizer: DeviceOptimizer) => Promise<void>): Promise<void> {
    const optimizer = this.#begin();
    const variables = this.#names.map(variableNamed);
    const held: GPUData[] = [];
    this.#isSwitching = true;
    try {
      const encoder = this.#device().createCommandEncoder();
      this.#writer(variables, held)(encoder);
      this.#device().queue.submit([encoder.finish()]);
      await change(optimizer);
    } finally {
      this.#isSwitching = false;
      dispose(held.map(({ tensorRef }) => tensorRef));
    }
    this.#assignAll(variables);
  }

  /** @throws FreedError, ReentrantCallError, or InvalidArgumentError on another backend */
  #begin(): DeviceOptimizer {
    const optimizer = this.#use();
    if (this.#isSwitching) throw new ReentrantCallError("this optimizer on webgpu");
    if (engine().backend !== this.#backend)
      throw new InvalidArgumentError(
        "backend",
        engine().backendName,
        "the backend that the optimizer was created on",
      );
    return optimizer;
  }

  /** Records the copies of variables that have other values than those of the last step. */
  #writer(variables: readonly Variable[], held: GPUData[]): (encoder: GPUCommandEncoder) => void {
    const changed = variables.flatMap((variable, i) => {
      if (this.#assigned.get(variable.name) === variable.dataId) return [];
      return [{ buffer: this.#buffers[i], values: onDevice(variable, held) }];
    });
    return (encoder) => {
      for (const { buffer, values } of changed) write(this.#device(), encoder, values, buffer);
    };
  }

  #assignAll(variables: readonly Variable[]): void {
    for (const [i, variable] of variables.entries()) this.#assign(variable, this.#buffers[i] as GPUBuffer);
  }

  /** Assigns the values in a buffer to a variable. */
  #assign(variable: Variable, buffer: GPUBuffer): void {
    tidy(() => variable.assign(tensor({ buffer }, variable.shape, "float32")));
    this.#assigned.set(variable.name, variable.dataId);
  }

  /** Waits for all submitted steps. @throws the error of one that the device rejected */
  async ready(): Promise<void> {
    await this.#last.catch(() => {});
    this.#use();
  }

  /** Everything needed to continue, with the names of the variables. */
  stateDict(): Promise<OptimizerState> {
    return this.#use().stateDict();
  }

  /** Continues from a state of any engine. @throws InvalidArgumentError; nothing is changed then */
  loadStateDict(state: OptimizerState): void {
    this.#use().loadStateDict(state);
    this.iterations_ = state.step;
  }

  /** @throws InvalidArgumentError always: a configuration can't contain variables on a device */
  override getConfig(): serialization.ConfigDict {
    throw new InvalidArgumentError(
      "getConfig",
      "an optimizer on webgpu",
      "an optimizer of another backend; save stateDict() with the weights instead",
    );
  }

  /** Frees the state. Any other use afterwards throws FreedError. */
  override dispose(): void {
    this.#optimizer?.dispose();
    this.#optimizer = null;
    for (const buffer of this.#buffers) buffer.destroy();
  }

  #device(): GPUDevice {
    return (this.#backend as { readonly device: GPUDevice }).device;
  }

  #use(): DeviceOptimizer {
    const failure = this.#failure;
    this.#failure = null;
    if (failure !== null) throw failure;
    if (this.#optimizer === null) throw new FreedError("this optimizer on webgpu");
    return this.#optimizer;
  }
}

/**
 * An optimizer for variables on the backend webgpu, for `minimize`, `applyGradients` and `model.compile`.
 *
 * ```ts
 * import * as nodeGpu from "@anneal/node-gpu";
 *
 * const variables = Object.values(tf.engine().registeredVariables);
 * const optimizer = await optimizeOnWebGpu(nodeGpu, adamw, variables, { lr: schedule, maxNorm: 1 });
 * model.compile({ optimizer, loss: "meanSquaredError" });
 * ```
 *
 * @param nodeGpu The module `@anneal/node-gpu`.
 * @param rule A rule of @anneal/core that runs on devices.
 * @param variables All variables that the optimizer will update.
 * @param options Those of `createOptimizer` of @anneal/node-gpu.
 * @throws InvalidArgumentError, or what `createOptimizer` rejects with
 */
export async function optimizeOnWebGpu<Options>(
  nodeGpu: NodeGpu<Options>,
  rule: Rule,
  variables: readonly Variable[],
  options?: Options,
): Promise<WebGpuOptimizer> {
  const create = readNodeGpu(nodeGpu);
  const given = list("variables", variables, "variables of TensorFlow.js");
  const known = given.map((each, i) => {
    const name = isRecord(each) ? each.name : undefined;
    if (typeof name !== "string") throw new InvalidArgumentError(`variables[${i}]`, each, "a variable");
    return variableNamed(name);
  });
  const twice = known.find((each, i) => known.indexOf(each) < i);
  if (twice !== undefined)
    throw new InvalidArgumentError("variables", twice.name, "variables that are in the list once");
  const { backend, backendName } = engine();
  const { device } = backend as { readonly device?: GPUDevice };
  if (backendName !== "webgpu" || device === undefined)
    throw new InvalidArgumentError("backend", backendName, "webgpu");
  const plain = plainNames(known.map(({ name }) => name));
  const names = known.map(({ name }) => name);
  const buffers = known.map(({ size }) => bufferFor(device, size));
  const params = known.map(({ shape, size }, i) => {
    // TensorFlow.js reads all of a buffer, so it must not be longer than the variable.
    return { name: plain[i], shape, param: { buffer: buffers[i], length: size } };
  });
  try {
    const optimizer = (await create(device, rule, params, options)) as DeviceOptimizer;
    // Before the first update, the values to train and to evaluate are the same.
    await optimizer.train();
    return new WebGpuOptimizer(backend, names, buffers, optimizer);
  } catch (error) {
    for (const buffer of buffers) buffer.destroy();
    throw error;
  }
}

/** A buffer for `length` float32 values. */
function bufferFor(device: GPUDevice, length: number): GPUBuffer {
  const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
  return device.createBuffer({ size: 4 * Math.max(length, 1), usage: STORAGE | COPY_SRC | COPY_DST });
}

/** The values of a tensor: in a buffer, or in an array if they were never on the device. */
function onDevice(values: Tensor, held: GPUData[]): Exclude<Gradient, null> {
  const isOnHost = (engine().backend as { readonly tensorMap?: Map<object, HostData> }).tensorMap?.get(
    values.dataId,
  );
  if (isOnHost?.resource === undefined || isOnHost.resource === null)
    return values.dataSync() as Float32Array;
  // This submits pending work of TensorFlow.js.
  const data = values.dataToGPU();
  held.push(data);
  return { buffer: data.buffer as GPUBuffer, length: values.size };
}

/** The backend's record of a tensor. */
interface HostData {
  readonly resource?: object | null;
}

function write(
  device: GPUDevice,
  encoder: GPUCommandEncoder,
  values: Exclude<Gradient, null>,
  to: GPUBuffer | undefined,
): void {
  if (to === undefined) return;
  if (values instanceof Float32Array) device.queue.writeBuffer(to, 0, values.slice());
  else if (values.length > 0) encoder.copyBufferToBuffer(values.buffer, 0, to, 0, 4 * values.length);
}
