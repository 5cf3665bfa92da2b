/** The base of all rules that follow a metric: the clock, the counting window, and the application to a schedule. */
import { type Fields, isFunction, rate, wholeNumber } from "../arguments.js";
import { showInConsole } from "../console-form.js";
import { InvalidArgumentError } from "../errors.js";
import { build, isSchedule, refusingArithmetic, type Schedule } from "../schedule/schedule.js";
import type { ScheduleDraft } from "../tree/draft.js";
import { ChangeSource, dependsOn } from "./change-source.js";
import { type FactorChange, FactorHistory, type FactorMove } from "./factor-history.js";

export interface WindowOptions {
  /**
   * The first step whose metrics count: the boundary of a `join`, for a rule that applies to the part after it. Metrics
   * of earlier steps are ignored, so a loss that falls during warm-up sets no best value. Default: 0.
   */
  readonly from?: number;
  /** The first step whose metrics no longer count; the factor then stays. Null: none. Default: null. */
  readonly until?: number | null;
  /**
   * A floor: from the first reduction on, no rate is below it. A rate, in the unit of the schedule. Null: none.
   * Default: null.
   */
  readonly minimum?: number | null;
}

export const windowNames = ["from", "until", "minimum"] as const;

/** The options above with defaults filled in. */
export type WindowSettings = Required<WindowOptions>;

/** Reads the options above. */
export function readWindow(fields: Fields<(typeof windowNames)[number]>): WindowSettings {
  const from = fields.whole("from", 0, 0);
  const until = fields.readOrNull("until", wholeNumber);
  if (until !== null && until <= from) {
    throw new InvalidArgumentError(fields.path("until"), until, `above from, which is ${from}`);
  }
  return { from, until, minimum: fields.readOrNull("minimum", rate) };
}

/** The effect of one metric. */
export interface MetricReport {
  /** The step of the metric. */
  readonly step: number;
  /** Whether it counted: false outside `from` and `until`. */
  readonly counted: boolean;
  /** Whether it was better than the previous best. */
  readonly better: boolean;
  /** The change of the factor; null: none. */
  readonly move: FactorMove | null;
  /** The factor from `step` on. */
  readonly factor: number;
}

/** The effect of a counted metric: the new factor and the reason. */
export interface Verdict {
  readonly better: boolean;
  readonly move: FactorMove | null;
  readonly factor: number;
}

/**
 * A factor that follows a metric. It multiplies any schedule, so it needs no optimizer and no rate of its own. Its
 * history is data: a list of steps and factors.
 */
export abstract class MetricMultiplier {
  static {
    showInConsole(MetricMultiplier.prototype, function () {
      return { factor: this.factor, lastStep: this.lastStep, options: this.window };
    });
  }

  protected readonly window: WindowSettings;
  #history = new FactorHistory();
  /** Notifies schedulers that have written a rate of this rule. */
  readonly #changed = new ChangeSource();
  #lastStep: number | null = null;

  protected constructor(window: WindowSettings) {
    this.window = window;
  }

  /** Applies the rule to a metric; it may change its own counters. */
  protected abstract judge(metric: number): Verdict;

  /** The current factor: 1 at first. */
  get factor(): number {
    return this.#history.factor;
  }

  /** The step of the last metric; null before the first one. */
  get lastStep(): number | null {
    return this.#lastStep;
  }

  /** All changes of the factor so far, with the first step of each. */
  get changes(): readonly FactorChange[] {
    return this.#history.changes();
  }

