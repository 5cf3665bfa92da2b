/** The part that all schedulers over an optimizer share: counting updates, writing rates, saving and loading. */
import { Fields, wholeNumber } from "../arguments.js";
import { InvalidArgumentError, ReentrantCallError } from "../errors.js";
import { type ChangeListener, sourceOf } from "../metrics/change-source.js";
import { eventsOf, type FieldWriter, type OptimizerEvents } from "../optimizers/optimizer-events.js";
import { checkedEpoch, epochAfterLoading, epochOfRun, readEpoch, type SavedPosition } from "./counting.js";
import { counterOf, groupsOf, type OpenGroup, type ScheduledOptimizer, type StepCounter } from "./groups.js";
import {
  type Dispute,
  disputed,
  disputeWith,
  type InitialLr,
  initialRates,
  recordInitialRates,
  refuseUnknownRates,
} from "./initial-rates.js";
import type { InitialRate, Plan } from "./plan.js";
import {
  type LoadPolicy,
  POLICIES,
  readPolicy,
  readSchedulerState,
  refuseOtherRates,
  type SchedulerState,
} from "./scheduler-state.js";
import { Tracks } from "./tracks.js";
import { type UpdateReport, wasUpdate } from "./update-report.js";

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

/** The names of the options that every scheduler takes. */
export const SCHEDULER_OPTIONS = ["counter", "initialLr", "lastEpoch"] as const;

/**
 * Writes curves into the groups of an optimizer. Update number t, counted from 0, gets the values of step t: those of the
 * first update are written by the constructor.
 */
export class GroupScheduler<OwnPlan extends Plan = Plan> implements FieldWriter, ChangeListener {
  readonly optimizer: ScheduledOptimizer;
  readonly #groups: () => readonly OpenGroup[];
  readonly #events: OptimizerEvents;
  /** How many updates were made; null: calls are counted. */
  readonly #counter: (() => number) | null;
  /** Whether the counter is that of an optimizer that announces when its state is loaded. */
  readonly #loadsAreAnnounced: boolean;
  #plan: OwnPlan;
  #initialRates: readonly InitialRate[];
  /** Whether an option said where the groups start. */
  readonly #areRatesGiven: boolean;
  /** Whether that is decided, by the option or a loaded state: what else a loaded optimizer says doesn't matter then. */
  #areRatesDecided: boolean;
  #dispute: Dispute | null;
  #tracks: Tracks;
  #lastEpoch: number;
  /** What the counter said at `#lastEpoch`. */
  #counted: number;
  /** Whether a call that writes runs: a curve, a counter or a getter that it calls must not write, too. */
  #isBusy = false;
  /** The position that was said or loaded last, as long as no update has followed. */
  #saved: SavedPosition | null;
  /** Whether updates were followed since the construction. */
  #hasFollowed = false;
  /** Whether the groups may hold other values than those of `#lastEpoch`. */
  #isStale = false;
  /** Whether what the curves ask has changed since they were made: one that goes from step to step remembers it. */
  #areCurvesOld = false;
  /** The scheduler that steps this one; null: its user does. */
  #owner: string | null = null;

