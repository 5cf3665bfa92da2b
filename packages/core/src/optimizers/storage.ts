/** Where parameters and gradients are while the kernels work on them. */
import type { OptimizerArena } from "./arena.js";
import type { ArenaLayout } from "./layout.js";
import type { AdamScalars } from "./scalars.js";

/** The tensors of an optimizer, by their index over all groups. */
export interface TensorStorage {
  readonly params: readonly Float32Array[];
  /** Empty where gradients come with each step. */
  readonly grads: readonly Float32Array[];

  /** @throws InvalidArgumentError when an array is gone: its buffer was transferred away. */
  assertAttached(): void;
  /** The gradients that the methods below work with; null: those that are there. They were checked. */
  take(gradients: readonly (Float32Array | null)[] | null): void;
  /** Updates the tensors from `start` until `end`, which touch in memory. */
  update(start: number, end: number, scalars: AdamScalars): void;
  sumOfSquares(index: number): number;
  scale(index: number, factor: number): void;
  allFinite(index: number): boolean;
  /** The gradient itself. */
  gradient(index: number): Float32Array;
  /** Forgets the gradients that were taken. */
  letGo(): void;
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
