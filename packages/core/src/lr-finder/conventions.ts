/** The conventions of each library for a range test: rates, smoothing, stop rule and suggestion. */

/** The libraries whose range test can be reproduced number for number. */
export type FinderLibrary = "fastai" | "ignite" | "lightning" | "pytorch-lr-finder";

/** How the rates grow. */
export type RateRange = "exponential" | "linear";

/**
 * The method that picks a rate from the curve.
 *
 * - `"valley"`: a point in the middle of the longest descent (fastai's default).
 * - `"steepest"`: where the loss falls fastest on the logarithmic axis of rates (fastai's `steep`).
 * - `"minimum"`: a tenth of the rate with the lowest loss.
 * - `"slide"`: the last rate before the slope changes, found from the end (fastai's interval slide rule).
 * - `"steepest-index"`: where the loss falls fastest from step to step (pytorch-lr-finder).
 * - `"steepest-before-minimum"`: the same, before the lowest loss only (ignite).
 * - `"steepest-linear"`: where the loss falls fastest on the linear axis of rates (Lightning).
 */
export type SuggestionMethod =
  | "minimum"
  | "slide"
  | "steepest"
  | "steepest-before-minimum"
  | "steepest-index"
  | "steepest-linear"
  | "valley";

export const SUGGESTION_METHODS: readonly SuggestionMethod[] = [
  "valley",
  "steepest",
  "minimum",
  "slide",
  "steepest-index",
  "steepest-before-minimum",
  "steepest-linear",
];

/** A running mean of the losses with decaying weights. */
export interface SmoothingRule {
  /**
   * The start of the mean: the first loss, or 0 with bias correction (`debiased`), by the number of losses plus
   * `extraPower`.
   */
  readonly start: "first" | "debiased";
  readonly extraPower: number;
  /** The weight of the newest loss; 0: no smoothing. */
  readonly share: number;
  /** Whether every operation is rounded to float32, as in torch tensors. */
  readonly float32: boolean;
}

/** The rule by which a smoothed loss counts as diverged. */
export interface DivergenceRule {
  /** The multiple of the best loss that counts as diverged; null: the test never stops. */
  readonly threshold: number | null;
  /** Whether the first loss is the best so far even if it is NaN; otherwise a NaN there is skipped. */
  readonly firstIsBest: boolean;
  /** Whether a loss is checked before it may become the best, and the first one not at all. */
  readonly judgedFirst: boolean;
  /** Whether the limit is `threshold * best` even for negative losses, where it lies below the best. */
  readonly plainProduct: boolean;
  /**
   * Whether a single spike is not a divergence: the newest loss itself must exceed the limit too, except at the start.
   */
  readonly passesSpikes: boolean;
}

/** The defaults of a library. */
export interface Convention {
  readonly smoothing: SmoothingRule;
  readonly divergence: DivergenceRule;
  readonly suggest: SuggestionMethod;
  /** The number of points at the start and at the end that are ignored. */
  readonly skipStart: (steps: number) => number;
  readonly skipEnd: number;
  /** The number of non-finite losses in a row that are skipped; null: they enter the mean like any other. */
  readonly skipNonFinite: number | null;
  /** How suggestions treat non-finite smoothed losses: skip them, end at the first NaN, or keep them. */
  readonly nonFinitePoints: "leave-out" | "end-at-nan" | "keep";
  /** Whether `skipEnd` 0 leaves no points, like `losses[a:-0]` in Python. */
  readonly noSkipEndIsEmpty: boolean;
  /** Whether a curve that never falls has no suggestion, whatever the method. */
  readonly mustFall: boolean;
  /** Whether suggestions use values rounded to float32. */
  readonly float32: boolean;
  readonly range: { readonly start: number | null; readonly end: number; readonly steps: number };
  /** The progress from `start` to `end` at a step, from 0 to 1. */
  readonly progress: (index: number, steps: number, range: RateRange) => number;
}

