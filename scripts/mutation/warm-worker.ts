/**
 * Runs the tests of many mutants in one thread, which imports the sources and the tests once. Starting a thread and
 * importing them takes about a second, and most mutants are killed within milliseconds.
 *
 * The state of modules outlives a mutant. A failing test therefore runs once more without the mutant. If it fails again, also
 * when its file is imported again, the thread can't be used any more (`isSpoiled`).
 */
import { relative } from "node:path";
import { TestRunner } from "vitest";
// Not from "@vitest/runner", which is no dependency of this repository, but part of Vitest.
import { collectTests, startTests } from "vitest/internal/browser";
import { getFn, getHooks } from "vitest/suite";
import {
  CHANNEL,
  type DryRun,
  type MutantRun,
  processorSeconds,
  type Reply,
  type Request,
  type Running,
  type TestOutcome,
} from "./warm-session.mjs";

type File = Awaited<ReturnType<typeof startTests>>[number];
type Suite = File["suite"] & {};
type Task = Suite["tasks"][number];
type Test = Extract<Task, { type: "test" }>;

/** What the instrumented sources read and count. */
const instrumentation: {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: Reply["coverage"];
} = {};
Object.assign(globalThis, { __stryker__: instrumentation });

/**
 * A test counts as endless after this processor time plus this many times its own. The time of day would not do, because a busy
 * machine does little in it. A test may run up to four times for a mutant.
 */
const MOST_SECONDS = 2;
const MOST_TIMES = 5;

export default class WarmWorker extends TestRunner {
  readonly #tests = new Map<string, Test>();
  /** The ids of tests that can't run without Vitest's own loop, or not twice: each run of them imports their file again. */
  readonly #dependent = new Set<string>();
  /** Seconds of processor time of each test, and how many mutants it has killed. */
  readonly #records = new Map<string, { readonly seconds: number; kills: number }>();
  readonly #channel = new BroadcastChannel(CHANNEL);

  /** The only file of the outer run is a placeholder. Before it begins, the thread answers requests until it is ended. */
  async onBeforeRunFiles(): Promise<void> {
    const channel = this.#channel;
    channel.onmessage = async (event) => {
      const { data: request } = event as MessageEvent<Request>;
      channel.postMessage(
        request.kind === "dry-run" ? await this.#dryRun(request) : await this.#mutantRun(request),
      );
    };
    channel.postMessage({ kind: "ready" });
    // The thread ends from outside.
    await new Promise(() => {});
  }

  /** Runs the test files as Vitest does, or imports them only. */
  async #dryRun({ files, known }: DryRun): Promise<Reply> {
    for (const { id, ...record } of known) this.#records.set(id, record);
    const outcomes: TestOutcome[] = [];
    for (const file of files) {
      const run = known.length === 0 ? startTests : collectTests;
      const [task] = await run([file], this.#quiet());
      if (task === undefined) continue;
      outcomes.push(...outcomesOf(task));
      for (const test of testsOf(task)) this.#tests.set(idOf(test), test);
    }
    return this.#reply(outcomes, instrumentation.mutantCoverage, 0, false);
  }

