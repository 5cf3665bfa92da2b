/// <reference lib="esnext.disposable" preserve="true" />
/** An optimizer with any rule, over any engine: the step, clipping, groups, saving and loading. */
import { Fields, list, numberAtLeast } from "../arguments.js";
import { FreedError, InvalidArgumentError, ReentrantCallError } from "../errors.js";
import { addGradients, clipGradients, limitGradients } from "./change-gradients.js";
import { createGroups, type GroupPart } from "./create-groups.js";
import type { Arena, Engine } from "./engine.js";
import { float32Array } from "./float32.js";
import { assertUsable, findNonFinite } from "./gradient-checks.js";
import { checkMaxNorm } from "./gradient-norm.js";
import { type ParameterGroup, showGroup } from "./group.js";
import { hostEngine } from "./host/host-engine.js";
import { type CheckedState, checkState } from "./load-state.js";
import { announceLoads } from "./optimizer-events.js";
import {
  type GroupSource,
  type OptimizerOptions,
  type ParameterSources,
  readGroups,
  readSettings,
  type Settings,
} from "./options.js";
import { refuseOverlaps } from "./overlaps.js";
import { isRule, type Rule } from "./rule/rule.js";
import { SharedNumbers } from "./shared-numbers.js";
import { type OptimizerState, type StateOptions, saveState } from "./state.js";
import { type ClipOptions, type GradientOptions, type StepOptions, StepRequest } from "./step-options.js";
import { warnOfCopies } from "./untrained-copies.js";

/** What a step did. */
export interface StepReport {
  /** Whether the parameters were updated. */
  readonly stepped: boolean;
  /** Why they were not: the step was told `foundInf`, or the policy `nonFinite: "skip"` found a gradient. */
  readonly skipped: "foundInf" | "nonFinite" | null;
  /** The parameter whose gradient is not finite, with `skipped: "nonFinite"`. */
  readonly parameter: number | null;
  /** The number of this update, counted from 0. A skipped step doesn't count: the next one has the same number. */
  readonly step: number;
  /** The rate of each group. */
  readonly lr: readonly number[];
}

/** All that keeps the memory of an optimizer. */
interface OptimizerMemory {
  readonly arenas: readonly Arena[];
  readonly parts: readonly GroupPart[];
  readonly groups: readonly ParameterGroup[];
  readonly params: readonly Float32Array[];
  readonly grads: readonly Float32Array[];
}

/**
 * Updates parameters by a rule: one of this library's, or one made by `defineRule`. The classes `AdamW`, `SGD` and so on
 * are optimizers whose rule is chosen.
 *
 * ```ts
 * const optimizer = new Optimizer(adamw, [weights, biases], { lr: 1e-3 });
 * optimizer.grads[0].set(gradient);
 * optimizer.step();
 * optimizer.params[0]; // the updated weights
 * ```
 */
export class Optimizer<R extends Rule = Rule> {
  declare readonly [Symbol.dispose]: () => void;

  static {
    // Not every engine has the symbol.
    if (typeof Symbol.dispose === "symbol") {
      Object.defineProperty(Optimizer.prototype, Symbol.dispose, {
        value(this: Optimizer) {
          this.dispose();
        },
      });
    }
  }

  readonly #settings: Settings;
  readonly #engine: Engine;
  readonly #shared = new Map<Rule, SharedNumbers>();
  /** Those of the rules that share any. */
  #sharedNumbers: readonly SharedNumbers[] = [];
  /** How many phases an update has: between two of them the sums over all tensors are complete. */
  #phases = 1;
  /** Null once it is disposed. */
  #memory: OptimizerMemory | null;
  /** What a step is asked without options. */
  #plainRequest: StepRequest;
  #request: StepRequest;
  /** The rate of each group at the last step. Reports show it, so it is replaced when a rate changes, not filled. */
  #rates: readonly number[] = [];
  #stepCount = 0;
  #mode: "train" | "eval";
  readonly #events = announceLoads(this);
  /** Whether it copied arrays that were given, without being told to. */
  readonly #hasCopied: boolean;
  /** Whether anything has asked for `params` or `grads`. */
  #areViewsRead = false;
  /** How many gradients were added up for the next step. */
  #accumulated = 0;
  /** Whether a call that changes something runs: what it calls of the caller's must not change it, too. */
  #isBusy = false;

