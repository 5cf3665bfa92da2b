/** Optimizers of TensorFlow.js with the update rules of anneal. */
import {
  InvalidArgumentError,
  type OptimizerState,
  type Rule,
  Optimizer as RuleOptimizer,
} from "@anneal/core";
import { CallGuard, type Engine, savedStep, stepClipped } from "@anneal/core/optimizer-engine";
import { engineInfo, ModuleLoadError, Optimizer as WasmOptimizer } from "@anneal/wasm";
import {
  type NamedTensorMap,
  Optimizer,
  type serialization,
  type Tensor,
  type Variable,
} from "@tensorflow/tfjs-core";
import { GradientSums, type SavedSums } from "./gradient-sums.js";
import { currentMemory, fallBackToCopies } from "./memory/find-memory.js";
import type { VariableMemory } from "./memory/variable-memory.js";
import { mergeState } from "./merge-state.js";
import {
  type CheckedSettings,
  checkOptions,
  configToOptions,
  optionsToConfig,
  readSettings,
  type TfjsOptions,
} from "./options.js";
import { type LoadedSums, sumsOfVariables, withPlainNames } from "./saved-sums.js";
import { stateFromTensors, stateToTensors } from "./state-tensors.js";
import {
  type NamedTensor,
  plainNames,
  readGradients,
  tensorsOf,
  variableNamed,
  withVariableName,
} from "./variables.js";

/** The optimizer over the known variables, and where they are. */
interface Inner {
  readonly optimizer: RuleOptimizer;
  readonly memory: VariableMemory;
  /** The engine for the memory; null: the engine that @anneal/wasm chooses. */
  readonly engine: Engine | null;
  readonly generation: unknown;
  readonly names: readonly string[];
  readonly shapes: readonly string[];
}

/** How variables are updated. */
export interface UpdateInfo {
  /** Whether variables are updated in place, or by copies. */
  readonly inPlace: boolean;
  /** The reason for updates by copies; null: updates are in place. */
  readonly reason: string | null;
}

/**
 * An optimizer of TensorFlow.js with a rule of anneal, for `minimize`, `applyGradients` and `model.compile`. `AdamW`
 * and the other classes are such optimizers with a fixed rule.
 *
 * All variables are updated in one pass: in place on the backends `wasm` and `cpu`, by copies on others. No tensors are
 * leaked.
 */
export class RuleBasedOptimizer<R extends Rule = Rule> extends Optimizer {
  readonly #rule: R;
  readonly #settings: CheckedSettings;
  /** The options of the rule. Setting `learningRate` replaces `lr`. */
  readonly #options: Record<string, unknown>;
  readonly #guard: CallGuard;
  #inner: Inner | null = null;
  /** A state that was loaded before the variables were known. */
  #pendingState: OptimizerState | null = null;
  #sums: GradientSums | null = null;
  /** Sums that were loaded before the variables were known. */
  #loadedSums: LoadedSums | null = null;
  /** The tensors of the last `getWeights`. `model.save` does not dispose of them. */
  #weights: readonly NamedTensor[] = [];

  /** @throws InvalidArgumentError */
  constructor(rule: R, options: TfjsOptions<R> = {} as TfjsOptions<R>) {
    super();
    const { settings, rest } = readSettings(rule, options);
    this.#rule = rule;
    this.#guard = new CallGuard(`this ${rule.name}`);
    this.#settings = settings;
    this.#options = rest;
    checkOptions(rule, rest);
  }

  /** The rate of the next update. Setting it replaces a schedule. */
  get learningRate(): number {
    this.#guard.use();
    const lr = this.#options.lr ?? (this.#rule.hyper as Record<string, { default: unknown }>).lr?.default;
    return typeof lr === "function" ? lr(this.updates) : (lr as number);
  }

  set learningRate(rate: number) {
    this.#guard.during(() => {
      checkOptions(this.#rule, { ...this.#options, lr: rate });
      this.#options.lr = rate;
      for (const group of this.#inner?.optimizer.groups ?? []) (group as { lr: unknown }).lr = rate;
    });
  }

  /** The number of updates made; with `accumulationSteps` fewer than calls. */
  get updates(): number {
    this.#guard.use();
    return this.#inner?.optimizer.stepCount ?? this.#pendingState?.step ?? 0;
  }

  /** How the variables of the current backend are updated. */
  get updateInfo(): UpdateInfo {
    this.#guard.use();
    const { isInPlace, reason } = currentMemory();
    return { inPlace: isInPlace, reason };
  }

  /**
   * Updates the variables. Variables without a gradient are not updated.
   * @param variableGradients Gradients by variable name, or a list of names and tensors. The caller keeps them.
   * @throws InvalidArgumentError, NonFiniteGradientError, ReentrantCallError or FreedError; nothing is changed then
   */
  override applyGradients(variableGradients: NamedTensorMap | NamedTensor[]): void {
    this.#guard.during(() => this.#apply(variableGradients));
  }

