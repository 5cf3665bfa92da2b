/// <reference lib="esnext.disposable" preserve="true" />
/** An optimizer with any rule, on any engine: steps, clipping, groups, saving and loading. */

import { Fields } from "../arguments.js";
import { showInConsole } from "../console-form.js";
import { makeDisposable } from "../disposable.js";
import { InvalidArgumentError } from "../errors.js";
import { accumulateGradients, clipGradients, limitGradients, refuseCaller } from "./change-gradients.js";
import type { Engine } from "./engine.js";
import type { ParameterGroup } from "./group.js";
import { hostEngine } from "./host/host-engine.js";
import { type CheckedState, checkState } from "./load-state.js";
import { FOUND_INF, makeStep, type StepReport, UPDATED } from "./make-step.js";
import { OptimizerCore } from "./optimizer-core.js";
import { announceLoads, type LoadTarget, type OptimizerEvents } from "./optimizer-events.js";
import type { OptimizerMemory } from "./optimizer-memory.js";
import {
  type GroupSource,
  type OptimizerOptions,
  type ParameterSources,
  readAddedGroup,
  readGroups,
  readSettings,
} from "./options.js";
import type { ArrayOf, ParameterDtype } from "./parameter-array.js";
import { isRule, type Rule } from "./rule/rule.js";
import { type OptimizerState, type StateOptions, saveState } from "./state.js";
import type { ClipOptions, GradientOptions, StepOptions } from "./step-options.js";
import { UntrainedCopies } from "./untrained-copies.js";

/**
 * Updates parameters by a rule: one of this library's, or one created by `defineRule`. The classes `AdamW`, `SGD` and
 * so on are optimizers with a fixed rule.
 *
 * ```ts
 * const optimizer = new Optimizer(adamw, [weights, biases], { lr: 1e-3 });
 * optimizer.grads[0].set(gradient);
 * optimizer.step();
 * optimizer.params[0]; // the updated weights
 * ```
 */
export class Optimizer<R extends Rule = Rule, Dtype extends ParameterDtype = "float32"> {
  declare readonly [Symbol.dispose]: () => void;

  static {
    makeDisposable(Optimizer.prototype, function () {
      this.dispose();
    });
    showInConsole(Optimizer.prototype, function () {
      const { engine, stepCount, groups } = this;
      const { names } = this;
      const params = this.#core
        .use()
        .params.map((array, i) => `${names[i]}: ${array.constructor.name}(${array.length})`);
      return { engine, stepCount, params, groups };
    });
  }

  readonly #core: OptimizerCore;
  readonly #events: OptimizerEvents;
  readonly #copies: UntrainedCopies;

  /**
   * @param engine The engine. Default: TypeScript.
   * @throws InvalidArgumentError or OutOfMemoryError
   */
  constructor(
    rule: R,
    params: ParameterSources<R, Dtype>,
    options: OptimizerOptions<R> = {} as OptimizerOptions<R>,
    engine: Engine = hostEngine,
  ) {
    if (!isRule(rule))
      throw new InvalidArgumentError("rule", rule, "an update rule, such as the result of defineRule");
    const settings = readSettings(rule, options);
    const groups = readGroups(settings, params);
    this.#core = new OptimizerCore(engine, settings, groups);
    const copies = settings.memory === "resident" && !settings.hasMemory;
    const hasArrays = groups.some((group) => group.params.some(({ source }) => source !== null));
    this.#copies = new UntrainedCopies(rule.name, copies && hasArrays);
    this.#events = announceLoads(this, loadTarget(this.#core));
  }

  /** The engine: TypeScript or WebAssembly. The results have the same bits. */
  get engine(): "host" | "wasm" {
    this.#core.use();
    return this.#core.engine.name;
  }

  /** The rule of groups without their own rule. */
  get rule(): R {
    return this.#core.settings.rule as R;
  }

  /**
   * The parameters over the groups in order. Resident: views of the optimizer's memory that stay valid until `dispose`;
   * a model reads and writes them. With `memory: "caller"`: the arrays that were given. Parameters with a `dtype` are arrays of
   * 16-bit numbers.
   */
  get params(): readonly ArrayOf<Dtype>[] {
    this.#copies.read();
    return this.#core.use().params as readonly ArrayOf<Dtype>[];
  }

  /** The gradients, views like `params`; the model writes them before each step. Empty with `memory: "caller"`. */
  get grads(): readonly ArrayOf<Dtype>[] {
    this.#copies.read();
    return this.#core.use().grads as readonly ArrayOf<Dtype>[];
  }

