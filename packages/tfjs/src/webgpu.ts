/** Optimizers for the backend webgpu, by the kernels of @anneal/node-gpu: no value leaves the device. */
import { FreedError, InvalidArgumentError, type OptimizerState, type Rule } from "@anneal/core";
import { isFunction, isRecord, list } from "@anneal/core/arguments";
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

/** A gradient as @anneal/node-gpu takes it. */
type Gradient = Float32Array | { readonly buffer: GPUBuffer; readonly length: number } | null;

/** What is used of the optimizers of @anneal/node-gpu. */
interface DeviceOptimizer {
  readonly params: readonly GPUBuffer[];
  readonly groups: readonly { lr: unknown }[];
  readonly stepCount: number;
  step(options: {
    readonly grads: readonly Gradient[];
    readonly encode: (encoder: GPUCommandEncoder) => void;
  }): Promise<void>;
  stateDict(): Promise<OptimizerState>;
  loadStateDict(state: OptimizerState): void;
  dispose(): void;
}

/** The module `@anneal/node-gpu`. It is handed in, so that this package does not need it. */
export interface NodeGpu<Options> {
  borrowGpu(device: GPUDevice): unknown;
  createOptimizer(gpu: never, rule: never, params: never, options?: Options): Promise<unknown>;
}

/** An optimizer of TensorFlow.js for the backend webgpu. Made by `optimizeOnWebGpu`. */
export class WebGpuOptimizer extends Optimizer {
  readonly #names: readonly string[];
  readonly #backend: object;
  #optimizer: DeviceOptimizer | null;
  /** The values that the last step gave each variable: others came from elsewhere. */
  readonly #assigned = new Map<string, object>();
  /** What a step was rejected with: the next call throws it. */
  #failure: unknown = null;
  /** The last step that was submitted. */
  #last: Promise<void> = Promise.resolve();

  /** Not for users: `optimizeOnWebGpu` calls it. */
  constructor(backend: object, names: readonly string[], optimizer: DeviceOptimizer) {
    super();
    this.#backend = backend;
    this.#names = names;
    this.#optimizer = optimizer;
  }

  /** How many updates were asked for. */
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
   * Updates the variables, on the device: it returns when the work is submitted. What the device refuses is thrown by the next
   * call, or by `ready()`.
   * @throws InvalidArgumentError or FreedError; nothing is changed then
   */
  override applyGradients(variableGradients: NamedTensorMap | NamedTensor[]): void {
    const optimizer = this.#use();
    if (engine().backend !== this.#backend)
      throw new InvalidArgumentError(
        "backend",
        engine().backendName,
        "the one that the optimizer was made on",
      );
    const gradients = readGradients(variableGradients);
    const unknown = [...gradients.keys()].find((name) => !this.#names.includes(name));
    if (unknown !== undefined)
      throw new InvalidArgumentError(
        "gradients",
        unknown,
        "the names of variables that the optimizer was made for",
      );
    const variables = this.#names.map(variableNamed);
    const held: GPUData[] = [];
    try {
      const grads = this.#names.map((name) => {
        const gradient = gradients.get(name) ?? null;
        return gradient === null ? null : onDevice(gradient, held);
      });
      const changed = variables.flatMap((variable, i) => {
        if (this.#assigned.get(variable.name) === variable.dataId) return [];
        return [{ place: i, values: onDevice(variable, held) }];
      });
      this.#last = optimizer.step({
        grads,
        encode: (encoder) => {
          for (const { place, values } of changed)
            write(this.#device(), encoder, values, optimizer.params[place]);
        },
      });
      // Nobody waits for it here.
      this.#last.catch((error: unknown) => {
        this.#failure ??= error;
      });
    } finally {
      dispose(held.map(({ tensorRef }) => tensorRef));
    }
    for (const [i, variable] of variables.entries()) this.#assign(variable, optimizer.params[i] as GPUBuffer);
    this.incrementIterations();
  }

  /** Gives a variable what is in a buffer. */
  #assign(variable: Variable, buffer: GPUBuffer): void {
    tidy(() => variable.assign(tensor({ buffer }, variable.shape, "float32")));
    this.#assigned.set(variable.name, variable.dataId);
  }

  /** Waits for the steps so far. @throws what the device refused of them */
  async ready(): Promise<void> {
    await this.#last.catch(() => {});
    this.#use();
  }

  /** All that is needed to continue, with the names of the variables. */
  stateDict(): Promise<OptimizerState> {
    return this.#use().stateDict();
  }

  /** Continues from a state of any engine. @throws InvalidArgumentError; nothing is changed then */
  loadStateDict(state: OptimizerState): void {
    this.#use().loadStateDict(state);
    this.iterations_ = state.step;
  }

  /** @throws InvalidArgumentError: it belongs to variables of a device, which no configuration has */
  override getConfig(): serialization.ConfigDict {
    throw new InvalidArgumentError(
      "getConfig",
      "an optimizer on webgpu",
      "one of another backend: save stateDict() with the weights instead",
    );
  }

  /** Frees the state. Anything else afterwards is a FreedError. */
  override dispose(): void {
    this.#optimizer?.dispose();
    this.#optimizer = null;
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
 * @param variables All that it will update.
 * @param options Those of `createOptimizer` of @anneal/node-gpu.
 * @throws InvalidArgumentError, or what `createOptimizer` rejects with
 */
export async function optimizeOnWebGpu<Options>(
  nodeGpu: NodeGpu<Options>,
  rule: Rule,
  variables: readonly Variable[],
  options?: Options,
): Promise<WebGpuOptimizer> {
  if (!isRecord(nodeGpu) || !isFunction(nodeGpu.createOptimizer) || !isFunction(nodeGpu.borrowGpu))
    throw new InvalidArgumentError("nodeGpu", nodeGpu, "the module @anneal/node-gpu");
  const given = list("variables", variables, "variables of TensorFlow.js");
  const known = given.map((each, i) => {
    const name = isRecord(each) ? each.name : undefined;
    if (typeof name !== "string") throw new InvalidArgumentError(`variables[${i}]`, each, "a variable");
    return variableNamed(name);
  });
  const { backend, backendName } = engine();
  const { device } = backend as { readonly device?: GPUDevice };
  if (backendName !== "webgpu" || device === undefined)
    throw new InvalidArgumentError("backend", backendName, "webgpu");
  const plain = plainNames(known.map(({ name }) => name));
  const params = known.map(({ shape, size }, i) => ({ name: plain[i], shape, param: size }));
  const gpu = nodeGpu.borrowGpu(device);
  const made = await nodeGpu.createOptimizer(gpu as never, rule as never, params as never, options);
  return new WebGpuOptimizer(
    backend,
    known.map(({ name }) => name),
    made as DeviceOptimizer,
  );
}

/** The values of a tensor in a buffer; in an array where they never were on the device. */
function onDevice(values: Tensor, held: GPUData[]): Exclude<Gradient, null> {
  const isOnHost = (engine().backend as { readonly tensorMap?: Map<object, HostData> }).tensorMap?.get(
    values.dataId,
  );
  if (isOnHost?.resource === undefined || isOnHost.resource === null)
    return values.dataSync() as Float32Array;
  // This submits what TensorFlow.js has put off.
  const data = values.dataToGPU();
  held.push(data);
  return { buffer: data.buffer as GPUBuffer, length: values.size };
}

/** What the backend knows of a tensor. */
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
