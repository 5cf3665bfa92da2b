/** The pipelines, bind groups and buffers of an optimizer: made once, so that a step only names them. */
import { isSchedule } from "@anneal/core";
import type { Gpu } from "../device/gpu.js";
import { withErrorScope } from "../device/refusals.js";
import { USAGE } from "../dispatch/buffers.js";
import type { GpuForm, NumberPart } from "./form.js";
import type { GpuSettings } from "./options.js";
import type { Plan, PlannedRule, PlannedTensor, PlannedUnit } from "./plan.js";
import { arraysOf, elementShader, numbersShader, type PassArray, totalsShader } from "./print-wgsl.js";
import { beginShader, HEADER_LENGTH, inspectShader, RING } from "./shaders.js";
import { createTensors, createWindows, type GpuTensor, partialsOf, type TensorWindow } from "./tensors.js";

const BYTES = Uint32Array.BYTES_PER_ELEMENT;

type Mode = "train" | "eval";

/** One dispatch with all it needs. */
interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindings: GPUBindGroup;
  readonly shape: readonly [number, number];
}

/** The buffers of a step, besides those of tensors. */
interface StepBuffers {
  readonly state: GPUBuffer;
  readonly modeState: GPUBuffer | null;
  readonly upcoming: GPUBuffer;
  /** What each workgroup found in the gradients. */
  readonly found: GPUBuffer | null;
  /** The sums of a pass: of each workgroup, and of each tensor. */
  readonly partials: GPUBuffer | null;
  readonly totals: GPUBuffer | null;
  readonly lists: GPUBuffer | null;
}

/** Takes the words of a uniform buffer. */
type Uniform = (...words: number[]) => GPUBuffer;

export class Kernels {
  readonly tensors: readonly GpuTensor[];
  /** The count, what was found, and the numbers of the update that is being made. */
  readonly state: GPUBuffer;
  /** The rows of the updates to come, by their number modulo `RING`. */
  readonly upcoming: GPUBuffer;
  /** Like `state`, with the numbers that bring the parameters into a mode; null where no rule has modes. */
  readonly modeState: GPUBuffer | null;
  /** In the order in which they run. */
  readonly #dispatches: readonly Dispatch[];
  readonly #modes: Readonly<Record<Mode, readonly Dispatch[]>>;
  readonly #owned: readonly GPUBuffer[];

