/** Evaluates a schedule over ranges of steps on the device, into buffers. */
import { FreedError, InvalidArgumentError, type Schedule } from "@anneal/core";
import { Fields, type OwnedUint32Array, wholeNumber } from "@anneal/core/arguments";
import { type Gpu, usableDevice } from "../device/gpu.js";
import { createTensor, isBuffer, refuseMapped, USAGE } from "../dispatch/buffers.js";
import { dispatchShape, WORKGROUP_SIZE } from "../dispatch/shape.js";
import { windowsOf } from "../dispatch/windows.js";
import { LAST_STEP } from "../wgsl/grid.js";
import { scheduleCode } from "../wgsl/to-wgsl.js";
import { samplerPipeline } from "./pipelines.js";

/** A range of steps: element `i` of the buffer is the value at `start + i * stride`. All are whole numbers. */
export interface GpuRange {
  /** The first step. Default: 0. */
  readonly start?: number;
  /** The number of values. */
  readonly count: number;
  /** The distance between two steps, at least 1. Default: 1. */
  readonly stride?: number;
}

/** start and stride (64 bits each), count, and a filler. */
const RANGE_BYTES = 32;

/** The shader that fills a buffer with a schedule. */
export function samplerCode(schedule: Schedule): {
  readonly code: string;
  readonly data: OwnedUint32Array;
} {
  const { code, data } = scheduleCode(schedule, { name: "schedule", binding: 2 }, ["anneal_product"]);
  const kernel = `struct Range { start: vec2u, stride: vec2u, count: u32 }

@group(0) @binding(0) var<uniform> range: Range;
@group(0) @binding(1) var<storage, read_write> values: array<f32>;

@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u,
    @builtin(local_invocation_index) thread: u32) {
  let i = (group.y * groups.x + group.x) * ${WORKGROUP_SIZE}u + thread;
  if (i >= range.count) { return; }
  let low = schedule_product(i, range.stride.x);
  let x = range.start.x + low.x;
  let y = range.start.y + low.y + i * range.stride.y + u32(x < low.x);
  values[i] = schedule(vec2u(x, y));
}
`;
  return { code: `${code}\n${kernel}`, data };
}

/** Evaluates one schedule on one device. Its pipeline is created once, and its bind groups once for each buffer. */
export class GpuSampler {
  readonly #gpu: Gpu;
  readonly #pipeline: GPUComputePipeline;
  readonly #range: GPUBuffer;
  readonly #data: GPUBuffer | null;
  /** The bind groups of each buffer, one for each window. */
  readonly #bound = new WeakMap<GPUBuffer, GPUBindGroup[]>();
  #isFreed = false;

  private constructor(gpu: Gpu, pipeline: GPUComputePipeline, range: GPUBuffer, data: GPUBuffer | null) {
    this.#gpu = gpu;
    this.#pipeline = pipeline;
    this.#range = range;
    this.#data = data;
  }

  /** @throws InvalidArgumentError in the cases of `toWgsl` */
  static async create(gpu: Gpu, schedule: Schedule): Promise<GpuSampler> {
    const { code, data } = samplerCode(schedule);
    const device = usableDevice(gpu);
    const pipeline = await samplerPipeline(device, code);
    const range = device.createBuffer({ size: RANGE_BYTES, usage: USAGE.UNIFORM | USAGE.COPY_DST });
    if (data.length === 0) return new GpuSampler(gpu, pipeline, range, null);
    const lists = device.createBuffer({ size: data.byteLength, usage: USAGE.STORAGE | USAGE.COPY_DST });
    device.queue.writeBuffer(lists, 0, data);
    return new GpuSampler(gpu, pipeline, range, lists);
  }

