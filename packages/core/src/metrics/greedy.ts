/** Raises the rate while a metric keeps improving, and lowers it otherwise: GreedyLR. */
import { Fields, finiteNumber, list, listOf, wholeNumber } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import type { FactorChange, FactorMove } from "./factor-history.js";
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

export interface GreedyOptions extends ImprovementOptions, WindowOptions {
  /** A cut multiplies the rate by this; a raise divides the rate by it. Between 0 and 1. Default: 0.95. */
  readonly factor?: number;
  /** The number of better (or not better) metrics in a row after which the next one changes the rate. Default: 10. */
  readonly patience?: number;
  /** The improvement over the best metric that counts as better; at least 0. Default: 1e-6. */
  readonly threshold?: number;
  /** Whether `threshold` is a share of the best metric or an absolute difference. Default: `"absolute"`. */
  readonly thresholdMode?: "relative" | "absolute";
  /** The number of metrics to ignore after a cut. Default: 0. */
  readonly pauseAfterCut?: number;
  /** The number of metrics to ignore after a raise. Default: 0. */
  readonly pauseAfterRaise?: number;
  /** The lowest factor: above 0 and at most 1. Default: 0.01. */
  readonly minimumFactor?: number;
  /** The highest factor: at least 1. Default: 10. */
  readonly maximumFactor?: number;
  /** The number of metrics whose mean is compared: 1 is no smoothing. Default: 1. */
  readonly smoothing?: number;
  /**
   * The number of cuts that end at `minimumFactor`, with no raise in between, after which everything restarts with
   * factor 1. Null: never. Default: 500.
   */
  readonly resetAfter?: number | null;
}

type Settings = Required<GreedyOptions>;

/** Everything that a `Greedy` needs to continue, as plain JSON. */
export interface GreedyState {
  readonly format: "anneal/greedy";
  readonly version: typeof STATE_VERSION;
  readonly options: Settings;
  /** The step of the last metric; null before the first one. */
  readonly lastStep: number | null;
  /** The best of the smoothed metrics; null: none was finite so far. */
  readonly best: number | null;
  /** The number of better metrics in a row. */
  readonly good: number;
  /** The number of metrics in a row that were not better. */
  readonly bad: number;
  /** The number of metrics left in the pause. */
  readonly pause: number;
  /** The number of cuts that ended at the minimum since the last raise. */
  readonly cutsAtMinimum: number;
  /** The metrics of the running mean, oldest first. */
  readonly recent: readonly number[];
  /** The changes of the factor: step and move. */
  readonly changes: readonly (readonly [step: number, move: FactorMove])[];
}

const FORMAT = "anneal/greedy";
const optionNames = [
  ...improvementNames,
  ...windowNames,
  "factor",
  "patience",
  "pauseAfterCut",
  "pauseAfterRaise",
  "minimumFactor",
  "maximumFactor",
  "smoothing",
  "resetAfter",
] as const;

function readSettings(options: unknown, path: string, prefix: string): Settings {
  const fields = new Fields("Greedy", path, options, optionNames, prefix);
  const factor = fields.positive("factor", 0.95);
  if (factor >= 1) throw new InvalidArgumentError(fields.path("factor"), factor, "below 1");
  const minimumFactor = fields.positive("minimumFactor", 0.01);
  if (minimumFactor > 1) {
    throw new InvalidArgumentError(
      fields.path("minimumFactor"),
      minimumFactor,
      "at most 1, the initial factor",
    );
  }
  return Object.freeze({
    ...readImprovement(fields, { threshold: 1e-6, thresholdMode: "absolute" }),
    ...readWindow(fields),
    factor,
    patience: fields.whole("patience", 0, 10),
    pauseAfterCut: fields.whole("pauseAfterCut", 0, 0),
    pauseAfterRaise: fields.whole("pauseAfterRaise", 0, 0),
    minimumFactor,
    maximumFactor: fields.atLeast("maximumFactor", 1, 10),
    smoothing: fields.whole("smoothing", 1, 1),
    resetAfter:
      fields.get("resetAfter") === null
        ? null
        : fields.read("resetAfter", (argument, value) => wholeNumber(argument, value, 1), 500),
  });
}