  #apply(variableGradients: NamedTensorMap | NamedTensor[]): void {
    const gradients = readGradients(variableGradients);
    const given = [...gradients].filter(([, tensor]) => tensor !== null).map(([name]) => name);
    if (given.length === 0) return;
    const { optimizer, memory, names } = this.#over(given, tensorsOf(gradients));
    const variables = names.map(variableNamed);
    this.#takeSums(variables);
    const params = variables.map((variable) => memory.parameter(variable));
    // A gradient may be a variable itself, or the gradient of two variables.
    const read = new Set<object>(variables.map(({ dataId }) => dataId));
    const grads = names.map((name) => {
      const tensor = gradients.get(name) ?? null;
      if (tensor === null) return null;
      const values = memory.gradient(tensor);
      const isShared = read.has(tensor.dataId);
      read.add(tensor.dataId);
      return isShared || this.#settings.clipValue !== null ? values.slice() : values;
    });
    const count = this.#settings.accumulationSteps;
    if (count > 1) this.#sums ??= new GradientSums(count);
    const summed = this.#sums === null ? grads : this.#sums.add(names, grads);
    if (summed !== null) {
      this.#step(optimizer, params, summed, count);
      memory.commit(variables, params);
      this.#sums?.clear();
    }
    this.incrementIterations();
  }

  /** Continues with loaded sums. @throws InvalidArgumentError if they are not those of the variables */
  #takeSums(variables: readonly Variable[]): void {
    if (this.#loadedSums === null) return;
    const sums = sumsOfVariables(this.#loadedSums, variables);
    this.#sums = new GradientSums(this.#settings.accumulationSteps);
    this.#sums.load(sums);
    this.#loadedSums = null;
  }

  /** The sums of an update that is not complete, with the names of the state. */
  #saveSums(): SavedSums | null {
    if (this.#loadedSums !== null) return this.#loadedSums.accumulated;
    const saved = this.#sums?.save() ?? null;
    return saved === null || this.#inner === null ? null : withPlainNames(saved, this.#inner.names);
  }

  #step(
    optimizer: RuleOptimizer,
    params: readonly Float32Array[],
    grads: readonly (Float32Array | null)[],
    gradScale: number,
  ): void {
    const { clipNorm, clipValue } = this.#settings;
    optimizer.replaceParams(params);
    if (clipValue !== null) optimizer.clipGradValue(clipValue * gradScale, { grads });
    stepClipped(optimizer, { grads, gradScale, clipNorm });
  }

  /**
   * Changes the variables to the values to evaluate and to save, which differ from the trained ones only with Schedule-Free
   * rules. Does nothing before the first update.
   */
  eval(): void {
    this.#switch((optimizer) => optimizer.eval());
  }

  /** Changes the variables back to the values to train. Training starts with these. */
  train(): void {
    this.#switch((optimizer) => optimizer.train());
  }

  #switch(change: (optimizer: RuleOptimizer) => void): void {
    this.#guard.during(() => {
      if (this.#inner === null) return;
      const { optimizer, memory, names } = this.#over([], []);
      const variables = names.map(variableNamed);
      const params = variables.map((variable) => memory.parameter(variable));
      optimizer.replaceParams(params);
      change(optimizer);
      memory.commit(variables, params);
    });
  }

  /**
   * The optimizer over all known variables and the given ones, in the memory of the current backend.
   * @param tensors The gradients, which are moved to that backend.
   */
  #over(given: readonly string[], tensors: readonly Tensor[]): Inner {
    const memory = currentMemory();
    const before = this.#inner;
    const isKnown = before !== null && given.every((name) => before.names.includes(name));
    const names = isKnown ? before.names : [...new Set([...(before?.names ?? []), ...given])];
    const variables = names.map(variableNamed);
    for (const [i, shape] of (before?.shapes ?? []).entries()) {
      const { shape: now } = variables[i] as Variable;
      if (`[${now}]` !== shape)
        throw new InvalidArgumentError(`the shape of variable ${names[i]}`, now, `${shape}, as before`);
    }
    memory.prepare(variables, tensors);
    const isCurrent =
      before?.memory === memory &&
      before.engine === engineFor(memory) &&
      before.generation === memory.generation();
    if (isKnown && isCurrent) return before;
    const state = before === null ? this.#pendingState : this.#save(before, variables);
    const inner = this.#create(memory, names, variables);
    if (state === null) {
      // Before the first update, the values to train and to evaluate are the same.
      inner.optimizer.train();
    } else {
      try {
        inner.optimizer.loadStateDict(mergeState(inner.optimizer.stateDict(), state));
      } catch (error) {
        inner.optimizer.dispose();
        throw error;
      }
    }
    before?.optimizer.dispose();
    this.#pendingState = null;
    this.#inner = inner;
    return inner;
  }

  /** The state, even if the memory that holds it has grown. */
  #save({ optimizer, memory, names }: Inner, variables: readonly Variable[]): OptimizerState {
    const own = names.map((name) => variables.find((variable) => variable.name === name) as Variable);
    optimizer.replaceParams(own.map((variable) => memory.parameter(variable).slice()));
    return optimizer.stateDict();
  }

  #create(memory: VariableMemory, names: readonly string[], variables: readonly Variable[]): Inner {
    const options = { ...this.#options, memory: "caller" as const };
    const plain = plainNames(names);
    const params = variables.map((variable, i) => ({
      name: plain[i] as string,
      shape: variable.shape,
      values: new Float32Array(variable.size),
    }));
    const engine = engineFor(memory);
    try {
      const optimizer =
        engine === null
          ? new WasmOptimizer(this.#rule as Rule, params, options)
          : new RuleOptimizer(this.#rule as Rule, params, options, engine);
      // Creating it may have grown the memory.
      optimizer.replaceParams(variables.map((variable) => memory.parameter(variable)));
      const shapes = variables.map(({ shape }) => `[${shape}]`);
      return { optimizer, memory, engine, generation: memory.generation(), names, shapes };
    } catch (error) {
      if (error instanceof InvalidArgumentError) throw withVariableName(error, names);
      if (engine === null || !(error instanceof ModuleLoadError)) throw error;
      const copies = fallBackToCopies(
        `the kernels can't run in the memory of this backend: ${error.message}`,
      );
      return this.#create(copies, names, variables);
    }
  }

  /**
   * Everything needed to continue after an update, with the names of the variables: see `Optimizer.stateDict` of
   * @anneal/core. The gradients of an update that is not complete (`accumulationSteps`) are only in `getWeights`.
   */
  stateDict(): OptimizerState {
    this.#guard.use();
    if (this.#inner !== null) return this.#save(this.#inner, this.#inner.names.map(variableNamed));
    if (this.#pendingState !== null) return this.#pendingState;
    throw new InvalidArgumentError(
      "stateDict",
      undefined,
      "called after the first update: there is no state yet",
    );
  }

  /**
   * Continues from a state. If no variable is known yet, it is checked and applied at the first update.
   * @throws InvalidArgumentError; nothing is changed then
   */
  loadStateDict(state: OptimizerState): void {
    this.#guard.during(() => {
      const step = savedStep(state);
      if (this.#inner === null) this.#pendingState = state;
      else this.#over([], []).optimizer.loadStateDict(state);
      this.iterations_ = (this.#inner?.optimizer.stepCount ?? step) * this.#settings.accumulationSteps;
      this.#sums = null;
      this.#loadedSums = null;
    });
  }

  /**
   * The state as tensors, which `model.save(handler, { includeOptimizer: true })` writes. They belong to the optimizer, which
   * disposes of them in the next call and in `dispose`.
   */
  override async getWeights(): Promise<NamedTensor[]> {
    const iterations = await this.saveIterations();
    const state = this.#inner === null && this.#pendingState === null ? null : this.stateDict();
    const weights = [
      iterations,
      ...(state === null ? [] : stateToTensors({ state, accumulated: this.#saveSums() })),
    ];
    this.#disposeWeights();
    this.#weights = weights;
    return weights;
  }

  #disposeWeights(): void {
    for (const { tensor } of this.#weights) tensor.dispose();
    this.#weights = [];
  }

  /** @throws InvalidArgumentError for tensors that do not come from `getWeights` */
  override async setWeights(weights: NamedTensor[]): Promise<void> {
    const rest = await this.extractIterations(weights);
    if (rest.length === 0) return;
    const iterations = this.iterations_;
    const { state, accumulated } = await stateFromTensors(rest);
    const { accumulationSteps } = this.#settings;
    if (accumulated !== null && accumulated.calls >= accumulationSteps) {
      const expected = `below accumulationSteps: ${accumulationSteps}`;
      throw new InvalidArgumentError("weights.accumulated.calls", accumulated.calls, expected);
    }
    this.loadStateDict(state);
    if (accumulated !== null)
      this.#loadedSums = { accumulated, names: state.params.map(({ name }) => name as string) };
    this.iterations_ = iterations;
  }

  /** The options as JSON. @throws InvalidArgumentError for a function that is not a schedule of anneal */
  override getConfig(): serialization.ConfigDict {
    this.#guard.use();
    const { clipNorm, clipValue, accumulationSteps } = this.#settings;
    return optionsToConfig({
      ...this.#options,
      ...(clipNorm === null ? {} : { clipNorm }),
      ...(clipValue === null ? {} : { clipValue }),
      ...(accumulationSteps === 1 ? {} : { accumulationSteps }),
    }) as unknown as serialization.ConfigDict;
  }

  /** Called by `tf.serialization` to create an optimizer from a configuration. */
  static override fromConfig<T extends serialization.Serializable>(
    type: serialization.SerializableConstructor<T>,
    config: serialization.ConfigDict,
  ): T {
    return new (type as unknown as new (options: object) => T)(configToOptions(config));
  }

  /** Frees the state. Any other use afterwards throws FreedError. */
  override dispose(): void {
    this.#inner?.optimizer.dispose();
    this.#inner = null;
    this.#pendingState = null;
    this.#sums = null;
    this.#loadedSums = null;
    this.#disposeWeights();
    this.#guard.free();
  }
}

/** The engine for a memory. Until the kernels are loaded, TypeScript updates the same arrays. */
function engineFor({ engine }: VariableMemory): Engine | null {
  return engine === null || engineInfo("optimizers").engine === "host" ? null : engine;
}
