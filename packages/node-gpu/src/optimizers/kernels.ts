/** The pipelines, bind groups and buffers of an optimizer, created once. */
import { isSchedule } from "@anneal/core";
import type { Gpu } from "../device/gpu.js";
import { withErrorScope } from "../device/refusals.js";
import { USAGE } from "../dispatch/buffers.js";
import type { BufferPlace } from "./buffer-place.js";
import type { GivenGradients } from "./given-gradients.js";
import type { GpuSettings } from "./options.js";
import type { Plan } from "./plan.js";
import { beginShader, HEADER_LENGTH, RING } from "./shaders.js";
import {
  type GradientBinding,
  type PlannedKernel,
  type StepBuffers,
  StepKernels,
  type Uniform,
} from "./step-kernels.js";
import {
  createTensors,
  createWindows,
  type GpuTensor,
  type Own,
  partialsOf,
  type TensorWindow,
} from "./tensors.js";
import { Transfers } from "./transfers.js";

const BYTES = Uint32Array.BYTES_PER_ELEMENT;

type Mode = "train" | "eval";

/** A dispatch with its pipeline and bindings. */
interface Dispatch extends Pick<PlannedKernel, "shape" | "tensor" | "gradient" | "entries"> {
  readonly pipeline: GPUComputePipeline;
  readonly bindings: GPUBindGroup;
  /** Bind groups with gradients that were passed to a step, by buffer and offset. */
  readonly others: WeakMap<GPUBuffer, Map<number, GPUBindGroup>>;
}

/** Memory that is set to 0 if a tensor has no gradient, so that its previous values do not count. */
interface Leftover {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

export class Kernels {
  readonly tensors: readonly GpuTensor[];
  /** The count, what the device found, and the numbers of the current update. */
  readonly state: GPUBuffer;
  /** The rows of future updates, by update modulo `RING`. */
  readonly upcoming: GPUBuffer;
  /** Like `state`, with the numbers that switch the mode; null if no rule has modes. */
  readonly modeState: GPUBuffer | null;
  readonly #device: GPUDevice;
  /** In the order in which they run. */
  readonly #dispatches: readonly Dispatch[];
  readonly #modes: Readonly<Record<Mode, readonly Dispatch[]>>;
  readonly #transfers: Transfers;
  /** Of each tensor. */
  readonly #leftovers: readonly (readonly Leftover[])[];
  readonly #owned: readonly GPUBuffer[];

  private constructor(
    device: GPUDevice,
    tensors: readonly GpuTensor[],
    { state, upcoming, modeState }: StepBuffers,
    dispatches: readonly Dispatch[],
    modes: Readonly<Record<Mode, readonly Dispatch[]>>,
    transfers: Transfers,
    leftovers: readonly (readonly Leftover[])[],
    owned: readonly GPUBuffer[],
  ) {
    this.#device = device;
    this.tensors = tensors;
    this.state = state;
    this.upcoming = upcoming;
    this.modeState = modeState;
    this.#dispatches = dispatches;
    this.#modes = modes;
    this.#transfers = transfers;
    this.#leftovers = leftovers;
    this.#owned = owned;
  }

