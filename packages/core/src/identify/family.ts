/** A kind of curve that is tried: numbers that are searched, and rates that follow from them. */
import type { WarmupRule } from "../constructors/warm-up.js";
import type { Schedule } from "../schedule/schedule.js";
import type { Landmarks } from "./landmarks.js";
import { rising, type Weighted, warmupShare } from "./shapes.js";

export interface CurveRates {
  readonly peak: number;
  readonly from: number;
  readonly end: number;
}

export type Options = Readonly<Record<string, number | string>>;

export interface Family {
  /** The constructor's name. */
  readonly name: string;
  /** The lengths, in steps, in the order of `build`. */
  readonly counts: readonly string[];
  /** Numbers that are not whole and not rates, after the lengths: a power, a factor. */
  readonly shapes?: readonly string[];
  /** What the constructor calls the rates; a rate that it does not have is left out. */
  readonly rates: Readonly<Partial<Record<keyof CurveRates, string>>>;
  /** Options that are not numbers to be found. */
  readonly fixed: Options;
  starts(landmarks: Landmarks): readonly (readonly number[])[];
  isValid(counts: readonly number[]): boolean;
  /** What the rates count for at a step; `build` gives the same curve. */
  at(step: number, counts: readonly number[]): Weighted;
  build(options: Options): Schedule;
}

/** Curves of a smaller power are a jump and a line. */
export const FLATTEST = 0.05;

export const positive = (counts: readonly number[]) => counts.every((count) => count >= 1);

/** At least 0, each above the one before it. */
export const ascending = (counts: readonly number[]) =>
  counts.every((count, i) => count >= 0 && (i === 0 || count > (counts[i - 1] as number)));

export const make = (create: (options: never) => Schedule) => (options: Options) => create(options as never);

const RULES: readonly WarmupRule[] = ["t/W", "(t+1)/W", "(t+1)/(W+1)"];
export const WITH_START = { peak: "peak", from: "warmupFrom", end: "end" } as const;

/** A family for each rule of the warm-up; the usual one adds nothing to the options. */
export function forRules(family: (fixed: Options, rule: WarmupRule) => Family): Family[] {
  return RULES.map((rule) => family(rule === "t/W" ? {} : { warmupRule: rule }, rule));
}

/** A warm-up, and something else from its end on. */
export const warmed =
  (rule: WarmupRule, after: (step: number, counts: readonly number[]) => Weighted): Family["at"] =>
  (step, counts) => {
    const [steps = 0] = counts;
    return step < steps ? rising(warmupShare(rule, step, steps)) : after(step, counts);
  };

/** Each start with each of the values after it. */
export function combined(
  starts: readonly (readonly number[])[],
  values: readonly (readonly number[])[],
): (readonly number[])[] {
  return starts.flatMap((start) => values.map((value) => [...start, ...value]));
}
