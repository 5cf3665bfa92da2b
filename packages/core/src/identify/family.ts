/** A family of candidate curves: numbers to search, and rates that follow from them. */
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
  /** The constructor's names for the rates; missing rates are absent. */
  readonly rates: Readonly<Partial<Record<keyof CurveRates, string>>>;
  /** Options that are not searched. */
  readonly fixed: Options;
  /** Whether the numbers that are not whole have few digits. Default: no. */
  readonly isRough?: boolean;
  /** Whether the curve rises after a fall. Default: never. */
  readonly swings?: "maybe" | "always";
  starts(landmarks: Landmarks): readonly (readonly number[])[];
  isValid(counts: readonly number[]): boolean;
  /** The weights of the rates at a step; `build` creates the same curve. */
  at(step: number, counts: readonly number[]): Weighted;
  build(options: Options): Schedule;
}

/** The smallest power: below it the curve is a jump and a line. */
export const FLATTEST = 0.05;
/** The largest power or number of half cycles: above it the curve is a jump. */
export const STEEPEST = 64;

/** Whether all numbers are powers that curves have. */
export const arePowers = (numbers: readonly number[]) =>
  numbers.every((value) => value >= FLATTEST && value <= STEEPEST);

export const positive = (counts: readonly number[]) => counts.every((count) => count >= 1);

/** Whether the counts are at least 0 and each is above the previous one. */
export const ascending = (counts: readonly number[]) =>
  counts.every((count, i) => count >= 0 && (i === 0 || count > (counts[i - 1] as number)));

export const make = (create: (options: never) => Schedule) => (options: Options) => create(options as never);

const RULES: readonly WarmupRule[] = ["t/W", "(t+1)/W", "(t+1)/(W+1)"];
export const WITH_START = { peak: "peak", from: "warmupFrom", end: "end" } as const;

/** One family per rule of the warm-up; the default rule adds no option. */
export function forRules(family: (fixed: Options, rule: WarmupRule) => Family): Family[] {
  return RULES.map((rule) => family(rule === "t/W" ? {} : { warmupRule: rule }, rule));
}

/** A warm-up followed by another curve. */
export const warmed =
  (rule: WarmupRule, after: (step: number, counts: readonly number[]) => Weighted): Family["at"] =>
  (step, counts) => {
    const [steps = 0] = counts;
    return step < steps ? rising(warmupShare(rule, step, steps)) : after(step, counts);
  };

/** Each start combined with each of the values after it. */
export function combined(
  starts: readonly (readonly number[])[],
  values: readonly (readonly number[])[],
): (readonly number[])[] {
  return starts.flatMap((start) => values.map((value) => [...start, ...value]));
}

/** The options of a family's constructor. */
export function optionsOf(
  family: Family,
  counts: readonly number[],
  rates: Readonly<Record<"peak" | "from" | "end", number>>,
): Options {
  const names = [...family.counts, ...(family.shapes ?? [])];
  const lengths = Object.fromEntries(names.map((name, i) => [name, counts[i] as number]));
  const named = Object.entries(family.rates).map(([rate, name]) => [name, rates[rate as keyof typeof rates]]);
  return { ...family.fixed, ...lengths, ...Object.fromEntries(named) };
}
