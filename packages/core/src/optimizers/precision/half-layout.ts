/** The layout of a group's parameters of 16-bit numbers, and of their float32 values. */
import { BLOCK_LENGTH } from "../../kernel-sizes.js";
import type { MemoryPlan } from "../memory-plan.js";
import type { HalfFormat } from "../numbers/half.js";

/** A parameter with 16-bit numbers; places in bytes. */
export interface HalfTensor {
  readonly format: HalfFormat;
  readonly length: number;
  /** The float32 values that are updated. */
  readonly master: number;
  /** The 16-bit numbers; null: they are in arrays of the caller. */
  readonly resident: { readonly params: number; readonly grads: number } | null;
}

export interface HalfLayout {
  /** The parameters, in order; null: the parameter is float32. */
  readonly tensors: readonly (HalfTensor | null)[];
  /** A block of float32 gradients. */
  readonly gradients: number;
  /** Blocks of 16-bit numbers, for arrays that are not in the arena. */
  readonly halves: { readonly params: number; readonly grads: number };
}

/**
 * @param tensors Of each parameter; its start in arrays of float32, in values, and its format, null for float32.
 * @param p Where the float32 values of resident parameters are; null: the parameters are the caller's.
 * @returns Null if all are float32.
 */
export function layOutHalves(
  plan: MemoryPlan,
  tensors: readonly { readonly start: number; readonly length: number; readonly format: HalfFormat | null }[],
  p: number | null,
): HalfLayout | null {
  if (tensors.every(({ format }) => format === null)) return null;
  const halves = tensors.map(({ start, length, format }): HalfTensor | null => {
    if (format === null) return null;
    const master = p === null ? plan.region(length) : p + 4 * start;
    const resident =
      p === null ? null : { params: plan.reserve(2 * length), grads: plan.reserve(2 * length) };
    return { format, length, master, resident };
  });
  const longest = halves.reduce((most, half) => Math.max(most, half?.length ?? 0), 0);
  const block = Math.min(longest, BLOCK_LENGTH);
  return {
    tensors: halves,
    gradients: plan.scratch(0, block),
    halves: { params: plan.reserve(2 * block), grads: plan.reserve(2 * block) },
  };
}
