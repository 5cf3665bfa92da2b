/// <reference lib="esnext.disposable" preserve="true" />
/** The fused step over GPU buffers, for any rule. */
import {
  FreedError,
  InvalidArgumentError,
  type OptimizerState,
  ReentrantCallError,
  type Rule,
} from "@anneal/core";
import { announceLoads, makeDisposable } from "@anneal/core/optimizer-engine";
import { StepPendingError } from "../device/errors.js";
import { type Gpu, usableDevice } from "../device/gpu.js";
import { firstOf, type Refusal } from "../device/refusals.js";
import { readBack } from "../dispatch/buffers.js";
import { Fences } from "./fences.js";
import { readGradients } from "./given-gradients.js";
import { createGroups, type GpuGroup, type GpuParameterGroup } from "./groups.js";
import type { HyperSnapshot } from "./hyper.js";
import { Kernels } from "./kernels.js";
import { submitMode } from "./modes.js";
import type { GpuSettings } from "./options.js";
import { leaveOut, type Plan, planTensors } from "./plan.js";
import { MOST_STEPS, Progress } from "./progress.js";
import { copyOf, type GpuReport, type GpuSnapshot } from "./report.js";
import { UpcomingRows } from "./rows.js";
import { HEADER_LENGTH } from "./shaders.js";
import { readSaved, readSlots, type StateOwner, stateOf, writeLoaded } from "./state.js";
import {
  type GpuStepOptions,
  type GpuUpdateOptions,
  type ReadGiven,
  readEncode,
  readStep,
  recordGradients,
  type StepRequest,
} from "./step-options.js";
import { checkReadable } from "./tensors.js";
import { Turns } from "./turns.js";
import { writeAll } from "./write-gradients.js";

/** An optimizer whose parameters, gradients and state are on a device, created by `createOptimizer`. */
export class GpuOptimizer<R extends Rule = Rule> {
  declare readonly [Symbol.dispose]: () => void;

  static {
    makeDisposable(GpuOptimizer.prototype, function () {
      this.dispose();
    });
  }

