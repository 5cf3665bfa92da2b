/** Everything of an optimizer but what it shows: its memory, its count and mode, and which call is changing it. */
import { FreedError, ReentrantCallError } from "../errors.js";
import type { GroupPart } from "./create-groups.js";
import type { Engine } from "./engine.js";
import { InterruptedUpdateError } from "./errors.js";
import { OptimizerMemory } from "./optimizer-memory.js";
import type { CheckedGroup, Settings } from "./options.js";
import { StepRequest } from "./step-options.js";

/** What the parts of a call share. The functions that make steps and change gradients work on it. */
export class OptimizerCore {
  /** How many updates were made. */
  stepCount = 0;
  mode: "train" | "eval";
  /** The rate of each group at the last step. Reports show it, so it is replaced when a rate changes, not filled. */
  rates: readonly number[] = [];
  /** The only group, where a function gives its rate: each report then has a list of its own instead of `rates`. */
  onlyRate: { readonly rate: number } | null = null;
  /** How many gradients were added up for the next step. */
  accumulated = 0;
  /** Null once it is disposed. */
  #memory: OptimizerMemory | null = new OptimizerMemory();
  /** What a call without options asks. */
  #plainRequest = new StepRequest([]);
  /** Filled anew by each call with options. */
  #request = new StepRequest([]);
  /** Whether a call that changes something runs: what it calls of the caller's must not change it, too. */
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
    const memory = this.useToLoad();
    if (this.#interruption !== null) throw this.#interruption;
    return memory;
  }

  /** The memory for a call that replaces the state. @throws FreedError */
  useToLoad(): OptimizerMemory {
    if (this.#memory === null) throw new FreedError(this.#name);
    return this.#memory;
  }

  /**
   * The memory for a call that changes it; `end` follows.
   * @throws FreedError, InterruptedUpdateError or ReentrantCallError
   */
  begin(): OptimizerMemory {
    this.use();
    return this.beginToLoad();
  }

  /** `begin` for a call that replaces the state. @throws FreedError or ReentrantCallError */
  beginToLoad(): OptimizerMemory {
    const memory = this.useToLoad();
    if (this.#isBusy) throw new ReentrantCallError(this.#name);
    this.#isBusy = true;
    return memory;
  }

  end(): void {
    this.#isBusy = false;
  }

  /** Values were partly changed. @returns The error to throw, which most calls throw from then on until `resume` */
  interrupt(cause: unknown): InterruptedUpdateError {
    this.#interruption = new InterruptedUpdateError(this.#name, cause);
    return this.#interruption;
  }

  /** The state was replaced, and whatever interrupted an update is over. */
  resume(): void {
    this.#interruption = null;
  }

  get #name(): string {
    return `this ${this.settings.rule.name}`;
  }

  /** The request that the options of a call are read into. */
  requestFor(options: object | undefined): StepRequest {
    return options === undefined ? this.#plainRequest : this.#request;
  }

  /** Adds groups that were checked. @throws OutOfMemoryError; nothing is changed */
  add(checked: readonly CheckedGroup[]): void {
    const memory = this.use();
    memory.add(this.engine, this.settings, checked);
    const lengths = memory.params.map(({ length }) => length);
    const before = this.#plainRequest;
    this.#plainRequest = new StepRequest(lengths, before);
    this.#request = new StepRequest(lengths, before);
    this.rates = memory.groups.map((_, i) => this.rates[i] ?? 0);
  }

  /** Leaves a parameter out of every step, or no longer. */
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

  /** Frees the memory; the second time does nothing. */
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