  /**
   * @param engine What computes. Default: TypeScript.
   * @throws InvalidArgumentError or OutOfMemoryError
   */
  constructor(
    rule: R,
    params: ParameterSources<R>,
    options: OptimizerOptions<R> = {} as OptimizerOptions<R>,
    engine: Engine = hostEngine,
  ) {
    if (!isRule(rule))
      throw new InvalidArgumentError("rule", rule, "an update rule, as defineRule makes them");
    this.#settings = readSettings(rule, options);
    this.#engine = engine;
    this.#memory = { arenas: [], parts: [], groups: [], params: [], grads: [] };
    this.#mode = rule.modes === null ? "train" : "eval";
    this.#plainRequest = new StepRequest([]);
    this.#request = new StepRequest([]);
    const groups = readGroups(this.#settings, params);
    const { memory, hasMemory } = this.#settings;
    const copies = memory === "resident" && !hasMemory;
    this.#hasCopied = copies && groups.some((group) => group.params.some(({ source }) => source !== null));
    this.#add(groups);
  }

  /** What computes: TypeScript or WebAssembly. The results are the same bits. */
  get engine(): "host" | "wasm" {
    this.#use();
    return this.#engine.name;
  }

  /** The rule of the groups that have none of their own. */
  get rule(): R {
    return this.#settings.rule as R;
  }

  /**
   * The parameters over the groups in order. Resident: views of the optimizer's memory that stay valid until `dispose`;
   * a model reads and writes them. With `memory: "caller"`: the arrays that were given.
   */
  get params(): readonly Float32Array[] {
    this.#areViewsRead = true;
    return this.#use().params;
  }

  /** The gradients, views like `params`: a model writes them before each step. Empty with `memory: "caller"`. */
  get grads(): readonly Float32Array[] {
    this.#areViewsRead = true;
    return this.#use().grads;
  }

  /** The names of the parameters: what they were given, else their index. */
  get names(): readonly string[] {
    return this.#use()
      .parts.flatMap(({ core }) => core.params)
      .map(({ name }, i) => name ?? String(i));
  }

  /** The groups; their hyper-parameters can be set. */
  get groups(): readonly ParameterGroup<R>[] {
    return this.#use().groups as unknown as readonly ParameterGroup<R>[];
  }

  /** How many updates were made, and so the number of the next one: its rate is `lr(stepCount)`. */
  get stepCount(): number {
    return this.#stepCount;
  }

  /** Whether the parameters are those to train on or those to evaluate; see `train`. */
  get mode(): "train" | "eval" {
    return this.#mode;
  }

  /**
   * Makes one update from the gradients, which must not share elements. A parameter without a gradient (null in `grads`,
   * or named by `skip`) is not updated: it isn't decayed, and its bias correction doesn't advance.
   * @throws InvalidArgumentError, NonFiniteGradientError or FreedError, before anything is changed.
   */
  step(options?: StepOptions): StepReport {
    const memory = this.#begin();
    const request = options === undefined ? this.#plainRequest : this.#request;
    try {
      if (options !== undefined) request.readStep(options);
      if (request.grads !== null) this.#noticeCopies();
      return this.#stepAsAsked(memory, request);
    } finally {
      request.release();
      this.#isBusy = false;
    }
  }

  #stepAsAsked(memory: OptimizerMemory, request: StepRequest): StepReport {
    const { parts } = memory;
    if (this.#mode === "eval")
      throw new InvalidArgumentError("step", "eval", 'made in mode "train": call train() first');
    this.#readHyper(parts);
    // After the options and the hyper-parameters: a getter or a function of the step may have freed or moved anything.
    this.#use();
    this.#assertAttached(memory);
    request.assertAttached();
    if (request.foundInf) return this.#report("foundInf", null);

    assertUsable(memory, request, this.#settings.memory === "caller");
    const refused = findNonFinite(parts, request, this.#settings.nonFinite);
    if (refused !== null) return this.#report("nonFinite", refused);
    for (let i = 0; i < parts.length; i++) {
      const { core, ema } = parts[i] as GroupPart;
      core.storage.take(request.grads);
      if (ema !== null && core.updates === 0) ema.begin();
    }
    this.#accumulated = 0;
    const factor = this.#settings.maximize ? -request.gradientFactor : request.gradientFactor;
    this.#update(parts, request, factor);
    const report = this.#report(null, null);
    this.#stepCount++;
    return report;
  }

  /** Gradients that are not of `params`, from the second step on, can be of the arrays that were copied only. */
  #noticeCopies(): void {
    if (this.#hasCopied && this.#stepCount > 0 && !this.#areViewsRead) warnOfCopies(this.#settings.rule.name);
  }

  #update(parts: readonly GroupPart[], request: StepRequest, factor: number): void {
    const shared = this.#sharedNumbers;
    for (let i = 0; i < shared.length; i++) (shared[i] as SharedNumbers).begin();
    for (let phase = 0; phase < this.#phases; phase++) {
      for (let i = 0; i < parts.length; i++) {
        (parts[i] as GroupPart).update.runPhase(phase, request, factor);
      }
    }
    for (let i = 0; i < parts.length; i++) {
      const { update, ema } = parts[i] as GroupPart;
      update.commit(request);
      if (ema !== null) ema.advance();
    }
    for (let i = 0; i < shared.length; i++) (shared[i] as SharedNumbers).commit();
  }

  #readHyper(parts: readonly GroupPart[]): void {
    for (let i = 0; i < parts.length; i++) {
      const { core } = parts[i] as GroupPart;
      core.readHyper(this.#stepCount);
      if (core.rate !== this.#rates[i]) this.#rates = replaced(this.#rates, i, core.rate);
    }
  }

  #assertAttached({ parts }: OptimizerMemory): void {
    for (let i = 0; i < parts.length; i++) (parts[i] as GroupPart).core.storage.assertAttached();
  }

  #report(skipped: StepReport["skipped"], parameter: number | null): StepReport {
    return { stepped: skipped === null, skipped, parameter, step: this.#stepCount, lr: this.#rates };
  }

  /**
   * Scales all gradients in place, the given ones or the resident, so that their joint norm is at most `maxNorm`; see
   * the function `clipGradNorm`. With a scaled loss, give `maxNorm * gradScale`.
   * @returns The norm before clipping, a float32.
   */
  clipGradNorm(maxNorm: number, options?: ClipOptions): number {
    let norm = 0;
    this.#onGradients(
      options,
      () => checkMaxNorm(maxNorm),
      (parts, request) => {
        norm = clipGradients(parts, maxNorm, request);
      },
    );
    return norm;
  }

  /** Does something to the gradients that are meant, once everything is checked. */
  #onGradients(
    options: ClipOptions | undefined,
    check: () => void,
    act: (parts: readonly GroupPart[], request: StepRequest) => void,
  ): void {
    const memory = this.#begin();
    const request = options === undefined ? this.#plainRequest : this.#request;
    try {
      check();
      if (options !== undefined) request.readGradients(options);
      this.#use();
      this.#assertAttached(memory);
      request.assertAttached();
      assertUsable(memory, request, this.#settings.memory === "caller");
      const { group } = request;
      const parts = group === null ? memory.parts : memory.parts.slice(group, group + 1);
      if (parts.length === 0)
        throw new InvalidArgumentError(
          "group",
          group,
          `the index of a group, 0 to ${memory.parts.length - 1}`,
        );
      act(parts, request);
    } finally {
      request.release();
      this.#isBusy = false;
    }
  }

  /**
   * Limits every element of the gradients in place, the given ones or the resident, to `-maxValue ... maxValue`, as
   * torch.nn.utils.clip_grad_value_. NaN stays.
   */
  clipGradValue(maxValue: number, options?: ClipOptions): void {
    this.#onGradients(
      options,
      () => numberAtLeast("maxValue", maxValue, 0),
      (parts, request) => limitGradients(parts, Math.fround(maxValue), request),
    );
  }

