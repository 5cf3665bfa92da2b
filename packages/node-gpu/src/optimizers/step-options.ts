/** What a step is told. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, isFunction } from "@anneal/core/arguments";

export interface GpuStepOptions {
  /** How many updates to make, up to 64 of them in one submission. Default 1. */
  readonly steps?: number;
  /**
   * Records the work that makes the gradients of an update, before the update itself: it is given the encoder and the
   * update's place in this call, from 0. It ends its passes, does not finish the encoder, and is over when it returns.
   */
  readonly encode?: (encoder: GPUCommandEncoder, index: number) => void;
  /** What the loss was multiplied with; gradients are multiplied by its inverse as they are read. Default 1. */
  readonly gradScale?: number;
}

export interface StepRequest {
  readonly steps: number;
  readonly encode: ((encoder: GPUCommandEncoder, index: number) => void) | null;
  readonly gradientFactor: number;
}

/** @throws InvalidArgumentError where `encode` would go on recording after it has returned */
export function recordGradients({ encode }: StepRequest, encoder: GPUCommandEncoder, index: number): void {
  const answer = encode?.(encoder, index) as Partial<PromiseLike<unknown>> | undefined;
  if (typeof answer?.then !== "function") return;
  // Nobody waits for it any more.
  answer.then(undefined, () => {});
  throw new InvalidArgumentError("encode", encode, "a function that has recorded everything when it returns");
}

const plain: StepRequest = { steps: 1, encode: null, gradientFactor: 1 };

const SMALLEST_NORMAL = 2 ** -126;

/** @throws InvalidArgumentError */
export function readStep(options: GpuStepOptions | undefined): StepRequest {
  if (options === undefined) return plain;
  const fields = new Fields("step", "options", options, ["steps", "encode", "gradScale"]);
  const encode = fields.get("encode");
  if (encode !== undefined && !isFunction(encode)) {
    throw new InvalidArgumentError("encode", encode, "a function that records commands");
  }
  const scale = fields.positive("gradScale", 1);
  const gradientFactor = Math.fround(1 / scale);
  // A device may take what is smaller for 0.
  if (!(gradientFactor >= SMALLEST_NORMAL && gradientFactor < Number.POSITIVE_INFINITY)) {
    throw new InvalidArgumentError("gradScale", scale, "a number whose inverse is a normal float32");
  }
  return {
    steps: fields.whole("steps", 1, 1),
    encode: (encode as StepRequest["encode"]) ?? null,
    gradientFactor,
  };
}
