/** The location of parameters and gradients while kernels run. */
import type { Kernel } from "../engine.js";
import type { ParameterArray } from "../parameter-array.js";

/** Checked gradients of a step; null: the resident ones. */
export type GivenGradients = readonly (ParameterArray | null)[] | null;

/** The parameters of a group and their gradients, by index in the group. */
export interface GroupStorage {
  readonly params: readonly ParameterArray[];
  /** The resident gradients; empty if gradients come with each step. */
  readonly grads: readonly ParameterArray[];

  /** Replaces the parameter arrays; null if the optimizer owns them. */
  readonly replaceParams: ((params: readonly ParameterArray[]) => void) | null;
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
  /** The gradient passed to the step, or the resident one: itself, or a copy if it is not float32. */
  gradient(index: number, given: GivenGradients): Float32Array;
  /** Adds a gradient to another of the same parameter. */
  add(index: number, sum: ParameterArray, gradient: ParameterArray): void;
  /** The float32 values of a parameter: itself, or those that it is rounded from. */
  master(index: number): Float32Array;
  /** Replaces the values that a parameter is rounded from, if it is not float32. */
  setMaster(index: number, values: Float32Array): void;
}
