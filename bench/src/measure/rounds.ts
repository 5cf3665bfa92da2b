/** Times subjects with benchmark.js in interleaved rounds, so that what slows the machine slows all of them. */
import Benchmark from "benchmark";

/** Something to time. */
export interface Subject {
  readonly name: string;
  /** Does the work once. */
  run(): void;
}

/** How long to measure. */
export interface Effort {
  /** How often every subject has its turn. */
  readonly rounds: number;
  /** How long a turn lasts, at least; one run, where that takes longer. */
  readonly turnSeconds: number;
  /** How long every subject runs before the first round, at least once: engines compile what they have seen running. */
  readonly warmUpSeconds: number;
}

export interface Timing {
  readonly name: string;
  /** Of one run, by round. */
  readonly seconds: readonly number[];
}

/** Every subject once a round, in an order that is drawn anew for each round. */
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

/** Runs the subject until the time is over; how many runs fill a turn. */
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
  // benchmark.js keeps what a run throws to itself.
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
