/** Checks the results of one case, times it, and compares the subjects with the opponents. */
import type { BenchCase, Target } from "./benchmark-case.js";
import { median } from "./median.js";
import { type Effort, type Timing, timeInRounds } from "./rounds.js";
import { verify } from "./verify.js";

/** A subject compared with an opponent. */
export interface Result {
  readonly suite: string;
  readonly case: string;
  readonly size: number;
  readonly subject: string;
  readonly opponent: string;
  /** The subject's time per element in nanoseconds: the median over the rounds. */
  readonly nsPerElement: number;
  /** How many times faster than the opponent: the median over the rounds of the ratio within a round. */
  readonly ratio: number;
}

/** Whether a target was reached. */
export interface Verdict extends Target {
  readonly suite: string;
  readonly case: string;
  readonly size: number;
  readonly reached: boolean;
}

export interface CaseReport {
  readonly results: readonly Result[];
  readonly verdicts: readonly Verdict[];
}

/** @throws Error if a subject's result is wrong. */
export function measureCase(benchCase: BenchCase, effort: Effort): CaseReport {
  const prepared = benchCase.prepare();
  verify(prepared);
  const rounds = effort.rounds * (benchCase.roundsFactor ?? 1);
  const timings = timeInRounds(prepared.subjects, { ...effort, rounds });
  const place = { suite: benchCase.suite, case: benchCase.name, size: benchCase.size };
  const results = timings.flatMap((timing) =>
    prepared.opponents
      .filter((name) => name !== timing.name)
      .map((name) => ({
        ...place,
        subject: timing.name,
        opponent: name,
        nsPerElement: nsPerElement(timing, benchCase.size),
        ratio: medianRatio(find(timings, name), timing),
      })),
  );
  const verdicts = prepared.targets.map((target) => ({
    ...place,
    ...target,
    reached: target.goals.some((goal) => {
      const own = find(timings, target.subject);
      return "opponent" in goal
        ? medianRatio(find(timings, goal.opponent), own) >= goal.ratio
        : nsPerElement(own, benchCase.size) <= goal.nsPerElement;
    }),
  }));
  return { results, verdicts };
}

function nsPerElement({ seconds }: Timing, size: number): number {
  return (median(seconds) * 1e9) / size;
}

/** The median over the rounds of the ratio of the first time to the second. */
export function medianRatio(longer: Timing, shorter: Timing): number {
  return median(longer.seconds.map((seconds, round) => seconds / (shorter.seconds[round] ?? Number.NaN)));
}

function find(timings: readonly Timing[], name: string): Timing {
  const timing = timings.find((each) => each.name === name);
  if (timing === undefined) throw new Error(`unknown subject: ${name}`);
  return timing;
}
