/// <reference lib="esnext.disposable" preserve="true" />
/** Fused steps: one pass over the arrays of jax-js, between jitted gradients. */
import {
  InvalidArgumentError,
  Optimizer,
  type OptimizerState,
  type ParameterGroup,
  type Rule,
  type StepReport,
} from "@anneal/core";
import { isArray } from "@anneal/core/arguments";
import {
  announceLoads,
  CallGuard,
  makeDisposable,
  savedStep,
  stepClipped,
} from "@anneal/core/optimizer-engine";
import { engineInfo, ModuleLoadError } from "@anneal/wasm";
import { tree } from "@jax-js/jax";
import type { Tree } from "../transforms/types.js";
import { findMemory } from "./backend.js";
import { CopyingUpdater } from "./copies.js";
import { InPlaceUpdater } from "./in-place.js";
import {
  describeLeaves,
  type Layout,
  type Leaves,
  layoutOf,
  needLayout,
  readGradients,
  readLeaves,
} from "./leaves.js";
import {
  type CheckedOptions,
  type FusedOptions,
  type FusedStepOptions,
  readOptions,
  readStepOptions,
} from "./options.js";
import type { UpdateInfo, Updater } from "./updater.js";

/**
 * An optimizer with a rule of @anneal/core over the arrays of jax-js. `fusedAdamW(options)` and similar functions create one.
 *
 * ```ts
 * const optimizer = fusedAdamW({ lr: schedule, weightDecay: 0.01 });
 * const lossAndGradients = jit(valueAndGrad(loss));
 * for (const batch of batches) {
 *   const [value, gradients] = lossAndGradients(tree.ref(params), batch);
 *   params = optimizer.step(params, gradients);
 * }
 * ```
 *
 * The optimizer owns its state and changes it in place. Unlike a transformation, a step does not return a state and can't be
 * traced. Parameters are returned as new arrays, so other references to the old ones keep their values.
 */
export class FusedOptimizer<R extends Rule = Rule> {
  declare readonly [Symbol.dispose]: () => void;

  static {
    makeDisposable(FusedOptimizer.prototype, function () {
      this.dispose();
    });
  }

  readonly #rule: R;
  readonly #options: CheckedOptions;
  /** An optimizer of one number, which checks the options and holds the hyper-parameters. */
  readonly #settings: Optimizer;
  readonly #events = announceLoads(this);
  readonly #guard: CallGuard;
  #updater: Updater | null = null;
  #layout: Layout | null = null;
  /** A state that was loaded before the parameters were known. */
  #pendingState: OptimizerState | null = null;
  #report: StepReport | null = null;

  /** @throws InvalidArgumentError */
  constructor(rule: R, options: FusedOptions<R> = {} as FusedOptions<R>) {
    this.#options = readOptions(rule, options);
    this.#rule = rule;
    this.#guard = new CallGuard(`this ${rule.name}`);
    this.#settings = new Optimizer(rule as Rule, [{ shape: [1, 1] }], this.#options.rest);
  }