  private constructor(
    tensors: readonly GpuTensor[],
    { state, upcoming, modeState }: StepBuffers,
    dispatches: readonly Dispatch[],
    modes: Readonly<Record<Mode, readonly Dispatch[]>>,
    owned: readonly GPUBuffer[],
  ) {
    this.tensors = tensors;
    this.state = state;
    this.upcoming = upcoming;
    this.modeState = modeState;
    this.#dispatches = dispatches;
    this.#modes = modes;
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
      const { tensors, windows, begin, buffers, kernels, modes } = await withErrorScope(device, () => {
        const tensors = plan.tensors.map(({ source, unit }) => createTensors(gpu, source, unit, own));
        const windows: TensorWindow[] = [];
        for (const tensor of tensors) windows.push(...createWindows(gpu, tensor, partialsOf(windows), own));
        const begin = beginShader({
          rows: plan.writers.length,
          rowLength: plan.rowLength,
          partials: inspects ? partialsOf(windows) : 0,
          skips: settings.skips,
          maxNorm: settings.maxNorm,
          schedules: settings.groups.map(({ hyper: { lr } }) =>
            settings.ratesOnDevice && isSchedule(lr) ? lr : null,
          ),
        });
        const buffers = createBuffers(device, plan, partialsOf(windows), inspects, begin.data, own);
        const uniform: Uniform = (...words) => {
          const usage = USAGE.UNIFORM | USAGE.COPY_DST;
          const size = Math.ceil(words.length / 4) * 16;
          const buffer = own(device.createBuffer({ label: "anneal part", size, usage }));
          device.queue.writeBuffer(buffer, 0, Uint32Array.from(words));
          return buffer;
        };
        const clips = settings.maxNorm !== null;
        const all = new StepKernels(plan, tensors, windows, buffers, uniform, clips);
        const modes = { train: all.mode("train"), eval: all.mode("eval") };
        return { tensors, windows, begin, buffers, kernels: all.list(), modes };
      });

      const planned: PlannedKernel[] = [];
      for (const { tensor, part, bindingOf, inspectShape } of windows) {
        if (buffers.found === null) break;
        const code = inspectShader(tensor.lanes, isWhole(tensor));
        const resources = [{ buffer: part }, { buffer: buffers.found }, bindingOf(tensor.grad)];
        planned.push({ label: "inspect", code, entries: numbered(resources), shape: inspectShape });
      }
      planned.push({
        label: "begin",
        code: begin.code,
        entries: [buffers.state, buffers.upcoming, buffers.found, buffers.lists].flatMap((buffer, binding) =>
          buffer === null ? [] : [{ binding, resource: { buffer } }],
        ),
        shape: [1, 1],
      });
      planned.push(...kernels);
      const pipelines = await createPipelines(device, [...planned, ...modes.train, ...modes.eval]);
      const isGiven = settings.groups.some(({ sources }) => sources.some(({ param, grad }) => param ?? grad));
      const bind = ({ code, entries, shape }: PlannedKernel): Dispatch => {
        const pipeline = pipelines.get(code) as GPUComputePipeline;
        const layout = pipeline.getBindGroupLayout(0);
        return { pipeline, bindings: device.createBindGroup({ layout, entries }), shape };
      };
      const [dispatches, boundModes] = await withErrorScope(device, () => {
        const bound = planned.map(bind);
        // That a buffer was destroyed only shows where it is used.
        if (isGiven) useWithoutWork(device, bound);
        return [bound, { train: modes.train.map(bind), eval: modes.eval.map(bind) }] as const;
      });
      gpu.assertUsable();
      return new Kernels(tensors, buffers, dispatches, boundModes, owned);
    } catch (error) {
      for (const buffer of owned) buffer.destroy();
      throw error;
    }
  }

  /** Records one update. Everything between two steps is ordered by the device itself. */
  encode(encoder: GPUCommandEncoder): void {
    encodeAll(encoder, this.#dispatches);
  }

  /** Records what brings the parameters into a mode, by the numbers in `modeState`. */
  encodeMode(encoder: GPUCommandEncoder, mode: Mode): void {
    encodeAll(encoder, this.#modes[mode]);
  }

  /** Destroys what the optimizer made. */
  destroy(): void {
    for (const buffer of this.#owned) buffer.destroy();
  }
}

function encodeAll(encoder: GPUCommandEncoder, dispatches: readonly Dispatch[]): void {
  const pass = encoder.beginComputePass();
  let current: GPUComputePipeline | null = null;
  for (const { pipeline, bindings, shape } of dispatches) {
    if (pipeline !== current) pass.setPipeline(pipeline);
    current = pipeline;
    pass.setBindGroup(0, bindings);
    pass.dispatchWorkgroups(shape[0], shape[1]);
  }
  pass.end();
}

function createBuffers(
  device: GPUDevice,
  { writers, rowLength, length, rates, hasModes, sumsOfStage, sumCount, tensors }: Plan,
  partials: number,
  inspects: boolean,
  lists: Uint32Array<ArrayBuffer>,
  own: (buffer: GPUBuffer) => GPUBuffer,
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
  };
}

/** The passes of all rules in order, with the numbers and the sums between them. */
class StepKernels {
  readonly #plan: Plan;
  readonly #tensors: readonly GpuTensor[];
  readonly #windows: readonly TensorWindow[];
  readonly #buffers: StepBuffers;
  readonly #uniform: Uniform;
  readonly #clips: boolean;
  readonly #partials: number;
  readonly #units: ReadonlyMap<PlannedUnit, GPUBuffer>;

  constructor(
    plan: Plan,
    tensors: readonly GpuTensor[],
    windows: readonly TensorWindow[],
    buffers: StepBuffers,
    uniform: Uniform,
    clips: boolean,
  ) {
    this.#plan = plan;
    this.#tensors = tensors;
    this.#windows = windows;
    this.#buffers = buffers;
    this.#uniform = uniform;
    this.#clips = clips;
    this.#partials = partialsOf(windows);
    this.#units = new Map(plan.units.map((unit) => [unit, this.#uniformOf(unit)]));
  }

  list(): PlannedKernel[] {
    const { units, stages } = this.#plan;
    const kernels: PlannedKernel[] = [];
    for (let stage = 0; stage < stages; stage++) {
      for (const unit of units) kernels.push(...this.#numbers(unit, unit.form.stages[stage]));
      for (const window of this.#windows) {
        kernels.push(...this.#elements(window, window.tensor.form, stage, this.#buffers.state));
      }
      for (const i of this.#tensors.keys()) kernels.push(...this.#totals(i, stage));
    }
    // The unit that decides about numbers of the optimizer is the first of its rule: after the others have read them.
    for (const unit of [...units].reverse()) {
      const isCarried = unit.form.carriedPlaces.some(({ place, result }) => place >= 0 && result >= 0);
      if (isCarried) kernels.push(...this.#numbers(unit, unit.form.carried, true));
    }
    return kernels;
  }

  /** What brings the parameters of rules with modes into one of them. */
  mode(mode: Mode): PlannedKernel[] {
    return this.#windows.flatMap((window) => {
      const form = window.tensor.form.modes?.[mode];
      const state = this.#buffers.modeState;
      return form === undefined || state === null
        ? []
        : form.stages.flatMap((_, stage) => this.#elements(window, form, stage, state));
    });
  }

  #uniformOf(unit: PlannedUnit): GPUBuffer {
    const { rules, rates } = this.#plan;
    const { first, count, decider } = rules.get(unit.form.rule) as PlannedRule;
    const { numbers, row, position, group } = unit;
    const decides = decider === unit ? 1 : 0;
    return this.#uniform(numbers, row, position, first, count, rates + group, decider.numbers, decides);
  }

  #numbers(unit: PlannedUnit, part: NumberPart | undefined, always = false): PlannedKernel[] {
    if (part === undefined || (!always && !part.places.some((place) => place.in === "numbers"))) return [];
    const { state, totals } = this.#buffers;
    const usesTotals = part.split.device.some(
      (each) => each.operation === "input" && each.input.kind === "sum",
    );
    const buffers = [this.#units.get(unit) as GPUBuffer, state, ...(usesTotals ? [totals as GPUBuffer] : [])];
    const code = numbersShader(unit.form, part, this.#plan.sumCount);
    return [
      { label: "numbers", code, entries: numbered(buffers.map((buffer) => ({ buffer }))), shape: [1, 1] },
    ];
  }

  #elements(window: TensorWindow, form: GpuForm, stage: number, state: GPUBuffer): PlannedKernel[] {
    const { tensor, part, bindingOf, updateShape, inspectShape } = window;
    const { lanes } = tensor;
    const elements = form.program.stages[stage]?.elements;
    if (elements === undefined) return [];
    const arrays = arraysOf(form, stage).map((array) => bindingOf(bufferOf(tensor, array)));
    const sums = elements.sums.length > 0 ? [{ buffer: this.#buffers.partials as GPUBuffer }] : [];
    return [
      {
        label: `${form.rule.name} ${stage}`,
        code: elementShader(form, stage, {
          lanes,
          clips: this.#clips,
          isWhole: isWhole(tensor),
          partials: this.#partials,
        }),
        entries: numbered([{ buffer: part }, { buffer: state }, ...arrays, ...sums]),
        shape: sums.length > 0 ? inspectShape : updateShape,
      },
    ];
  }

  #totals(index: number, stage: number): PlannedKernel[] {
    const tensor = this.#tensors[index] as GpuTensor;
    const { position } = this.#plan.tensors[index] as PlannedTensor;
    const places = sumPlaces(tensor.form, stage);
    if (places.length === 0) return [];
    const own = this.#windows.filter((window) => window.tensor === tensor);
    const uniform = this.#uniform(own[0]?.firstPartial ?? 0, partialsOf(own), position, 0);
    const { partials, totals } = this.#buffers;
    const buffers = [uniform, partials as GPUBuffer, totals as GPUBuffer];
    return [
      {
        label: "sums",
        code: totalsShader(places, this.#plan.sumCount, this.#partials),
        entries: numbered(buffers.map((buffer) => ({ buffer }))),
        shape: [1, 1],
      },
    ];
  }
}

function isWhole({ lanes, length }: GpuTensor): boolean {
  return lanes === "f32" || length % 4 === 0;
}

function bufferOf({ param, grad, slots }: GpuTensor, { name, slot }: PassArray): GPUBuffer {
  if (slot !== null) return slots.get(slot) as GPUBuffer;
  return name === "params" ? param : grad;
}

/** The places of the sums of a pass among those of its rule. */
function sumPlaces({ program, sumCount }: GpuForm, stage: number): readonly number[] {
  const firstSum = program.inputs.length - sumCount;
  return (program.stages[stage]?.sums ?? []).map(({ input }) => input - firstSum);
}

/** A dispatch whose pipeline is not made yet. */
interface PlannedKernel {
  readonly label: string;
  readonly code: string;
  readonly entries: GPUBindGroupEntry[];
  readonly shape: readonly [number, number];
}

function numbered(resources: readonly GPUBindingResource[]): GPUBindGroupEntry[] {
  return resources.map((resource, binding) => ({ binding, resource }));
}

/** Submits a pass that names everything and computes nothing. */
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

/** A pipeline for each shader, by its code: kernels of one shader share it. */
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
