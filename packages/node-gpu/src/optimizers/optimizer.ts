/// <reference lib="esnext.disposable" preserve="true" />
/** The fused step over GPU buffers, whatever the rule. */
import {
  FreedError,
  InvalidArgumentError,
  isSchedule,
  type OptimizerState,
  ReentrantCallError,
  type Rule,
} from "@anneal/core";
import { announceLoads } from "@anneal/core/optimizer-engine";
import { StepPendingError } from "../device/errors.js";
import { type Gpu, usableDevice } from "../device/gpu.js";
import { firstOf, type Refusal } from "../device/refusals.js";
import { checkRange, readBack } from "../dispatch/buffers.js";
import { Counts } from "./counts.js";
import { Fences } from "./fences.js";
import { GpuGroup, type GpuParameterGroup } from "./groups.js";
import type { HyperSnapshot } from "./hyper.js";
import { Kernels } from "./kernels.js";
import { submitMode } from "./modes.js";
import type { GpuSettings } from "./options.js";
import { type Plan, planTensors } from "./plan.js";
import { copyOf, type GpuReport, type GpuSnapshot, reportOf } from "./report.js";
import { AHEAD, UpcomingRows } from "./rows.js";
import { HEADER_LENGTH, RING } from "./shaders.js";
import { readSaved, readSlots, type StateOwner, stateOf, writeLoaded } from "./state.js";
import { type GpuStepOptions, readStep, recordGradients, type StepRequest } from "./step-options.js";
import { Turns } from "./turns.js";
import { writeAll } from "./write-gradients.js";

/** Updates of one submission: with those that the device may be behind they have to fit into the ring. */
const MOST_STEPS = RING / 4;

/** An optimizer whose parameters, gradients and state are on a device. Made by `createOptimizer`. */
export class GpuOptimizer<R extends Rule = Rule> {
  declare readonly [Symbol.dispose]: () => void;

  static {
    // Not every engine has the symbol.
    if (typeof Symbol.dispose === "symbol") {
      Object.defineProperty(GpuOptimizer.prototype, Symbol.dispose, {
        value(this: GpuOptimizer) {
          this.dispose();
        },
      });
    }
  }

  /** The parameters' buffers, over the groups in order: those that were given, or the optimizer's own. */
  readonly params: readonly GPUBuffer[];
  /** The gradients' buffers; write them, or let your kernels do so, before each step. */
  readonly grads: readonly GPUBuffer[];
  /** The groups; their hyper-parameters can be set. */
  readonly groups: readonly GpuParameterGroup<R>[];
  readonly #groups: readonly GpuGroup[];
  readonly #plan: Plan;
  readonly #gpu: Gpu;
  readonly #settings: GpuSettings;
  #kernels: Kernels | null;
  readonly #fences: Fences;
  readonly #stopListening: () => void;
  readonly #rows: UpcomingRows;
  readonly #counts = new Counts();
  readonly #events = announceLoads(this);
  /** Whether a step is being recorded: a rate or `encode` that it calls must not change the optimizer. */
  #isRecording = false;
  /** Whether the device is asked for its count without anybody waiting for it. */
  #isAsking = false;
  readonly #turns = new Turns();
  #lastRead: GpuSnapshot | null = null;
  #mode: "train" | "eval";