  /**
   * Fills the first `count` values of a buffer with `STORAGE` usage. Work that is submitted later sees them.
   * @throws InvalidArgumentError or FreedError before anything is written; DeviceLostError; GpuValidationError for a buffer
   * that was destroyed or belongs to another device, here or at the next use of `gpu`
   */
  fill(buffer: GPUBuffer, range: GpuRange): void {
    const { start, count, stride } = readRange(range);
    if (!isBuffer(buffer)) throw new InvalidArgumentError("buffer", buffer, "a GPUBuffer");
    if (count * Float32Array.BYTES_PER_ELEMENT > buffer.size) {
      const most = Math.floor(buffer.size / Float32Array.BYTES_PER_ELEMENT);
      throw new InvalidArgumentError("count", count, `at most ${most}, the size of the buffer`);
    }
    if ((buffer.usage & USAGE.STORAGE) === 0) {
      throw new InvalidArgumentError("buffer.usage", buffer.usage, "a usage with STORAGE");
    }
    refuseMapped("buffer", buffer);
    if (this.#isFreed) throw new FreedError("this GPU sampler");
    this.#gpu.assertUsable();
    this.#gpu.call(() => this.#submit(buffer, start, count, stride));
  }

  #submit(buffer: GPUBuffer, start: number, count: number, stride: number): void {
    const { device } = this.#gpu;
    for (const [i, window] of windowsOf(0, count, device.limits).entries()) {
      const first = BigInt(start) + BigInt(window.start) * BigInt(stride);
      device.queue.writeBuffer(
        this.#range,
        0,
        Uint32Array.of(...pairOf(first), ...pairOf(BigInt(stride)), window.length),
      );
      const bindings = this.#bindingsOf(buffer)[i] as GPUBindGroup;
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(this.#pipeline);
      pass.setBindGroup(0, bindings);
      const workgroups = Math.ceil(window.length / WORKGROUP_SIZE);
      pass.dispatchWorkgroups(...dispatchShape(workgroups, device.limits.maxComputeWorkgroupsPerDimension));
      pass.end();
      // One submission each, because the range of the next window is written after it.
      device.queue.submit([encoder.finish()]);
    }
  }

  /** All windows of a buffer, for any range, even if only some of its values are filled. */
  #bindingsOf(buffer: GPUBuffer): readonly GPUBindGroup[] {
    const known = this.#bound.get(buffer);
    if (known !== undefined) return known;
    const { device } = this.#gpu;
    const layout = this.#pipeline.getBindGroupLayout(0);
    const bytes = Float32Array.BYTES_PER_ELEMENT;
    const windows = windowsOf(0, Math.floor(buffer.size / bytes), device.limits);
    const made = windows.map(({ start, length }) => {
      const entries: GPUBindGroupEntry[] = [
        { binding: 0, resource: { buffer: this.#range } },
        { binding: 1, resource: { buffer, offset: start * bytes, size: length * bytes } },
      ];
      if (this.#data !== null) entries.push({ binding: 2, resource: { buffer: this.#data } });
      return device.createBindGroup({ layout, entries });
    });
    this.#bound.set(buffer, made);
    return made;
  }

  /** Destroys the sampler's own buffers. Calling it again has no effect. */
  free(): void {
    this.#isFreed = true;
    this.#range.destroy();
    this.#data?.destroy();
  }
}

/**
 * A new buffer with the values of a schedule over a range of steps, which the caller destroys. The values are within
 * `SAMPLE_BOUND` of the host's. Compiled shaders of the last schedules are cached. For many ranges of one schedule, or to fill
 * your own buffers, create a `GpuSampler`.
 *
 * ```ts
 * const buffer = await sampleGpu(gpu, schedule, { count: 1_000_000 });
 * const values = await readBack(gpu, buffer);
 * ```
 *
 * @throws InvalidArgumentError, DeviceLostError
 */
export async function sampleGpu(gpu: Gpu, schedule: Schedule, range: GpuRange): Promise<GPUBuffer> {
  const { count } = readRange(range);
  const sampler = await GpuSampler.create(gpu, schedule);
  try {
    const buffer = createTensor(gpu, count, "anneal samples");
    sampler.fill(buffer, range);
    return buffer;
  } finally {
    // Submitted work keeps the buffers that it uses.
    sampler.free();
  }
}

function readRange(range: GpuRange): Required<GpuRange> {
  const fields = new Fields("a range", "range", range, ["start", "count", "stride"]);
  const start = fields.whole("start", 0, 0);
  const count = fields.read("count", wholeNumber);
  const stride = fields.whole("stride", 1, 1);
  if (count > 0 && BigInt(start) + BigInt(count - 1) * BigInt(stride) > BigInt(LAST_STEP)) {
    throw new InvalidArgumentError("start + count * stride", start + count * stride, `at most ${LAST_STEP}`);
  }
  return { start, count, stride };
}

function pairOf(value: bigint): [number, number] {
  return [Number(value & 0xffffffffn), Number(value >> 32n)];
}
