/** What a suite is made of. */
import type { Subject } from "./rounds.js";

/** A subject whose result can be looked at. */
export interface BenchSubject extends Subject {
  /** What the runs so far have made; null for work that makes no result of its own, such as filling memory. */
  result(): Float64Array | Float32Array | null;
}

export type Goal =
  /** How many times faster than the opponent, at least; below 1 it says how much slower is allowed. */
  | { readonly opponent: string; readonly ratio: number }
  /** How long an element may take at most, where that is promised whatever others take. */
  | { readonly nsPerElement: number };

/** What is to be reached: at least one of the goals. */
export interface Target {
  readonly subject: string;
  readonly goals: readonly Goal[];
}

/** A case with its arrays, ready to run. */
export interface PreparedCase {
  readonly subjects: readonly BenchSubject[];
  /** Who the subjects are compared with; the result of the first is what the others must have made, too. */
  readonly opponents: readonly [string, ...string[]];
  /** How often every subject runs before the results are compared. */
  readonly runs: number;
  /** How far two results may be apart. */
  readonly tolerance: number;
  readonly targets: readonly Target[];
}

/** One line of a suite at one size: nothing is allocated until it is prepared. */
export interface BenchCase {
  readonly suite: string;
  readonly name: string;
  /** How many elements one run handles. */
  readonly size: number;
  /** Whether it belongs to a first look. */
  readonly quick: boolean;
  /** How many times as many rounds as another case it takes: more than one where a few percent are the question. */
  readonly roundsFactor?: number;
  prepare(): PreparedCase;
}