  /**
   * Updates parameters and returns the new ones. All steps need trees of the same structure.
   *
   * Consumes both trees, as jax-js functions do, unless it throws.
   * @param params A tree of float32 arrays.
   * @param gradients A tree like it.
   * @throws InvalidArgumentError, NonFiniteGradientError, OutOfMemoryError, ReentrantCallError or FreedError; nothing is
   * changed or consumed
   */
  step<Params extends Tree>(params: Params, gradients: Tree, options: FusedStepOptions = {}): Params {
    return this.#guard.during(() => {
      const leaves = this.#read(params);
      const { gradScale } = readStepOptions(options);
      const { arrays: given } = readGradients(params, leaves, gradients);
      const { clipNorm } = this.#options;
      const updater = this.#over(params, leaves);
      const { arrays, report } = updater.update(leaves.arrays, given, (optimizer, grads) =>
        stepClipped(optimizer, { grads, gradScale, clipNorm }),
      );
      this.#report = report;
      return tree.unflatten(leaves.definition, [...arrays]) as Params;
    });
  }

  /**
   * The parameters to evaluate and to save, which differ from the trained ones only with Schedule-Free rules. Consumes the
   * tree.
   */
  eval<Params extends Tree>(params: Params): Params {
    return this.#switch(params, (optimizer) => optimizer.eval());
  }

  /** The parameters to train, from those to evaluate. Consumes the tree. */
  train<Params extends Tree>(params: Params): Params {
    return this.#switch(params, (optimizer) => optimizer.train());
  }

  #switch<Params extends Tree>(params: Params, change: (optimizer: Optimizer) => void): Params {
    return this.#guard.during(() => {
      const leaves = this.#read(params);
      const { arrays } = this.#over(params, leaves).update(leaves.arrays, [], (optimizer) => {
        change(optimizer);
        return null;
      });
      return tree.unflatten(leaves.definition, [...arrays]) as Params;
    });
  }

  /** The number of updates so far, which is the index of the next one. */
  get stepCount(): number {
    return this.#updater?.optimizer.stepCount ?? this.#pendingState?.step ?? 0;
  }

  /** The report of the last step: whether it was skipped, and its rate. Null before the first step. */
  get report(): StepReport | null {
    return this.#report;
  }

  /** How arrays are updated. Null before the first step. */
  get updateInfo(): UpdateInfo | null {
    return this.#updater?.info ?? null;
  }

  /** One group with all parameters. Its hyper-parameters can be set, as in the optimizers of @anneal/core. */
  get groups(): readonly ParameterGroup<R>[] {
    return this.#settings.groups as unknown as readonly ParameterGroup<R>[];
  }

  /**
   * Everything needed to continue, besides the parameters, with copies of the moments. Every optimizer of anneal with the same
   * rule can load it.
   * @throws InvalidArgumentError before the first step
   */
  stateDict(): OptimizerState {
    this.#guard.use();
    if (this.#updater !== null) {
      const { optimizer } = this.#updater;
      copyHyper(this.#settings, optimizer);
      return optimizer.stateDict();
    }
    if (this.#pendingState !== null) return this.#pendingState;
    throw new InvalidArgumentError(
      "stateDict",
      undefined,
      "called after the first step: there is no state yet",
    );
  }

  /**
   * Continues from a state. Before the first step, the state is kept, and the first step checks it.
   * @throws InvalidArgumentError; nothing is changed then
   */
  loadStateDict(state: OptimizerState): void {
    this.#guard.during(() => {
      savedStep(state);
      if (this.#updater === null) this.#pendingState = state;
      else this.#load(this.#updater.optimizer, state);
    });
  }

  #load(optimizer: Optimizer, state: OptimizerState): void {
    copyHyper(this.#settings, optimizer);
    optimizer.loadStateDict(state);
    copyHyper(optimizer, this.#settings);
    this.#events.stateLoaded(state.step);
  }

  /** Frees the state. Any other use afterwards throws FreedError. */
  dispose(): void {
    this.#updater?.dispose();
    this.#updater = null;
    this.#pendingState = null;
    this.#settings.dispose();
    this.#guard.free();
  }

  #read(params: Tree): Leaves {
    const leaves = readLeaves("params", params);
    if (leaves.device === "webgpu")
      throw new InvalidArgumentError("params", "on webgpu", "on another device; use fuseOnWebGpu on webgpu");
    if (this.#layout !== null) needLayout(leaves, this.#layout);
    return leaves;
  }

  /** The updater of these parameters. */
  #over(params: Tree, leaves: Leaves): Updater {
    const updater = this.#updater ?? this.#create(params, leaves);
    if (this.#updater === null) {
      try {
        // Before the first update, the parameters to train and to evaluate are the same.
        if (this.#pendingState === null) updater.optimizer.train();
        else this.#load(updater.optimizer, this.#pendingState);
      } catch (error) {
        updater.dispose();
        throw error;
      }
      this.#pendingState = null;
      this.#layout = layoutOf(leaves);
      this.#updater = updater;
    }
    copyHyper(this.#settings, updater.optimizer);
    return updater;
  }

  #create(params: Tree, { arrays, device }: Leaves): Updater {
    const described = describeLeaves(params, arrays);
    const { rest } = this.#options;
    const memory =
      device === "wasm" ? findMemory() : `arrays on the device ${device} can't be updated in place`;
    const byCopies = (reason: string) => new CopyingUpdater(reason, device, this.#rule, described, rest);
    if (typeof memory === "string") return byCopies(memory);
    const { reason } = engineInfo("optimizers");
    if (reason !== null) return byCopies(reason);
    try {
      return new InPlaceUpdater(memory, this.#rule, described, rest);
    } catch (error) {
      if (!(error instanceof ModuleLoadError)) throw error;
      return byCopies(error.message);
    }
  }
}

/** Copies the hyper-parameters that differ from one optimizer's only group to another's. */
function copyHyper(from: Optimizer, to: Optimizer): void {
  const source = from.groups[0] as unknown as Record<string, unknown>;
  const target = to.groups[0] as unknown as Record<string, unknown>;
  for (const name of Object.keys(from.rule.hyper)) {
    if (!isSame(source[name], target[name])) target[name] = source[name];
  }
  if (source.initialLr !== null && source.initialLr !== target.initialLr) target.initialLr = source.initialLr;
}

function isSame(a: unknown, b: unknown): boolean {
  if (isArray(a) && isArray(b)) return a.every((each, i) => Object.is(each, b[i]));
  return Object.is(a, b);
}