/**
 * `factor * schedule(step)`, where `factor` rises while a metric keeps improving and falls when it does not
 *
 * GreedyLR (Subramanian and others, 2025, arXiv:2512.14527) as a multiplier of any schedule. Outside pauses, more than
 * `patience` better metrics in a row divide the factor by `options.factor`, and more than `patience` others in a row
 * multiply it. NaN and infinities are never better and do not enter the mean.
 *
 * @throws InvalidArgumentError for options outside their ranges.
 */
export class Greedy extends MetricMultiplier {
  readonly #settings: Settings;
  #best: number | null = null;
  #good = 0;
  #bad = 0;
  #pause = 0;
  #cutsAtMinimum = 0;
  #recent: number[] = [];

  constructor(options: GreedyOptions = {}) {
    const settings = readSettings(options, "options", "");
    super(settings);
    this.#settings = settings;
  }

  /** The best of the smoothed metrics so far; null before the first finite one. */
  get best(): number | null {
    return this.#best;
  }

  protected override judge(metric: number): Verdict {
    const judged = this.#smooth(metric);
    if (this.#pause > 0) {
      this.#pause -= 1;
      return { better: false, move: null, factor: this.factor };
    }
    const better = isBetter(this.#settings, judged, this.#best);
    if (better) this.#best = judged;
    this.#good = better ? this.#good + 1 : 0;
    this.#bad = better ? 0 : this.#bad + 1;
    if (this.#good > this.#settings.patience) return { better, ...this.#raise() };
    if (this.#bad > this.#settings.patience) return { better, ...this.#cut() };
    return { better, move: null, factor: this.factor };
  }

  /** The mean of the last finite metrics; a metric that is not finite is returned unchanged. */
  #smooth(metric: number): number {
    const { smoothing } = this.#settings;
    if (smoothing === 1 || !Number.isFinite(metric)) return metric;
    this.#recent.push(metric);
    if (this.#recent.length > smoothing) this.#recent.shift();
    // Recomputed each time: a running sum would accumulate the rounding errors of all earlier metrics.
    return this.#recent.reduce((sum, value) => sum + value / this.#recent.length, 0);
  }

  #raise(): Omit<Verdict, "better"> {
    this.#good = 0;
    this.#pause = this.#settings.pauseAfterRaise;
    this.#cutsAtMinimum = 0;
    const factor = moved(this.#settings, this.factor, "raise");
    return { move: factor === this.factor ? null : "raise", factor };
  }

  #cut(): Omit<Verdict, "better"> {
    const { resetAfter, minimumFactor, pauseAfterCut } = this.#settings;
    this.#bad = 0;
    this.#pause = pauseAfterCut;
    const factor = moved(this.#settings, this.factor, "cut");
    if (factor === minimumFactor) this.#cutsAtMinimum += 1;
    if (resetAfter !== null && this.#cutsAtMinimum >= resetAfter) return this.#reset();
    return { move: factor === this.factor ? null : "cut", factor };
  }

  #reset(): Omit<Verdict, "better"> {
    this.#best = null;
    this.#pause = 0;
    this.#cutsAtMinimum = 0;
    this.#recent = [];
    return { move: "reset", factor: 1 };
  }

  override stateDict(): GreedyState {
    return {
      format: FORMAT,
      version: STATE_VERSION,
      options: this.#settings,
      lastStep: this.lastStep,
      best: this.#best,
      good: this.#good,
      bad: this.#bad,
      pause: this.#pause,
      cutsAtMinimum: this.#cutsAtMinimum,
      recent: [...this.#recent],
      changes: this.changes.map(({ step, move }) => [step, move] as const),
    };
  }

  /**
   * Creates a rule that continues from a state.
   *
   * @param state The result of `stateDict()`, or its JSON text.
   * @throws InvalidArgumentError for another format or version, or a state that the rule can't produce.
   */
  static fromStateDict(state: unknown): Greedy {
    const counters = ["good", "bad", "pause", "cutsAtMinimum"] as const;
    const names = ["lastStep", "best", ...counters, "recent", "changes"] as const;
    const fields = openState("Greedy", FORMAT, state, names, optionNames);
    const settings = readSettings(fields.get("options"), "state.options", "state.options.");
    const { lastStep, best } = readSeen(fields, settings);
    const good = readCount(fields, "good", settings.patience);
    const bad = readCount(fields, "bad", settings.patience);
    const longest = Math.max(settings.pauseAfterCut, settings.pauseAfterRaise);
    const pause = readCount(fields, "pause", longest);
    const most = (settings.resetAfter ?? Number.POSITIVE_INFINITY) - 1;
    const cutsAtMinimum = readCount(fields, "cutsAtMinimum", most);
    const isNew = lastStep === null || lastStep < settings.from;
    refuseTogether(fields, "bad", bad, isNew || pause > 0 || good > 0, "no bad metric can have counted");
    refuseTogether(fields, "good", good, isNew || pause > 0, "no good metric can have counted");
    refuseTogether(fields, "pause", pause, isNew, "no metric has counted so far");
    refuseTogether(fields, "cutsAtMinimum", cutsAtMinimum, isNew, "no metric has counted so far");
    const recent = fields.read("recent", (argument, value) =>
      listOf(argument, value, "metrics", finiteNumber),
    );
    const remembered = settings.smoothing === 1 || isNew ? 0 : settings.smoothing;
    if (recent.length > remembered) {
      throw new InvalidArgumentError(
        `${fields.path("recent")}.length`,
        recent.length,
        `at most ${remembered}`,
      );
    }
    const changes = fields.read("changes", (argument, value) =>
      readChanges(argument, value, settings, lastStep),
    );

    const factor = changes[changes.length - 1]?.factor ?? 1;
    const why = `the factor is ${factor}, not the minimum`;
    refuseTogether(fields, "cutsAtMinimum", cutsAtMinimum, factor !== settings.minimumFactor, why);

    const greedy = new Greedy(settings);
    greedy.resume(lastStep, changes);
    greedy.#best = best;
    greedy.#good = good;
    greedy.#bad = bad;
    greedy.#pause = pause;
    greedy.#cutsAtMinimum = cutsAtMinimum;
    greedy.#recent = [...recent];
    return greedy;
  }

  override checkStateDict(state: unknown): void {
    this.#read(state);
  }

  override loadStateDict(state: unknown): void {
    const saved = this.#read(state);
    this.#best = saved.#best;
    this.#good = saved.#good;
    this.#bad = saved.#bad;
    this.#pause = saved.#pause;
    this.#cutsAtMinimum = saved.#cutsAtMinimum;
    this.#recent = saved.#recent;
    this.resume(saved.lastStep, saved.changes);
  }

  /** The rule of a state. @throws InvalidArgumentError */
  #read(state: unknown): Greedy {
    const saved = Greedy.fromStateDict(state);
    refuseOtherOptions("Greedy", saved.#settings, this.#settings);
    return saved;
  }
}

/** The factor after a move. */
function moved({ factor, minimumFactor, maximumFactor }: Settings, from: number, move: FactorMove): number {
  if (move === "reset") return 1;
  return move === "cut" ? Math.max(from * factor, minimumFactor) : Math.min(from / factor, maximumFactor);
}

/** The changes of a state. The factors are recomputed, so they can't contradict the options. */
function readChanges(
  path: string,
  value: unknown,
  settings: Settings,
  lastStep: number | null,
): readonly FactorChange[] {
  const inOrder = changeSteps(settings, lastStep);
  const before = { factor: 1 };
  return listOf(path, value, "pairs [step, move]", (argument, item) => {
    const pair = list(argument, item, "a step and a move");
    const fields = new Fields(
      "a change",
      argument,
      { step: pair[0], move: pair[1] },
      ["step", "move"],
      `${argument}.`,
    );
    const step = fields.read("step", inOrder);
    const move = fields.choice("move", ["cut", "raise", "reset"]);
    const factor = moved(settings, before.factor, move);
    if (pair.length !== 2 || factor === before.factor) {
      throw new InvalidArgumentError(argument, item, "a step and a move that changes the factor");
    }
    before.factor = factor;
    return { step, move, factor };
  });
}
