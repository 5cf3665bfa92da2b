/** Where the values of variables and gradients are while an optimizer updates them. */
import type { Engine } from "@anneal/core/optimizer-engine";
import type { Tensor, Variable } from "@tensorflow/tfjs-core";

/** An optimizer's way to the tensors of a backend. */
export interface VariableMemory {
  /** Whether variables are updated where they are, or by copies. */
  readonly isInPlace: boolean;
  /** Why they are updated by copies; null: they are not. */
  readonly reason: string | null;
  /** What computes over this memory; null: the engine that @anneal/wasm chooses. */
  readonly engine: Engine | null;
  /** Changes when optimizers over this memory have to be made again, because it has grown. */
  generation(): unknown;
  /**
   * Makes each variable the only owner of its values, so that nothing else changes with it. May allocate; afterwards
   * `parameter` and `gradient` are valid until the next allocation.
   */
  prepare(variables: readonly Variable[]): void;
  /** The values of a variable, to be changed. */
  parameter(variable: Variable): Float32Array;
  /** The values of a gradient, to be read. */
  gradient(tensor: Tensor): Float32Array;
  /** Makes what is in the arrays the values of the variables, for all operations. */
  commit(variables: readonly Variable[], arrays: readonly Float32Array[]): void;
}
