/** The base of all schedulers over an optimizer: counting updates, writing rates, saving and loading. */
import { Fields, wholeNumber } from "../arguments.js";
import { showInConsole } from "../console-form.js";
import { InvalidArgumentError, ReentrantCallError } from "../errors.js";
import { type ChangeListener, sourceOf } from "../metrics/change-source.js";
import { eventsOf, type FieldWriter, type OptimizerEvents } from "../optimizers/optimizer-events.js";
import {
  checkedEpoch,
  epochAfterLoading,
  epochOfRun,
  epochToLoad,
  readEpoch,
  type SavedPosition,
} from "./counting.js";
import { GroupRates } from "./group-rates.js";
import { counterOf, groupsOf, type OpenGroup, type ScheduledOptimizer } from "./groups.js";
import type { InitialRate, Plan } from "./plan.js";
import type { SchedulerOptions } from "./scheduler-options.js";
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

/**
 * Writes curves into the groups of an optimizer. Update number t, counted from 0, gets the values of step t; the
 * constructor writes those of the first update.
 */
export class GroupScheduler<OwnPlan extends Plan = Plan> implements FieldWriter, ChangeListener {
  static {
    showInConsole(GroupScheduler.prototype, function () {
      return { lastEpoch: this.lastEpoch, lr: this.getLastLr(), baseLrs: this.baseLrs };
    });
  }

