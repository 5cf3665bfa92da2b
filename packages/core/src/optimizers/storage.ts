/** Where parameters and gradients are while the kernels work on them. */
import type { OptimizerArena } from "./arena.js";
import type { ArenaLayout } from "./layout.js";

/** Gradients that came with a step and were checked; null: those that are in place. */
export type GivenGradients = readonly (Float32Array | null)[] | null;

/** The tensors of an optimizer, by their index over all groups. */
export interface TensorStorage {
  readonly params: readonly Float32Array[];
  /** Empty where gradients come with each step. */
  readonly grads: readonly Float32Array[];
  /** Whether gradients have to come with each step. */
  readonly needsGradients: boolean;

  /** @throws InvalidArgumentError when an array is gone: its buffer was transferred away. */
  assertAttached(): void;
  /** @throws InvalidArgumentError when gradients are missing, or share elements with each other or with resident ones. */
  assertUsable(given: GivenGradients): void;
  /** Brings the gradients, which are usable, in place, where they have a place. */
  take(given: GivenGradients): void;
  /** Updates the tensors from `start` until `end`, which touch in memory, with the numbers at `scalars`. */
  update(start: number, end: number, scalars: number, given: GivenGradients): void;
  sumOfSquares(index: number, given: GivenGradients): number;
  scale(index: number, factor: number, given: GivenGradients): void;
  /** Looks at the gradient where it is: it need not be in place yet. */
  allFinite(index: number, given: GivenGradients): boolean;
  /** The gradient itself, as it was given or is in place. */
  gradient(index: number, given: GivenGradients): Float32Array;
}

/** The moments of a tensor, as views that are not handed out. */
export interface Moments {
  readonly expAvg: Float32Array;
  readonly expAvgSq: Float32Array;
  readonly maxExpAvgSq: Float32Array | null;
}

export function momentsOf(
  arena: OptimizerArena,
  layout: ArenaLayout,
  index: number,
  length: number,
): Moments {
  const offset = layout.offsets[index] as number;
  const view = (region: number) => arena.values.subarray(region + offset, region + offset + length);
  return {
    expAvg: view(layout.first),
    expAvgSq: view(layout.second),
    maxExpAvgSq: layout.largest < 0 ? null : view(layout.largest),
  };
}
