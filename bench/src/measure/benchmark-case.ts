/** The cases of a suite: subjects, opponents and goals. */
import type { Subject } from "./rounds.js";

/** A subject whose result can be checked. */
export interface BenchSubject extends Subject {
  /** The result of the runs so far; null for work without a result to compare, such as filling memory. */
  result(): Float64Array | Float32Array | null;
}

export type Goal =
  /** The subject must be at least `ratio` times as fast as the opponent; a ratio below 1 allows it to be slower. */
  | { readonly opponent: string; readonly ratio: number }
  /** An upper limit for the time per element, independent of opponents. */
  | { readonly nsPerElement: number };

/** A target, which is reached if at least one of its goals is. */
export interface Target {
  readonly subject: string;
  readonly goals: readonly Goal[];
}

/** A case with its arrays, ready to run. */
export interface PreparedCase {
  readonly subjects: readonly BenchSubject[];
  /** The names of the subjects to compare with. All results must equal that of the first opponent. */
  readonly opponents: readonly [string, ...string[]];
  /** The number of runs of each subject before the results are compared. */
  readonly runs: number;
  /** The largest allowed difference between two results. */
  readonly tolerance: number;
  readonly targets: readonly Target[];
}

/** One case of a suite at one size. Nothing is allocated before `prepare`. */
export interface BenchCase {
  readonly suite: string;
  readonly name: string;
  /** The number of elements that one run processes. */
  readonly size: number;
  /** Whether `--quick` includes it. */
  readonly quick: boolean;
  /** A factor on the number of rounds, for cases in which a few percent matter. Default: 1. */
  readonly roundsFactor?: number;
  prepare(): PreparedCase;
}