  /**
   * Adds gradients to the resident ones, for an update from several batches: `step()` without gradients makes it. The first
   * call after a step replaces what is there. A step is told the number of batches as `gradScale` for their mean.
   * @returns How many times gradients were added since the last step.
   */
  accumulate(options: GradientOptions): number {
    const { grads: own } = this.#use();
    this.#refuseCaller("accumulate");
    this.#onGradients(
      options,
      () => {},
      (_parts, request) => {
        addGradients(own, request, this.#accumulated === 0);
        this.#accumulated++;
      },
    );
    return this.#accumulated;
  }

  /**
   * The averages of the parameters, views like `params`; see the option `ema`.
   * @throws InvalidArgumentError without that option
   */
  emaParams(): readonly Float32Array[] {
    const { parts } = this.#use();
    if (this.#settings.emaDecay === null)
      throw new InvalidArgumentError("ema", undefined, "given when the optimizer is made, as { decay }");
    return parts.flatMap(({ ema }) => ema?.params ?? []);
  }

  /**
   * Takes other arrays for the parameters, of the same lengths and with the values to continue from: needed where the
   * arrays that were given are gone, as views of a WebAssembly memory are once it has grown. Only with `memory: "caller"`.
   * @throws InvalidArgumentError; nothing is changed
   */
  replaceParams(params: readonly Float32Array[]): void {
    const memory = this.#begin();
    try {
      const arrays = list("params", params, "Float32Arrays");
      const { length } = memory.params;
      if (arrays.length !== length)
        throw new InvalidArgumentError("params.length", arrays.length, `${length}, one for each parameter`);
      const lengths = memory.parts.flatMap(({ core }) => core.params.map((each) => each.length));
      const checked = arrays.map((each, i) => float32Array(`params[${i}]`, each, lengths[i] as number));
      refuseOverlaps(checked, (index) => `params[${index}]`);
      for (const { core } of memory.parts) {
        if (core.storage.replaceParams === null)
          throw new InvalidArgumentError("memory", "resident", '"caller" for replaceParams');
        core.storage.replaceParams(checked.slice(core.start, core.end));
      }
      this.#memory = { ...memory, params: Object.freeze(checked) };
    } finally {
      this.#isBusy = false;
    }
  }

  /** Sets the resident gradients to 0. */
  zeroGrad(): void {
    const { grads } = this.#use();
    this.#refuseCaller("zeroGrad");
    for (const grad of grads) grad.fill(0);
  }

  #refuseCaller(method: string): void {
    if (this.#settings.memory === "resident") return;
    throw new InvalidArgumentError(
      "memory",
      "caller",
      `"resident" for ${method}: there are no other gradients`,
    );
  }

  /**
   * Adds a group of parameters, with hyper-parameters and maybe a rule of its own, in memory of its own. It is updated
   * from the next step on.
   * @returns The group.
   * @throws InvalidArgumentError or OutOfMemoryError; nothing is changed
   */
  addGroup(group: GroupSource<R>): ParameterGroup<R> {
    const { groups, parts } = this.#use();
    if (this.#isBusy) throw new ReentrantCallError(`this ${this.#settings.rule.name}`);
    const checked = readGroups(
      this.#settings,
      [group],
      parts.flatMap(({ core }) => core.params),
    );
    this.#add(checked);
    return this.groups[groups.length] as ParameterGroup<R>;
  }

  /**
   * Leaves parameters out of every step until `thaw`: they are not updated, not decayed, and their counts stand still.
   * @throws InvalidArgumentError
   */
  freeze(...names: readonly string[]): void {
    this.#setFrozen(names, true);
  }

  /** Updates parameters again that were frozen. @throws InvalidArgumentError */
  thaw(...names: readonly string[]): void {
    this.#setFrozen(names, false);
  }

  #setFrozen(names: readonly string[], frozen: boolean): void {
    const known = this.names;
    const indices = names.map((name) => {
      const index = known.indexOf(name);
      if (index < 0) throw new InvalidArgumentError("name", name, "the name of a parameter");
      return index;
    });
    for (const index of indices) {
      this.#plainRequest.setFrozen(index, frozen);
      this.#request.setFrozen(index, frozen);
    }
  }

  /**
   * Turns the parameters into those to train on. Rules without such a difference ignore it; Schedule-Free ones begin in
   * mode `"eval"`, and refuse to step there.
   */
  train(): void {
    this.#switchMode("train");
  }

  /** Turns the parameters into those to evaluate and to save. */
  eval(): void {
    this.#switchMode("eval");
  }

  #switchMode(mode: "train" | "eval"): void {
    const memory = this.#begin();
    try {
      if (this.#settings.rule.modes === null || mode === this.#mode) return;
      this.#readHyper(memory.parts);
      this.#assertAttached(this.#use());
      for (const { modes } of memory.parts) modes?.switchTo(mode);
      this.#mode = mode;
    } finally {
      this.#isBusy = false;
    }
  }

  /**
   * The slots and counts, the carried numbers and the hyper-parameters.
   * @param options Whether the arrays are copies, which is the default, or views.
   */
  stateDict(options: StateOptions = {}): OptimizerState {
    const memory = this.#use();
    const copy = new Fields("stateDict", "options", options, ["copy"]).flag("copy", true);
    this.#assertAttached(memory);
    const owner = {
      step: this.#stepCount,
      mode: this.#mode,
      maximize: this.#settings.maximize,
      groups: memory.parts.map(({ core }) => core),
      shared: this.#shared,
    };
    return saveState(owner, copy);
  }

  /**
   * Throws what `loadStateDict` throws for a state that does not fit, and changes nothing.
   * @throws InvalidArgumentError
   */
  checkStateDict(state: OptimizerState): void {
    this.#checkState(this.#use(), state);
  }

  /**
   * Goes on from a saved state: slots, counts and hyper-parameters are replaced, as in PyTorch, except that a group
   * whose rate is a function keeps it. Parameters are not part of the state. Schedulers over this optimizer follow: they
   * go to the step of the new count and write its values.
   * @throws InvalidArgumentError when anything does not fit, before anything is changed.
   */
  loadStateDict(state: OptimizerState): void {
    const memory = this.#begin();
    try {
      const { step, mode, apply } = this.#checkState(memory, state);
      apply();
      for (const { update } of memory.parts) update.settle();
      this.#stepCount = step;
      this.#mode = mode;
      this.#events.stateLoaded(step);
    } finally {
      this.#isBusy = false;
    }
  }

  #checkState({ parts }: OptimizerMemory, state: OptimizerState): CheckedState {
    const check = () => this.#assertAttached(this.#use());
    check();
    const { maximize } = this.#settings;
    const groups = parts.map(({ core }) => core);
    return checkState(state, { maximize, groups, shared: this.#shared, isEven: false, check });
  }

  /**
   * Frees the memory. The second time does nothing; anything else afterwards is a FreedError. Views of `params` and
   * `grads` are not valid afterwards: in WebAssembly they are empty, in TypeScript they keep their values until they are
   * collected. Copy what is still needed before. With `memory: "caller"` the parameters are the caller's and stay as
   * they are.
   */
  dispose(): void {
    for (const arena of this.#memory?.arenas ?? []) arena.release();
    this.#memory = null;
  }

  #add(checked: Parameters<typeof createGroups>[2]): void {
    const { arenas, parts, groups, params, grads } = this.#use();
    for (const { rule } of checked) {
      if (!this.#shared.has(rule)) this.#shared.set(rule, new SharedNumbers(rule));
    }
    const added = createGroups(this.#engine, this.#settings, checked, parts, this.#shared);
    const cores = added.parts.map(({ core }) => core);
    this.#phases = Math.max(this.#phases, ...added.parts.map(({ update }) => update.phases));
    this.#sharedNumbers = [...this.#shared.values()].filter(
      ({ names }) => names.length > 0 || this.#phases > 1,
    );
    this.#memory = {
      arenas: [...arenas, added.arena],
      parts: [...parts, ...added.parts],
      groups: Object.freeze([...groups, ...cores.map(showGroup)]),
      params: Object.freeze([...params, ...cores.flatMap(({ storage }) => storage.params)]),
      grads: Object.freeze([...grads, ...cores.flatMap(({ storage }) => storage.grads)]),
    };
    const lengths = this.#memory.params.map(({ length }) => length);
    const before = this.#plainRequest;
    this.#plainRequest = new StepRequest(lengths, before);
    this.#request = new StepRequest(lengths, before);
    this.#rates = this.#memory.groups.map((_, i) => this.#rates[i] ?? 0);
  }

  /** The memory for a call that changes it and sets `#isBusy` back at its end. */
  #begin(): OptimizerMemory {
    const memory = this.#use();
    if (this.#isBusy) throw new ReentrantCallError(`this ${this.#settings.rule.name}`);
    this.#isBusy = true;
    return memory;
  }

  #use(): OptimizerMemory {
    if (this.#memory === null) throw new FreedError(`this ${this.#settings.rule.name}`);
    return this.#memory;
  }
}

function replaced(values: readonly number[], index: number, value: number): readonly number[] {
  const copy = [...values];
  copy[index] = value;
  return copy;
}
