/** The part that all schedulers over an optimizer share: counting updates, writing rates, saving and loading. */
import { Fields, flag, isRecord, wholeNumber } from "../arguments.js";
import { InvalidArgumentError, ReentrantCallError } from "../errors.js";
import { counterOf, groupsOf, type OpenGroup, type ScheduledOptimizer, type StepCounter } from "./groups.js";
import { type InitialLr, type InitialRate, initialRates, recordInitialRates } from "./initial-rates.js";
import type { Plan } from "./plan.js";
import {
  type LoadPolicy,
  readSchedulerState,
  refuseDifference,
  type SchedulerState,
} from "./scheduler-state.js";
import { Tracks } from "./tracks.js";

/** What an attempt to update came to: the report of our optimizers' `step`, or the same said by hand. */
export interface UpdateReport {
  /** Whether the parameters were updated. Default: true. */
  readonly stepped?: boolean;
  /** Whether, or why, they were not. Default: null. */
  readonly skipped?: boolean | string | null;
}

export interface SchedulerOptions {
  /**
   * What counts updates. `"optimizer"`: its own `stepCount`, so that nothing but an update moves the schedule, however
   * often and in whichever order `step` is called. `"calls"`: each call of `step` is one, as in PyTorch; for a schedule
   * in epochs, called once an epoch. A function gives the number of updates made. Default: `"optimizer"` where it has a
   * `stepCount`, else `"calls"`.
   */
  readonly counter?: StepCounter;
  /** Where the rates of the groups before any scheduler come from; see `InitialLr`. */
  readonly initialLr?: InitialLr;
  /** How many updates were made already: for a run that goes on without a saved state. Default: 0. */
  readonly lastEpoch?: number;
}

export const SCHEDULER_OPTIONS = ["counter", "initialLr", "lastEpoch"] as const;

/**
 * Writes curves into the groups of an optimizer. Update number t, counted from 0, gets the values of step t: those of the
 * first update are written by the constructor.
 */
export class GroupScheduler<OwnPlan extends Plan = Plan> {
  readonly optimizer: ScheduledOptimizer;
  readonly #groups: () => readonly OpenGroup[];
  /** How many updates were made; null: calls are counted. */
  readonly #counter: (() => number) | null;
  #plan: OwnPlan;
  #initialRates: readonly InitialRate[];
  #tracks: Tracks;
  #groupCount: number;
  #lastEpoch: number;
  /** What the counter said at `#lastEpoch`. */
  #counted: number;
  /** What it said when the state was saved that was loaded last, until it is known whether the optimizer went back, too. */
  #countedAtSave: number | null = null;
  /** Whether a call that writes runs: a curve, a counter or a getter that it calls must not write, too. */
  #isBusy = false;
  /** The scheduler that steps this one; null: its user does. */
  #owner: string | null = null;

