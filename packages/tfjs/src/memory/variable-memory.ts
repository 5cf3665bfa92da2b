/** The location of variables and gradients during an update. */
import type { Engine } from "@anneal/core/optimizer-engine";
import type { Tensor, Variable } from "@tensorflow/tfjs-core";

/** An optimizer's access to the tensors of a backend. */
export interface VariableMemory {
  /** Whether variables are updated in place, or by copies. */
  readonly isInPlace: boolean;
  /** The reason for updates by copies; null: updates are in place. */
  readonly reason: string | null;
  /** The engine for this memory; null: the engine that @anneal/wasm chooses. */
  readonly engine: Engine | null;
  /** Changes when optimizers over this memory must be recreated, because it has grown. */
  generation(): unknown;
  /**
   * Makes each variable the only owner of its values, so that no other tensor changes, and moves variables and gradients to
   * the backend. May allocate; afterwards `parameter` and `gradient` are valid until the next allocation.
   */
  prepare(variables: readonly Variable[], gradients: readonly Tensor[]): void;
  /** The values of a variable, to be updated. */
  parameter(variable: Variable): Float32Array;
  /** The values of a gradient, to be read. */
  gradient(tensor: Tensor): Float32Array;
  /** Makes the arrays the values of the variables, for all operations. */
  commit(variables: readonly Variable[], arrays: readonly Float32Array[]): void;
}
