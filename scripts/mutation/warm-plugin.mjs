/** A test runner for Stryker: Vitest in one thread that stays, instead of a new one for each mutant. */
import { join } from "node:path";
import { declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import { createVitest } from "vitest/node";
import { CHANNEL, processorSeconds } from "./warm-session.mjs";

/** @typedef {import("./warm-session.mjs").Reply} Reply */
/** @typedef {import("./warm-session.mjs").Request} Request */
/** @typedef {import("./warm-session.mjs").TestOutcome} TestOutcome */
/** @typedef {import("@stryker-mutator/api/test-runner").TestRunner} TestRunner */

/** @implements {TestRunner} */
class WarmRunner {
  /** Serves the sources to the thread. @type {import("vitest/node").Vitest | undefined} */
  #vitest;
  /** @type {Thread | undefined} */
  #thread;

  /** True, although modules are never loaded again: Stryker skips mutants that need it (`ignoreStatic`). */
  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    this.#vitest = await createVitest("test", {
      config: "scripts/mutation/warm.config.ts",
      watch: false,
      onConsoleLog: () => false,
      reporters: [{}],
    });
    this.#thread = await Thread.start(this.#vitest);
  }

  /** @type {TestRunner["dryRun"]} */
  async dryRun() {
    const { tests, coverage } = this.#current.dryRun;
    const result = { status: /** @type {const} */ (DryRunStatus.Complete), tests: tests.map(toResult) };
    return coverage === undefined ? result : { ...result, mutantCoverage: coverage };
  }

  /** @type {TestRunner["mutantRun"]} */
  async mutantRun({ activeMutant, testFilter = [], hitLimit }) {
    const request = /** @type {const} */ ({
      kind: "mutant",
      mutant: activeMutant.id,
      hitLimit,
      tests: testFilter,
    });
    const isFresh = this.#current.mutants === 0;
    let reply = await this.#run(request);
    // The test may have failed because of an earlier mutant.
    if (reply?.isSpoiled && !isFresh) reply = await this.#run(request);
    if (reply === null) return toMutantRunResult({ status: DryRunStatus.Timeout });
    const tests = reply.tests.map(toResult);
    return toMutantRunResult(
      determineHitLimitReached(reply.hits, hitLimit) ?? { status: DryRunStatus.Complete, tests },
    );
  }

  /** Null: a test doesn't end. @param {import("./warm-session.mjs").MutantRun} request */
  async #run(request) {
    const reply = await this.#current.ask(request);
    if (reply === null || reply.isSpoiled) {
      const { records } = reply ?? this.#current.dryRun;
      await this.#current.stop();
      if (this.#vitest !== undefined) this.#thread = await Thread.start(this.#vitest, records);
    }
    return reply;
  }

  async dispose() {
    await this.#thread?.stop();
    await this.#vitest?.close();
  }

  get #current() {
    if (this.#thread === undefined) throw new Error("init comes first");
    return this.#thread;
  }
}

/** The thread with the tests. */
class Thread {
  /** The mutants that it has run. */
  mutants = 0;
  #run;
  #worker;
  #channel;

  /**
   * @param {Promise<unknown>} run @param {import("node:worker_threads").Worker} worker
   * @param {BroadcastChannel} channel @param {Reply} dryRun
   */
  constructor(run, worker, channel, dryRun) {
    this.#run = run;
    this.#worker = worker;
    this.#channel = channel;
    /** Every thread starts with one, which finds the tests. */
    this.dryRun = dryRun;
  }

  /**
   * @param {import("vitest/node").Vitest} vitest
   * @param {readonly import("./warm-session.mjs").TestRecord[]} known The records of an earlier thread.
   */
  static async start(vitest, known = []) {
    const found = await vitest.globTestSpecifications();
    const Sequencer = vitest.config.sequence.sequencer;
    const files = (await new Sequencer(vitest).sort(found)).map(({ moduleId }) => moduleId);
    const channel = new BroadcastChannel(CHANNEL);
    const isReady = next(channel);
    /** @type {Promise<import("node:worker_threads").Worker>} */
    const created = new Promise((resolve) => process.once("worker", resolve));
    const project = vitest.projects[0];
    if (project === undefined) throw new Error("scripts/mutation/warm.config.ts has no project");
    const specification = project.createSpecification(join(import.meta.dirname, "placeholder.warm.ts"));
    const run = vitest.runTestSpecifications([specification]).then(({ unhandledErrors }) => {
      throw new Error(`Vitest ended: ${JSON.stringify(unhandledErrors)}`);
    });
    // A later end means that the thread was stopped.
    run.catch(() => {});
    await Promise.race([isReady, run]);
    const dryRun = await ask(channel, { kind: "dry-run", files, known });
    return new Thread(run, await created, channel, { ...dryRun, records: [...dryRun.records, ...known] });
  }

  /** Null: a test doesn't end. @param {import("./warm-session.mjs").MutantRun} request @returns {Promise<Reply | null>} */
  async ask(request) {
    this.mutants += 1;
    /** When the test that is running counts as endless. */
    let end = Number.POSITIVE_INFINITY;
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    /** @type {Promise<null>} */
    const endless = new Promise((resolve) => {
      timer = setInterval(() => {
        if (processorSeconds() > end) resolve(null);
      }, 250);
    });
    const reply = ask(this.#channel, request, ({ seconds }) => {
      end = processorSeconds() + seconds;
    });
    const first = await Promise.race([reply, endless]);
    clearInterval(timer);
    return first;
  }

  async stop() {
    this.#channel.close();
    // Vitest would wait for a test that never ends.
    await this.#worker.terminate();
    await this.#run.catch(() => {});
  }
}

/**
 * @param {BroadcastChannel} channel @param {Request} request
 * @param {(running: import("./warm-session.mjs").Running) => void} [onRunning]
 */
function ask(channel, request, onRunning) {
  const reply = next(channel, onRunning);
  channel.postMessage(request);
  return reply;
}

/**
 * @param {BroadcastChannel} channel @param {(running: import("./warm-session.mjs").Running) => void} [onRunning]
 * @returns {Promise<Reply>}
 */
function next(channel, onRunning) {
  return new Promise((resolve) => {
    channel.onmessage = (event) => {
      const { data } = /** @type {MessageEvent<Reply | import("./warm-session.mjs").Running>} */ (event);
      if (data.kind === "running") onRunning?.(data);
      else resolve(data);
    };
  });
}

/** @param {TestOutcome} outcome @returns {import("@stryker-mutator/api/test-runner").TestResult} */
function toResult({ id, name, file, status, milliseconds, message }) {
  const result = { id, name, fileName: file, timeSpentMs: milliseconds };
  if (status === "failed") return { ...result, status: TestStatus.Failed, failureMessage: message };
  return { ...result, status: status === "success" ? TestStatus.Success : TestStatus.Skipped };
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "warm-vitest", WarmRunner)];