  static async create(gpu: Gpu, settings: GpuSettings, plan: Plan): Promise<Kernels> {
    const { device } = gpu;
    const owned: GPUBuffer[] = [];
    const own = (buffer: GPUBuffer) => {
      owned.push(buffer);
      return buffer;
    };
    try {
      const inspects = settings.skips || settings.maxNorm !== null;
      const { tensors, buffers, planned, modes, leftovers } = await withErrorScope(device, () => {
        const tensors = plan.tensors.map(({ source, unit }, i) =>
          createTensors(gpu, `params[${i}]`, source, unit, own),
        );
        const windows: TensorWindow[] = [];
        for (const tensor of tensors) windows.push(...createWindows(gpu, tensor, partialsOf(windows), own));
        const begin = beginShader({
          rows: plan.writers.length,
          rowLength: plan.rowLength,
          partials: inspects ? partialsOf(windows) : 0,
          skips: settings.skips,
          hasFlag: settings.foundInf !== null,
          maxNorm: settings.maxNorm,
          schedules: settings.groups.map(({ hyper: { lr } }) =>
            settings.ratesOnDevice && isSchedule(lr) ? lr : null,
          ),
        });
        const flag = settings.foundInf === null ? null : { ...settings.foundInf, size: BYTES };
        const buffers = createBuffers(device, plan, partialsOf(windows), inspects, begin.data, flag, own);
        const uniform: Uniform = (...words) => {
          const usage = USAGE.UNIFORM | USAGE.COPY_DST;
          const size = Math.ceil(words.length / 4) * 16;
          const buffer = own(device.createBuffer({ label: "anneal part", size, usage }));
          device.queue.writeBuffer(buffer, 0, Uint32Array.from(words));
          return buffer;
        };
        const clips = settings.maxNorm !== null;
        const kernels = new StepKernels(plan, tensors, windows, buffers, uniform, clips);
        const planned = [...kernels.inspections(), beginning(begin.code, buffers), ...kernels.updates()];
        const modes = { train: kernels.mode("train"), eval: kernels.mode("eval") };
        return { tensors, buffers, planned, modes, leftovers: leftoversOf(plan, windows, tensors, buffers) };
      });
      const pipelines = await createPipelines(device, [...planned, ...modes.train, ...modes.eval]);
      const isGiven = settings.groups.some(({ sources }) => sources.some(({ param, grad }) => param ?? grad));
      const transfers = await Transfers.create(gpu, tensors, own);
      const bind = (each: PlannedKernel): Dispatch => {
        const pipeline = pipelines.get(each.code) as GPUComputePipeline;
        const layout = pipeline.getBindGroupLayout(0);
        const bindings = device.createBindGroup({ layout, entries: each.entries });
        return { ...each, pipeline, bindings, others: new WeakMap() };
      };
      const [dispatches, boundModes] = await withErrorScope(device, () => {
        const bound = planned.map(bind);
        // A destroyed buffer is only reported when it is used.
        if (isGiven) useWithoutWork(device, bound);
        transfers.begin();
        return [bound, { train: modes.train.map(bind), eval: modes.eval.map(bind) }] as const;
      });
      gpu.assertUsable();
      return new Kernels(device, tensors, buffers, dispatches, boundModes, transfers, leftovers, owned);
    } catch (error) {
      for (const buffer of owned) buffer.destroy();
      throw error;
    }
  }

  /**
   * Records one update, and writes gradients from the host. The device orders the work of different steps.
   * @param given The gradients of this step; null: those in the optimizer's buffers.
   */
  encode(encoder: GPUCommandEncoder, given: GivenGradients | null): void {
    const isAbsent = (tensor: number | null) => tensor !== null && given?.isAbsent[tensor] === true;
    for (const [i, leftovers] of this.#leftovers.entries()) {
      if (!isAbsent(i)) continue;
      for (const { buffer, offset, size } of leftovers) encoder.clearBuffer(buffer, offset, size);
    }
    if (given !== null) this.#transfers.write(given);
    const places = this.#transfers.copyIn(encoder, given);
    const pass = encoder.beginComputePass();
    this.#transfers.widen(pass, given);
    run(
      pass,
      this.#dispatches.filter(({ tensor }) => !isAbsent(tensor)),
      (dispatch) => this.#bindingsOf(dispatch, places[dispatch.tensor ?? -1]),
    );
    this.#transfers.narrow(pass);
    pass.end();
    this.#transfers.copyOut(encoder);
  }

  /** Records the passes that switch the mode, with the numbers in `modeState`. */
  encodeMode(encoder: GPUCommandEncoder, mode: Mode): void {
    this.#transfers.copyIn(encoder, null);
    const pass = encoder.beginComputePass();
    run(pass, this.#modes[mode], ({ bindings }) => bindings);
    this.#transfers.narrow(pass);
    pass.end();
    this.#transfers.copyOut(encoder);
  }

  /** @param place The location of the gradients of this step; undefined: the usual one. */
  #bindingsOf(
    { pipeline, bindings, gradient, entries, others }: Dispatch,
    place: BufferPlace | undefined,
  ): GPUBindGroup {
    if (gradient === null || place === undefined) return bindings;
    const known = others.get(place.buffer) ?? new Map<number, GPUBindGroup>();
    others.set(place.buffer, known);
    const made = known.get(place.offset) ?? this.#bind(pipeline, entries, gradient, place);
    known.set(place.offset, made);
    return made;
  }

  #bind(
    pipeline: GPUComputePipeline,
    entries: readonly GPUBindGroupEntry[],
    gradient: GradientBinding,
    { buffer, offset }: BufferPlace,
  ): GPUBindGroup {
    const replaced = entries.map((entry) => {
      if (entry.binding !== gradient.binding) return entry;
      return { ...entry, resource: { buffer, offset: offset + gradient.start, size: gradient.size } };
    });
    return this.#device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: replaced });
  }

