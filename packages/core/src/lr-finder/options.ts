/** The options of a range test, checked, with the defaults of the chosen library. */
import { Fields, finiteNumber, wholeNumber } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import {
  type Convention,
  conventionOf,
  type FinderLibrary,
  type RateRange,
  SUGGESTION_METHODS,
  type SuggestionMethod,
} from "./conventions.js";
import { SLIDE_RULE, type SlideRule } from "./log-suggestions.js";
import type { Skips } from "./points.js";
import { checkRange, type RatePlan } from "./rates.js";

/** How a curve is analyzed: smoothing, end and suggestions. */
export interface CurveOptions {
  /** The library whose test is reproduced, number for number: its defaults, rounding and quirks. Default: none. */
  readonly like?: FinderLibrary;
  /** The weight of the newest loss in the smoothed one, in [0, 1); 0: no smoothing. Default 0.05. */
  readonly smoothing?: number;
  /**
   * The test stops when both the newest loss and the smoothed one are this many times the best, except among the first
   * `skipStart` losses; at least 1; null: never. Default 4. The libraries check only the smoothed one.
   */
  readonly divergence?: number | null;
  /**
   * The number of losses in a row that may be NaN or infinite: they are not smoothed, and one more ends the test.
   * `Infinity`: any number. Default 2; with `like` they are smoothed like any other, as in the libraries.
   */
  readonly skipNonFinite?: number;
  /** The number of points at the start that are ignored. Default: a tenth of the steps. */
  readonly skipStart?: number;
  /** The number of points at the end that are ignored. Default 5. */
  readonly skipEnd?: number;
  /** The options of the interval slide rule. Default `{ distance: 15, threshold: 0.005, factor: 1 }`. */
  readonly slide?: Partial<SlideRule>;
  /** The method that picks the rate. Default `"valley"`. */
  readonly suggest?: SuggestionMethod;
}

/** The rates to try. */
export interface RangeTestOptions {
  /** The first rate, above 0. Default 1e-7; pytorch-lr-finder and ignite have no default. */
  readonly start?: number;
  /** The last rate, above `start`. Default 10; 1 for Lightning. */
  readonly end?: number;
  /** The number of rates, from 2 to a million. Default 100. */
  readonly steps?: number;
  /**
   * Whether each rate is a constant multiple of the previous one, or they are equally spaced. Default `"exponential"`.
   */
  readonly range?: RateRange;
}

export const CURVE_OPTION_NAMES = [
  "like",
  "smoothing",
  "divergence",
  "skipNonFinite",
  "skipStart",
  "skipEnd",
  "slide",
  "suggest",
] as const;
export const RANGE_OPTION_NAMES = ["start", "end", "steps", "range"] as const;

type CurveFields = Fields<(typeof CURVE_OPTION_NAMES)[number]>;
type RangeFields = Fields<(typeof RANGE_OPTION_NAMES)[number]>;

const LIBRARIES: readonly FinderLibrary[] = ["fastai", "ignite", "lightning", "pytorch-lr-finder"];
/** The largest number of steps; more is a mistake. */
const MOST_STEPS = 1e6;

/** The checked options of a curve. */
export interface CurvePlan {
  /** The convention with the options applied to its defaults. */
  readonly convention: Convention;
  readonly skips: (steps: number) => Skips;
  readonly slide: SlideRule;
}

/** The convention of the named library, if any. */
export function readConvention(fields: Fields<"like">): Convention {
  return conventionOf(fields.has("like") ? fields.choice("like", LIBRARIES) : null);
}

export function readCurveOptions(fields: CurveFields): CurvePlan {
  const library = readConvention(fields);
  const skipStart = fields.readOrNull("skipStart", wholeNumber);
  const end = fields.whole("skipEnd", 0, library.skipEnd);
  return {
    convention: {
      ...library,
      smoothing: { ...library.smoothing, share: fields.read("smoothing", share, library.smoothing.share) },
      divergence: { ...library.divergence, threshold: readThreshold(fields, library.divergence.threshold) },
      skipNonFinite: fields.has("skipNonFinite")
        ? fields.read("skipNonFinite", countOrInfinity)
        : library.skipNonFinite,
      suggest: fields.choice("suggest", SUGGESTION_METHODS, library.suggest),
    },
    skips: (steps) => ({ start: skipStart ?? library.skipStart(steps), end }),
    slide: readSlide(fields),
  };
}

export function readRangeOptions(fields: RangeFields, { range }: Convention): RatePlan {
  const plan = {
    range: fields.choice("range", ["exponential", "linear"], "exponential"),
    start: range.start === null ? fields.positive("start") : fields.positive("start", range.start),
    end: fields.positive("end", range.end),
    steps: fields.whole("steps", 2, range.steps),
  };
  if (plan.steps > MOST_STEPS) {
    throw new InvalidArgumentError("steps", plan.steps, `a whole number from 2 to ${MOST_STEPS}`);
  }
  checkRange(plan);
  return plan;
}

function readThreshold(fields: CurveFields, otherwise: number | null): number | null {
  if (fields.get("divergence") === null) return null;
  return otherwise === null ? fields.atLeast("divergence", 1) : fields.atLeast("divergence", 1, otherwise);
}

function readSlide(fields: CurveFields): SlideRule {
  const path = "slide";
  const given = fields.get(path) ?? {};
  const rule = new Fields("the slide rule", path, given, ["distance", "threshold", "factor"], `${path}.`);
  return {
    distance: rule.whole("distance", 1, SLIDE_RULE.distance),
    threshold: rule.atLeast("threshold", 0, SLIDE_RULE.threshold),
    factor: rule.positive("factor", SLIDE_RULE.factor),
  };
}

function share(argument: string, value: unknown): number {
  const number = finiteNumber(argument, value);
  if (number >= 0 && number < 1) return number;
  throw new InvalidArgumentError(argument, value, "at least 0 and below 1");
}

function countOrInfinity(argument: string, value: unknown): number {
  return value === Number.POSITIVE_INFINITY ? value : wholeNumber(argument, value);
}
