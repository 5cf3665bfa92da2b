/** The internal state of an optimizer: its memory, count and mode, and the guard against reentrant calls. */
import { FreedError, ReentrantCallError } from "../errors.js";
import type { GroupPart } from "./create-groups.js";
import type { Engine } from "./engine.js";
import { InterruptedUpdateError } from "./errors.js";
import { OptimizerMemory } from "./optimizer-memory.js";
import type { CheckedGroup, Settings } from "./options.js";
import { StepRequest } from "./step-options.js";

/** The state shared by the parts of a call. The functions that make steps and change gradients work on it. */
export class OptimizerCore {
  /** The number of updates made. */
  stepCount = 0;
  mode: "train" | "eval";
  /** The rate of each group at the last step. Reports expose it, so it is replaced instead of overwritten. */
  rates: readonly number[] = [];
  /** The only group, if a function provides its rate: each report then has its own list instead of `rates`. */
  onlyRate: { readonly rate: number } | null = null;
  /** The number of gradients accumulated for the next step. */
  accumulated = 0;
  /** The groups and their arrays; null after `dispose`. */
  #memory: OptimizerMemory | null = new OptimizerMemory();
  /** The request of a call without options. */
  #plainRequest = new StepRequest([]);
  /** Refilled by each call with options. */
  #request = new StepRequest([]);
  /** Whether a changing call is in progress; the caller's functions that it calls must not change the optimizer. */
  #isBusy = false;
  /** Why the values may be partly updated; null: they are not. */
  #interruption: InterruptedUpdateError | null = null;

  constructor(
    readonly engine: Engine,
    readonly settings: Settings,
    groups: readonly CheckedGroup[],
  ) {
    this.mode = groups.some(({ rule }) => rule.modes !== null) ? "eval" : "train";
    this.add(groups);
  }

  /** @throws FreedError or InterruptedUpdateError */
  use(): OptimizerMemory {
    const memory = this.#allocated();
    if (this.#interruption !== null) throw this.#interruption;
    return memory;
  }

  /**
   * The memory for a call that replaces the state.
   * @throws FreedError, or InterruptedUpdateError while another thread may still write values of an interrupted update
   */
  useToLoad(): OptimizerMemory {
    const memory = this.#allocated();
    if (this.#interruption === null || memory.awaitThreads()) return memory;
    throw new InterruptedUpdateError(this.#name, this.#interruption.cause, true);
  }

  #allocated(): OptimizerMemory {
    if (this.#memory === null) throw new FreedError(this.#name);
    return this.#memory;
  }

  /**
   * The memory for a changing call; `end` must follow.
   * @throws FreedError, InterruptedUpdateError or ReentrantCallError
   */
  begin(): OptimizerMemory {
    this.use();
    return this.beginToLoad();
  }

  /** `begin` for a call that replaces the state. @throws FreedError, InterruptedUpdateError or ReentrantCallError */
  beginToLoad(): OptimizerMemory {
    const memory = this.useToLoad();
    if (this.#isBusy) throw new ReentrantCallError(this.#name);
    this.#isBusy = true;
    return memory;
  }

  end(): void {
    this.#isBusy = false;
  }

  /** Makes a whole changing call. @throws FreedError, InterruptedUpdateError or ReentrantCallError */
  change<Result>(act: (memory: OptimizerMemory) => Result): Result {
    const memory = this.begin();
    try {
      return act(memory);
    } finally {
      this.end();
    }
  }

  /** Values were partly changed. @returns The error to throw; most calls throw it from then on until `resume` */
  interrupt(cause: unknown): InterruptedUpdateError {
    this.#interruption = new InterruptedUpdateError(this.#name, cause);
    return this.#interruption;
  }

  /** The state was replaced, which ends an interruption. */
  resume(): void {
    this.#interruption = null;
  }

  get #name(): string {
    return `this ${this.settings.rule.name}`;
  }

  /** The request for the options of a call. */
  requestFor(options: object | undefined): StepRequest {
    return options === undefined ? this.#plainRequest : this.#request;
  }

  /** Adds checked groups. @throws OutOfMemoryError; nothing has changed */
  add(checked: readonly CheckedGroup[]): void {
    const memory = this.use();
    memory.add(this.engine, this.settings, checked);
    const params = memory.parts.flatMap(({ core }) => core.params);
    const before = this.#plainRequest;
    this.#plainRequest = new StepRequest(params, before);
    this.#request = new StepRequest(params, before);
    this.rates = memory.groups.map((_, i) => this.rates[i] ?? 0);
  }

  /** Excludes a parameter from every step, or includes it again. */
  setFrozen(index: number, frozen: boolean): void {
    this.#plainRequest.setFrozen(index, frozen);
    this.#request.setFrozen(index, frozen);
  }

  /** Reads the hyper-parameters of the next update. @throws InvalidArgumentError */
  readHyper({ parts }: OptimizerMemory): void {
    for (let i = 0; i < parts.length; i++) {
      const { core } = parts[i] as GroupPart;
      if (!core.readHyper(this.stepCount)) continue;
      this.onlyRate = parts.length === 1 && core.isRateScheduled ? core : null;
      const { index } = core.whole;
      if (this.onlyRate === null && core.rate !== this.rates[index])
        this.rates = replaced(this.rates, index, core.rate);
    }
  }

  /** Frees the memory; the second call does nothing. */
  dispose(): void {
    this.#memory?.release();
    this.#memory = null;
  }
}

function replaced(values: readonly number[], index: number, value: number): readonly number[] {
  const copy = [...values];
  copy[index] = value;
  return copy;
}
