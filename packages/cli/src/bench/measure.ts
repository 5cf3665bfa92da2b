/** Times several subjects side by side, so that a slowdown of the machine affects all of them. */

export interface Subject {
  readonly name: string;
  /** Runs the work once. */
  run(): void;
}

export interface Timing {
  readonly name: string;
  /** The median time of one run over the rounds. */
  readonly milliseconds: number;
}

/** The approximate length of a turn of one subject in a round, long compared with the clock's resolution. */
const TURN_MILLISECONDS = 25;
const WARM_UP_MILLISECONDS = 150;

/** The median time of one run of each subject, over as many rounds as fit into the time; at least three. */
export function compare(subjects: readonly Subject[], milliseconds: number): Timing[] {
  const lanes = subjects.map((subject) => {
    // Warm up: the engine compiles hot code, so the first runs are slower.
    const once = timePerRun(subject, WARM_UP_MILLISECONDS);
    return { subject, runs: Math.max(1, Math.round(TURN_MILLISECONDS / once)), times: [] as number[] };
  });
  const deadline = performance.now() + milliseconds;
  for (let round = 0; round < 3 || performance.now() < deadline; round++) {
    for (const { subject, runs, times } of lanes) {
      const start = performance.now();
      for (let i = 0; i < runs; i++) subject.run();
      times.push((performance.now() - start) / runs);
    }
  }
  return lanes.map(({ subject, times }) => ({ name: subject.name, milliseconds: median(times) }));
}

function timePerRun(subject: Subject, milliseconds: number): number {
  const start = performance.now();
  let runs = 0;
  let elapsed = 0;
  while (elapsed < milliseconds) {
    subject.run();
    runs++;
    elapsed = performance.now() - start;
  }
  return elapsed / runs;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