  /**
   * Adds a metric. A change of the factor holds from `step` on.
   *
   * @param metric Any number. NaN and infinities are never better, and count as bad.
   * @param step The number of updates done when it was measured: at least that of the previous metric. Default: one
   * more than that of the previous metric, starting at 1, which fits schedules in epochs with one metric per epoch.
   * @throws InvalidArgumentError for a metric that is not a number, or a step that is not whole or goes back.
   */
  step(metric: number, step: number = (this.#lastStep ?? 0) + 1): MetricReport {
    if (typeof metric !== "number") throw new InvalidArgumentError("metric", metric, "a number");
    const at = wholeNumber("step", step);
    if (this.#lastStep !== null && at < this.#lastStep) {
      throw new InvalidArgumentError(
        "step",
        step,
        `at least ${this.#lastStep}, the step of the previous metric`,
      );
    }
    this.#lastStep = at;
    const { from, until } = this.window;
    if (at < from || (until !== null && at >= until)) {
      return { step: at, counted: false, better: false, move: null, factor: this.factor };
    }
    // JSON has no -0.
    const verdict = this.judge(metric + 0);
    const { move, factor } = verdict;
    if (move !== null && factor !== this.factor) {
      this.#history.push({ step: at, move, factor });
      this.#changed.notify();
    }
    return { step: at, counted: true, ...verdict };
  }

  /**
   * `factor(step) * base(step)`: a function that follows every further metric. Optimizers and schedulers accept it as a
   * rate; at past steps it returns the factor of that time. An `LRScheduler` over this function writes the new rate as
   * soon as a metric changes it.
   *
   * @param base A schedule, any function of the step, or a number for a constant rate.
   * @throws InvalidArgumentError for anything else.
   */
  apply(base: Schedule | ((step: number) => number) | number): (step: number) => number {
    const { minimum } = this.window;
    const rateOf = rateFunction(base);
    const applied = (step: number): number => {
      const value = this.#history.at(step) * rateOf(step);
      return minimum !== null && step >= this.#history.firstStep && value < minimum ? minimum : value;
    };
    dependsOn(applied, this.#changed);
    return refusingArithmetic(applied, () => "rate that follows a metric");
  }

  /**
   * The same as plain data: `base` times the factor up to now, as a schedule that you can draw, sample, save and
   * combine. It has the bits of `apply`, and doesn't follow further metrics.
   *
   * @param base A schedule, or a number for a constant rate. Steps are counted from its start, so multiply the whole
   * `join`, not a part of it.
   * @throws InvalidArgumentError for anything else.
   */
  schedule(base: Schedule | number): Schedule {
    if (typeof base !== "number" && !isSchedule(base)) {
      throw new InvalidArgumentError("base", base, "a schedule or a number; apply takes any function");
    }
    const whole: ScheduleDraft =
      typeof base === "number" ? { kind: "constant", value: rate("base", base) } : base.node;
    if (this.#history.length === 0) return build(whole);
    const { minimum } = this.window;
    const factors: ScheduleDraft = { kind: "stairs", ...this.#history.stairs() };
    const product: ScheduleDraft = { kind: "product", children: [factors, whole] };
    if (minimum === null) return build(product);
    return build({
      kind: "join",
      boundaries: [this.#history.firstStep],
      children: [whole, { kind: "clamp", child: product, minimum }],
      rebase: false,
    });
  }

  /** Everything needed to continue later, as plain JSON with the options. */
  abstract stateDict(): object;

  /**
   * Throws what `loadStateDict` throws for a state that does not fit, and changes nothing.
   * @throws InvalidArgumentError
   */
  abstract checkStateDict(state: unknown): void;

  /**
   * Continues from a state of a rule with the same options. Rates from `apply`, and schedulers over them, change with
   * it.
   *
   * @param state The result of `stateDict()`, or its JSON text.
   * @throws InvalidArgumentError for another format, version or option, or a state that the rule can't produce; nothing
   * has changed then.
   */
  abstract loadStateDict(state: unknown): void;

  /** Replaces the history and the counters. */
  protected resume(lastStep: number | null, changes: readonly FactorChange[]): void {
    this.#lastStep = lastStep;
    this.#history = new FactorHistory();
    for (const change of changes) this.#history.push(change);
    this.#changed.notify();
  }
}

function rateFunction(base: unknown): (step: number) => number {
  if (isFunction(base)) return base as (step: number) => number;
  if (typeof base !== "number") {
    throw new InvalidArgumentError("base", base, "a schedule, a function of the step or a number");
  }
  const value = rate("base", base);
  return () => value;
}
