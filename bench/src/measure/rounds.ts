/** Times subjects with benchmark.js in interleaved rounds, so that a slowdown of the machine affects all subjects. */
import Benchmark from "benchmark";

/** A function to time. */
export interface Subject {
  readonly name: string;
  /** Does the work once. */
  run(): void;
}

/** The duration of a measurement. */
export interface Effort {
  /** The number of turns of each subject. */
  readonly rounds: number;
  /** The shortest duration of a turn; a turn has at least one run. */
  readonly turnSeconds: number;
  /** The time that each subject runs before the first round (at least once), so that its code is compiled. */
  readonly warmUpSeconds: number;
}

export interface Timing {
  readonly name: string;
  /** The duration of one run, for each round. */
  readonly seconds: readonly number[];
}

/** Gives every subject one turn per round, in a new random order each time. */
export function timeInRounds(subjects: readonly Subject[], effort: Effort): Timing[] {
  const lanes = subjects.map((subject) => ({
    subject,
    runs: warmUp(subject, effort),
    seconds: [] as number[],
  }));
  for (let round = 0; round < effort.rounds; round++) {
    for (const lane of shuffled(lanes)) {
      const { period, runs } = turn(lane.subject, lane.runs, effort.turnSeconds);
      lane.seconds.push(period);
      lane.runs = runs;
    }
  }
  return lanes.map(({ subject, seconds }) => ({ name: subject.name, seconds }));
}

/** Runs the subject for the warm-up time and returns the number of runs that fill a turn. */
function warmUp({ run }: Subject, { warmUpSeconds, turnSeconds }: Effort): number {
  const start = performance.now();
  let elapsed = 0;
  let runs = 0;
  while (runs < 1 || elapsed < warmUpSeconds) {
    run();
    runs++;
    elapsed = (performance.now() - start) / 1000;
  }
  return Math.max(1, Math.ceil((turnSeconds * runs) / elapsed));
}

/** One sample of benchmark.js, which raises the number of runs until they fill the turn. */
function turn({ name, run }: Subject, runs: number, seconds: number): { period: number; runs: number } {
  const bench = new Benchmark(name, run, {
    initCount: runs,
    minTime: seconds,
    minSamples: 1,
    maxTime: 0,
    async: false,
  });
  bench.run();
  // benchmark.js catches errors of a run and stores them.
  if (bench.error) throw bench.error;
  return { period: bench.times.period, runs: bench.count };
}

function shuffled<T>(items: readonly T[]): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}