  private constructor(
    gpu: Gpu,
    settings: GpuSettings,
    kernels: Kernels,
    groups: readonly GpuGroup[],
    plan: Plan,
  ) {
    this.#gpu = gpu;
    this.#settings = settings;
    this.#kernels = kernels;
    this.#groups = groups;
    this.#plan = plan;
    this.#mode = plan.hasModes ? "eval" : "train";
    this.groups = Object.freeze(
      groups.map(({ shown }) => shown),
    ) as unknown as readonly GpuParameterGroup<R>[];
    this.params = Object.freeze(kernels.tensors.map(({ param }) => param));
    this.grads = Object.freeze(kernels.tensors.map(({ grad }) => grad));
    this.#fences = new Fences(gpu.device.queue, settings.queueDepth);
    this.#stopListening = gpu.onLost(() => this.#fences.release());
    this.#rows = new UpcomingRows(
      gpu.device.queue,
      kernels.upcoming,
      plan.writers,
      plan.rowLength,
      settings.maximize,
    );
  }

  /** Not for users: `createOptimizer` calls it. */
  static async create<R extends Rule>(gpu: Gpu, settings: GpuSettings): Promise<GpuOptimizer<R>> {
    usableDevice(gpu);
    let end = 0;
    const groups = settings.groups.map((group, i) => {
      const start = end;
      end += group.sources.length;
      const { lr } = group.hyper;
      if (settings.ratesOnDevice && !isSchedule(lr))
        throw new InvalidArgumentError(`groups[${i}].lr`, lr, 'a schedule, as rate is "device"');
      return new GpuGroup(group, `groups[${i}]`, start, end, settings.ratesOnDevice);
    });
    const plan = planTensors(settings);
    const kernels = await Kernels.create(gpu, settings, plan);
    return new GpuOptimizer<R>(gpu, settings, kernels, groups, plan);
  }

  /**
   * How many updates were asked for. Those that were skipped, or refused without a step that rejected, are among them until
   * the device was asked, by `report()` or `read()`.
   */
  get stepCount(): number {
    return this.#counts.asked;
  }

  /** Whether the parameters are those to train on or those to evaluate; see `train`. */
  get mode(): "train" | "eval" {
    return this.#mode;
  }

  /** A copy of what `read` returned last, to go on from once the device is lost. Null before the first time. */
  get lastRead(): GpuSnapshot | null {
    return this.#lastRead === null ? null : copyOf(this.#lastRead);
  }

  /**
   * Makes one update, or several, from the gradients that are in their buffers when it is called: up to 64 updates are
   * submitted before it returns, so that what is written or submitted afterwards comes after them on the device too. It is
   * fulfilled when at most `queueDepth` submissions are under way, and on a borrowed device once that has taken it. Await
   * it to bound the work that is queued.
   *
   * Not all updates can be submitted at once where there are more than 64 and the queue is full, or, with
   * `nonFinite: "skip"`, more than some 150 whose outcome is not known yet. Until the last one is submitted,
   * `writeGradients`, `loadStateDict` and a step with `encode` throw StepPendingError, and another step waits for its turn:
   * leave the gradient buffers alone until it is fulfilled.
   *
   * It rejects with InvalidArgumentError, FreedError or StepPendingError before anything is submitted; with DeviceLostError
   * once the device is gone; with GpuValidationError for what the device refused, of this step or, in a browser and of an
   * owned device, since the last call. A submission that was refused makes no update, and where the step itself rejects,
   * `stepCount` has been asked of the device. More than 64 updates go in several submissions: where a rate is refused in a
   * later one, or `encode` throws, those before are made.
   */
  async step(options?: GpuStepOptions): Promise<void> {
    this.#begin();
    const request = readStep(options);
    const numbers = this.#groups.map(({ hyper }) => hyper.snapshot);
    const before = this.#turns.ended;
    if (request.encode !== null && (before !== null || !this.#hasRows())) {
      throw new StepPendingError("step with encode");
    }
    let release = before === null ? null : this.#turns.take();
    const refusals: (Refusal | Promise<Refusal>)[] = [];
    try {
      if (before !== null) {
        await before;
        this.#use();
      }
      if (this.#mode === "eval")
        throw new InvalidArgumentError("step", "eval", 'made in mode "train": call train() first');
      for (let done = 0; done < request.steps; done += MOST_STEPS) {
        if (!this.#hasRows() || (done > 0 && this.#fences.isFull)) {
          release ??= this.#turns.take();
          await this.#makeRoom();
        }
        refusals.push(this.#submit(request, numbers, done, Math.min(MOST_STEPS, request.steps - done)));
      }
    } finally {
      release?.();
    }
    await this.#leaveRoom();
    const refused = await firstOf(refusals);
    // A device that was just destroyed has said so meanwhile.
    if (this.#gpu.loss !== null) throw this.#gpu.loss;
    if (refused !== null) {
      // Only the device knows which updates were made.
      await this.report().catch(() => {});
      throw refused;
    }
  }

  /** Whether the ring has room for a submission, wherever in it the device may be. */
  #hasRows(): boolean {
    const { asked, settled } = this.#counts;
    return asked - settled + MOST_STEPS + AHEAD <= RING;
  }

  async #makeRoom(): Promise<void> {
    while (this.#fences.isFull) {
      await this.#fences.wait();
      this.#use();
    }
    // Rows may only be overwritten when it is known which update the device is at.
    if (!this.#hasRows()) await this.report();
  }

  /** Waits until the next step can be submitted at once, within the bound of the queue. */
  async #leaveRoom(): Promise<void> {
    const isAlive = () => this.#kernels !== null && this.#gpu.loss === null;
    while (this.#fences.isExceeded && isAlive()) await this.#fences.wait();
    // The step was submitted: that it can't be asked about is for later calls to say.
    if (!this.#hasRows() && isAlive()) await this.report().catch(() => {});
  }

  #submit(
    request: StepRequest,
    numbers: readonly HyperSnapshot[],
    first: number,
    steps: number,
  ): Refusal | Promise<Refusal> {
    const kernels = this.#use();
    const { device } = this.#gpu;
    const counts = this.#counts;
    this.#isRecording = true;
    let refusal: Refusal | Promise<Refusal>;
    try {
      refusal = this.#gpu.submit(() => {
        this.#rows.write(counts.settled, counts.asked + steps, request.gradientFactor, numbers);
        const encoder = device.createCommandEncoder();
        for (let i = 0; i < steps; i++) {
          recordGradients(request, encoder, first + i);
          kernels.encode(encoder);
        }
        device.queue.submit([encoder.finish()]);
      });
    } finally {
      this.#isRecording = false;
    }
    counts.submit(steps, !this.#settings.skips);
    this.#fences.submitted();
    if (!this.#isAsking && counts.asked - counts.settled > MOST_STEPS) this.#pollCount();
    return refusal;
  }

  /** Finds out which update the device is at while steps go on, so that none has to wait for it. */
  #pollCount(): void {
    this.#isAsking = true;
    const answered = () => {
      this.#isAsking = false;
    };
    // Where it fails, so do the promises that wait for it.
    this.#ask().then(answered, answered);
  }

  async #ask(): Promise<GpuReport> {
    const { state } = this.#use();
    const answer = this.#counts.ask();
    const header = new Uint32Array((await readBack(this.#gpu, state, 0, HEADER_LENGTH)).buffer);
    const report = reportOf(header, this.#settings.skips || this.#settings.maxNorm !== null);
    answer(report.stepCount);
    return report;
  }

  /**
   * Turns the parameters into those to train on, once all steps so far are made. Rules without such a difference ignore it;
   * Schedule-Free ones begin in mode `"eval"`, and refuse to step there.
   * @throws InvalidArgumentError when a schedule gives no number that is allowed; DeviceLostError or GpuValidationError
   */
  async train(): Promise<void> {
    await this.#switchMode("train");
  }

  /** Turns the parameters into those to evaluate and to save. @throws as `train` does */
  async eval(): Promise<void> {
    await this.#switchMode("eval");
  }

  async #switchMode(mode: "train" | "eval"): Promise<void> {
    this.#begin();
    if (!this.#plan.hasModes) return;
    const before = this.#turns.ended;
    const release = this.#turns.take();
    try {
      if (before !== null) await before;
      // The numbers are those of the last update that was made, which only the device may know.
      const { stepCount } = await this.report();
      if (mode === this.#mode) return;
      // A parameter that was never updated is the same in both modes.
      const numbers = this.#groups.map(({ hyper }) => hyper.snapshot);
      if (stepCount > 0) await submitMode(this.#gpu, this.#plan, this.#use(), mode, stepCount, numbers);
      this.#mode = mode;
    } finally {
      release();
    }
  }

  /** Waits for everything that was submitted, and asks what came of it. */
  async report(): Promise<GpuReport> {
    const report = await this.#ask();
    this.#use();
    return report;
  }

  /**
   * Copies of the parameters after all steps so far. The last ones are kept for `lastRead`. Steps that are asked for
   * meanwhile come after it.
   * @throws InvalidArgumentError where a buffer of yours has no `COPY_SRC` usage or is mapped; GpuValidationError where it
   * was destroyed; DeviceLostError
   */
  async read(): Promise<GpuSnapshot> {
    for (const [i, { param, length }] of this.#use().tensors.entries()) {
      checkRange(param, 0, length, "COPY_SRC", `params[${i}]`);
    }
    // Without an await where nothing waits: what is read is captured at once.
    if (this.#turns.isTaken) await this.#turns.ended;
    const { tensors } = this.#use();
    const [{ stepCount }, ...params] = await Promise.all([
      this.report(),
      ...tensors.map(({ param, length }) => readBack(this.#gpu, param, 0, length)),
    ]);
    this.#lastRead = { stepCount, params };
    return copyOf(this.#lastRead);
  }

  /**
   * What the optimizer needs to go on, besides the parameters: what the optimizers of @anneal/core and @anneal/wasm save
   * and load, so a run can go on with another engine.
   * @throws DeviceLostError
   */
  async stateDict(): Promise<OptimizerState> {
    // Without an await where nothing waits: what is read is captured at once.
    if (this.#turns.isTaken) await this.#turns.ended;
    const { tensors, state } = this.#use();
    const [{ stepCount }, numbers, ...slots] = await Promise.all([
      this.report(),
      readBack(this.#gpu, state, HEADER_LENGTH, this.#plan.length),
      ...tensors.map((tensor) => readSlots(this.#gpu, tensor)),
    ]);
    return stateOf(this.#owner(), stepCount, this.#mode, slots, numbers);
  }

  /**
   * Goes on from a saved state of any engine: slots, the count, carried numbers and hyper-parameters are replaced, except
   * that what is a schedule stays. Schedulers over this optimizer follow. Every parameter has to have been updated as
   * often as the optimizer.
   * @throws InvalidArgumentError when anything does not fit, StepPendingError while a step has updates left to submit,
   * before anything is changed.
   */
  loadStateDict(state: OptimizerState): void {
    const kernels = this.#begin();
    this.#refuseWhilePending("loadStateDict");
    const loaded = readSaved(state, this.#owner(), () => this.#use());
    const { step, mode } = loaded;
    writeLoaded(this.#gpu, kernels, loaded);
    this.#rows.forget();
    this.#counts.load(step);
    this.#mode = mode;
    this.#events.stateLoaded(step);
  }

  #owner(): StateOwner {
    return { maximize: this.#settings.maximize, groups: this.#groups, plan: this.#plan };
  }

  /**
   * Writes gradients from the host, one for each parameter; null: leave that buffer as it is.
   * @throws InvalidArgumentError, or StepPendingError while a step has updates left to submit, before any is written
   */
  writeGradients(grads: readonly (Float32Array | null)[]): void {
    const { tensors } = this.#use();
    this.#refuseWhilePending("writeGradients");
    writeAll(this.#gpu, tensors, grads);
  }

  /** Destroys the optimizer's own buffers, not those that were given. The second time does nothing. */
  dispose(): void {
    this.#kernels?.destroy();
    this.#kernels = null;
    this.#stopListening();
    this.#fences.release();
  }

  #begin(): Kernels {
    const kernels = this.#use();
    if (this.#isRecording) throw new ReentrantCallError("this GPU optimizer");
    return kernels;
  }

  /** What is changed now would be seen by updates that were asked for before. */
  #refuseWhilePending(method: string): void {
    if (this.#turns.isTaken) throw new StepPendingError(method);
  }

  #use(): Kernels {
    if (this.#kernels === null) throw new FreedError("this GPU optimizer");
    this.#gpu.assertUsable();
    return this.#kernels;
  }
}