const fromFirst = { start: "first", extraPower: 0, share: 0.05, float32: false } as const;
// Computed as 1 - 0.98, as these libraries do; the result is not the float64 nearest to 0.02.
const debiased = { start: "debiased", extraPower: 0, share: 1 - 0.98, float32: false } as const;
const bothEnds = (index: number, steps: number) => index / (steps - 1);
const tenth = (steps: number) => Math.floor(steps / 10);

/** anneal's convention. The limits are fastai's, and both ends of the range are tested. */
export const OWN_CONVENTION: Convention = {
  smoothing: { ...debiased, share: 0.05 },
  divergence: {
    threshold: 4,
    firstIsBest: true,
    judgedFirst: false,
    plainProduct: false,
    passesSpikes: true,
  },
  suggest: "valley",
  skipStart: tenth,
  skipEnd: 5,
  skipNonFinite: 2,
  nonFinitePoints: "leave-out",
  noSkipEndIsEmpty: false,
  mustFall: true,
  float32: false,
  range: { start: 1e-7, end: 10, steps: 100 },
  progress: bothEnds,
};

/** pytorch-lr-finder 0.2.2 and later, ignite 0.6, Lightning 2.6, fastai 2.8. */
export const LIBRARY_CONVENTIONS: Readonly<Record<FinderLibrary, Convention>> = {
  "pytorch-lr-finder": {
    smoothing: fromFirst,
    divergence: {
      threshold: 5,
      firstIsBest: true,
      judgedFirst: false,
      plainProduct: true,
      passesSpikes: false,
    },
    suggest: "steepest-index",
    skipStart: () => 10,
    skipEnd: 5,
    skipNonFinite: null,
    nonFinitePoints: "keep",
    noSkipEndIsEmpty: false,
    mustFall: false,
    float32: false,
    range: { start: null, end: 10, steps: 100 },
    progress: bothEnds,
  },
  ignite: {
    smoothing: fromFirst,
    divergence: {
      threshold: 5,
      firstIsBest: true,
      judgedFirst: false,
      plainProduct: true,
      passesSpikes: false,
    },
    suggest: "steepest-before-minimum",
    skipStart: () => 0,
    skipEnd: 0,
    skipNonFinite: null,
    nonFinitePoints: "keep",
    noSkipEndIsEmpty: false,
    mustFall: false,
    float32: true,
    range: { start: null, end: 10, steps: 100 },
    // The rate of its exponential scheduler is one step ahead, that of its linear one is not.
    progress: (index, steps, range) => (range === "exponential" ? index + 1 : index) / steps,
  },
  lightning: {
    // The exponent is the number of steps and one more, so the first loss is halved.
    smoothing: { ...debiased, extraPower: 1 },
    divergence: {
      threshold: 4,
      firstIsBest: true,
      judgedFirst: true,
      plainProduct: true,
      passesSpikes: false,
    },
    suggest: "steepest-linear",
    skipStart: () => 10,
    skipEnd: 1,
    skipNonFinite: null,
    nonFinitePoints: "leave-out",
    noSkipEndIsEmpty: true,
    mustFall: false,
    float32: true,
    range: { start: 1e-8, end: 1, steps: 100 },
    progress: (index, steps) => (index === 0 ? 0 : (index + 1) / steps),
  },
  fastai: {
    smoothing: { ...debiased, float32: true },
    divergence: {
      threshold: 4,
      firstIsBest: false,
      judgedFirst: false,
      plainProduct: true,
      passesSpikes: false,
    },
    suggest: "valley",
    skipStart: tenth,
    skipEnd: 5,
    skipNonFinite: null,
    nonFinitePoints: "end-at-nan",
    noSkipEndIsEmpty: false,
    mustFall: false,
    float32: true,
    range: { start: 1e-7, end: 10, steps: 100 },
    progress: (index, steps) => index / steps,
  },
};

/** The convention of a library, or anneal's if none is named. */
export function conventionOf(like: FinderLibrary | null): Convention {
  return like === null ? OWN_CONVENTION : LIBRARY_CONVENTIONS[like];
}
