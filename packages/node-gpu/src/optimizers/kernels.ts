/** The pipelines, bind groups and buffers of an optimizer: made once, so that a step only names them. */
import { GpuValidationError } from "../device/errors.js";
import type { Gpu } from "../device/gpu.js";
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
    const scopes = ["out-of-memory", "validation"] as const;
    for (const scope of scopes) device.pushErrorScope(scope);
    let refusals: Promise<GPUError | null>[] = [];
    try {
      const buffer = (label: string, words: number, usage: number) => {
        const made = device.createBuffer({ label, size: Math.max(16, words * BYTES), usage });
        owned.push(made);
        return made;
      };
      const storage = USAGE.STORAGE | USAGE.COPY_DST;
      const tensors = settings.groups.flatMap(({ sources }, group) =>
        sources.map((source) => {
          const tensor = createTensors(gpu, source, group, rule.state);
          owned.push(...tensor.owned);
          return tensor;
        }),
      );
      const windows: TensorWindow[] = [];
      for (const tensor of tensors) {
        const more = createWindows(gpu, tensor, partialsOf(windows));
        windows.push(...more);
        owned.push(...more.map(({ part }) => part));
      }
      const inspects = settings.skips || settings.maxNorm !== null;
      const partials = inspects ? partialsOf(windows) : 0;
      const groups = settings.groups.length;
      const state = buffer("anneal state", HEADER_LENGTH + groups * ROW_LENGTH, storage | USAGE.COPY_SRC);
      const upcoming = buffer("anneal rows", RING * groups * ROW_LENGTH, storage);
      const sums = inspects ? buffer("anneal partial sums", 2 * partials, storage) : null;
      // Before anything is awaited, as somebody else's calls would fall into the scopes.
      refusals = scopes.map(() => device.popErrorScope());
      for (const refusal of await Promise.all(refusals)) {
        if (refusal !== null) throw new GpuValidationError(refusal.message);
      }

      const pipelines = new Map<string, Promise<GPUComputePipeline>>();
      const pipeline = (label: string, code: string) => {
        const known = pipelines.get(code);
        if (known !== undefined) return known;
        const module = device.createShaderModule({ label: `anneal ${label}`, code });
        const made = device.createComputePipelineAsync({
          label: `anneal ${label}`,
          layout: "auto",
          compute: { module, entryPoint: "main" },
        });
        pipelines.set(code, made);
        return made;
      };
      const dispatch = async (
        made: Promise<GPUComputePipeline>,
        resources: readonly GPUBindingResource[],
        shape: readonly [number, number],
      ): Promise<Dispatch> => {
        const ready = await made;
        const entries = resources.map((resource, binding) => ({ binding, resource }));
        return {
          pipeline: ready,
          bindings: device.createBindGroup({ layout: ready.getBindGroupLayout(0), entries }),
          shape,
        };
      };

      const inspections = windows.map((window) => {
        if (sums === null) return null;
        const resources = [{ buffer: window.part }, { buffer: sums }, window.bindingOf(window.tensor.grad)];
        return dispatch(
          pipeline("inspect", inspectShader(window.tensor.lanes)),
          resources,
          window.inspectShape,
        );
      });
      const { code, data } = beginShader({
        groups,
        partials,
        skips: settings.skips,
        maxNorm: settings.maxNorm,
        schedules: settings.groups.map(({ values: { lr } }) =>
          settings.ratesOnDevice ? (lr as Parameters<typeof beginShader>[0]["schedules"][number]) : null,
        ),
      });
      const begin: GPUBindingResource[] = [{ buffer: state }, { buffer: upcoming }];
      if (sums !== null) begin.push({ buffer: sums });
      const updates = windows.map((window) => {
        const { param, grad, state: own, lanes } = window.tensor;
        const resources = [
          { buffer: window.part },
          { buffer: state },
          ...[param, grad, ...own].map((each) => window.bindingOf(each)),
        ];
        const shader = updateShader(rule, lanes, settings.maxNorm !== null);
        return dispatch(pipeline("update", shader), resources, window.updateShape);
      });
      const lists = data.length === 0 ? null : buffer("anneal lists", data.length, storage);
      if (lists !== null) device.queue.writeBuffer(lists, 0, data);
      const beginning = beginDispatch(device, await pipeline("begin", code), begin, lists);
      const dispatches = [
        ...(await Promise.all(inspections)).filter((each) => each !== null),
        beginning,
        ...(await Promise.all(updates)),
      ];
      gpu.assertUsable();
      return new Kernels(tensors, state, upcoming, dispatches, owned);
    } catch (error) {
      if (refusals.length === 0) for (const _ of scopes) void device.popErrorScope();
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

function beginDispatch(
  device: GPUDevice,
  pipeline: GPUComputePipeline,
  resources: readonly GPUBindingResource[],
  lists: GPUBuffer | null,
): Dispatch {
  const entries = resources.map((resource, binding) => ({ binding, resource }));
  if (lists !== null) entries.push({ binding: 3, resource: { buffer: lists } });
  const bindings = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  return { pipeline, bindings, shape: [1, 1] };
}