  /** @throws InvalidArgumentError before anything is written. */
  protected constructor(optimizer: ScheduledOptimizer, plan: OwnPlan, options: SchedulerOptions) {
    this.#groups = groupsOf(optimizer);
    this.optimizer = optimizer;
    const { lastEpoch = 0, initialLr, counter } = options;
    this.#lastEpoch = wholeNumber("lastEpoch", lastEpoch);
    this.#counter = counterOf(optimizer, counter);
    this.#counted = this.#counter?.() ?? 0;
    this.#saved = lastEpoch === 0 ? null : { lastEpoch, updates: null };
    this.#events = eventsOf(optimizer);
    this.#loadsAreAnnounced = this.#events.announcesLoads && typeof counter !== "function";
    const groups = this.#groups();
    this.#plan = plan;
    this.#areRatesGiven = initialLr !== undefined;
    this.#areRatesDecided = this.#areRatesGiven;
    const goesOn = lastEpoch > 0 && plan.usesInitialRates && !this.#areRatesDecided;
    if (goesOn) refuseUnknownRates(groups);
    const { rates, dispute } = initialRates(groups, initialLr, plan);
    if (goesOn && dispute !== null) throw disputed(dispute);
    this.#initialRates = rates;
    this.#dispute = dispute;
    this.#tracks = new Tracks(groups, plan.curves(groups, rates));
    this.#tracks.write(this.#lastEpoch);
    this.#follow(groups);
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
   * Groups that were added or replaced since get their curves and values now.
   * @throws InvalidArgumentError before anything is changed.
   */
  step(report?: UpdateReport): void {
    this.#refuseOwned("step");
    this.#begin();
    try {
      const isUpdate = report === undefined || wasUpdate(report);
      if (this.#dispute !== null) throw disputed(this.#dispute);
      if (this.#counter !== null) this.#catchUp(this.#counter());
      else if (isUpdate) this.#write(this.#lastEpoch + 1);
    } finally {
      this.#isBusy = false;
    }
  }

  /**
   * Goes to any step, forward or back; to one between two, as a schedule in epochs may want it within an epoch.
   * @throws InvalidArgumentError before anything is changed.
   */
  moveTo(lastEpoch: number): void {
    this.#refuseOwned("moveTo");
    this.#begin();
    try {
      if (this.#dispute !== null) throw disputed(this.#dispute);
      const counted = this.#counter?.() ?? 0;
      this.#write(readEpoch(lastEpoch));
      this.#counted = counted;
      this.#saved = { lastEpoch, updates: null };
    } finally {
      this.#isBusy = false;
    }
  }

  /** The rates that are in the groups, in order. */
  getLastLr(): number[] {
    return this.#groups().map(({ lr }) => (typeof lr === "number" ? lr : lr(this.#lastEpoch)));
  }

  /** All that is needed to go on, as plain JSON. Updates that `step` was not told of yet are counted. */
  stateDict(): SchedulerState {
    const updates = this.#counter?.() ?? null;
    const position = this.#positionAt(updates);
    return {
      format: "anneal/scheduler",
      version: 1,
      name: this.#plan.name,
      lastEpoch: Math.floor(position.lastEpoch),
      fraction: position.lastEpoch - Math.floor(position.lastEpoch),
      updates: position.updates,
      initialLrs: this.#withNewRates(this.#groups(), this.#plan),
      settings: this.#plan.settings,
    };
  }

  /**
   * Goes on from a saved state, and writes its values into the groups. Whether the state of an optimizer of ours is loaded
   * before or after doesn't matter; another one that counts its updates is to be loaded before.
   * @param options What to do where the settings or initial rates differ. Default: `{ policy: "match" }`.
   * @throws InvalidArgumentError before anything is changed.
   */
  loadStateDict(state: SchedulerState, options: { readonly policy?: LoadPolicy } = {}): void {
    this.#refuseOwned("loadStateDict");
    this.#begin();
    try {
      this.#load(state, options);
    } finally {
      this.#isBusy = false;
    }
  }

  /**
   * Throws what `loadStateDict` throws for a state that does not fit, and changes nothing.
   * @param options The `policy` of the loading, and `updates`: what the optimizer will have counted by then. Default: what
   * it counts now.
   * @throws InvalidArgumentError
   */
  checkStateDict(
    state: SchedulerState,
    options: { readonly policy?: LoadPolicy; readonly updates?: number } = {},
  ): void {
    this.#refuseOwned("checkStateDict");
    const fields = new Fields("checkStateDict", "options", options, ["policy", "updates"]);
    const expected = fields.readOrNull("updates", wholeNumber);
    const groups = this.#groups();
    const { plan, rates, position } = this.#read(state, fields.choice("policy", POLICIES, "match"), groups);
    const counted = expected ?? this.#counter?.() ?? 0;
    const isOfRun =
      expected === null
        ? this.#isCountOfRun(position, counted)
        : this.#counter !== null && position.updates !== null;
    const lastEpoch = isOfRun ? checkedEpoch(epochOfRun(position, counted), counted) : position.lastEpoch;
    new Tracks(groups, plan.curves(groups, rates)).check(lastEpoch);
  }

  #load(state: SchedulerState, options: { readonly policy?: LoadPolicy }): void {
    const groups = this.#groups();
    const { plan, rates, position } = this.#read(state, readPolicy(options), groups);
    const counted = this.#counter?.() ?? 0;
    const isOfRun = this.#isCountOfRun(position, counted);
    const lastEpoch = isOfRun ? checkedEpoch(epochOfRun(position, counted), counted) : position.lastEpoch;
    this.#adopt(plan, groups, rates, lastEpoch, true);
    this.#counted = counted;
    this.#saved = isOfRun ? null : position;
  }

  /** What a state says. @throws InvalidArgumentError where the policy refuses it */
  #read(
    state: SchedulerState,
    policy: LoadPolicy,
    groups: readonly OpenGroup[],
  ): { readonly plan: OwnPlan; readonly rates: readonly InitialRate[]; readonly position: SavedPosition } {
    const saved = readSchedulerState(state, this.#plan, groups.length);
    const own = this.#withNewRates(groups, this.#plan);
    if (policy === "match") {
      this.#plan.refuseOther(saved.settings, groups, own);
      if (this.#plan.usesInitialRates) refuseOtherRates("state.initialLrs", saved.initialLrs, own);
    }
    const plan = policy === "checkpoint" ? (this.#plan.withSettings(saved.settings) as OwnPlan) : this.#plan;
    const rates = policy === "keep" ? own : own.map((rate, i) => saved.initialLrs[i] ?? rate);
    return { plan, rates, position: { lastEpoch: saved.lastEpoch + saved.fraction, updates: saved.updates } };
  }

  /** The optimizer calls this when its state was loaded: its count and the values in its groups have changed. */
  stateLoaded(): void {
    if (this.#owner !== null) return;
    this.#isStale = true;
    this.#dispute = this.#disputeWith(this.#groups());
    if (this.#loadsAreAnnounced && this.#counter !== null) {
      const before = this.#saved ?? { lastEpoch: this.#lastEpoch, updates: this.#counted };
      const counted = this.#counter();
      const lastEpoch = epochOfRun(before, counted);
      const isBegun = lastEpoch >= 0;
      this.#lastEpoch = isBegun ? lastEpoch : before.lastEpoch;
      this.#counted = isBegun ? counted : (before.updates ?? counted);
      this.#saved = null;
      // From before the schedule began: the next step says so, unless a state is loaded first.
      if (!isBegun) return;
    }
    if (this.#dispute === null) this.#refresh();
  }

  /** A rule that follows a metric calls this when its rates have changed. */
  curvesChanged(): void {
    this.#isStale = true;
    this.#areCurvesOld = true;
    if (this.#owner === null && this.#dispute === null) this.#refresh();
  }

  #begin(): void {
    if (this.#isBusy) throw new ReentrantCallError(`this ${this.#plan.name}`);
    this.#isBusy = true;
  }

  /** From now on another scheduler steps: a call of `step` is a mistake. */
  protected handOver(owner: string): void {
    this.#owner = owner;
  }

  #refuseOwned(method: string): void {
    if (this.#owner === null) return;
    const expected = `left to the ${this.#owner} that this one was given to`;
    throw new InvalidArgumentError(method, undefined, expected);
  }

  /** Goes on with another plan at the same step. */
  protected replacePlan(plan: OwnPlan): void {
    this.#begin();
    try {
      const groups = this.#groups();
      this.#adopt(plan, groups, this.#withNewRates(groups, plan), this.#lastEpoch);
    } finally {
      this.#isBusy = false;
    }
  }

  /** Writes the values of the present step where this is still the scheduler that does so. */
  #refresh(): void {
    try {
      const groups = this.#groups();
      const isWriter = (field: string) => this.#events.isWriter(field, this);
      if (!this.#tracks.isOf(groups) || !this.#tracks.fields.some(isWriter)) return;
      this.#renewCurves(groups);
      this.#tracks.writeFields(this.#lastEpoch, isWriter);
      this.#record(groups);
      this.#isStale = false;
    } catch {
      // The caller is an optimizer or a rule. The next step() tries again and throws.
    }
  }

  #catchUp(counted: number): void {
    const groups = this.#groups();
    const isOther = !this.#tracks.isOf(groups);
    const from = this.#counted;
    let lastEpoch = this.#lastEpoch + counted - from;
    if (this.#saved !== null && !this.#loadsAreAnnounced) {
      const isReplaced = isOther && groups.length === this.#initialRates.length;
      lastEpoch = epochAfterLoading(this.#saved, from, counted, isReplaced);
    }
    if (checkedEpoch(lastEpoch, counted) !== this.#lastEpoch || isOther || this.#isStale)
      this.#write(lastEpoch);
    if (counted === from) return;
    this.#counted = counted;
    this.#saved = null;
    this.#hasFollowed = true;
  }

  #write(lastEpoch: number): void {
    const groups = this.#groups();
    if (this.#tracks.isOf(groups)) {
      this.#renewCurves(groups);
      this.#tracks.write(lastEpoch);
    } else {
      const rates = this.#withNewRates(groups, this.#plan);
      const dispute = this.#disputeWith(groups);
      if (dispute !== null) throw disputed(dispute);
      this.#adopt(this.#plan, groups, rates, lastEpoch);
    }
    this.#lastEpoch = lastEpoch;
    this.#isStale = false;
  }

  #renewCurves(groups: readonly OpenGroup[]): void {
    if (!this.#areCurvesOld) return;
    this.#tracks = new Tracks(groups, this.#plan.curves(groups, this.#initialRates));
    this.#areCurvesOld = false;
  }

  #adopt(
    plan: OwnPlan,
    groups: readonly OpenGroup[],
    rates: readonly InitialRate[],
    lastEpoch: number,
    areRatesDecided = this.#areRatesDecided,
  ): void {
    const tracks = new Tracks(groups, plan.curves(groups, rates));
    tracks.write(lastEpoch);
    this.#plan = plan;
    this.#tracks = tracks;
    this.#initialRates = rates;
    this.#lastEpoch = lastEpoch;
    this.#isStale = false;
    this.#areCurvesOld = false;
    this.#areRatesDecided = areRatesDecided;
    if (areRatesDecided) this.#dispute = null;
    this.#follow(groups);
  }

  /** Subscribes to what makes the written values old, and records the initial rates. */
  #follow(groups: readonly OpenGroup[]): void {
    for (const field of this.#tracks.fields) this.#events.claim(field, this);
    for (const curve of this.#plan.functions) sourceOf(curve)?.add(this);
    this.#record(groups);
  }

  #record(groups: readonly OpenGroup[]): void {
    if (this.#dispute !== null) return;
    const isDecided = this.#areRatesDecided && this.#plan.usesInitialRates;
    recordInitialRates(groups, this.#initialRates, this, isDecided || this.#areRatesGiven);
  }

  #disputeWith(groups: readonly OpenGroup[]): Dispute | null {
    if (this.#areRatesDecided || !this.#plan.usesInitialRates) return null;
    return disputeWith(groups, this.#initialRates);
  }

  /** The step that belongs to a count, as far as that is known. */
  #positionAt(updates: number | null): SavedPosition {
    const lastEpoch = this.#lastEpoch;
    if (updates === null) return { lastEpoch, updates };
    const caughtUp = lastEpoch + updates - this.#counted;
    const isKnown = caughtUp >= 0 && (this.#saved === null || this.#loadsAreAnnounced);
    return isKnown ? { lastEpoch: caughtUp, updates } : { lastEpoch, updates: this.#counted };
  }

  /** Whether the optimizer goes on with the run that a position was saved in: then its count says how far that is. */
  #isCountOfRun({ updates }: SavedPosition, counted: number): boolean {
    if (this.#counter === null || updates === null) return false;
    if (this.#loadsAreAnnounced) return this.#events.countAtLoad === counted;
    return !this.#hasFollowed && counted >= updates;
  }

  /** The initial rates, with those of groups that were added since. */
  #withNewRates(groups: readonly OpenGroup[], plan: Plan): readonly InitialRate[] {
    const known = this.#initialRates;
    if (groups.length < known.length) {
      throw new InvalidArgumentError("groups.length", groups.length, `at least ${known.length}, as before`);
    }
    if (groups.length === known.length) return known;
    return [...known, ...initialRates(groups.slice(known.length), undefined, plan, known.length).rates];
  }
}