  /**
   * Copies of the float32 values of the parameters: the parameters themselves, or the values from which parameters of
   * 16-bit numbers are rounded.
   */
  masterParams(): readonly Float32Array[] {
    const memory = this.#core.use();
    memory.assertAttached();
    return memory.parts.flatMap(({ core }) =>
      core.params.map((_, i) => Float32Array.from(core.storage.master(i))),
    );
  }

  /** The names of the parameters: the given ones, otherwise their index. */
  get names(): readonly string[] {
    return this.#core.use().names;
  }

  /** The groups; their hyper-parameters can be set. */
  get groups(): readonly ParameterGroup<R>[] {
    return this.#core.use().groups as unknown as readonly ParameterGroup<R>[];
  }

  /** The number of updates made, which is also the number of the next one: its rate is `lr(stepCount)`. */
  get stepCount(): number {
    return this.#core.stepCount;
  }

  /** Whether the parameters are in training or in evaluation form; see `train`. */
  get mode(): "train" | "eval" {
    return this.#core.mode;
  }

  /**
   * Makes one update from the gradients, which must not share elements. A parameter without a gradient (null in
   * `grads`, or listed in `skip`) is not updated: it isn't decayed, and its bias correction doesn't advance.
   * @throws InvalidArgumentError, NonFiniteGradientError or FreedError, before anything changes.
   */
  step(options?: StepOptions): StepReport {
    const core = this.#core;
    const outcome = makeStep(core, options, this.#copies);
    // Made here, not by a function: engines inline this method where it is called, and leave out a report that nothing reads.
    const stepped = outcome === UPDATED;
    const skipped = stepped ? null : outcome === FOUND_INF ? "foundInf" : "nonFinite";
    const parameter = outcome < 0 ? null : outcome;
    const step = stepped ? core.stepCount - 1 : core.stepCount;
    const { rates, onlyRate } = core;
    if (onlyRate === null) return { stepped, skipped, parameter, step, lr: rates };
    return { stepped, skipped, parameter, step, lr: [onlyRate.rate] };
  }

  /**
   * Scales all gradients in place, the given or the resident ones, so that their joint norm is at most `maxNorm`; see
   * the function `clipGradNorm`. With a scaled loss, pass `maxNorm * gradScale`.
   * @returns The norm before clipping, a float32.
   */
  clipGradNorm(maxNorm: number, options?: ClipOptions): number {
    return clipGradients(this.#core, maxNorm, options);
  }

  /**
   * Clips every element of the gradients in place, the given or the resident ones, to `-maxValue ... maxValue`, like
   * torch.nn.utils.clip_grad_value_. NaN stays.
   */
  clipGradValue(maxValue: number, options?: ClipOptions): void {
    limitGradients(this.#core, maxValue, options);
  }

  /**
   * Adds gradients to the resident ones, for an update from several batches: `step()` without gradients makes it. The first
   * call after a step, made or skipped, after `zeroGrad` and after `loadStateDict` replaces what is there. For the
   * mean, pass the number of batches to `step` as `gradScale`. The resident gradients hold the sums and can't be given.
   * @returns The number of accumulated gradients since the last step.
   */
  accumulate(options: GradientOptions): number {
    return accumulateGradients(this.#core, options);
  }

  /**
   * The averages of the parameters, views like `params`; see the option `ema`.
   * @throws InvalidArgumentError without that option
   */
  emaParams(): readonly Float32Array[] {
    const { parts } = this.#core.use();
    if (this.#core.settings.emaDecay === null)
      throw new InvalidArgumentError("ema", undefined, "given as { decay } when the optimizer is created");
    return parts.flatMap(({ ema }) => ema?.params ?? []);
  }

  /**
   * Replaces the parameter arrays by others of the same lengths, with the values to continue from. Needed if the
   * buffers of the original arrays are detached, for example after a WebAssembly memory has grown. Only with `memory:
   * "caller"`.
   * @throws InvalidArgumentError; nothing has changed
   */
  replaceParams(params: readonly ArrayOf<Dtype>[]): void {
    this.#core.change((memory) => memory.replaceParams(params, () => this.#core.use()));
  }

  /** Sets the resident gradients to 0. */
  zeroGrad(): void {
    this.#core.change(({ grads }) => {
      refuseCaller(this.#core, "zeroGrad");
      for (const grad of grads) grad.fill(0);
      this.#core.accumulated = 0;
    });
  }

  /**
   * Adds a group of parameters, with its own hyper-parameters and optionally its own rule, in its own memory. It is
   * updated from the next step on.
   * @returns The group.
   * @throws InvalidArgumentError or OutOfMemoryError; nothing has changed
   */
  addGroup(group: GroupSource<R, Dtype>): ParameterGroup<R> {
    const core = this.#core;
    const index = core.change(({ groups: { length }, parts }) => {
      const before = parts.flatMap((part) => part.core.params);
      core.add(readAddedGroup(core.settings, group, before));
      return length;
    });
    return this.groups[index] as ParameterGroup<R>;
  }

  /**
   * Excludes parameters from every step until `thaw`: they are not updated or decayed, and their counts do not advance.
   * @throws InvalidArgumentError
   */
  freeze(...names: readonly string[]): void {
    this.#setFrozen(names, true);
  }

  /** Includes frozen parameters in updates again. @throws InvalidArgumentError */
  thaw(...names: readonly string[]): void {
    this.#setFrozen(names, false);
  }

  #setFrozen(names: readonly string[], frozen: boolean): void {
    this.#core.change(({ names: known }) => {
      const indices = names.map((name) => {
        const index = known.indexOf(name);
        if (index < 0) throw new InvalidArgumentError("name", name, "the name of a parameter");
        return index;
      });
      for (const index of indices) this.#core.setFrozen(index, frozen);
    });
  }

  /**
   * Switches the parameters to their form for training. Rules with only one form ignore it. An optimizer with a
   * Schedule-Free group starts in mode `"eval"`, in which `step` throws.
   */
  train(): void {
    this.#switchMode("train");
  }

  /** Switches the parameters to their form for evaluation and saving. */
  eval(): void {
    this.#switchMode("eval");
  }

  #switchMode(mode: "train" | "eval"): void {
    const core = this.#core;
    core.change((memory) => {
      if (mode === core.mode || memory.parts.every(({ modes }) => modes === null)) return;
      core.readHyper(memory);
      core.use().assertAttached();
      try {
        for (const { modes } of memory.parts) modes?.switchTo(mode);
      } catch (cause) {
        throw core.interrupt(cause);
      }
      core.mode = mode;
    });
  }

