/** The kernels of a step in order: inspecting gradients, beginning the step, and the passes of all rules. */
import type { BufferPlace } from "./buffer-place.js";
import type { GpuForm, NumberPart } from "./form.js";
import type { Plan, PlannedRule, PlannedTensor, PlannedUnit } from "./plan.js";
import { arraysOf, elementShader, numbersShader, type PassArray, totalsShader } from "./print-wgsl.js";
import { inspectShader } from "./shaders.js";
import { type GpuTensor, partialsOf, type TensorWindow } from "./tensors.js";

/** The buffers of a step, except those of tensors. */
export interface StepBuffers {
  readonly state: GPUBuffer;
  readonly modeState: GPUBuffer | null;
  readonly upcoming: GPUBuffer;
  /** The results of each workgroup that inspected gradients. */
  readonly found: GPUBuffer | null;
  /** The sums of a pass, for each workgroup and each tensor. */
  readonly partials: GPUBuffer | null;
  readonly totals: GPUBuffer | null;
  readonly lists: GPUBuffer | null;
  /** The caller's found-inf flag. */
  readonly flag: GPUBufferBinding | null;
}

/** Registers the words of a uniform buffer. */
export type Uniform = (...words: number[]) => GPUBuffer;

/** A dispatch whose pipeline has not been created. */
export interface PlannedKernel {
  readonly label: string;
  readonly code: string;
  readonly entries: GPUBindGroupEntry[];
  readonly shape: readonly [number, number];
  /** The only tensor that it works on; null: several. */
  readonly tensor: number | null;
  readonly gradient: GradientBinding | null;
}

/** Where a kernel binds gradients, so that others can replace them: from `start` bytes on. */
export interface GradientBinding {
  readonly binding: number;
  readonly start: number;
  readonly size: number;
}

/** The passes of all rules in order, with the numbers and the sums between them. */
export class StepKernels {
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

  /** The kernels that inspect gradients. */
  inspections(): PlannedKernel[] {
    const { found } = this.#buffers;
    if (found === null) return [];
    return this.#windows.map(({ tensor, part, bindingOf, inspectShape }) => ({
      label: "inspect",
      code: inspectShader(tensor.lanes, isWhole(tensor)),
      entries: numbered([{ buffer: part }, { buffer: found }, bindingOf(tensor.grad)]),
      shape: inspectShape,
      tensor: this.#tensors.indexOf(tensor),
      gradient: gradientBinding(2, bindingOf(tensor.grad), tensor),
    }));
  }

  /** The kernels that update, with those for numbers and sums between them. */
  updates(): PlannedKernel[] {
    const { units, stages } = this.#plan;
    const kernels: PlannedKernel[] = [];
    for (let stage = 0; stage < stages; stage++) {
      for (const unit of units) kernels.push(...this.#numbers(unit, unit.form.stages[stage]));
      for (const window of this.#windows) {
        kernels.push(...this.#elements(window, window.tensor.form, stage, this.#buffers.state));
      }
      for (const i of this.#tensors.keys()) kernels.push(...this.#totals(i, stage));
    }
    // The unit that computes the optimizer's numbers is the first of its rule. It runs after the others have read them.
    for (const unit of [...units].reverse()) {
      const isCarried = unit.form.carriedPlaces.some(({ place, result }) => place >= 0 && result >= 0);
      if (isCarried) kernels.push(...this.#numbers(unit, unit.form.carried, true));
    }
    return kernels;
  }

  /** The kernels that switch the mode. */
  mode(mode: "train" | "eval"): PlannedKernel[] {
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
      {
        label: "numbers",
        code,
        entries: numbered(buffers.map((buffer) => ({ buffer }))),
        shape: [1, 1],
        tensor: this.#tensorOf(unit),
        gradient: null,
      },
    ];
  }

  #elements(window: TensorWindow, form: GpuForm, stage: number, state: GPUBuffer): PlannedKernel[] {
    const { tensor, part, bindingOf, updateShape, inspectShape } = window;
    const { lanes } = tensor;
    const elements = form.program.stages[stage]?.elements;
    if (elements === undefined) return [];
    const bound = arraysOf(form, stage);
    const arrays = bound.map((array) => bindingOf(placeOf(tensor, array)));
    const gradient = bound.findIndex(({ name, slot }) => slot === null && name === "grads");
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
        tensor: this.#tensors.indexOf(tensor),
        gradient: gradient < 0 ? null : gradientBinding(gradient + 2, bindingOf(tensor.grad), tensor),
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
        tensor: index,
        gradient: null,
      },
    ];
  }

  /** The only tensor with the numbers of a unit; null: several share them. */
  #tensorOf(unit: PlannedUnit): number | null {
    const { tensors } = this.#plan;
    const first = tensors.findIndex((each) => each.unit === unit);
    return tensors.some((each, i) => i > first && each.unit === unit) ? null : first;
  }
}

function gradientBinding(
  binding: number,
  { offset = 0, size = 0 }: GPUBufferBinding,
  { grad }: GpuTensor,
): GradientBinding {
  return { binding, start: offset - grad.offset, size };
}

function isWhole({ lanes, length }: GpuTensor): boolean {
  return lanes === "f32" || length % 4 === 0;
}

function placeOf({ param, grad, slots }: GpuTensor, { name, slot }: PassArray): BufferPlace {
  if (slot !== null) return slots.get(slot) as BufferPlace;
  return name === "params" ? param : grad;
}

/** The indices of the sums of a pass among those of its rule. */
function sumPlaces({ program, sumCount }: GpuForm, stage: number): readonly number[] {
  const firstSum = program.inputs.length - sumCount;
  return (program.stages[stage]?.sums ?? []).map(({ input }) => input - firstSum);
}

export function numbered(resources: readonly GPUBindingResource[]): GPUBindGroupEntry[] {
  return resources.map((resource, binding) => ({ binding, resource }));
}
