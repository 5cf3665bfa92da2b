/** Copies and converts values between the caller's buffers and those that kernels bind, before and after each update. */
import type { Gpu } from "../device/gpu.js";
import { createTensor, write } from "../dispatch/buffers.js";
import type { BufferPlace } from "./buffer-place.js";
import { Converter, createConversionPipelines } from "./converters.js";
import { canBindGradient, type GivenGradients } from "./given-gradients.js";
import type { Conversion } from "./half.js";
import type { GpuTensor, Own } from "./tensors.js";

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** The conversions of a tensor. */
interface TensorConverters {
  /** From float16 parameters to the optimizer's float32 copy, and back. */
  readonly paramIn: Converter | null;
  readonly paramOut: Converter | null;
  /** From float16 gradients. */
  readonly gradient: Converter | null;
}

export class Transfers {
  readonly #gpu: Gpu;
  readonly #tensors: readonly GpuTensor[];
  readonly #converters: readonly TensorConverters[];
  readonly #own: Own;
  /** Buffers for the gradients of a step, for tensors whose usual gradients are in the caller's buffer. */
  readonly #work = new Map<number, BufferPlace>();

  private constructor(
    gpu: Gpu,
    tensors: readonly GpuTensor[],
    converters: readonly TensorConverters[],
    own: Own,
  ) {
    this.#gpu = gpu;
    this.#tensors = tensors;
    this.#converters = converters;
    this.#own = own;
  }

  static async create(gpu: Gpu, tensors: readonly GpuTensor[], own: Own): Promise<Transfers> {
    const isHalf = ({ paramDetour }: GpuTensor) => paramDetour?.how === "convert";
    const conversions = new Set<Conversion>([
      ...(tensors.some((tensor) => isHalf(tensor) || tensor.gradDtype === "float16")
        ? ["widen" as const]
        : []),
      ...(tensors.some(isHalf) ? ["narrow" as const] : []),
    ]);
    const pipelines = await createConversionPipelines(gpu, conversions);
    const converter = (conversion: Conversion, length: number, floats: BufferPlace) =>
      new Converter(gpu, conversion, pipelines.get(conversion) as GPUComputePipeline, length, floats, own);
    const converters = tensors.map((tensor): TensorConverters => {
      const { length, param, grad, gradDtype } = tensor;
      return {
        paramIn: isHalf(tensor) ? converter("widen", length, param) : null,
        paramOut: isHalf(tensor) ? converter("narrow", length, param) : null,
        gradient: gradDtype === "float16" ? converter("widen", length, grad) : null,
      };
    });
    return new Transfers(gpu, tensors, converters, own);
  }

  /** Initializes the float32 copies of float16 parameters. */
  begin(): void {
    if (this.#converters.every(({ paramIn }) => paramIn === null)) return;
    const { device } = this.#gpu;
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const [i, { paramIn }] of this.#converters.entries()) {
      const { paramDetour } = this.#tensors[i] as GpuTensor;
      if (paramIn !== null && paramDetour !== null) paramIn.record(pass, paramDetour.place);
    }
    pass.end();
    device.queue.submit([encoder.finish()]);
  }

  /** Writes gradients from the host. */
  write({ arrays }: GivenGradients): void {
    for (const [i, array] of arrays.entries()) {
      if (array !== null) write(this.#gpu, this.#workFor(i).buffer, array);
    }
  }

  /**
   * Copies values that kernels can't bind.
   * @returns The location of each tensor's gradients in this step; undefined: the usual one.
   */
  copyIn(encoder: GPUCommandEncoder, given: GivenGradients | null): readonly (BufferPlace | undefined)[] {
    return this.#tensors.map((tensor, i) => {
      const { param, paramDetour, grad, gradDetour, gradDtype, ownsGrad } = tensor;
      if (given?.isAbsent[i] === true) return undefined;
      if (paramDetour?.how === "copy") copy(encoder, paramDetour.place, param, tensor);
      const source = given?.sources[i] ?? null;
      if (source === null) {
        if (gradDetour?.how === "copy") copy(encoder, gradDetour.place, grad, tensor);
        return undefined;
      }
      if (source !== "host" && gradDtype === "float16") return undefined;
      if (source !== "host" && canBindGradient(tensor, source, this.#gpu.device)) return source;
      const work = this.#workFor(i);
      if (source !== "host") copy(encoder, source, work, tensor);
      return ownsGrad ? undefined : work;
    });
  }

  /** Converts float16 gradients to float32. */
  widen(pass: GPUComputePassEncoder, given: GivenGradients | null): void {
    for (const [i, { gradient }] of this.#converters.entries()) {
      if (gradient === null || given?.isAbsent[i] === true) continue;
      const source = given?.sources[i] ?? (this.#tensors[i] as GpuTensor).gradDetour?.place ?? "host";
      if (source !== "host") gradient.record(pass, source);
    }
  }

  /** Converts parameters to float16. */
  narrow(pass: GPUComputePassEncoder): void {
    for (const [i, { paramOut }] of this.#converters.entries()) {
      const { paramDetour } = this.#tensors[i] as GpuTensor;
      if (paramOut !== null && paramDetour !== null) paramOut.record(pass, paramDetour.place);
    }
  }

  copyOut(encoder: GPUCommandEncoder): void {
    for (const tensor of this.#tensors) {
      const { param, paramDetour } = tensor;
      if (paramDetour?.how === "copy") copy(encoder, param, paramDetour.place, tensor);
    }
  }

  /** The optimizer's own buffer for the gradients of one step. */
  #workFor(index: number): BufferPlace {
    const { ownsGrad, grad, length } = this.#tensors[index] as GpuTensor;
    if (ownsGrad) return grad;
    const known = this.#work.get(index);
    if (known !== undefined) return known;
    const made = { buffer: this.#own(createTensor(this.#gpu, length, "anneal gradient")), offset: 0 };
    this.#work.set(index, made);
    return made;
  }
}

function copy(encoder: GPUCommandEncoder, from: BufferPlace, to: BufferPlace, { length }: GpuTensor): void {
  if (length > 0) encoder.copyBufferToBuffer(from.buffer, from.offset, to.buffer, to.offset, length * BYTES);
}