  /** The parameter buffers of all groups, in order: yours if given, otherwise the optimizer's own. */
  readonly params: readonly GPUBuffer[];
  /** The buffers of the gradients. Write them, or let your kernels write them, before each step. */
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
  readonly #progress: Progress;
  readonly #events = announceLoads(this);
  /** Whether a step is being recorded. A rate or `encode` that it calls must not change the optimizer. */
  #isRecording = false;
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
    this.params = Object.freeze(kernels.tensors.map(({ shown }) => shown.param));
    this.grads = Object.freeze(kernels.tensors.map(({ shown }) => shown.grad));
    const looks = settings.skips || settings.maxNorm !== null;
    this.#progress = new Progress(gpu, kernels.state, looks);
    this.#fences = new Fences(gpu.device.queue, settings.queueDepth);
    this.#stopListening = gpu.onLost(() => this.#fences.release());
    const { queue } = gpu.device;
    this.#rows = new UpcomingRows(queue, kernels.upcoming, plan.writers, plan.rowLength, settings.maximize);
  }

  /** Called by `createOptimizer`, not by users. */
  static async create<R extends Rule>(gpu: Gpu, settings: GpuSettings): Promise<GpuOptimizer<R>> {
    usableDevice(gpu);
    const groups = createGroups(settings);
    const plan = planTensors(settings);
    const kernels = await Kernels.create(gpu, settings, plan);
    return new GpuOptimizer<R>(gpu, settings, kernels, groups, plan);
  }

  /**
   * The number of requested updates. Includes skipped updates, and those rejected by the device without a rejected
   * step, until `report()` or `read()` queries the device.
   */
  get stepCount(): number {
    return this.#progress.counts.asked;
  }

  /** Whether the parameters are in training or evaluation mode; see `train`. */
  get mode(): "train" | "eval" {
    return this.#mode;
  }

  /** A copy of the last result of `read`, to resume from if the device is lost. Null before the first call. */
  get lastRead(): GpuSnapshot | null {
    return this.#lastRead === null ? null : copyOf(this.#lastRead);
  }

  /**
   * Makes one or more updates with the gradients that the buffers contain when it is called. Up to 64 updates are
   * submitted before it returns, so work that you write or submit afterwards runs after them on the device. The promise
   * resolves when at most `queueDepth` submissions are in flight and, on a borrowed device, when the device has accepted
   * the step. Await it to bound the queued work.
   *
   * Some updates are submitted later if there are more than 64 and the queue is full or, with `nonFinite: "skip"`, if the
   * outcome of more than about 150 is unknown. Until the last one is submitted, `writeGradients`, `loadStateDict` and a
   * step with `encode` throw StepPendingError, and other steps wait. Don't change the gradient buffers until the promise
   * resolves.
   *
   * It rejects with InvalidArgumentError, FreedError or StepPendingError before anything is submitted; with
   * DeviceLostError after the device is lost; and with GpuValidationError if the device rejected this step or, in a browser
   * with an owned device, any call since the last one. A rejected submission makes no update; if the step itself rejects,
   * `stepCount` is read from the device. More than 64 updates are several submissions: if a rate is invalid in a later one,
   * or `encode` throws, the earlier ones are made.
   */
  async step(options?: GpuStepOptions): Promise<void> {
    this.#begin();
    const request = readStep(options, this.#readGiven);
    const numbers = this.#groups.map(({ hyper }) => hyper.snapshot);
    const before = this.#turns.ended;
    if (before !== null || !this.#progress.hasRows) {
      if (request.encode !== null) throw new StepPendingError("step with encode");
      if (request.given !== null) throw new StepPendingError("step with grads");
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
        if (!this.#progress.hasRows || (done > 0 && this.#fences.isFull)) {
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
    // The loss of a device that was just destroyed is known by now.
    if (this.#gpu.loss !== null) throw this.#gpu.loss;
    if (refused !== null) {
      // Only the device has the count of updates.
      await this.report().catch(() => {});
      throw refused;
    }
  }

  async #makeRoom(): Promise<void> {
    while (this.#fences.isFull) {
      await this.#fences.wait();
      this.#use();
    }
    // Rows can only be overwritten after the current update of the device is known.
    if (!this.#progress.hasRows) await this.report();
  }

  /** Waits until the next step can be submitted at once, within the bound of the queue. */
  async #leaveRoom(): Promise<void> {
    const isAlive = () => this.#kernels !== null && this.#gpu.loss === null;
    while (this.#fences.isExceeded && isAlive()) await this.#fences.wait();
    // The step was submitted. Later calls report a failure to query it.
    if (!this.#progress.hasRows && isAlive()) await this.report().catch(() => {});
  }

  #submit(
    request: StepRequest,
    numbers: readonly HyperSnapshot[],
    first: number,
    steps: number,
  ): Refusal | Promise<Refusal> {
    this.#use();
    const { device } = this.#gpu;
    const { counts } = this.#progress;
    // After each function of the caller, which may have freed the optimizer.
    const use = () => this.#use();
    this.#isRecording = true;
    let refusal: Refusal | Promise<Refusal>;
    try {
      refusal = this.#gpu.submit(() => {
        this.#rows.write(counts.settled, counts.asked + steps, request.gradientFactor, numbers, use);
        const encoder = device.createCommandEncoder();
        for (let i = 0; i < steps; i++) {
          recordGradients(request, encoder, first + i);
          use().encode(encoder, request.given);
        }
        device.queue.submit([encoder.finish()]);
      });
    } finally {
      this.#isRecording = false;
    }
    this.#count(request, steps);
    this.#fences.submitted();
    this.#progress.poll();
    return refusal;
  }

  readonly #readGiven: ReadGiven = (grads, skip) =>
    readGradients(grads, skip, this.#use().tensors, this.#gpu.device, this.#settings.missingGradients);

  #count({ given }: StepRequest, updates: number): void {
    this.#progress.counts.submit(updates, !this.#settings.leavesOut);
    if (given === null || !given.hasAbsent) return;
    leaveOut(this.#plan, given.isAbsent, updates);
    this.#rows.forget(); // the numbers of the updates to come
  }

  /**
   * Records one update into your own encoder. Finish and submit it, once, before you request more than 64 other updates,
   * and check the device's errors. Gradients from the host are written immediately.
   * @throws InvalidArgumentError, FreedError, or StepPendingError: await `report()` first. Nothing is recorded then.
   */
  encode(encoder: GPUCommandEncoder, options?: GpuUpdateOptions): void {
    this.#begin();
    const request = readEncode(encoder, options, this.#readGiven);
    if (this.#turns.isTaken || !this.#progress.hasRows) throw new StepPendingError("encode");
    if (this.#mode === "eval")
      throw new InvalidArgumentError("encode", "eval", 'called in mode "train": call train() first');
    const numbers = this.#groups.map(({ hyper }) => hyper.snapshot);
    const { settled, asked } = this.#progress.counts;
    const use = () => this.#use();
    this.#isRecording = true;
    try {
      this.#rows.write(settled, asked + 1, request.gradientFactor, numbers, use);
      use().encode(encoder, request.given);
    } finally {
      this.#isRecording = false;
    }
    this.#count(request, 1);
  }

  /**
   * Switches the parameters to training mode after all steps so far. Schedule-Free rules start in mode `"eval"` and
   * can't step in it; other rules ignore the mode.
   * @throws InvalidArgumentError if a schedule returns an invalid value; DeviceLostError or GpuValidationError
   */
  async train(): Promise<void> {
    await this.#switchMode("train");
  }

  /** Switches the parameters to evaluation mode, to evaluate or save them. @throws like `train` */
  async eval(): Promise<void> {
    await this.#switchMode("eval");
  }

  async #switchMode(mode: "train" | "eval"): Promise<void> {
    this.#begin();
    if (!this.#plan.hasModes) return;
    await this.#turns.during(async () => {
      // They depend on the last update, whose number only the device may have.
      const { stepCount } = await this.report();
      if (mode === this.#mode) return;
      // Without an update, parameters are the same in both modes.
      const numbers = this.#groups.map(({ hyper }) => hyper.snapshot);
      if (stepCount > 0) await submitMode(this.#gpu, this.#plan, this.#use(), mode, stepCount, numbers);
      this.#mode = mode;
    });
  }

  /** Waits for all submitted work and reports its outcome. */
  async report(): Promise<GpuReport> {
    this.#use();
    const report = await this.#progress.ask();
    this.#use();
    return report;
  }

  /**
   * Returns copies of the parameters after all steps so far, and keeps them as `lastRead`. Steps requested in the
   * meantime run afterwards.
   * @throws InvalidArgumentError if one of your buffers lacks `COPY_SRC` usage or is mapped; GpuValidationError if it
   * was destroyed; DeviceLostError
   */
  async read(): Promise<GpuSnapshot> {
    checkReadable(this.#use().tensors);
    // No await if there is nothing to wait for, so that the values are captured immediately.
    if (this.#turns.isTaken) await this.#turns.ended;
    const { tensors } = this.#use();
    const [{ stepCount }, ...params] = await Promise.all([
      this.report(),
      ...tensors.map(({ param, length }) => readBack(this.#gpu, param.buffer, param.offset / 4, length)),
    ]);
    this.#lastRead = { stepCount, params };
    return copyOf(this.#lastRead);
  }

  /**
   * Returns the state needed to resume, without the parameters. The optimizers of @anneal/core and @anneal/wasm use the
   * same format, so a run can resume on another engine.
   * @throws DeviceLostError
   */
  async stateDict(): Promise<OptimizerState> {
    // No await if there is nothing to wait for, so that the values are captured immediately.
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
   * Loads a saved state of any engine: replaces slots, the step count, carried numbers and hyper-parameters, but keeps
   * schedules. Schedulers of this optimizer follow. The step count of every parameter must equal the optimizer's.
   * @throws InvalidArgumentError if anything does not fit, StepPendingError while a step has updates left to submit;
   * nothing is changed then.
   */
  loadStateDict(state: OptimizerState): void {
    const kernels = this.#begin();
    this.#refuseWhilePending("loadStateDict");
    const loaded = readSaved(state, this.#owner(), () => {
      // A getter of the state may have freed the optimizer, or requested steps.
      this.#begin();
      this.#refuseWhilePending("loadStateDict");
    });
    const { step, mode } = loaded;
    writeLoaded(this.#gpu, kernels, loaded);
    this.#rows.forget();
    this.#progress.counts.load(step);
    this.#mode = mode;
    this.#events.stateLoaded(step);
  }

  #owner(): StateOwner {
    const { maximize, missingGradients } = this.#settings;
    return { maximize, missingGradients, groups: this.#groups, plan: this.#plan };
  }

  /**
   * Writes gradients from the host, one for each parameter; null leaves a buffer unchanged.
   * @throws InvalidArgumentError, StepPendingError while a step has updates left to submit, or ReentrantCallError in a rate
   * or `encode`, whose updates would all have the gradients of the last call; before any is written
   */
  writeGradients(grads: readonly (Float32Array | null)[]): void {
    const { tensors } = this.#use();
    const check = () => {
      this.#begin();
      this.#refuseWhilePending("writeGradients");
    };
    check();
    // And again once the list has been read: its getters may have freed the optimizer, or requested steps.
    writeAll(this.#gpu, tensors, grads, check);
  }

  /** Destroys the optimizer's own buffers, but not yours. Calling it again has no effect. */
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

  /** Throws if a change now would affect updates requested earlier. */
  #refuseWhilePending(method: string): void {
    if (this.#turns.isTaken) throw new StepPendingError(method);
  }

  #use(): Kernels {
    if (this.#kernels === null) throw new FreedError("this GPU optimizer");
    this.#gpu.assertUsable();
    return this.#kernels;
  }
}
