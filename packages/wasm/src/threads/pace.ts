/** Whether several threads are faster than one, measured while they work; and when `"auto"` starts them. */

type Way = "alone" | "shared";

/**
 * The number of consecutive runs with which a way is tried. The first ones are not counted: a part of the arrays is still
 * in the caches of other cores, and workers may be asleep.
 */
const TRIAL_RUNS = 5;
const UNCOUNTED_RUNS = 2;
/** The number of trials of each way before the first decision. */
const FIRST_TRIALS = 2;
/** The slower way is tried again after this number of runs, which doubles with each trial that confirms the decision. */
const FIRST_INTERVAL = 64;
const LAST_INTERVAL = 4_096;
/** The share of the time that several threads have to save. Choosing and measuring cost a part of it that no run contains. */
const LEAST_SAVING = 0.15;
/** The decision is based on the median of the last times of each way. An odd number. */
const KEPT_TIMES = 7;
/** While one thread is faster, only one of so many runs is measured: after a pause, measuring a run takes some microseconds. */
const UNMEASURED_RUNS = 256;

/** The last times of a way, per element. */
class Times {
  readonly #times: number[] = [];
  #next = 0;

  add(time: number): void {
    this.#times[this.#next] = time;
    this.#next = (this.#next + 1) % KEPT_TIMES;
  }

  get median(): number {
    const sorted = [...this.#times].sort((a, b) => a - b);
    return sorted[sorted.length >> 1] as number;
  }
}

/**
 * Chooses a way for the runs of one kernel over about the same number of elements. Runs that follow a pause have a pace of
 * their own: their workers sleep, and waking them takes time.
 */
export class Pace {
  readonly #times: Readonly<Record<Way, Times>> = { alone: new Times(), shared: new Times() };
  #way: Way = "alone";
  /** The runs that this way has made in a row, and will make. */
  #runs = 0;
  #length = TRIAL_RUNS;
  #firstTrials = 2 * FIRST_TRIALS;
  /** What was decided last. */
  #faster: Way = "alone";
  #interval = FIRST_INTERVAL;

  /** The way of the next run. */
  choose(): Way {
    return this.#way;
  }

  /** Takes the time of the run that was chosen. */
  record(milliseconds: number, count: number): void {
    if (this.#runs >= UNCOUNTED_RUNS) this.#times[this.#way].add(milliseconds / count);
    this.#runs++;
    if (this.#runs === this.#length) this.#decide();
  }

  /**
   * Counts runs as made that need not be measured because one thread is faster. The last runs before a trial are measured.
   * @returns How many of the next runs the caller has to make on one thread.
   */
  skip(): number {
    if (this.#way === "shared" || this.#faster === "shared") return 0;
    const runs = Math.min(this.#length - this.#runs - KEPT_TIMES, UNMEASURED_RUNS);
    if (runs <= 0) return 0;
    this.#runs += runs;
    return runs;
  }

  #decide(): void {
    const way = this.#way;
    this.#runs = 0;
    if (this.#firstTrials > 1) {
      this.#firstTrials--;
      this.#way = otherThan(way);
      return;
    }
    const wasTrial = this.#firstTrials === 1 || way !== this.#faster;
    this.#firstTrials = 0;
    const { alone, shared } = this.#times;
    const faster = shared.median < (1 - LEAST_SAVING) * alone.median ? "shared" : "alone";
    if (faster !== this.#faster) this.#interval = FIRST_INTERVAL;
    else if (wasTrial) this.#interval = Math.min(2 * this.#interval, LAST_INTERVAL);
    this.#faster = faster;
    this.#way = wasTrial ? faster : otherThan(faster);
    this.#length = wasTrial ? this.#interval : TRIAL_RUNS;
  }
}

/** The paces of runs over any number of elements: one for each number of binary digits of the count. */
export class Paces {
  readonly #paces: Pace[] = [];

  /** Runs in the way that its pace chooses. @param start The present time. @returns The time at the end. */
  run(count: number, start: number, runShared: () => void, runAlone: () => void): number {
    const pace = this.#of(count);
    if (pace.choose() === "shared") runShared();
    else runAlone();
    const end = performance.now();
    pace.record(end - start, count);
    return end;
  }

  /** `Pace.skip` for runs over `count` elements. */
  skip(count: number): number {
    return this.#of(count).skip();
  }

  #of(count: number): Pace {
    const digits = Math.clz32(count);
    let pace = this.#paces[digits];
    if (pace === undefined) this.#paces[digits] = pace = new Pace();
    return pace;
  }
}

/** About what starting a worker costs. */
const START_MILLISECONDS = 30;

/** With `"auto"`, workers start once one thread has spent as much time on runs that could be shared as starting one costs. */
export class StartDelay {
  #milliseconds = 0;

  /** Whether workers may start. */
  get isOver(): boolean {
    return this.#milliseconds >= START_MILLISECONDS;
  }

  /** Counts the time of a run on one thread. */
  measure(runAlone: () => void): void {
    const start = performance.now();
    runAlone();
    this.#milliseconds += performance.now() - start;
  }
}

function otherThan(way: Way): Way {
  return way === "alone" ? "shared" : "alone";
}