  /** Until the first test fails: first those that are quick, or have killed many mutants. */
  async #mutantRun(request: MutantRun): Promise<Reply> {
    instrumentation.hitCount = 0;
    const cost = (id: string) => {
      const { seconds, kills } = this.#records.get(id) ?? { seconds: 0, kills: 0 };
      return (seconds + 1e-4) / (kills + 1);
    };
    const outcomes: TestOutcome[] = [];
    let isSpoiled = false;
    for (const id of [...request.tests].sort((a, b) => cost(a) - cost(b))) {
      const test = this.#tests.get(id);
      const record = this.#records.get(id);
      if (test === undefined || record === undefined) continue;
      const running: Running = { kind: "running", seconds: MOST_SECONDS + MOST_TIMES * record.seconds };
      this.#channel.postMessage(running);
      const result = await this.#judge(test, request);
      isSpoiled = result.isSpoiled;
      outcomes.push({ ...named(test), ...result, milliseconds: 0 });
      if (result.status === "failed") {
        record.kills += 1;
        break;
      }
    }
    return this.#reply(outcomes, undefined, instrumentation.hitCount, isSpoiled);
  }

  #reply(tests: Reply["tests"], coverage: Reply["coverage"], hits: number, isSpoiled: boolean): Reply {
    const records = [...this.#records].map(([id, record]) => ({ id, ...record }));
    return { kind: "done", tests, coverage, hits, records: isSpoiled || coverage ? records : [], isSpoiled };
  }

  /** Whether a test kills a mutant, and not what earlier mutants have left. */
  async #judge(test: Test, request: MutantRun) {
    const passed = { status: "success", message: "", isSpoiled: false } as const;
    const failed = (error: unknown) =>
      ({ status: "failed", message: String(error), isSpoiled: false }) as const;
    const error = await this.#failure(test, request);
    if (error === undefined) return passed;
    if ((await this.#failure(test)) === undefined) return failed(error);
    // The state of the test file is spoiled, or that of the sources, or the test can't run without Vitest's own loop.
    this.#dependent.add(idOf(test));
    if ((await this.#failure(test)) !== undefined) return { ...failed(error), isSpoiled: true };
    const second = await this.#failure(test, request);
    const fresh = await this.#importAgain(test);
    if (fresh !== undefined && (await this.#runTest(fresh)) === undefined) this.#dependent.delete(idOf(test));
    return second === undefined ? passed : failed(second);
  }

  /** The test, after importing its file again. */
  async #importAgain(test: Test): Promise<Test | undefined> {
    this.#forget(test.file);
    for (const file of await collectTests([test.file.filepath], this.#quiet())) {
      for (const each of testsOf(file)) this.#tests.set(idOf(each), each);
    }
    return this.#tests.get(idOf(test));
  }

  #forget(file: File): void {
    const { evaluatedModules } = (this as unknown as { workerState: WorkerState }).workerState;
    const module = evaluatedModules.getModuleById(file.filepath);
    if (module !== undefined) evaluatedModules.invalidateModule(module);
  }

  /** What the test throws; undefined: it passes. */
  async #failure(test: Test, { mutant, hitLimit }: Partial<MutantRun> = {}): Promise<unknown> {
    const { hitCount } = instrumentation;
    Object.assign(instrumentation, { activeMutant: mutant, hitLimit });
    try {
      return await (this.#dependent.has(idOf(test)) ? this.#runInFile(test) : this.#runTest(test));
    } finally {
      Object.assign(instrumentation, { activeMutant: undefined, hitLimit: undefined });
      if (mutant === undefined) instrumentation.hitCount = hitCount;
    }
  }

  async #runTest(test: Test): Promise<unknown> {
    const suites: Suite[] = [];
    for (let suite = test.suite; suite !== undefined; suite = suite.suite) suites.unshift(suite);
    if (suites[0] !== test.file) suites.unshift(test.file);
    const cleanups: (() => unknown)[] = [];
    let failure: unknown;
    const attempt = async (part: () => unknown) => {
      try {
        await part();
      } catch (error) {
        failure ??= error ?? new Error("threw nothing");
      }
    };
    await attempt(async () => {
      this.onBeforeTryTask(test);
      for (const suite of suites) {
        for (const hook of getHooks(suite).beforeEach) {
          const cleanup: unknown = await hook(test.context, suite);
          if (typeof cleanup === "function") cleanups.push(cleanup as () => unknown);
        }
      }
      await getFn(test)();
      this.onAfterTryTask(test);
    });
    for (const suite of suites.reverse()) {
      for (const hook of getHooks(suite).afterEach) await attempt(() => hook(test.context, suite));
    }
    for (const cleanup of cleanups) await attempt(cleanup);
    const listeners = test as { onFinished?: ((context: Test["context"]) => unknown)[] | undefined };
    for (const listener of listeners.onFinished ?? []) await attempt(() => listener(test.context));
    listeners.onFinished = undefined;
    return failure;
  }

  /** What the test throws after importing its file again. */
  async #runInFile(test: Test): Promise<unknown> {
    this.#forget(test.file);
    const isSearched = (each: Test) => idOf(each) === idOf(test);
    const choose = (suite: Suite) => {
      for (const task of suite.tasks) {
        if (task.type === "suite") choose(task);
        else if (!isSearched(task)) task.mode = "skip";
      }
    };
    const runner = this.#quiet({ onCollected: (files: readonly File[]) => files.forEach(choose) });
    const [file] = await startTests([test.file.filepath], runner);
    const outcome = file && outcomesOf(file).find(({ status }) => status === "failed");
    return outcome?.message;
  }

  /** This runner, but results stay in the thread, and each test's coverage is its own. */
  #quiet(others: object = {}): TestRunner {
    const { prototype } = TestRunner;
    let start = 0;
    const hooks = {
      onTaskUpdate: async () => {},
      onTestAnnotate: async (_: Test, annotation: unknown) => annotation,
      onTestArtifactRecord: async (_: Test, artifact: unknown) => artifact,
      onCollectStart: (file: File) => prototype.onCollectStart.call(this, file),
      onCollected: () => {},
      onBeforeRunFiles: () => {},
      // It would forget the state of snapshots, which every test asks for.
      onAfterRunFiles: () => {},
      onBeforeTryTask: (test: Test) => {
        instrumentation.currentTestId = idOf(test);
        start = processorSeconds();
        prototype.onBeforeTryTask.call(this, test);
      },
      onAfterRunTask: (test: Test) => {
        instrumentation.currentTestId = undefined;
        const id = idOf(test);
        if (!this.#records.has(id)) this.#records.set(id, { seconds: processorSeconds() - start, kills: 0 });
        prototype.onAfterRunTask.call(this, test);
      },
      // Its snapshots would be written.
      onAfterRunSuite: async () => {},
      ...others,
    };
    return Object.create(
      this,
      Object.fromEntries(Object.entries(hooks).map(([name, value]) => [name, { value }])),
    );
  }
}

/** The part that is used. Vitest has no public way to import a module again. */
interface WorkerState {
  readonly evaluatedModules: {
    getModuleById(id: string): object | undefined;
    invalidateModule(module: object): void;
  };
}

/** The tests that can run alone: not those of a suite with hooks for all its tests. */
function testsOf(suite: Suite): readonly Test[] {
  const { beforeAll, afterAll, aroundAll, aroundEach } = getHooks(suite);
  if ([beforeAll, afterAll, aroundAll, aroundEach].some(({ length }) => length > 0)) return [];
  return suite.tasks.flatMap((task) => {
    if (task.type === "suite") return testsOf(task);
    return (task.mode === "run" || task.mode === "queued") && !task.fails ? [task] : [];
  });
}

function outcomesOf(suite: Suite): readonly TestOutcome[] {
  const own = suite.tasks.flatMap((task) => (task.type === "suite" ? outcomesOf(task) : [outcomeOf(task)]));
  const error = suite.result?.state === "fail" ? suite.result.errors?.[0] : undefined;
  if (error === undefined) return own;
  // A file that can't be imported, or a hook that fails.
  return [...own, { ...named(suite), status: "failed", milliseconds: 0, message: error.message }];
}

function outcomeOf(test: Test): TestOutcome {
  const { state, duration = 0, errors } = test.result ?? {};
  const status = state === "pass" ? "success" : state === "fail" ? "failed" : "skipped";
  return { ...named(test), status, milliseconds: duration, message: errors?.[0]?.message ?? "" };
}

const named = (task: Task) => ({ id: idOf(task), name: nameOf(task), file: task.file.filepath });
const idOf = (task: Task) =>
  `${relative(process.cwd(), task.file.filepath).replaceAll("\\", "/")}#${nameOf(task)}`;

const names = new WeakMap<Task, string>();

/**
 * As Stryker's own runner for Vitest names tests, so that incremental runs can compare both; but the second test of a name
 * in a file, as from `it.each`, has its number, so that each of them runs.
 */
function nameOf(task: Task): string {
  if (!names.has(task)) nameAll(task.file.tasks, "", new Map());
  return names.get(task) ?? task.name;
}

function nameAll(tasks: readonly Task[], path: string, uses: Map<string, number>): void {
  for (const task of tasks) {
    const name = `${path} ${task.name}`.trim();
    const use = (uses.get(name) ?? 0) + 1;
    uses.set(name, use);
    const own = use === 1 ? name : `${name} (${use})`;
    names.set(task, own);
    if (task.type === "suite") nameAll(task.tasks, own, uses);
  }
}
