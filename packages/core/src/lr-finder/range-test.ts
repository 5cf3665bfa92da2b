/** A range test in progress, and its result. */
import type { SuggestionMethod } from "./conventions.js";
import { Divergence } from "./divergence.js";
import { minimum, slide, steepest, valley } from "./log-suggestions.js";
import type { CurvePlan } from "./options.js";
import { type Section, sectionOf } from "./points.js";
import { longestDescent } from "./slopes.js";
import { Smoother } from "./smoothing.js";
import { steepestBeforeMinimum, steepestByIndex, steepestByRate } from "./steepest-suggestions.js";
import { neverFalls, type Suggestion } from "./suggestion.js";
import { type RangeTestWarning, warningsOf } from "./warnings.js";

/** How a test ended: at its last rate, because the loss diverged, or because losses were not finite. */
export type RangeTestEnd = "diverged" | "finished" | "non-finite";

/** The curve of a range test and the rates it suggests, as plain data. */
export interface RangeTestResult {
  /** The rate of every step that was taken. */
  readonly rates: readonly number[];
  /** The loss of every step, including NaN and infinities. */
  readonly losses: readonly number[];
  /** The smoothed losses; NaN at steps whose loss was skipped. */
  readonly smoothed: readonly number[];
  readonly ended: RangeTestEnd;
  /** The step at which the test ended early; null: it completed the range. */
  readonly stoppedAt: number | null;
  /** The suggestions of the four common methods. */
  readonly suggestions: {
    readonly valley: Suggestion;
    readonly steepest: Suggestion;
    readonly minimum: Suggestion;
    readonly slide: Suggestion;
  };
  /** The chosen method. */
  readonly method: SuggestionMethod;
  /** The suggestion of the chosen method; `suggestedRate` returns the number or throws. */
  readonly suggestion: Suggestion;
  /** Reasons to distrust the suggestion; empty if there are none. */
  readonly warnings: readonly RangeTestWarning[];
}

export class RangeTest {
  readonly #plan: CurvePlan;
  /** The number of steps of the whole range. */
  readonly #steps: number;
  readonly #smoother: Smoother;
  readonly #divergence: Divergence;
  readonly #rates: number[] = [];
  readonly #losses: number[] = [];
  readonly #smoothed: number[] = [];
  #nonFinite = 0;
  #ended: RangeTestEnd = "finished";

  constructor(plan: CurvePlan, steps: number) {
    this.#plan = plan;
    this.#steps = steps;
    this.#smoother = new Smoother(plan.convention.smoothing);
    this.#divergence = new Divergence(plan.convention.divergence);
  }

  /** The lowest smoothed loss so far; null before the first. */
  get best(): number | null {
    return this.#divergence.best;
  }

  /** Adds the loss of the next rate; returns the smoothed loss and whether the test ends here. */
  record(rate: number, loss: number): { readonly smoothed: number; readonly ends: boolean } {
    this.#rates.push(rate);
    this.#losses.push(loss);
    const { skipNonFinite } = this.#plan.convention;
    const isLeftOut = skipNonFinite !== null && !Number.isFinite(loss);
    this.#nonFinite = isLeftOut ? this.#nonFinite + 1 : 0;
    const smoothed = isLeftOut ? Number.NaN : this.#smoother.next(loss);
    this.#smoothed.push(smoothed);
    const isStart = this.#losses.length <= this.#plan.skips(this.#steps).start;
    if (isLeftOut && this.#nonFinite > skipNonFinite) this.#ended = "non-finite";
    else if (!isLeftOut && this.#divergence.next(smoothed, loss, isStart)) this.#ended = "diverged";
    return { smoothed, ends: this.#ended !== "finished" };
  }

  result(): RangeTestResult {
    const { convention, skips } = this.#plan;
    const curve = this.#smoothed.map((loss, index) => ({ index, rate: this.#rates[index] ?? 0, loss }));
    const section = sectionOf(curve, skips(this.#steps), convention);
    const { suggest } = convention;
    const suggestion = this.#suggest(suggest, section);
    return {
      rates: this.#rates,
      losses: this.#losses,
      smoothed: this.#smoothed,
      ended: this.#ended,
      stoppedAt: this.#ended === "finished" ? null : this.#losses.length - 1,
      suggestions: {
        valley: this.#suggest("valley", section),
        steepest: this.#suggest("steepest", section),
        minimum: this.#suggest("minimum", section),
        slide: this.#suggest("slide", section),
      },
      method: suggest,
      suggestion,
      warnings: warningsOf(this.#rates, this.#smoothed, suggestion, this.#ended !== "finished"),
    };
  }

  #suggest(method: SuggestionMethod, section: Section): Suggestion {
    const { losses } = section;
    if (this.#plan.convention.mustFall && losses.length > 1 && !falls(losses)) return neverFalls();
    switch (method) {
      case "valley":
        return valley(section);
      case "steepest":
        return steepest(section);
      case "minimum":
        return minimum(section);
      case "slide":
        return slide(section, this.#plan.slide);
      case "steepest-index":
        return steepestByIndex(section);
      case "steepest-before-minimum":
        return steepestBeforeMinimum(section);
      case "steepest-linear":
        return steepestByRate(section);
    }
  }
}

/** Smaller relative differences are rounding errors of smoothing equal losses. */
const ROUNDINGS = 2 ** -40;

function falls(losses: readonly number[]): boolean {
  const highest = losses.reduce((most, loss) => Math.max(most, loss));
  const lowest = losses.reduce((least, loss) => Math.min(least, loss));
  const size = Math.max(Math.abs(highest), Math.abs(lowest));
  return highest - lowest > ROUNDINGS * size && longestDescent(losses).length > 1;
}
