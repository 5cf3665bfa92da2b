/** The options of a step. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, isFunction, isRecord } from "@anneal/core/arguments";
import type { GivenGradients, GradientSource } from "./given-gradients.js";

/** The options of an update. */
export interface GpuUpdateOptions {
  /**
   * The gradients of this step, one for each parameter of all groups in order: values, your own buffer, or a range of one;
   * null skips the parameter (see `missingGradients`). Buffers with `STORAGE` usage that start at a multiple of 256 bytes are
   * read in place; others are copied on the device, which needs `COPY_SRC`. Default: the gradients in `optimizer.grads`.
   */
  readonly grads?: readonly GradientSource[];
  /** The indices of parameters to skip. */
  readonly skip?: readonly number[];
  /** The factor that the loss was multiplied by. Gradients are multiplied by its inverse when they are read. Default: 1. */
  readonly gradScale?: number;
}

export interface GpuStepOptions extends GpuUpdateOptions {
  /** The number of updates, of which up to 64 are in one submission. Must be 1 with `grads` or `skip`. Default: 1. */
  readonly steps?: number;
  /**
   * Records the work that computes the gradients of an update, before the update itself. It receives the encoder and the
   * index of the update in this call, from 0. It must end its passes, must not finish the encoder, and must be synchronous.
   */
  readonly encode?: (encoder: GPUCommandEncoder, index: number) => void;
}

export interface StepRequest {
  readonly steps: number;
  readonly encode: ((encoder: GPUCommandEncoder, index: number) => void) | null;
  readonly gradientFactor: number;
  readonly given: GivenGradients | null;
}

/** Reads the gradients of a step. */
export type ReadGiven = (grads: unknown, skip: unknown) => GivenGradients | null;

/** @throws InvalidArgumentError if `encode` is asynchronous */
export function recordGradients({ encode }: StepRequest, encoder: GPUCommandEncoder, index: number): void {
  const answer = encode?.(encoder, index) as Partial<PromiseLike<unknown>> | undefined;
  if (typeof answer?.then !== "function") return;
  // Its rejection must not be unhandled.
  answer.then(undefined, () => {});
  throw new InvalidArgumentError("encode", encode, "a synchronous function");
}

const plain: StepRequest = { steps: 1, encode: null, gradientFactor: 1, given: null };

const SMALLEST_NORMAL = 2 ** -126;

/** @throws InvalidArgumentError */
export function readStep(options: GpuStepOptions | undefined, readGiven: ReadGiven): StepRequest {
  if (options === undefined) return plain;
  const names = ["steps", "encode", "grads", "skip", "gradScale"] as const;
  const fields = new Fields("step", "options", options, names);
  const encode = fields.get("encode");
  if (encode !== undefined && !isFunction(encode)) {
    throw new InvalidArgumentError("encode", encode, "a function that records commands");
  }
  const steps = fields.whole("steps", 1, 1);
  const request = readUpdate(fields, readGiven);
  if (request.given !== null && steps > 1)
    throw new InvalidArgumentError("steps", steps, "1 with grads or skip");
  return { ...request, steps, encode: (encode as StepRequest["encode"]) ?? null };
}

/** Reads the options of an optimizer's `encode`. @throws InvalidArgumentError */
export function readEncode(
  encoder: unknown,
  options: GpuUpdateOptions | undefined,
  readGiven: ReadGiven,
): StepRequest {
  if (!isRecord(encoder) || !isFunction(encoder.beginComputePass))
    throw new InvalidArgumentError("encoder", encoder, "a GPUCommandEncoder");
  if (options === undefined) return plain;
  const fields = new Fields("encode", "options", options, ["grads", "skip", "gradScale"]);
  return { ...plain, ...readUpdate(fields, readGiven) };
}

function readUpdate(
  fields: Fields<"grads" | "skip" | "gradScale">,
  readGiven: ReadGiven,
): Pick<StepRequest, "given" | "gradientFactor"> {
  const scale = fields.positive("gradScale", 1);
  const gradientFactor = Math.fround(1 / scale);
  // A device may flush smaller numbers to 0.
  if (!(gradientFactor >= SMALLEST_NORMAL && gradientFactor < Number.POSITIVE_INFINITY)) {
    throw new InvalidArgumentError("gradScale", scale, "a number whose inverse is a normal float32");
  }
  return { gradientFactor, given: readGiven(fields.get("grads"), fields.get("skip")) };
}