  /** @throws InvalidArgumentError before anything is written. */
  protected constructor(optimizer: ScheduledOptimizer, plan: OwnPlan, options: SchedulerOptions) {
    this.#groups = groupsOf(optimizer);
    this.optimizer = optimizer;
    const { lastEpoch = 0, initialLr } = options;
    this.#lastEpoch = wholeNumber("lastEpoch", lastEpoch);
    this.#counter = counterOf(optimizer, options.counter);
    this.#counted = this.#counter?.() ?? 0;
    const groups = this.#groups();
    this.#plan = plan;
    this.#initialRates = initialRates(groups, initialLr, plan.schedulesRate);
    this.#groupCount = groups.length;
    this.#tracks = new Tracks(groups, plan.curves(groups, this.#initialRates));
    this.#tracks.write(this.#lastEpoch);
    recordInitialRates(groups, this.#initialRates, this);
  }

  /** How many updates were made, and so the number of the next one, whose values are in the groups. PyTorch's name. */
  get lastEpoch(): number {
    return this.#lastEpoch;
  }

  /** The rate of each group before there was a scheduler; NaN where a function of the optimizer's own gives it. */
  get baseLrs(): readonly number[] {
    return this.#initialRates.map((rate) => rate ?? Number.NaN);
  }

  /** What was asked for. */
  protected get plan(): OwnPlan {
    return this.#plan;
  }

  /**
   * To be called after the optimizer's step, best with its report: goes on to the values of the next update. A report
   * of a skipped update (`stepped: false`, or a `skipped` that is not null or false) changes nothing. Where the optimizer
   * counts its updates, it says how far to go, and a call too many (for every micro-batch) or too early changes nothing.
   *
   * Groups that were added since get their curves and first values now.
   * @throws InvalidArgumentError before anything is changed.
   */
  step(report?: UpdateReport): void {
    if (this.#owner !== null) {
      throw new InvalidArgumentError(
        "step",
        undefined,
        `left to the ${this.#owner} that this one was given to`,
      );
    }
    this.#begin();
    try {
      const isUpdate = report === undefined || wasUpdate(report);
      if (this.#counter !== null) this.#follow(this.#counter());
      else if (isUpdate) this.#write(this.#lastEpoch + 1);
    } finally {
      this.#isBusy = false;
    }
  }

  /** Goes to any step, forward or back. @throws InvalidArgumentError before anything is changed. */
  moveTo(lastEpoch: number): void {
    const step = wholeNumber("lastEpoch", lastEpoch);
    this.#begin();
    try {
      const counted = this.#counter?.() ?? 0;
      this.#write(step);
      this.#counted = counted;
      this.#countedAtSave = null;
    } finally {
      this.#isBusy = false;
    }
  }

  /** The rates that are in the groups, in order. */
  getLastLr(): number[] {
    return this.#groups().map(({ lr }) => (typeof lr === "number" ? lr : lr(this.#lastEpoch)));
  }

  /** All that is needed to go on, as plain JSON. */
  stateDict(): SchedulerState {
    return {
      format: "anneal/scheduler",
      version: 1,
      name: this.#plan.name,
      lastEpoch: this.#lastEpoch,
      updates: this.#counter === null ? null : this.#counted,
      initialLrs: this.#initialRates,
      settings: this.#plan.settings,
    };
  }

  /**
   * Goes on from a saved state, and writes its values into the groups. Whether the optimizer's state is loaded before or
   * after doesn't matter.
   * @param options What to do where the settings differ. Default: `{ policy: "match" }`.
   * @throws InvalidArgumentError before anything is changed.
   */
  loadStateDict(state: SchedulerState, options: { readonly policy?: LoadPolicy } = {}): void {
    this.#begin();
    try {
      this.#load(state, options);
    } finally {
      this.#isBusy = false;
    }
  }

  #load(state: SchedulerState, options: unknown): void {
    const groups = this.#groups();
    const saved = readSchedulerState(state, this.#plan.name, groups.length);
    const fields = new Fields("loadStateDict", "options", options, ["policy"]);
    const policy = fields.choice("policy", ["match", "checkpoint", "keep"], "match");
    if (policy === "match") refuseDifference("state.settings", saved.settings, this.#plan.settings);
    const plan = policy === "checkpoint" ? (this.#plan.withSettings(saved.settings) as OwnPlan) : this.#plan;
    const rates = policy === "keep" ? this.#withNewRates(groups, plan.schedulesRate) : saved.initialLrs;
    const counted = this.#counter?.() ?? 0;
    this.#adopt(plan, groups, rates, saved.lastEpoch);
    this.#counted = counted;
    this.#countedAtSave = this.#counter === null ? null : saved.updates;
  }

  #begin(): void {
    if (this.#isBusy) throw new ReentrantCallError(`this ${this.#plan.name}`);
    this.#isBusy = true;
  }

  /** From now on another scheduler steps: a call of `step` is a mistake. */
  protected handOver(owner: string): void {
    this.#owner = owner;
  }

  #follow(counted: number): void {
    const atSave = this.#countedAtSave;
    let from = this.#counted;
    if (atSave !== null && (counted < from || (from < atSave && counted >= atSave))) {
      // The optimizer's state was loaded after the scheduler's: it counts from where it was saved.
      from = atSave;
    }
    const lastEpoch = this.#lastEpoch + counted - from;
    if (lastEpoch !== this.#lastEpoch || this.#groups().length !== this.#groupCount) {
      if (lastEpoch < 0) {
        const expected = `at least ${from - this.#lastEpoch}, the updates made when the schedule began`;
        throw new InvalidArgumentError("optimizer.stepCount", counted, expected);
      }
      this.#write(lastEpoch);
      this.#countedAtSave = null;
    }
    this.#counted = counted;
  }

  #write(lastEpoch: number): void {
    const groups = this.#groups();
    if (groups.length === this.#groupCount) this.#tracks.write(lastEpoch);
    else this.#adopt(this.#plan, groups, this.#withNewRates(groups, this.#plan.schedulesRate), lastEpoch);
    this.#lastEpoch = lastEpoch;
  }

  /** Goes on with another plan at the same step. */
  protected replacePlan(plan: OwnPlan): void {
    this.#begin();
    try {
      const groups = this.#groups();
      this.#adopt(plan, groups, this.#withNewRates(groups, plan.schedulesRate), this.#lastEpoch);
    } finally {
      this.#isBusy = false;
    }
  }

  #adopt(
    plan: OwnPlan,
    groups: readonly OpenGroup[],
    rates: readonly InitialRate[],
    lastEpoch: number,
  ): void {
    const tracks = new Tracks(groups, plan.curves(groups, rates));
    tracks.write(lastEpoch);
    this.#plan = plan;
    this.#tracks = tracks;
    this.#initialRates = rates;
    this.#groupCount = groups.length;
    this.#lastEpoch = lastEpoch;
    recordInitialRates(groups, rates, this);
  }

  /** The initial rates, with those of groups that were added since. */
  #withNewRates(groups: readonly OpenGroup[], schedulesRate: boolean): readonly InitialRate[] {
    const known = this.#initialRates;
    if (groups.length < known.length) {
      throw new InvalidArgumentError("groups.length", groups.length, `at least ${known.length}, as before`);
    }
    return [...known, ...initialRates(groups.slice(known.length), undefined, schedulesRate)];
  }
}

function wasUpdate(report: unknown): boolean {
  if (!isRecord(report)) {
    throw new InvalidArgumentError(
      "report",
      report,
      "left out, or the report of the optimizer's step; moveTo goes to a step of your choice",
    );
  }
  const { stepped = true, skipped = null } = report as { stepped?: unknown; skipped?: unknown };
  return flag("report.stepped", stepped) && (skipped === null || skipped === false);
}
