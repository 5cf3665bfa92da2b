/** Optimizers for the backend webgpu, with the kernels of @anneal/node-gpu. No value leaves the device. */
import { FreedError, InvalidArgumentError, type OptimizerState, type Rule } from "@anneal/core";
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

/** An optimizer of TensorFlow.js for the backend webgpu, created by `optimizeOnWebGpu`. */
export class WebGpuOptimizer extends Optimizer {
  readonly #names: readonly string[];
  readonly #backend: object;
  #optimizer: DeviceOptimizer | null;
  /** The values that the last step assigned to each variable, by name. If a variable has others, it was assigned since. */
  readonly #assigned = new Map<string, object>();
  /** The error of a rejected step, which the next call throws. */
  #failure: unknown = null;
  /** The last submitted step. */
  #last: Promise<void> = Promise.resolve();

  /** Called by `optimizeOnWebGpu`, not by users. */
  constructor(backend: object, names: readonly string[], optimizer: DeviceOptimizer) {
    super();
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
    const optimizer = this.#use();
    if (engine().backend !== this.#backend)
      throw new InvalidArgumentError(
        "backend",
        engine().backendName,
        "the backend that the optimizer was created on",
      );
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
      // This function is synchronous; the next call throws the error.
      this.#last.catch((error: unknown) => {
        this.#failure ??= error;
      });
    } finally {
      dispose(held.map(({ tensorRef }) => tensorRef));
    }
    for (const [i, variable] of variables.entries()) this.#assign(variable, optimizer.params[i] as GPUBuffer);
    this.incrementIterations();
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
  const { backend, backendName } = engine();
  const { device } = backend as { readonly device?: GPUDevice };
  if (backendName !== "webgpu" || device === undefined)
    throw new InvalidArgumentError("backend", backendName, "webgpu");
  const plain = plainNames(known.map(({ name }) => name));
  const params = known.map(({ shape, size }, i) => ({ name: plain[i], shape, param: size }));
  const optimizer = await create(device, rule, params, options);
  return new WebGpuOptimizer(
    backend,
    known.map(({ name }) => name),
    optimizer as DeviceOptimizer,
  );
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
