/** Raises the rate while a metric keeps improving, and lowers it when it does not: GreedyLR. */
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
  /** A cut multiplies the rate by this, a raise divides it by this: between 0 and 1. Default: 0.95. */
  readonly factor?: number;
  /** How many metrics in a row may be better, or no better, before the rate follows at the next one. Default: 10. */
  readonly patience?: number;
  /** Default: 1e-6. */
  readonly threshold?: number;
  /** Default: `"absolute"`. */
  readonly thresholdMode?: "relative" | "absolute";
  /** How many metrics are passed over after a cut. Default: 0. */
  readonly pauseAfterCut?: number;
  /** How many metrics are passed over after a raise. Default: 0. */
  readonly pauseAfterRaise?: number;
  /** The factor never falls below this: above 0 and at most 1. Default: 0.01. */
  readonly minimumFactor?: number;
  /** The factor never rises above this: at least 1. Default: 10. */
  readonly maximumFactor?: number;
  /** The mean of so many metrics is judged instead of each: 1 is no smoothing. Default: 1. */
  readonly smoothing?: number;
  /**
   * After so many cuts that ended at `minimumFactor`, with no raise in between, everything starts over with factor 1.
   * Null: never. Default: 500.
   */
  readonly resetAfter?: number | null;
}

type Settings = Required<GreedyOptions>;

/** All that a `Greedy` needs to go on as if it had never stopped: plain JSON. */
export interface GreedyState {
  readonly format: "anneal/greedy";
  readonly version: typeof STATE_VERSION;
  readonly options: Settings;
  /** The step of the last metric; null before the first one. */
  readonly lastStep: number | null;
  /** The best of the judged (smoothed) metrics; null: none was any good so far. */
  readonly best: number | null;
  /** How many metrics in a row were better. */
  readonly good: number;
  /** How many metrics in a row were no better. */
  readonly bad: number;
  /** How many metrics the pause has still to go. */
  readonly pause: number;
  /** How many cuts ended at the minimum since the last raise. */
  readonly cutsAtMinimum: number;
  /** The metrics that are smoothed over, the oldest one first. */
  readonly recent: readonly number[];
  /** The changes of the factor: at which step, and what. */
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
    throw new InvalidArgumentError(fields.path("minimumFactor"), minimumFactor, "at most 1, where it starts");
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
 * GreedyLR (Subramanian and others, 2025, arXiv:2512.14527) as a multiplier of any schedule. For each metric, unless it
 * falls into a pause: more than `patience` better ones in a row divide the factor by `options.factor`, more than
 * `patience` others in a row multiply it. NaN and the infinities are never better, and are not smoothed over.
 *
 * @throws InvalidArgumentError for options outside what each of them says.
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

  /** The best of the judged metrics so far; null before the first finite one. */
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

  /** The mean of the last finite metrics; a metric that is not finite stays what it is. */
  #smooth(metric: number): number {
    const { smoothing } = this.#settings;
    if (smoothing === 1 || !Number.isFinite(metric)) return metric;
    this.#recent.push(metric);
    if (this.#recent.length > smoothing) this.#recent.shift();
    // Added up anew each time: a running sum would keep the rounding of every metric that it ever held.
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
   * The rule that continues from a state as if it had never stopped.
   *
   * @param state What `stateDict()` gave, or the JSON text of it.
   * @throws InvalidArgumentError for another format or version, and for anything that the rule can't have left behind.
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

/** The changes of a state. The factors are not in it, so they can't contradict the options. */
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
