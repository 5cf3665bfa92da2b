/** The location of parameters and gradients while kernels run. */
import type { Kernel } from "../engine.js";

/** Checked gradients of a step; null: the resident ones. */
export type GivenGradients = readonly (Float32Array | null)[] | null;

/** The parameters of a group and their gradients, by index in the group. */
export interface GroupStorage {
  readonly params: readonly Float32Array[];
  /** Empty if gradients come with each step. */
  readonly grads: readonly Float32Array[];

  /** Replaces the parameter arrays; null if the optimizer owns them. */
  readonly replaceParams: ((params: readonly Float32Array[]) => void) | null;
  /** @throws InvalidArgumentError if an array's buffer was transferred. */
  assertAttached(): void;
  /** Copies checked gradients to their resident position, if they have one. */
  take(given: GivenGradients): void;
  /**
   * Runs a kernel over the adjacent tensors from `start` to `end`; after each block calls `onBlock` if the kernel has
   * sums.
   */
  run(kernel: Kernel, start: number, end: number, given: GivenGradients, onBlock: (() => void) | null): void;
  sumOfSquares(index: number, given: GivenGradients): number;
  scale(index: number, factor: number, given: GivenGradients): void;
  /** Clips the elements of the gradient to `-most ... most`. */
  limit(index: number, most: number, given: GivenGradients): void;
  /** Visits the gradient at its current location, which need not be resident yet. */
  allFinite(index: number, given: GivenGradients): boolean;
  /** The gradient itself, as passed or resident. */
  gradient(index: number, given: GivenGradients): Float32Array;
}
