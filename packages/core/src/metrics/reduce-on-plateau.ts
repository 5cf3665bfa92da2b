/** Lowers the rate when a metric stops improving. */
import { Fields, finiteNumber, listOf, numberAtLeast, wholeNumber } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import type { FactorChange } from "./factor-history.js";
import { type ImprovementOptions, improvementNames, isBetter, readImprovement } from "./improvement.js";
import { MetricMultiplier, readWindow, type Verdict, type WindowOptions, windowNames } from "./multiplier.js";
import {
  changeSteps,
  openState,
  readCount,
  readSeen,
  refuseOtherOptions,
  refuseTogether,
  STATE_VERSION,
} from "./state.js";

export interface ReduceOnPlateauOptions extends ImprovementOptions, WindowOptions {
  /** The factor of each reduction, between 0 and 1. Default: 0.1. */
  readonly factor?: number;
  /** The number of metrics in a row without improvement after which the next one reduces the rate. Default: 10. */
  readonly patience?: number;
  /** The improvement over the best metric that counts as better; at least 0. Default: 1e-4. */
  readonly threshold?: number;
  /** Whether `threshold` is a share of the best metric or an absolute difference. Default: `"relative"`. */
  readonly thresholdMode?: "relative" | "absolute";
  /** The number of metrics after a reduction during which bad ones don't count. Default: 0. */
  readonly cooldown?: number;
  /** The lowest factor. Default: 0. */
  readonly minimumFactor?: number;
  /** Reductions that change the factor by no more than this are skipped. Default: 0. */
  readonly eps?: number;
  /**
   * The number of recent metrics that a new one is compared with; null: all. With a window, a loss that falls steadily
   * after a spike counts as better once the earlier metrics have left the window. Choose it longer than `patience`.
   * Default: null.
   */
  readonly window?: number | null;
}

type Settings = Required<ReduceOnPlateauOptions>;

/** Everything that a `ReduceOnPlateau` needs to continue, as plain JSON. */
export interface ReduceOnPlateauState {
  readonly format: "anneal/reduce-on-plateau";
  readonly version: typeof STATE_VERSION;
  readonly options: Settings;
  /** The step of the last metric; null before the first one. */
  readonly lastStep: number | null;
  /** The best metric, of all or of the window; null: none was finite so far. */
  readonly best: number | null;
  /** The number of metrics in a row that were not better. */
  readonly bad: number;
  /** The number of metrics left in the cooldown. */
  readonly cooldown: number;
  /** The metrics in the window, oldest first, null for those that are not finite; empty without a window. */
  readonly recent: readonly (number | null)[];
  /** The steps at which the factor was reduced. */
  readonly cuts: readonly number[];
}

const FORMAT = "anneal/reduce-on-plateau";
const optionNames = [
  ...improvementNames,
  ...windowNames,
  "factor",
  "patience",
  "cooldown",
  "minimumFactor",
  "eps",
  "window",
] as const;

function readSettings(options: unknown, path: string, prefix: string): Settings {
  const fields = new Fields("ReduceOnPlateau", path, options, optionNames, prefix);
  const factor = fields.positive("factor", 0.1);
  if (factor >= 1) throw new InvalidArgumentError(fields.path("factor"), factor, "below 1");
  return Object.freeze({
    ...readImprovement(fields, { threshold: 1e-4, thresholdMode: "relative" }),
    ...readWindow(fields),
    factor,
    patience: fields.whole("patience", 0, 10),
    cooldown: fields.whole("cooldown", 0, 0),
    minimumFactor: fields.read("minimumFactor", share, 0),
    eps: fields.atLeast("eps", 0, 0),
    window: fields.readOrNull("window", (argument, value) => wholeNumber(argument, value, 1)),
  });
}

function share(argument: string, value: unknown): number {
  const number = numberAtLeast(argument, value, 0);
  if (number > 1) throw new InvalidArgumentError(argument, value, "at most 1, the initial factor");
  return number;
}

/**
 * `factor * schedule(step)`, where `factor` becomes smaller whenever a metric has not improved for `patience` observations
 *
 * The rule of PyTorch's `ReduceLROnPlateau` as a multiplier of any schedule. For each metric: (1) it is better if it
 * improves on the best by more than the threshold, otherwise it counts as bad; (2) during the cooldown bad metrics
 * don't count; (3) more than `patience` bad metrics in a row reduce the factor. A relative threshold is a share of the
 * size of the best metric, so it works for negative metrics too; NaN and infinities are never better.
 *
 * @throws InvalidArgumentError for options outside their ranges.
 */
export class ReduceOnPlateau extends MetricMultiplier {
  readonly #settings: Settings;
  #best: number | null = null;
  #bad = 0;
  #cooldown = 0;
  #recent: (number | null)[] = [];

  constructor(options: ReduceOnPlateauOptions = {}) {
    const settings = readSettings(options, "options", "");
    super(settings);
    this.#settings = settings;
  }

  /** The best metric so far, or in the window; null if none is finite. */
  get best(): number | null {
    return this.#best;
  }

