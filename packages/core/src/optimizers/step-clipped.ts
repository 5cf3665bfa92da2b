/** A step with clipped gradients that leaves the gradients as they are. */
import type { Optimizer } from "./optimizer.js";

/** The gradients of a step, and how they are scaled. */
export interface ClippedStep {
  readonly grads: readonly (Float32Array | null)[];
  /** The factor that the gradients contain, for example from a scaled loss. Default: 1. */
  readonly gradScale?: number;
  /** The largest joint norm of the gradients without that factor; null: they are not clipped. */
  readonly clipNorm: number | null;
}

/**
 * Makes a step with gradients whose joint norm is at most `clipNorm`. Unlike `clipGradNorm` it does not write to the
 * gradients: the factor goes into the step. A norm that is not finite scales nothing.
 *
 * @throws InvalidArgumentError or NonFiniteGradientError, before anything is changed.
 */
export function stepClipped(
  optimizer: Optimizer,
  { grads, gradScale = 1, clipNorm }: ClippedStep,
): ReturnType<Optimizer["step"]> {
  if (clipNorm === null) return optimizer.step({ grads, gradScale });
  const norm = optimizer.clipGradNorm(Number.POSITIVE_INFINITY, { grads }) / gradScale;
  // As in PyTorch, so that a norm of 0 divides nothing by 0.
  const excess = Math.max(1, (norm + 1e-6) / clipNorm);
  return optimizer.step({ grads, gradScale: Number.isFinite(excess) ? gradScale * excess : gradScale });
}
