/**
 * The messages between Stryker's test runner (warm-plugin.mjs) and the thread that runs the tests (warm-worker.ts).
 * Both are in one process.
 */

export const CHANNEL = "anneal-mutation";

/**
 * @typedef {object} DryRun
 * @property {"dry-run"} kind
 * @property {readonly string[]} files The test files, in the order in which they run.
 * @property {readonly TestRecord[]} known The records of an earlier thread. If there are any, tests are imported, but not run.
 */

/**
 * @typedef {object} MutantRun
 * @property {"mutant"} kind
 * @property {string} mutant The mutant's id in the instrumented code.
 * @property {number | undefined} hitLimit Runs of the mutated code after which a loop counts as endless.
 * @property {readonly string[]} tests The ids of the tests that reach the mutant.
 */

/** @typedef {DryRun | MutantRun} Request */

/**
 * @typedef {object} TestOutcome
 * @property {string} id
 * @property {string} name
 * @property {string} file
 * @property {"success" | "failed" | "skipped"} status
 * @property {number} milliseconds
 * @property {string} message The first error.
 */

/**
 * @typedef {object} TestRecord
 * @property {string} id
 * @property {number} seconds Of processor time, without a mutant.
 * @property {number} kills How many mutants it has killed.
 */

/**
 * @typedef {object} Running A test begins.
 * @property {"running"} kind
 * @property {number} seconds The processor time after which it counts as endless.
 */

/**
 * @typedef {object} Reply
 * @property {"ready" | "done"} kind
 * @property {readonly TestOutcome[]} tests
 * @property {{ static: Record<string, number>, perTest: Record<string, Record<string, number>> } | undefined} coverage
 * @property {number} hits How often the mutated code ran.
 * @property {readonly TestRecord[]} records
 * @property {boolean} isSpoiled Whether a test now fails without any mutant, because a mutant changed state that outlives the test.
 */

/** The processor time of this process and its threads so far, in seconds. */
export function processorSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