  /** Destroys the optimizer's own buffers. */
  destroy(): void {
    for (const buffer of this.#owned) buffer.destroy();
  }
}

function run(
  pass: GPUComputePassEncoder,
  dispatches: readonly Dispatch[],
  bindingsOf: (dispatch: Dispatch) => GPUBindGroup,
): void {
  let current: GPUComputePipeline | null = null;
  for (const dispatch of dispatches) {
    const { pipeline, shape } = dispatch;
    if (pipeline !== current) pass.setPipeline(pipeline);
    current = pipeline;
    pass.setBindGroup(0, bindingsOf(dispatch));
    pass.dispatchWorkgroups(shape[0], shape[1]);
  }
}

function createBuffers(
  device: GPUDevice,
  { writers, rowLength, length, rates, hasModes, sumsOfStage, sumCount, tensors }: Plan,
  partials: number,
  inspects: boolean,
  lists: Uint32Array<ArrayBuffer>,
  flag: GPUBufferBinding | null,
  own: Own,
): StepBuffers {
  const usage = USAGE.STORAGE | USAGE.COPY_DST;
  const buffer = (label: string, words: number, more = 0) =>
    own(device.createBuffer({ label, size: Math.max(16, words * BYTES), usage: usage | more }));
  const listed = lists.length > 0 ? buffer("anneal lists", lists.length) : null;
  if (listed !== null) device.queue.writeBuffer(listed, 0, lists);
  return {
    state: buffer("anneal state", HEADER_LENGTH + length, USAGE.COPY_SRC),
    modeState: hasModes ? buffer("anneal mode", HEADER_LENGTH + rates) : null,
    upcoming: buffer("anneal rows", RING * writers.length * rowLength),
    found: inspects && partials > 0 ? buffer("anneal found", 2 * partials) : null,
    partials: sumsOfStage > 0 ? buffer("anneal partial sums", sumsOfStage * partials) : null,
    totals: sumsOfStage > 0 ? buffer("anneal sums", sumCount * tensors.length) : null,
    lists: listed,
    flag,
  };
}

function beginning(code: string, { state, upcoming, found, lists, flag }: StepBuffers): PlannedKernel {
  const whole = [state, upcoming, found, lists].map((buffer) => (buffer === null ? null : { buffer }));
  const entries = [...whole, flag].flatMap((resource, binding) =>
    resource === null ? [] : [{ binding, resource }],
  );
  return { label: "begin", code, entries, shape: [1, 1], tensor: null, gradient: null };
}

/** The intermediate results of each tensor that the sums of all need. */
function leftoversOf(
  { tensors: planned, sumCount }: Plan,
  windows: readonly TensorWindow[],
  tensors: readonly GpuTensor[],
  { found, totals }: StepBuffers,
): Leftover[][] {
  return tensors.map((tensor, i) => {
    const own = windows.filter((window) => window.tensor === tensor);
    const partials = { offset: 2 * BYTES * (own[0]?.firstPartial ?? 0), size: 2 * BYTES * partialsOf(own) };
    const position = planned[i]?.position ?? 0;
    const sums = { offset: BYTES * sumCount * position, size: BYTES * sumCount };
    return [
      ...(found === null ? [] : [{ buffer: found, ...partials }]),
      ...(totals === null ? [] : [{ buffer: totals, ...sums }]),
    ].filter(({ size }) => size > 0);
  });
}

/** Submits a pass that binds everything and computes nothing, to find invalid buffers. */
function useWithoutWork(device: GPUDevice, dispatches: readonly Dispatch[]): void {
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  for (const { pipeline, bindings } of dispatches) {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindings);
  }
  pass.end();
  device.queue.submit([encoder.finish()]);
}

/** Creates a pipeline for each shader. Kernels with the same code share it. */
async function createPipelines(
  device: GPUDevice,
  plans: readonly PlannedKernel[],
): Promise<ReadonlyMap<string, GPUComputePipeline>> {
  const labels = new Map(plans.map(({ code, label }) => [code, `anneal ${label}`]));
  return new Map(
    await Promise.all(
      [...labels].map(async ([code, label]) => {
        const module = device.createShaderModule({ label, code });
        const compute = { module, entryPoint: "main" };
        return [code, await device.createComputePipelineAsync({ label, layout: "auto", compute })] as const;
      }),
    ),
  );
}