  protected override judge(metric: number): Verdict {
    const { patience, cooldown, eps } = this.#settings;
    const better = isBetter(this.#settings, metric, this.#best);
    this.#remember(metric, better);
    this.#bad = better ? 0 : this.#bad + 1;
    if (this.#cooldown > 0) {
      this.#cooldown -= 1;
      this.#bad = 0;
    }
    if (this.#bad <= patience) return { better, move: null, factor: this.factor };
    this.#bad = 0;
    this.#cooldown = cooldown;
    const factor = reduced(this.#settings, this.factor);
    return this.factor - factor > eps
      ? { better, move: "cut", factor }
      : { better, move: null, factor: this.factor };
  }

  #remember(metric: number, better: boolean): void {
    const { window } = this.#settings;
    if (window === null) {
      if (better) this.#best = metric;
      return;
    }
    this.#recent.push(Number.isFinite(metric) ? metric : null);
    if (this.#recent.length > window) this.#recent.shift();
    this.#best = bestOf(this.#settings, this.#recent);
  }

  override stateDict(): ReduceOnPlateauState {
    return {
      format: FORMAT,
      version: STATE_VERSION,
      options: this.#settings,
      lastStep: this.lastStep,
      best: this.#best,
      bad: this.#bad,
      cooldown: this.#cooldown,
      recent: [...this.#recent],
      cuts: this.changes.map(({ step }) => step),
    };
  }

  /**
   * Creates a rule that continues from a state.
   *
   * @param state The result of `stateDict()`, or its JSON text.
   * @throws InvalidArgumentError for another format or version, or a state that the rule can't produce.
   */
  static fromStateDict(state: unknown): ReduceOnPlateau {
    const names = ["lastStep", "best", "bad", "cooldown", "recent", "cuts"] as const;
    const fields = openState("ReduceOnPlateau", FORMAT, state, names, optionNames);
    const settings = readSettings(fields.get("options"), "state.options", "state.options.");
    const { lastStep, best } = readSeen(fields, settings);
    const bad = readCount(fields, "bad", settings.patience);
    const cooldown = readCount(fields, "cooldown", settings.cooldown);
    const isNew = lastStep === null || lastStep < settings.from;
    refuseTogether(fields, "bad", bad, isNew || cooldown > 0, "no bad metric can have counted");
    refuseTogether(fields, "cooldown", cooldown, isNew, "no metric has counted so far");
    const recent = readRecent(fields, settings, isNew);
    if (settings.window !== null && best !== bestOf(settings, recent)) {
      throw new InvalidArgumentError(fields.path("best"), best, "the best metric of state.recent");
    }
    const inOrder = changeSteps(settings, lastStep);
    const cuts = fields.read("cuts", (argument, value) => listOf(argument, value, "steps", inOrder));

    const plateau = new ReduceOnPlateau(settings);
    plateau.resume(lastStep, replayed(fields.path("cuts"), cuts, settings));
    plateau.#best = best;
    plateau.#bad = bad;
    plateau.#cooldown = cooldown;
    plateau.#recent = [...recent];
    return plateau;
  }

  override checkStateDict(state: unknown): void {
    this.#read(state);
  }

  override loadStateDict(state: unknown): void {
    const saved = this.#read(state);
    this.#best = saved.#best;
    this.#bad = saved.#bad;
    this.#cooldown = saved.#cooldown;
    this.#recent = saved.#recent;
    this.resume(saved.lastStep, saved.changes);
  }

  /** The rule of a state. @throws InvalidArgumentError */
  #read(state: unknown): ReduceOnPlateau {
    const saved = ReduceOnPlateau.fromStateDict(state);
    refuseOtherOptions("ReduceOnPlateau", saved.#settings, this.#settings);
    return saved;
  }
}

/** The best of some metrics; null if none is finite. */
function bestOf({ mode }: Settings, metrics: readonly (number | null)[]): number | null {
  const finite = metrics.filter((metric) => metric !== null);
  if (finite.length === 0) return null;
  return finite.reduce((best, metric) => (mode === "min" ? Math.min(best, metric) : Math.max(best, metric)));
}

function readRecent(
  fields: Fields<"recent">,
  { window }: Settings,
  isNew: boolean,
): readonly (number | null)[] {
  const metric = (argument: string, value: unknown) =>
    value === null ? null : finiteNumber(argument, value);
  const recent = fields.read("recent", (argument, value) => listOf(argument, value, "metrics", metric));
  const most = window === null || isNew ? 0 : window;
  if (recent.length <= most) return recent;
  throw new InvalidArgumentError(`${fields.path("recent")}.length`, recent.length, `at most ${most}`);
}

function reduced({ factor, minimumFactor }: Settings, from: number): number {
  return Math.max(from * factor, minimumFactor);
}

/** The factors of a state: only their steps are saved, so they can't contradict the options. */
function replayed(path: string, cuts: readonly number[], settings: Settings): FactorChange[] {
  let factor = 1;
  return cuts.map((step, i) => {
    const next = reduced(settings, factor);
    if (!(factor - next > settings.eps)) {
      throw new InvalidArgumentError(
        `${path}.length`,
        cuts.length,
        `at most ${i}: no further cut is possible`,
      );
    }
    factor = next;
    return { step, move: "cut", factor };
  });
}