  readonly optimizer: ScheduledOptimizer;
  readonly #groups: () => readonly OpenGroup[];
  readonly #events: OptimizerEvents;
  /** Returns the number of updates made; null: calls are counted. */
  readonly #counter: (() => number) | null;
  /** Whether the counter belongs to an optimizer that reports when its state is loaded. */
  readonly #loadsAreAnnounced: boolean;
  #plan: OwnPlan;
  readonly #initial: GroupRates;
  #tracks: Tracks;
  #lastEpoch: number;
  /** The count at `#lastEpoch`. */
  #counted: number;
  /** Whether a writing call is in progress. Curves, counters and getters that it calls must not write. */
  #isBusy = false;
  /** The position that was set or loaded last, until an update follows. */
  #saved: SavedPosition | null;
  /** Whether any update has been followed since construction. */
  #hasFollowed = false;
  /** Whether the groups may hold values of another step than `#lastEpoch`. */
  #isStale = false;
  /** Whether the functions behind the curves have changed: curves that go from step to step cache values. */
  #areCurvesOld = false;
  /** The scheduler that steps this one; null: the user does. */
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
    this.#initial = new GroupRates(groups, initialLr, plan, lastEpoch > 0);
    this.#tracks = new Tracks(groups, plan.curves(groups, this.#initial.rates));
    this.#tracks.write(this.#lastEpoch);
    this.#follow(groups);
  }

  /**
   * The number of updates made, which is also the number of the next one, whose values are in the groups. PyTorch's
   * name.
   */
  get lastEpoch(): number {
    return this.#lastEpoch;
  }

  /** The rate of each group before any scheduler changed it; NaN if a function of the optimizer provides it. */
  get baseLrs(): readonly number[] {
    return this.#initial.rates.map((rate) => rate ?? Number.NaN);
  }

  /** The plan. */
  protected get plan(): OwnPlan {
    return this.#plan;
  }

  /**
   * Call it after the optimizer's step, with its report: moves on to the values of the next update. The report of a
   * skipped update (`stepped: false`, or a `skipped` that is not null or false) changes nothing. If the optimizer
   * counts its updates, that count decides how far to move, and extra calls (for every micro-batch) or early calls
   * change nothing.
   *
   * Groups that were added or replaced since the last call get their curves and values now.
   * @throws InvalidArgumentError before anything changes.
   */
  step(report?: UpdateReport): void {
    this.#refuseOwned("step");
    this.#begin();
    try {
      const isUpdate = report === undefined || wasUpdate(report);
      this.#initial.refuseDisputed();
      if (this.#counter !== null) this.#catchUp(this.#counter());
      else if (isUpdate) this.#write(this.#lastEpoch + 1);
    } finally {
      this.#isBusy = false;
    }
  }

  /**
   * Moves to any step, forward or back, even to a fractional one, for schedules in epochs.
   * @throws InvalidArgumentError before anything changes.
   */
  moveTo(lastEpoch: number): void {
    this.#refuseOwned("moveTo");
    this.#begin();
    try {
      this.#initial.refuseDisputed();
      const counted = this.#counter?.() ?? 0;
      this.#write(readEpoch(lastEpoch));
      this.#counted = counted;
      this.#saved = { lastEpoch, updates: null };
    } finally {
      this.#isBusy = false;
    }
  }

  /** The current rates of the groups, in order. */
  getLastLr(): number[] {
    return this.#groups().map(({ lr }) => (typeof lr === "number" ? lr : lr(this.#lastEpoch)));
  }

  /** Everything needed to continue, as plain JSON. Includes updates that were made after the last call of `step`. */
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
      initialLrs: this.#initial.withNew(this.#groups(), this.#plan),
      settings: this.#plan.settings,
    };
  }

  /**
   * Continues from a saved state, and writes its values into the groups. The state of one of our optimizers may be
   * loaded before or after; load other optimizers that count their updates before.
   * @param options What to do if the settings or initial rates differ. Default: `{ policy: "match" }`.
   * @throws InvalidArgumentError before anything changes.
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
    // After an interrupted update, reading the groups of an optimizer throws until a state is loaded.
    const groups = (this.#events.target?.groups as readonly OpenGroup[] | undefined) ?? this.#groups();
    const { plan, rates, position } = this.#read(state, fields.choice("policy", POLICIES, "match"), groups);
    const counted = expected ?? this.#counter?.() ?? 0;
    const isOfRun =
      expected === null
        ? this.#isCountOfRun(position, counted)
        : this.#counter !== null && position.updates !== null;
    new Tracks(groups, plan.curves(groups, rates)).check(epochToLoad(position, counted, isOfRun));
  }

  #load(state: SchedulerState, options: { readonly policy?: LoadPolicy }): void {
    const groups = this.#groups();
    const { plan, rates, position } = this.#read(state, readPolicy(options), groups);
    const counted = this.#counter?.() ?? 0;
    const isOfRun = this.#isCountOfRun(position, counted);
    this.#adopt(plan, groups, rates, epochToLoad(position, counted, isOfRun), true);
    this.#counted = counted;
    this.#saved = isOfRun ? null : position;
  }

  /** The contents of a state. @throws InvalidArgumentError if the policy rejects it */
  #read(
    state: SchedulerState,
    policy: LoadPolicy,
    groups: readonly OpenGroup[],
  ): { readonly plan: OwnPlan; readonly rates: readonly InitialRate[]; readonly position: SavedPosition } {
    const saved = readSchedulerState(state, this.#plan, groups.length);
    const own = this.#initial.withNew(groups, this.#plan);
    if (policy === "match") {
      this.#plan.refuseOther(saved.settings, groups, own);
      if (this.#plan.usesInitialRates) refuseOtherRates("state.initialLrs", saved.initialLrs, own);
    }
    const plan = policy === "checkpoint" ? (this.#plan.withSettings(saved.settings) as OwnPlan) : this.#plan;
    const rates = policy === "keep" ? own : own.map((rate, i) => saved.initialLrs[i] ?? rate);
    return { plan, rates, position: { lastEpoch: saved.lastEpoch + saved.fraction, updates: saved.updates } };
  }

  /** Called by the optimizer when it has loaded a state: its count and the values in its groups have changed. */
  stateLoaded(): void {
    if (this.#owner !== null) return;
    this.#isStale = true;
    this.#initial.review(this.#groups(), this.#plan);
    if (this.#loadsAreAnnounced && this.#counter !== null) {
      const before = this.#saved ?? { lastEpoch: this.#lastEpoch, updates: this.#counted };
      const counted = this.#counter();
      const lastEpoch = epochOfRun(before, counted);
      const isBegun = lastEpoch >= 0;
      this.#lastEpoch = isBegun ? lastEpoch : before.lastEpoch;
      this.#counted = isBegun ? counted : (before.updates ?? counted);
      this.#saved = null;
      // From before the schedule began: the next step() throws, unless a state is loaded first.
      if (!isBegun) return;
    }
    if (!this.#initial.areDisputed) this.#refresh();
  }

  /** Called by a rule that follows a metric when its rates have changed. */
  curvesChanged(): void {
    this.#isStale = true;
    this.#areCurvesOld = true;
    if (this.#owner === null && !this.#initial.areDisputed) this.#refresh();
  }

  #begin(): void {
    if (this.#isBusy) throw new ReentrantCallError(`this ${this.#plan.name}`);
    this.#isBusy = true;
  }

  /** From now on another scheduler steps this one; calling its `step` directly is then an error. */
  protected handOver(owner: string): void {
    this.#owner = owner;
  }

  #refuseOwned(method: string): void {
    if (this.#owner === null) return;
    const expected = `left to the ${this.#owner} that owns this scheduler`;
    throw new InvalidArgumentError(method, undefined, expected);
  }

  /** Continues with another plan at the same step. */
  protected replacePlan(plan: OwnPlan): void {
    this.#begin();
    try {
      const groups = this.#groups();
      this.#adopt(plan, groups, this.#initial.withNew(groups, plan), this.#lastEpoch);
    } finally {
      this.#isBusy = false;
    }
  }

  /** Writes the values of the current step if this scheduler still owns them. */
  #refresh(): void {
    try {
      const groups = this.#groups();
      const isWriter = (field: string) => this.#events.isWriter(field, this);
      if (!this.#tracks.isOf(groups) || !this.#tracks.fields.some(isWriter)) return;
      this.#renewCurves(groups);
      this.#tracks.writeFields(this.#lastEpoch, isWriter);
      this.#initial.record(groups, this.#plan, this);
      this.#isStale = false;
    } catch {
      // The caller is an optimizer or a rule and must not throw. The next step() tries again and throws.
    }
  }

  #catchUp(counted: number): void {
    const groups = this.#groups();
    const isOther = !this.#tracks.isOf(groups);
    const from = this.#counted;
    let lastEpoch = this.#lastEpoch + counted - from;
    if (this.#saved !== null && !this.#loadsAreAnnounced) {
      const isReplaced = isOther && groups.length === this.#initial.rates.length;
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
      const rates = this.#initial.withNew(groups, this.#plan);
      this.#initial.refuseOthers(groups, this.#plan);
      this.#adopt(this.#plan, groups, rates, lastEpoch);
    }
    this.#lastEpoch = lastEpoch;
    this.#isStale = false;
  }

  #renewCurves(groups: readonly OpenGroup[]): void {
    if (!this.#areCurvesOld) return;
    this.#tracks = new Tracks(groups, this.#plan.curves(groups, this.#initial.rates));
    this.#areCurvesOld = false;
  }

  #adopt(
    plan: OwnPlan,
    groups: readonly OpenGroup[],
    rates: readonly InitialRate[],
    lastEpoch: number,
    isByState = false,
  ): void {
    const tracks = new Tracks(groups, plan.curves(groups, rates));
    tracks.write(lastEpoch);
    this.#plan = plan;
    this.#tracks = tracks;
    this.#initial.replace(rates, isByState);
    this.#lastEpoch = lastEpoch;
    this.#isStale = false;
    this.#areCurvesOld = false;
    this.#follow(groups);
  }

  /** Subscribes to everything that invalidates the written values, and records the initial rates. */
  #follow(groups: readonly OpenGroup[]): void {
    for (const field of this.#tracks.fields) this.#events.claim(field, this);
    for (const curve of this.#plan.functions) sourceOf(curve)?.add(this);
    this.#initial.record(groups, this.#plan, this);
  }

  /** The step for a count, if it is known. */
  #positionAt(updates: number | null): SavedPosition {
    const lastEpoch = this.#lastEpoch;
    if (updates === null) return { lastEpoch, updates };
    const caughtUp = lastEpoch + updates - this.#counted;
    const isKnown = caughtUp >= 0 && (this.#saved === null || this.#loadsAreAnnounced);
    return isKnown ? { lastEpoch: caughtUp, updates } : { lastEpoch, updates: this.#counted };
  }

  /** Whether the optimizer continues the run in which a position was saved, so that its count determines the step. */
  #isCountOfRun({ updates }: SavedPosition, counted: number): boolean {
    if (this.#counter === null || updates === null) return false;
    if (this.#loadsAreAnnounced) return this.#events.countAtLoad === counted;
    return !this.#hasFollowed && counted >= updates;
  }
}
