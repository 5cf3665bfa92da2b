/** Runs the cases of an attack in a worker, and ends it when a case takes too long. */
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { type Attack, caseOf } from "./attack.js";
import { type Failure, MOST_FAILURES, type Orders } from "./run-cases.js";

export interface Budget {
  readonly seed: number;
  readonly cases: number;
  /** How long one case may take, in milliseconds, before it counts as one that never ends. */
  readonly patience: number;
}

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
/** From one look at the worker to the next. */
const INTERVAL = 200;

/**
 * The cases that went wrong, none where all went well.
 * @param attacks The file that exports `attacks`, among them this one.
 */
export async function attackWith(
  attack: Attack,
  budget: Budget,
  attacks = path("attacks.ts"),
): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  let from = 0;
  while (from < budget.cases && failures.length < MOST_FAILURES) {
    const progress = new Int32Array(new SharedArrayBuffer(4)).fill(-1);
    const { seed, cases } = budget;
    const orders: Orders = { name: attack.name, seed, from, to: cases, progress };
    await runWatched(orders, attacks, budget.patience, failures);
    const reached = Atomics.load(progress, 0);
    if (reached < 0) throw new Error("the worker did not start");
    if (reached < cases) {
      const what = `did not end within ${budget.patience} ms`;
      failures.push({ index: reached, what, shown: attack.show(caseOf(attack, seed, reached)) });
    }
    from = reached + 1;
  }
  return failures;
}

/** Ends with the last case, or with one that has taken all of the patience. */
async function runWatched(
  orders: Orders,
  attacks: string,
  patience: number,
  failures: Failure[],
): Promise<void> {
  const workerData = { ...orders, attacks, runner: path("run-cases.ts") };
  const worker = new Worker(new URL("worker.mjs", import.meta.url), { workerData });
  worker.on("message", (failure: Failure) => failures.push(failure));
  const ended = once(worker, "exit");
  const failed = once(worker, "error").then(([error]) => {
    throw error;
  });
  let seen = -1;
  let since = performance.now();
  const watch = setInterval(() => {
    const now = Atomics.load(orders.progress, 0);
    if (now !== seen || now < 0) {
      seen = now;
      since = performance.now();
    } else if (performance.now() - since > patience) {
      void worker.terminate();
    }
  }, INTERVAL);
  try {
    await Promise.race([ended, failed]);
  } finally {
    clearInterval(watch);
    failed.catch(() => {});
    await worker.terminate();
  }
}
