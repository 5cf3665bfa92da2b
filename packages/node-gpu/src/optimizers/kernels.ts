/** The pipelines, bind groups and buffers of an optimizer: made once, so that a step only names them. */
import { isSchedule } from "@anneal/core";
import type { Gpu } from "../device/gpu.js";
import { refusedAloud } from "../device/refusals.js";
import { USAGE } from "../dispatch/buffers.js";
import type { GpuSettings } from "./options.js";
import { ROW_LENGTH, type Rule } from "./rules.js";
import { beginShader, HEADER_LENGTH, inspectShader, RING, updateShader } from "./shaders.js";
import { createTensors, createWindows, type GpuTensor, partialsOf, type TensorWindow } from "./tensors.js";

const BYTES = Uint32Array.BYTES_PER_ELEMENT;

/** One dispatch with all it needs. */
interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindings: GPUBindGroup;
  readonly shape: readonly [number, number];
}

export class Kernels {
  readonly tensors: readonly GpuTensor[];
  /** The count, what was found, and the rows of the update that is being made. */
  readonly state: GPUBuffer;
  /** The rows of the updates to come, by their number modulo `RING`. */
  readonly upcoming: GPUBuffer;
  /** In the order in which they run. */
  readonly #dispatches: readonly Dispatch[];
  readonly #owned: readonly GPUBuffer[];

  private constructor(
    tensors: readonly GpuTensor[],
    state: GPUBuffer,
    upcoming: GPUBuffer,
    dispatches: readonly Dispatch[],
    owned: readonly GPUBuffer[],
  ) {
    this.tensors = tensors;
    this.state = state;
    this.upcoming = upcoming;
    this.#dispatches = dispatches;
    this.#owned = owned;
  }

  static async create(gpu: Gpu, settings: GpuSettings, rule: Rule): Promise<Kernels> {
    const { device } = gpu;
    const owned: GPUBuffer[] = [];
    const own = (buffer: GPUBuffer) => {
      owned.push(buffer);
      return buffer;
    };
    try {
      const inspects = settings.skips || settings.maxNorm !== null;
      const schedules = settings.groups.map(({ values: { lr } }) =>
        settings.ratesOnDevice && isSchedule(lr) ? lr : null,
      );
      const made = await refusedAloud(device, () => {
        const tensors = settings.groups.flatMap(({ sources }, group) =>
          sources.map((source) => createTensors(gpu, source, group, rule.state, own)),
        );
        const windows: TensorWindow[] = [];
        for (const tensor of tensors) windows.push(...createWindows(gpu, tensor, partialsOf(windows), own));
        const partials = inspects ? partialsOf(windows) : 0;
        const groups = settings.groups.length;
        const begin = beginShader({
          groups,
          partials,
          skips: settings.skips,
          maxNorm: settings.maxNorm,
          schedules,
        });
        const buffer = (label: string, words: number, usage: number) =>
          own(device.createBuffer({ label, size: Math.max(16, words * BYTES), usage }));
        const storage = USAGE.STORAGE | USAGE.COPY_DST;
        const state = buffer("anneal state", HEADER_LENGTH + groups * ROW_LENGTH, storage | USAGE.COPY_SRC);
        const upcoming = buffer("anneal rows", RING * groups * ROW_LENGTH, storage);
        const sums = partials > 0 ? buffer("anneal partial sums", 2 * partials, storage) : null;
        const lists = begin.data.length > 0 ? buffer("anneal lists", begin.data.length, storage) : null;
        if (lists !== null) device.queue.writeBuffer(lists, 0, begin.data);
        return { tensors, windows, begin: begin.code, state, upcoming, sums, lists };
      });
      const { tensors, windows, state, upcoming, sums, lists } = made;

      const clips = settings.maxNorm !== null;
      const plans: Plan[] = [];
      for (const { tensor, part, bindingOf, inspectShape } of windows) {
        if (sums === null) break;
        const code = inspectShader(tensor.lanes, tensor.lanes === "f32" || tensor.length % 4 === 0);
        const resources = [{ buffer: part }, { buffer: sums }, bindingOf(tensor.grad)];
        plans.push({ label: "inspect", code, entries: numbered(resources), shape: inspectShape });
      }
      plans.push({
        label: "begin",
        code: made.begin,
        entries: [state, upcoming, sums, lists].flatMap((buffer, binding) =>
          buffer === null ? [] : [{ binding, resource: { buffer } }],
        ),
        shape: [1, 1],
      });
      for (const { tensor, part, bindingOf, updateShape } of windows) {
        const { param, grad, state: held, lanes } = tensor;
        const tensors = [param, grad, ...held].map(bindingOf);
        const entries = numbered([{ buffer: part }, { buffer: state }, ...tensors]);
        plans.push({ label: "update", code: updateShader(rule, lanes, clips), entries, shape: updateShape });
      }
      const pipelines = await createPipelines(device, plans);
      const isGiven = settings.groups.some(({ sources }) => sources.some(({ param, grad }) => param ?? grad));
      const dispatches = await refusedAloud(device, () => {
        const bound = plans.map(({ code, entries, shape }): Dispatch => {
          const pipeline = pipelines.get(code) as GPUComputePipeline;
          const layout = pipeline.getBindGroupLayout(0);
          return { pipeline, bindings: device.createBindGroup({ layout, entries }), shape };
        });
        // That a buffer was destroyed only shows where it is used.
        if (isGiven) useWithoutWork(device, bound);
        return bound;
      });
      gpu.assertUsable();
      return new Kernels(tensors, state, upcoming, dispatches, owned);
    } catch (error) {
      for (const buffer of owned) buffer.destroy();
      throw error;
    }
  }

  /** Records one update. Everything between two steps is ordered by the device itself. */
  encode(encoder: GPUCommandEncoder): void {
    const pass = encoder.beginComputePass();
    let current: GPUComputePipeline | null = null;
    for (const { pipeline, bindings, shape } of this.#dispatches) {
      if (pipeline !== current) pass.setPipeline(pipeline);
      current = pipeline;
      pass.setBindGroup(0, bindings);
      pass.dispatchWorkgroups(shape[0], shape[1]);
    }
    pass.end();
  }

  /** Destroys what the optimizer made. */
  destroy(): void {
    for (const buffer of this.#owned) buffer.destroy();
  }
}

/** A dispatch whose pipeline is not made yet. */
interface Plan {
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
  plans: readonly Plan[],
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
