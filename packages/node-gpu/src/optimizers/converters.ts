/** Converts the values of one tensor between float16 and float32 on the device. */
import type { Gpu } from "../device/gpu.js";
import { USAGE } from "../dispatch/buffers.js";
import { dispatchShape, WORKGROUP_SIZE } from "../dispatch/shape.js";
import { windowsOf } from "../dispatch/windows.js";
import type { BufferPlace } from "./buffer-place.js";
import { CONVERSION_CODE, type Conversion } from "./half.js";

const WORD = 4;

/** A part of the tensor that is bound at once. */
interface Part {
  readonly start: number;
  readonly words: number;
  readonly uniform: GPUBuffer;
  readonly shape: readonly [number, number];
}

export class Converter {
  readonly #device: GPUDevice;
  readonly #conversion: Conversion;
  readonly #pipeline: GPUComputePipeline;
  readonly #parts: readonly Part[];
  /** Bind groups by the buffer and offset of the float16 values. The buffer of the float32 values never changes. */
  readonly #bindings = new WeakMap<GPUBuffer, Map<number, readonly GPUBindGroup[]>>();
  readonly #floats: BufferPlace;

  /**
   * @param floats Where the float32 values are.
   * @param own Takes the buffers that the converter makes.
   */
  constructor(
    { device }: Gpu,
    conversion: Conversion,
    pipeline: GPUComputePipeline,
    length: number,
    floats: BufferPlace,
    own: (buffer: GPUBuffer) => GPUBuffer,
  ) {
    this.#device = device;
    this.#conversion = conversion;
    this.#pipeline = pipeline;
    this.#floats = floats;
    const { maxComputeWorkgroupsPerDimension, maxStorageBufferBindingSize } = device.limits;
    // A part starts at an offset at which both buffers can be bound; float16 values have half the size.
    const minStorageBufferOffsetAlignment = 2 * device.limits.minStorageBufferOffsetAlignment;
    const windows = windowsOf(0, length, { maxStorageBufferBindingSize, minStorageBufferOffsetAlignment });
    this.#parts = windows.map(({ start, length: values }) => {
      const words = Math.ceil(values / 2);
      const usage = USAGE.UNIFORM | USAGE.COPY_DST;
      const uniform = own(device.createBuffer({ label: "anneal part", size: 4 * WORD, usage }));
      device.queue.writeBuffer(uniform, 0, Uint32Array.of(words, values));
      const workgroups = Math.ceil(words / WORKGROUP_SIZE);
      return { start, words, uniform, shape: dispatchShape(workgroups, maxComputeWorkgroupsPerDimension) };
    });
  }

  /** Records the conversion between the float32 values and those at a place. */
  record(pass: GPUComputePassEncoder, halves: BufferPlace): void {
    pass.setPipeline(this.#pipeline);
    for (const [i, bindings] of this.#bindingsFor(halves).entries()) {
      const { shape } = this.#parts[i] as Part;
      pass.setBindGroup(0, bindings);
      pass.dispatchWorkgroups(shape[0], shape[1]);
    }
  }

  #bindingsFor({ buffer, offset }: BufferPlace): readonly GPUBindGroup[] {
    const known = this.#bindings.get(buffer) ?? new Map<number, readonly GPUBindGroup[]>();
    this.#bindings.set(buffer, known);
    const made = known.get(offset) ?? this.#parts.map((part) => this.#bind(part, { buffer, offset }));
    known.set(offset, made);
    return made;
  }

  #bind({ start, words, uniform }: Part, { buffer, offset }: BufferPlace): GPUBindGroup {
    const halves = { buffer, offset: offset + 2 * start, size: words * WORD };
    const floats = {
      buffer: this.#floats.buffer,
      offset: this.#floats.offset + WORD * start,
      size: 2 * words * WORD,
    };
    const resources = this.#conversion === "widen" ? [halves, floats] : [floats, halves];
    const entries = [{ buffer: uniform }, ...resources].map((resource, binding) => ({ binding, resource }));
    return this.#device.createBindGroup({ layout: this.#pipeline.getBindGroupLayout(0), entries });
  }
}

/** Creates a pipeline for each conversion. */
export async function createConversionPipelines(
  { device }: Gpu,
  conversions: ReadonlySet<Conversion>,
): Promise<ReadonlyMap<Conversion, GPUComputePipeline>> {
  return new Map(
    await Promise.all(
      [...conversions].map(async (conversion) => {
        const label = `anneal ${conversion}`;
        const module = device.createShaderModule({ label, code: CONVERSION_CODE[conversion] });
        const compute = { module, entryPoint: "main" };
        const descriptor: GPUComputePipelineDescriptor = { label, layout: "auto", compute };
        return [conversion, await device.createComputePipelineAsync(descriptor)] as const;
      }),
    ),
  );
}