  /**
   * The slots and counts, the carried numbers and the hyper-parameters.
   * @param options Whether the arrays are copies, which is the default, or views.
   */
  stateDict(options: StateOptions = {}): OptimizerState {
    this.#core.use();
    const copy = new Fields("stateDict", "options", options, ["copy"]).flag("copy", true);
    // Again: a getter of the options may have freed it.
    return stateOf(this.#core, this.#core.use(), copy);
  }

  /**
   * Throws what `loadStateDict` throws for a state that does not fit, and changes nothing.
   * @throws InvalidArgumentError
   */
  checkStateDict(state: OptimizerState): void {
    this.#checkState(state);
  }

  /**
   * Continues from a saved state: slots, counts and hyper-parameters are replaced, as in PyTorch, except that a group
   * whose rate is a function keeps it. Parameters are not part of the state. Schedulers over this optimizer follow:
   * they move to the step of the new count and write its values.
   * @throws InvalidArgumentError if anything does not fit, before anything changes.
   */
  loadStateDict(state: OptimizerState): void {
    const core = this.#core;
    const memory = core.beginToLoad();
    try {
      const { step, mode, apply } = this.#checkState(state);
      apply();
      for (const { update } of memory.parts) update.settle();
      core.stepCount = step;
      core.mode = mode;
      core.accumulated = 0;
      core.resume();
      this.#events.stateLoaded(step);
    } finally {
      core.end();
    }
  }

  #checkState(state: OptimizerState): CheckedState {
    const core = this.#core;
    const { wholes: groups, shared } = core.useToLoad();
    const check = () => core.useToLoad().assertAttached();
    check();
    return checkState(state, { maximize: core.settings.maximize, groups, shared, isEven: false, check });
  }

  /**
   * Frees the memory. The second call does nothing; any other use afterwards throws FreedError. Views of `params` and
   * `grads` become invalid: in WebAssembly they are empty, in TypeScript they keep their values until they are
   * collected. Copy what you still need before. With `memory: "caller"` your parameters are not affected.
   */
  dispose(): void {
    this.#core.dispose();
  }
}

function stateOf(
  { stepCount: step, mode, settings: { maximize } }: OptimizerCore,
  memory: OptimizerMemory,
  copy: boolean,
): OptimizerState {
  memory.assertAttached();
  return saveState({ step, mode, maximize, groups: memory.wholes, shared: memory.shared }, copy);
}

function loadTarget(core: OptimizerCore): LoadTarget {
  return {
    get groups() {
      return core.useToLoad().groups;
    },
    get params() {
      return core.useToLoad().params;
    },
    get state() {
      return stateOf(core, core.useToLoad(), false);
    },
  };
}
