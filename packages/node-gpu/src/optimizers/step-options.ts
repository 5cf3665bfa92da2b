/** What a step is told. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, isFunction, isRecord } from "@anneal/core/arguments";
import type { GivenGradients, GradientSource } from "./given-gradients.js";

/** What an update is told. */
export interface GpuUpdateOptions {
  /**
   * The gradients of this step, one for each parameter, over the groups in order: values, a buffer of yours, or a range of one;
   * null: the parameter is left out (see `missingGradients`). Buffers are read where they are if they have `STORAGE` usage
   * and start at a multiple of 256 bytes, and else copied on the device (`COPY_SRC`). Default: those in `optimizer.grads`.
   */
  readonly grads?: readonly GradientSource[];
  /** Parameters to leave out, by index. */
  readonly skip?: readonly number[];
  /** What the loss was multiplied with; gradients are multiplied by its inverse as they are read. Default 1. */
  readonly gradScale?: number;
}

export interface GpuStepOptions extends GpuUpdateOptions {
  /** How many updates to make, up to 64 of them in one submission: 1 with `grads` or `skip`. Default 1. */
  readonly steps?: number;
  /**
   * Records the work that makes the gradients of an update, before the update itself: it is given the encoder and the
   * update's place in this call, from 0. It ends its passes, does not finish the encoder, and is over when it returns.
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

/** @throws InvalidArgumentError where `encode` would go on recording after it has returned */
export function recordGradients({ encode }: StepRequest, encoder: GPUCommandEncoder, index: number): void {
  const answer = encode?.(encoder, index) as Partial<PromiseLike<unknown>> | undefined;
  if (typeof answer?.then !== "function") return;
  // Nobody waits for it any more.
  answer.then(undefined, () => {});
  throw new InvalidArgumentError("encode", encode, "a function that has recorded everything when it returns");
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
    throw new InvalidArgumentError("steps", steps, "1 where gradients are given, or parameters left out");
  return { ...request, steps, encode: (encode as StepRequest["encode"]) ?? null };
}

/** What `encode` of an optimizer is told. @throws InvalidArgumentError */
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
  // A device may take what is smaller for 0.
  if (!(gradientFactor >= SMALLEST_NORMAL && gradientFactor < Number.POSITIVE_INFINITY)) {
    throw new InvalidArgumentError("gradScale", scale, "a number whose inverse is a normal float32");
  }
  return { gradientFactor, given: readGiven(fields.get("grads"), fields.get("skip")) };
}
