/** Constructors whose options are chosen by a law. */
import {
  type Schedule,
  warmupCosine,
  warmupExponential,
  warmupLinear,
  warmupStableDecay,
} from "@anneal/core";

/** The constructors of @anneal/core that can be searched. */
export type ConstructorFamily = "warmupStableDecay" | "warmupCosine" | "warmupLinear" | "warmupExponential";

/** The common options. */
export interface FamilyOptions {
  readonly peak: number;
  readonly warmupSteps: number;
  readonly totalSteps: number;
}

/** A schedule and its constructor's options. */
export interface Candidate {
  readonly schedule: Schedule;
  readonly options: Readonly<Record<string, number | string>>;
}

/** A family with its shapes, each with free numbers from 0 to 1. */
export interface Family {
  readonly shapes: readonly string[];
  readonly coordinates: number;
  build(given: FamilyOptions, shape: string, x: readonly number[]): Candidate;
}

/** The lowest end, relative to the peak: a linear decay to 0 gains nothing from a lower one. */
const LOWEST_END = 1e-4;
const endOf = (peak: number, x: number) => peak * LOWEST_END ** (1 - x);

/** A constructor with only the end free. */
function withEnd(construct: (options: FamilyOptions & { end: number }) => Schedule): Family {
  return {
    shapes: [""],
    coordinates: 1,
    build(given, _shape, [x]) {
      const options = { ...given, end: endOf(given.peak, x as number) };
      return { schedule: construct(options), options };
    },
  };
}

export const families: Readonly<Record<ConstructorFamily, Family>> = {
  warmupCosine: withEnd(warmupCosine),
  warmupLinear: withEnd(warmupLinear),
  warmupExponential: withEnd(warmupExponential),
  warmupStableDecay: {
    shapes: ["linear", "cosine", "1-sqrt", "exponential"],
    coordinates: 2,
    build(given, shape, [x, share]) {
      const decay = shape as "linear" | "cosine" | "1-sqrt" | "exponential";
      const longest = given.totalSteps - given.warmupSteps;
      const decaySteps = Math.max(1, Math.round(longest * (share as number)));
      const options = { ...given, decaySteps, decay, end: endOf(given.peak, x as number) };
      return { schedule: warmupStableDecay(options), options };
    },
  },
};
